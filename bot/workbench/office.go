package workbench

import (
	"bytes"
	"context"
	_ "embed"
	"html/template"
	"net/http"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"iombot/bot"
	"iombot/locales"
)

// Office is the running bot's state as far as staff may see it.
type Office interface {
	// Tallies is what bot.Store says.
	Tallies(ctx context.Context, since time.Time) ([]bot.Tally, error)
	// Votes is what bot.Store says.
	Votes(ctx context.Context) ([]bot.VoteCount, error)
	// Kept is what bot.Store says.
	Kept(ctx context.Context) ([]bot.KeptQuestion, error)
	bot.Office
}

//go:embed parts.html
var partsSource string

//go:embed numbers.html
var numbersSource string

//go:embed gaps.html
var gapsSource string

var (
	numbersTemplate = newTemplate("numbers", numbersSource)
	gapsTemplate    = newTemplate("gaps", gapsSource)
)

// newTemplate is a page, with the parts that pages have in common.
func newTemplate(name, source string) *template.Template {
	return template.Must(template.Must(template.New(name).Parse(partsSource)).Parse(source))
}

// handleOffice adds the pages about the running bot.
func (wb *workbench) handleOffice(mux *http.ServeMux) {
	if wb.Office == nil {
		return
	}
	if !wb.Trial {
		mux.HandleFunc("GET /login", wb.loginPage)
		mux.HandleFunc("POST /login", wb.postLogin)
		mux.HandleFunc("POST /logout", wb.postLogout)
	}
	mux.HandleFunc("GET /gaps", wb.gapsPage)
	mux.HandleFunc("POST /api/gaps/marks", wb.postMarks)
	mux.HandleFunc("GET /numbers", wb.numbersPage)
	mux.HandleFunc("GET /numbers.csv", wb.numbersCSV)
}

// O is a text of the pages that the server fills. Those below "workbench" go to
// the browser too, these do not.
func (p pageData) O(id string) string { return p.wb.Catalog.Text(p.Lang, id, nil) }

// HasChat reports whether there is a chat to try the bot in.
func (p pageData) HasChat() bool { return p.wb.Fake != nil }

// HasOffice reports whether the pages about the running bot are there.
func (p pageData) HasOffice() bool { return p.wb.Office != nil }

// IsTrial reports whether nobody but the visitors of the chat are in the Office.
func (p pageData) IsTrial() bool { return p.wb.Trial }

// HasFolder reports whether the entries are files that can be changed at all.
func (p pageData) HasFolder() bool { return p.wb.Folder != "" }

// Asked lists the languages in which people can ask.
func (p pageData) Asked() []languageName {
	var out []languageName
	for _, l := range p.wb.Snapshot().Base.Asked() {
		out = append(out, languageName{Tag: string(l), Name: p.languageName(l)})
	}
	return out
}

// languageName is a language's name in the page's.
func (p pageData) languageName(l locales.Lang) string {
	tag, err := language.Parse(string(l))
	if err != nil || l == "" || tag == language.Und {
		return p.T("workbench.why.unknown")
	}
	return display.Languages(language.Make(string(p.Lang))).Name(tag)
}

// render sends a page.
func (wb *workbench) render(w http.ResponseWriter, t *template.Template, data any) {
	wb.renderAs(w, http.StatusOK, t, data)
}

// renderAs sends a page with a status.
func (wb *workbench) renderAs(w http.ResponseWriter, status int, t *template.Template, data any) {
	var out bytes.Buffer
	if err := t.Execute(&out, data); err != nil {
		wb.fail(w, "filling the page", err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Vary", "Accept-Language")
	w.WriteHeader(status)
	_, _ = out.WriteTo(w) // the browser that went away needs no page
}
