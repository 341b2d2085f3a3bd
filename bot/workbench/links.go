package workbench

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"iombot/bot"
	"iombot/knowledge"
	"iombot/locales"
)

// Links checks the web addresses of the knowledge base, when staff ask for it: one
// run at a time, in the background. It keeps the newest results in memory.
type Links struct {
	LinksConfig
	*task

	mu    sync.Mutex
	found linksFound
}

// LinksConfig is how addresses are checked. All of it must be set.
type LinksConfig struct {
	// Check is linkcheck.Check: it visits the addresses of a base and calls step
	// after each.
	Check    func(ctx context.Context, b *knowledge.Base, step func(done, total int)) []knowledge.Finding
	Snapshot func() bot.Snapshot // the knowledge that the bot answers from now
	Now      func() time.Time
	Log      *slog.Logger
}

// linksFound is what the newest run brought.
type linksFound struct {
	at     time.Time                    // when it ended; zero before the first
	bad    map[string]knowledge.Finding // by address
	others []knowledge.Finding          // about the run as a whole
}

// linksState is what there is to know about the runs.
type linksState struct {
	taskState
	linksFound
}

// NewLinks returns what checks once its Run does.
func NewLinks(c LinksConfig) *Links { return &Links{LinksConfig: c, task: newTask()} }

// Run waits for what staff ask for, and does it, until ctx ends. What a run that
// staff end has found by then stays.
func (l *Links) Run(ctx context.Context) {
	l.run(ctx, func(ctx context.Context) {
		base := l.Snapshot().Base
		l.keep(base, l.Check(ctx, base, l.progress))
	})
}

// keep keeps a run's findings by address: they hold wherever it stands, also
// when its line moves.
func (l *Links) keep(base *knowledge.Base, findings []knowledge.Finding) {
	addresses := map[knowledge.Pos]string{}
	for _, a := range base.Addresses() {
		addresses[a.Pos] = a.Text
	}
	bad, others := map[string]knowledge.Finding{}, []knowledge.Finding(nil)
	for _, f := range findings {
		if address := addresses[f.Pos]; address != "" {
			bad[address] = f
		} else {
			others = append(others, f)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.found = linksFound{l.Now(), bad, others}
	l.Log.Info("links were checked", "addresses", len(addresses), "findings", len(findings))
}

func (l *Links) now() linksState {
	state := l.task.now() // first: what a run brings is there before it ends
	l.mu.Lock()
	defer l.mu.Unlock()
	return linksState{state, l.found} // its map and list are replaced, never changed
}

// badLinks lists the addresses in base that do not work, at each of their places.
func (wb *workbench) badLinks(base *knowledge.Base) []knowledge.Finding {
	if wb.Links == nil {
		return nil
	}
	bad := wb.Links.now().bad
	if len(bad) == 0 {
		return nil
	}
	var out []knowledge.Finding
	for _, a := range base.Addresses() {
		if f, ok := bad[a.Text]; ok {
			f.Pos = a.Pos
			out = append(out, f)
		}
	}
	knowledge.SortFindings(out)
	return out
}

// onEntries lists them as findings of entries, of one file unless name is empty.
// They are warnings: the bot takes the file as it is.
func (wb *workbench) onEntries(base *knowledge.Base, name string) []knowledge.Finding {
	var out []knowledge.Finding
	for _, f := range wb.badLinks(base) {
		if name == "" || f.Pos.File == name {
			f.Severity = knowledge.Warning
			out = append(out, f)
		}
	}
	return out
}

// handleLinks adds the calls for checking links.
func (wb *workbench) handleLinks(mux *http.ServeMux) {
	if wb.Links == nil {
		return
	}
	mux.HandleFunc("GET /api/links", wb.links)
	mux.HandleFunc("POST /api/links", func(w http.ResponseWriter, _ *http.Request) {
		if !wb.Links.begin() {
			refuse(w, http.StatusConflict, "workbench.error.links-running")
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /api/links/end", func(w http.ResponseWriter, _ *http.Request) {
		wb.Links.end()
		w.WriteHeader(http.StatusNoContent)
	})
}

// links says how far a run is, and what the newest one found.
func (wb *workbench) links(w http.ResponseWriter, r *http.Request) {
	now := wb.Links.now()
	out := struct {
		Running  bool      `json:"running"`
		Done     int       `json:"done"`
		Total    int       `json:"total"` // addresses
		At       string    `json:"at"`    // when the newest run ended, empty before
		Findings []finding `json:"findings"`
	}{now.running, now.done, now.total, "", wb.shownLinks(now, wb.pageLang(r))}
	if !now.at.IsZero() {
		out.At = now.at.Format(time.RFC3339)
	}
	write(w, http.StatusOK, out)
}

func (wb *workbench) shownLinks(now linksState, lang locales.Lang) []finding {
	return append(shownFindings(now.others, lang), shownFindings(wb.badLinks(wb.Snapshot().Base), lang)...)
}

// HasLinks reports whether links can be checked.
func (p pageData) HasLinks() bool { return p.wb.Links != nil }
