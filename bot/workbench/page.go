package workbench

import (
	"embed"
	"encoding/json"
	"html/template"
	"net/http"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"iombot/locales"
)

//go:embed web
var web embed.FS

//go:embed index.html
var source string

//go:embed entries.html
var entriesSource string

var (
	index        = newTemplate("index", source)
	entriesIndex = newTemplate("entries", entriesSource)
)

// appLanguages are those that the person's app may be in, as IETF tags: the
// languages of most people whom the bot meets.
var appLanguages = []string{"et", "en", "ru", "uk"}

// slots stand for what only the page knows when it shows a text: each
// placeholder becomes its own name in braces.
var slots = locales.Data{
	"Answer": "{Answer}", "First": "{First}", "Language": "{Language}", "Missing": "{Missing}",
	"Offer": "{Offer}", "Read": "{Read}", "Second": "{Second}", "Title": "{Title}",
	"Column": "{Column}", "Count": "{Count}", "Day": "{Day}", "Found": "{Found}", "Line": "{Line}",
}

// pageData fills the page.
type pageData struct {
	Lang  locales.Lang
	wb    *workbench
	Other []languageName // of the page, to change to
	Apps  []languageName

	Writable bool   // the entries may be changed
	MayWrite bool   // who looks at it may change things
	User     string // who is logged in, if anybody
	MayLeave bool   // by logging out here
	Here     string // the page's path, without slashes
}

type languageName struct {
	Tag, Name string
	Chosen    bool
}

// T is the page's text with the id.
func (p pageData) T(id string) string { return p.wb.Catalog.Text(p.Lang, id, slots) }

// Texts are all of the page's texts by id, as JSON.
func (p pageData) Texts() (string, error) {
	texts := map[string]string{}
	for _, id := range p.wb.Catalog.IDs(p.Lang) {
		if strings.HasPrefix(id, "workbench.") {
			texts[id] = p.T(id)
		}
	}
	out, err := json.Marshal(texts)
	return string(out), err
}

// page serves the chat, or where there is none the gaps.
func (wb *workbench) page(w http.ResponseWriter, r *http.Request) {
	if wb.Fake == nil {
		http.Redirect(w, r, "/gaps?lang="+string(wb.pageLang(r)), http.StatusSeeOther)
		return
	}
	wb.show(w, r, index)
}

// entriesPage serves the entries.
func (wb *workbench) entriesPage(w http.ResponseWriter, r *http.Request) { wb.show(w, r, entriesIndex) }

// show serves a page in the language that the address or the browser asks for.
func (wb *workbench) show(w http.ResponseWriter, r *http.Request, t *template.Template) {
	wb.render(w, t, wb.newPage(r))
}

// newPage is what every page needs.
func (wb *workbench) newPage(r *http.Request) pageData {
	who := userOf(r)
	p := pageData{Lang: wb.pageLang(r), wb: wb, Writable: wb.Folder != "" && who.mayWrite(), MayWrite: who.mayWrite(), User: who.name, MayLeave: !who.named, Here: strings.Trim(r.URL.Path, "/")}
	for _, l := range wb.Catalog.Languages() {
		if l != p.Lang {
			p.Other = append(p.Other, nameOf(string(l)))
		}
	}
	for _, tag := range appLanguages {
		n := nameOf(tag)
		n.Chosen = tag == string(p.Lang)
		p.Apps = append(p.Apps, n)
	}
	return p
}

// nameOf is a language's name in itself.
func nameOf(tag string) languageName {
	return languageName{Tag: tag, Name: display.Self.Name(language.Make(tag))}
}

// pageLang is the language of the catalog that suits the reader best.
func (wb *workbench) pageLang(r *http.Request) locales.Lang {
	languages := wb.Catalog.Languages()
	tags := make([]language.Tag, len(languages))
	for i, l := range languages {
		tags[i] = language.Make(string(l))
	}
	wanted, _, _ := language.ParseAcceptLanguage(r.Header.Get("Accept-Language")) // whatever of it can be read
	if l := r.FormValue("lang"); l != "" {
		wanted = []language.Tag{language.Make(l)}
	}
	_, i, certain := language.NewMatcher(tags).Match(wanted...)
	if certain == language.No {
		return locales.EN
	}
	return languages[i]
}
