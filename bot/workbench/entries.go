package workbench

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"iombot/knowledge"
	"iombot/locales"
)

// handleEntries adds the pages and calls for looking at entries and changing them.
func (wb *workbench) handleEntries(mux *http.ServeMux) {
	mux.HandleFunc("GET /entries", wb.entriesPage)
	mux.HandleFunc("GET /api/entries", wb.entries)
	mux.HandleFunc("POST /api/entries/search", wb.postSearch)
	mux.HandleFunc("GET /api/entry", wb.entry)
	mux.HandleFunc("GET /api/entry/version", wb.entryVersion)
	mux.HandleFunc("POST /api/entry/draft", wb.postDraft)
	mux.HandleFunc("POST /api/entry/field", wb.postField)
	mux.HandleFunc("POST /api/entry/save", wb.postSave)
	mux.HandleFunc("POST /api/entry/hide", wb.postHide)
	mux.HandleFunc("POST /api/entry/delete", wb.postDelete)
	mux.HandleFunc("POST /api/entry/compare", wb.postCompare)
}

// row is an entry in the list.
type row struct {
	File     string       `json:"file"`
	ID       string       `json:"id"`
	Title    string       `json:"title"` // the id where none can be read
	Lang     locales.Lang `json:"lang,omitempty"`
	Reviewed string       `json:"reviewed,omitempty"` // year-month-day, as Expires
	Age      int          `json:"age"`                // days since Reviewed
	Expires  string       `json:"expires,omitempty"`
	Left     int          `json:"left"` // days to Expires, below 0 when it is past
	Urgent   bool         `json:"urgent"`
	Note     string       `json:"note,omitempty"`
	Hidden   bool         `json:"hidden"`  // its file is: the bot does not have it
	Missing  []string     `json:"missing"` // languages in which it cannot be asked, or answered, though others can
	Errors   int          `json:"errors"`
	Warnings int          `json:"warnings"`
}

// shelf is a topic in the list.
type shelf struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Hidden  bool     `json:"hidden"` // not in the menu
	Entries []row    `json:"entries"`
	Deleted []string `json:"deleted"` // files that were, and have versions
}

// entries lists all entries by topic, with what is to be known of each, and the
// findings.
func (wb *workbench) entries(w http.ResponseWriter, r *http.Request) {
	base, findings := wb.Snapshot().Base, wb.Findings()
	out := struct {
		Writable  bool           `json:"writable"`
		Languages []locales.Lang `json:"languages"` // in which can be asked
		Answered  []locales.Lang `json:"answered"`  // those in which there are answers
		Topics    []shelf        `json:"topics"`
		Findings  []finding      `json:"findings"`
	}{wb.Folder != "", base.Asked(), base.Languages, []shelf{}, shownFindings(findings, wb.pageLang(r))}
	lang := wb.pageLang(r)
	counted := slices.Concat(findings, wb.onEntries(base, ""))
	for _, t := range base.Topics {
		s := shelf{ID: t.ID, Title: t.Titles[lang], Hidden: t.Hidden, Entries: []row{}, Deleted: []string{}}
		if s.Title == "" {
			s.Title = t.ID
		}
		for _, e := range t.Entries {
			s.Entries = append(s.Entries, wb.row(base, e, lang))
		}
		if err := wb.addUnread(&s); err != nil { // a folder that is a link out of here
			wb.Log.Warn("a topic's folder cannot be looked at", "topic", t.ID, "err", err)
		}
		for i := range s.Entries {
			s.Entries[i].count(counted)
		}
		out.Topics = append(out.Topics, s)
	}
	write(w, http.StatusOK, out)
}

func (wb *workbench) row(base *knowledge.Base, e *knowledge.Entry, lang locales.Lang) row {
	text, in := e.In(lang, base.Languages)
	x := row{File: e.Pos.File, ID: e.ID, Title: e.ID, Lang: in, Urgent: e.Urgent, Note: e.Note.Text, Missing: []string{}}
	if text != nil {
		x.Title = text.Title.Text
	}
	if !e.Reviewed.IsZero() {
		x.Reviewed, x.Age = e.Reviewed.Format(time.DateOnly), days(e.Reviewed, wb.Now())
	}
	if !e.Expires.IsZero() {
		x.Expires, x.Left = e.Expires.Format(time.DateOnly), days(wb.Now(), e.Expires)
	}
	for _, l := range base.Asked() {
		_, answered := e.In(l, nil)
		if answered == "" && (base.Has(l) || e.Texts[l] == nil) {
			x.Missing = append(x.Missing, string(l))
		}
	}
	return x
}

// days counts the days between two moments' days.
func days(from, to time.Time) int {
	const day = 24 * time.Hour
	return int(to.UTC().Truncate(day).Sub(from.UTC().Truncate(day)) / day)
}

// count counts an entry's findings.
func (x *row) count(findings []knowledge.Finding) {
	for _, f := range findings {
		switch {
		case f.Pos.File != x.File:
		case f.Severity == knowledge.Error:
			x.Errors++
		default:
			x.Warnings++
		}
	}
}

// addUnread adds a topic's files that the knowledge base does not have: those
// that were hidden or deleted, and those that cannot be read.
func (wb *workbench) addUnread(s *shelf) error {
	if wb.Folder == "" {
		return nil
	}
	f, err := openFolder(wb.Folder)
	if err != nil {
		return err
	}
	defer f.Close()
	names, err := f.names(s.ID)
	if err != nil {
		return err
	}
	base := wb.Snapshot().Base
	for _, name := range names {
		if base.EntryFile(name) != nil {
			continue
		}
		now, err := f.entry(name)
		if err != nil {
			continue // a link; the loader says so when it cannot be read
		}
		i := slices.IndexFunc(s.Entries, func(x row) bool { return x.File == name })
		if i < 0 {
			i = len(s.Entries)
			id := strings.TrimSuffix(path.Base(name), path.Ext(name))
			s.Entries = append(s.Entries, row{File: name, ID: id, Title: id, Missing: []string{}})
		}
		s.Entries[i].Hidden = now.hidden
	}
	deleted, err := f.deleted(s.ID)
	s.Deleted = append(s.Deleted, deleted...)
	return err
}

// hit is an entry that the bot found.
type hit struct {
	File       string  `json:"file"`
	Confidence float64 `json:"confidence"`
}

// postSearch asks the bot's own search. It is a POST so that no question stands
// in an address.
func (wb *workbench) postSearch(w http.ResponseWriter, r *http.Request) {
	var q struct {
		Question string       `json:"question"`
		Language locales.Lang `json:"language"` // of the page
	}
	if !wb.read(w, r, &q) {
		return
	}
	snap := wb.Snapshot()
	hits := []hit{}
	for _, m := range snap.Search.Search(knowledge.Message{Text: q.Question, Hint: q.Language}).Candidates {
		if e := snap.Base.Entry(m.ID); e != nil {
			hits = append(hits, hit{e.Pos.File, m.Confidence})
		}
	}
	write(w, http.StatusOK, struct {
		Hits []hit `json:"hits"`
	}{hits})
}

// opened is an entry's file as the page opens it.
type opened struct {
	Error    string         `json:"error,omitempty"`
	File     string         `json:"file"`
	Source   string         `json:"source"`
	Version  string         `json:"version"` // empty when there is no such file
	Hidden   bool           `json:"hidden"`
	Versions []entryVersion `json:"versions"` // the newest first
	Referred []string       `json:"referred"` // ids of the entries that name it under related
	draft
}

// entry opens an entry's file.
func (wb *workbench) entry(w http.ResponseWriter, r *http.Request) {
	var out opened
	name := r.FormValue("file")
	if wb.Snapshot().Base.EntryFile(name) != nil {
		refuse(w, http.StatusNotFound, "workbench.error.entry")
		return
	}
	switch err := wb.open(&out, wb.Snapshot().Base, name, wb.pageLang(r)); {
	case errors.Is(err, errNotPlain):
		refuse(w, http.StatusForbidden, "workbench.error.link")
	case err != nil:
		wb.fail(w, "opening an entry", err)
	case out.Version == "" && len(out.Versions) == 0:
		refuse(w, http.StatusNotFound, "workbench.error.entry")
	default:
		write(w, http.StatusOK, out)
	}
}

// open fills out with the entry's file as it is now, judged in base.
func (wb *workbench) open(out *opened, base *knowledge.Base, name string, lang locales.Lang) error {
	now, err := wb.stored(out, name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	out.File, out.Referred = name, []string{}
	out.draft = draft{Findings: []finding{}, Previews: []shown{}}
	if err == nil {
		out.Source, out.Version, out.Hidden = string(now.source), versionOf(now.source), now.hidden
		out.draft = wb.draft(base, name, now.source, lang)
	}
	id := strings.TrimSuffix(path.Base(name), path.Ext(name))
	for _, e := range base.Entries {
		if slices.ContainsFunc(e.Related, func(r knowledge.Item) bool { return r.Text == id }) {
			out.Referred = append(out.Referred, e.ID)
		}
	}
	return nil
}

// stored reads the entry's file, and lists its versions in out.
func (wb *workbench) stored(out *opened, name string) (stored, error) {
	out.Versions = []entryVersion{}
	if wb.Folder == "" {
		src, err := fs.ReadFile(wb.Files, name)
		if err != nil {
			return stored{}, fmt.Errorf("reading an entry: %w", err)
		}
		return stored{source: src}, nil
	}
	f, err := openFolder(wb.Folder)
	if err != nil {
		return stored{}, err
	}
	defer f.Close()
	if out.Versions, err = f.versions(name); err != nil {
		return stored{}, err
	}
	return f.entry(name)
}

// entryVersion reads one version of an entry.
func (wb *workbench) entryVersion(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("file")
	if wb.Folder == "" || wb.Snapshot().Base.EntryFile(name) != nil {
		refuse(w, http.StatusNotFound, "workbench.error.entry")
		return
	}
	f, err := openFolder(wb.Folder)
	if err != nil {
		wb.fail(w, "reading a version", err)
		return
	}
	defer f.Close()
	src, err := f.version(name, r.FormValue("id"))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		refuse(w, http.StatusNotFound, "workbench.error.entry")
	case err != nil:
		wb.fail(w, "reading a version", err)
	default:
		write(w, http.StatusOK, struct {
			Source string `json:"source"`
		}{string(src)})
	}
}

func shownFindings(findings []knowledge.Finding, lang locales.Lang) []finding {
	out := []finding{}
	for _, f := range findings {
		f = f.In(lang)
		out = append(out, finding{f.Pos.String(), f.Severity, f.Rule, f.Message, f.Fix, f.Pos.File, f.Pos.Line, f.Pos.Col})
	}
	return out
}
