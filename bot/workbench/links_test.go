package workbench

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"iombot/knowledge"
	"iombot/knowledge/linkcheck"
)

// aSite is a site with a page that is gone and one that waits to be let go on.
type aSite struct {
	*httptest.Server
	goOn chan struct{} // closed to let it
	let  func()
}

func newSite(t *testing.T) *aSite {
	s := &aSite{goOn: make(chan struct{})}
	s.let = sync.OnceFunc(func() { close(s.goOn) })
	s.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/gone":
			w.WriteHeader(http.StatusGone)
		case "/slow":
			select {
			case <-s.goOn:
			case <-r.Context().Done():
			}
		}
	}))
	t.Cleanup(s.Close)
	t.Cleanup(s.let)
	return s
}

// checksLinks has the stand's entries name pages of a site, and check them. The
// knowledge base names no other.
func (s *stand) checksLinks(site *aSite) {
	s.t.Helper()
	s.Folder = s.t.TempDir()
	s.replaceFile(knowledge.SettingsFile, "languages: [en]\ntopics:\n  - {id: a, en: Topic}\n")
	s.replaceFile("a/one.yaml", s.linking(site, "good", "gone", "slow"))
	s.replaceFile("a/two.yaml", s.linking(site, "gone"))
	s.replaceFile("a/three.yaml", s.linking(site, "good"))
	s.load(s.Folder)
	s.Links = NewLinks(LinksConfig{
		Check: func(ctx context.Context, b *knowledge.Base, step func(done, total int)) []knowledge.Finding {
			return linkcheck.Check(ctx, b, site.Client(), step)
		},
		Snapshot: s.Snapshot, Now: func() time.Time { return today }, Log: slog.New(slog.DiscardHandler),
	})
	s.server.Config.Handler = s.handler()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); s.Links.Run(ctx) }()
	s.t.Cleanup(func() { cancel(); <-done })
}

func (s *stand) replaceFile(name, src string) {
	s.t.Helper()
	path := filepath.Join(s.Folder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(src), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// linking is an entry with pages of the site as sources.
func (s *stand) linking(site *aSite, pages ...string) string {
	src := "reviewed: 2026-11-22\nsources:\n"
	for _, p := range pages {
		src += "  - " + site.URL + "/" + p + "\n"
	}
	return src + fmt.Sprintf("en:\n  title: T%d %s\n  questions: [a %s, b]\n  answer: A.\n", len(pages), pages[0], strings.Join(pages, " "))
}

// linksNow is what the page is told of the run.
type linksNow struct {
	Running     bool
	Done, Total int
	At          string
	Findings    []finding
}

func (s *stand) linksNow() linksNow {
	s.t.Helper()
	_, _, answer := s.request(http.MethodGet, "/api/links?lang=en", "")
	var now linksNow
	if err := json.Unmarshal([]byte(answer), &now); err != nil {
		s.t.Fatal(err)
	}
	return now
}

// untilLinks waits until a condition holds of the run.
func (s *stand) untilLinks(condition func(linksNow) bool) linksNow {
	s.t.Helper()
	for s.t.Context().Err() == nil {
		if now := s.linksNow(); condition(now) {
			return now
		}
		select {
		case <-s.t.Context().Done():
		case <-time.After(5 * time.Millisecond):
		}
	}
	return linksNow{}
}

func (s *stand) press(path string) (int, string) {
	s.t.Helper()
	status, _, answer := s.request(http.MethodPost, path, "{}")
	return status, answer
}

func ended(now linksNow) bool { return !now.Running }

func places(findings []finding) []string {
	out := []string{}
	for _, f := range findings {
		out = append(out, f.Place+" "+f.Rule)
	}
	return out
}

// A run checks the addresses in the background, one run at a time, and what it
// finds is on the entries for as long as they have the address.
func TestLinks(t *testing.T) {
	s, site := newStand(t), newSite(t)
	s.checksLinks(site)
	if now := s.linksNow(); now.Running || now.At != "" || len(now.Findings) > 0 {
		t.Errorf("before the first run it is %+v", now)
	}
	if status, answer := s.press("/api/links"); status != http.StatusNoContent {
		t.Fatalf("beginning: %d %s", status, answer)
	}
	if now := s.untilLinks(func(now linksNow) bool { return now.Done == 2 }); !now.Running || now.Total != 3 {
		t.Errorf("while a page is slow the run is %+v", now)
	}
	if status, answer := s.press("/api/links"); status != http.StatusConflict || !strings.Contains(answer, "workbench.error.links-running") {
		t.Errorf("a second run at the same time: %d %s", status, answer)
	}
	site.let()
	now := s.untilLinks(ended)
	if diff := cmp.Diff([]string{"a/one.yaml:4:5 link-gone", "a/two.yaml:3:5 link-gone"}, places(now.Findings)); diff != "" || now.Done != 3 || now.At == "" {
		t.Errorf("the run ended as %+v (-want +got)\n%s", now, diff)
	}
	want := map[string]int{"a/one.yaml": 1, "a/two.yaml": 1, "a/three.yaml": 0}
	if diff := cmp.Diff(want, s.warnings()); diff != "" {
		t.Errorf("warnings in the list (-want +got)\n%s", diff)
	}
	// In the editor the finding is where the draft has the address now.
	draft := s.postDraft("a/two.yaml", "# moved\n"+s.linking(site, "gone"))
	if !strings.Contains(draft, `"place":"a/two.yaml:4:5","severity":"warning","rule":"link-gone"`) {
		t.Errorf("the draft's findings are %s", draft)
	}
	s.replaceFile("a/two.yaml", s.linking(site, "other"))
	s.load(s.Folder)
	if diff := cmp.Diff([]string{"a/one.yaml:4:5 link-gone"}, places(s.linksNow().Findings)); diff != "" {
		t.Errorf("once an entry has another address (-want +got)\n%s", diff)
	}
}

// A run can be ended, and the next one begins from the start.
func TestLinksAreCanceled(t *testing.T) {
	s, site := newStand(t), newSite(t)
	s.checksLinks(site)
	for range 2 {
		s.press("/api/links")
		s.untilLinks(func(now linksNow) bool { return now.Done == 2 })
		if status, _ := s.press("/api/links/end"); status != http.StatusNoContent {
			t.Errorf("ending: %d", status)
		}
		now := s.untilLinks(ended)
		if got := places(now.Findings); !strings.Contains(strings.Join(got, "\n"), "knowledge.yaml links-stopped") {
			t.Errorf("after the end the findings are %q", got)
		}
	}
}

// warnings counts the warnings of each file, as the list shows them.
func (s *stand) warnings() map[string]int {
	s.t.Helper()
	_, _, answer := s.request(http.MethodGet, "/api/entries", "")
	var list struct{ Topics []shelf }
	if err := json.Unmarshal([]byte(answer), &list); err != nil {
		s.t.Fatal(err)
	}
	out := map[string]int{}
	for _, x := range list.Topics[0].Entries {
		out[x.File] = x.Warnings
		if x.Errors > 0 {
			s.t.Errorf("%s has errors", x.File)
		}
	}
	return out
}

func (s *stand) postDraft(file, src string) string {
	s.t.Helper()
	body, err := json.Marshal(edit{File: file, Source: src})
	if err != nil {
		s.t.Fatal(err)
	}
	_, _, answer := s.request(http.MethodPost, "/api/entry/draft?lang=en", string(body))
	return answer
}

// Staff press the button, watch the run and go to the entry with the dead link.
func TestLinksInBrowser(t *testing.T) {
	browser := startBrowser(t)
	s, site := newStand(t), newSite(t)
	s.checksLinks(site)
	p := s.watchTab(t, browser)
	p.do(chromedp.EmulateViewport(1280, 900), chromedp.Navigate(s.url+"/entries?lang=en#health"))
	p.wait(`document.querySelector("#rows a") && document.getElementById("links-begin").checkVisibility()`)
	p.do(chromedp.Click(chromedp.CSS("#links-begin")))
	p.wait(`document.getElementById("links-counted").textContent == "2 / 3" && document.getElementById("links-bar").value == 2`)
	if !get[bool](p, `document.getElementById("links-begin").disabled`) {
		t.Error("a second run can be begun")
	}
	if got := get[string](p, `document.activeElement.id`); got != "links-end" {
		t.Errorf("during the run the focus is on %q", got)
	}
	site.let()
	p.wait(`document.getElementById("links-said").textContent.includes("3 addresses. These need a look:") && document.getElementById("links-run").hidden`)
	if got := get[string](p, `document.activeElement.id`); got != "links-begin" {
		t.Errorf("after the run the focus is on %q", got)
	}
	if got := get[string](p, `[...document.querySelectorAll("#links-found a")].map((a) => a.hash).join(" ")`); got != "#a/one.yaml:4:5 #a/two.yaml:3:5" {
		t.Errorf("the places are %q", got)
	}
	if got := get[int](p, `document.querySelectorAll("#links-found li").length`); got != 1 {
		t.Errorf("one address makes %d lines", got)
	}
	p.do(chromedp.Click(chromedp.CSS("#links-found a")))
	p.wait(`document.getElementById("draft-findings").textContent.includes("is gone")`)
}
