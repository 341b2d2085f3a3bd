package workbench

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"iombot/knowledge"
)

func (s *stand) markHarmless(lang, text string) (int, string) {
	s.t.Helper()
	status, _, answer := s.request(http.MethodPost, "/api/harmless", fmt.Sprintf(`{"lang": %q, "text": %q}`, lang, text))
	return status, answer
}

func TestHarmlessIsStored(t *testing.T) {
	s := newStand(t)
	s.Folder = newFolder(t)
	s.load(s.Folder)
	before := s.onDisk(knowledge.SettingsFile)
	for _, tt := range []struct{ text, added string }{
		{"he hits  me up for a coffee", "he hits me up for a coffee"},
		{"yes: he hits the gym", "'yes: he hits the gym'"},
	} {
		status, answer := s.markHarmless("en", tt.text)
		var got change
		if err := json.Unmarshal([]byte(answer), &got); status != http.StatusOK || err != nil {
			t.Fatalf("%q: %d %s", tt.text, status, answer)
		}
		if got.File != knowledge.SettingsFile || len(got.Removed) > 0 || got.Added[len(got.Added)-1] != "    - "+tt.added {
			t.Errorf("%q: the change is %+v", tt.text, got)
		}
	}
	if got, want := s.onDisk(knowledge.SettingsFile), before+"harmless:\n  en:\n    - he hits me up for a coffee\n    - 'yes: he hits the gym'\n"; got != want {
		t.Errorf("(-want +got)\n%s", cmp.Diff(want, got))
	}
	s.load(s.Folder) // as a watcher does
	for _, tt := range []struct {
		lang, text, id string
		want           int
	}{
		{"en", "He hits me up for a coffee!", "workbench.error.harmless-known", 409},
		{"en", "He hits me!", "workbench.error.harmless-urgent", 409},
		{"ru", "a", "workbench.error.request", 400},
		{"en", " ", "workbench.error.layout", 422},
	} {
		if status, answer := s.markHarmless(tt.lang, tt.text); status != tt.want || !strings.Contains(answer, tt.id) {
			t.Errorf("%s %q: %d %s, want %d %s", tt.lang, tt.text, status, answer, tt.want, tt.id)
		}
	}
	s.Folder = ""
	if status, answer := s.markHarmless("en", "a"); status != http.StatusForbidden || !strings.Contains(answer, "workbench.error.readonly") {
		t.Errorf("built-in entries: %d %s", status, answer)
	}
}

// Staff say that an alarm was false, and it is one no more.
func testCalm(s *stand, p tab) {
	p.ask("what is iom", "1")
	p.wait(`document.querySelector("#why .candidates")`)
	if get[bool](p, `document.getElementById("calm-form").checkVisibility()`) {
		p.t.Error("an ordinary answer has the form")
	}
	p.ask("he hits me, chess", "2")
	p.wait(`document.getElementById("calm-form").checkVisibility()`)
	if got := get[string](p, `document.getElementById("calm-text").value + document.getElementById("calm-lang").value`); got != "he hits me, chessen" {
		p.t.Errorf("the form would store %q", got)
	}
	p.do(chromedp.Click(chromedp.CSS("#calm-form button")))
	p.wait(`document.querySelector("#calm-result ins")`)
	if got := p.text("#calm-result"); !strings.Contains(got, "+     - he hits me, chess") || !strings.Contains(got, "is reading the change") {
		p.t.Errorf("the change is shown as %q", got)
	}
	s.load(s.Folder) // as a watcher does
	p.wait(`document.querySelector("#calm-result .verdict").textContent == "The message now gets no alarm and no help line."`)
	p.wait(`!document.getElementById("calm-form").checkVisibility() && !document.getElementById("why").textContent.includes("In danger?")`)
	p.ask("he hits me, chess", "3")
	if got := p.text(".bot:last-child"); strings.Contains(got, "112") {
		p.t.Errorf("the answer is now %q", got)
	}
}
