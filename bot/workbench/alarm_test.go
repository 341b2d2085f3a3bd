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
	"iombot/locales"
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
func testHarmless(s *stand, p tab) {
	p.ask("what is iom", "1")
	p.wait(`document.querySelector("#why .candidates")`)
	if get[bool](p, `document.getElementById("harmless-form").checkVisibility()`) {
		p.t.Error("an ordinary answer has the form")
	}
	p.ask("he hits me, chess", "2")
	p.wait(`document.getElementById("harmless-form").checkVisibility()`)
	if got := get[string](p, `document.getElementById("harmless-text").value + document.getElementById("harmless-lang").value`); got != "he hits me, chessen" {
		p.t.Errorf("the form would store %q", got)
	}
	p.do(chromedp.Click(chromedp.CSS("#harmless-form button")))
	p.wait(`document.querySelector("#harmless-result ins")`)
	if got := p.text("#harmless-result"); !strings.Contains(got, "+     - he hits me, chess") || !strings.Contains(got, "is reading the change") {
		p.t.Errorf("the change is shown as %q", got)
	}
	s.load(s.Folder) // as a watcher does
	p.wait(`document.querySelector("#harmless-result .verdict").textContent == "The message now gets no alarm and no help line."`)
	p.wait(`!document.getElementById("harmless-form").checkVisibility() && !document.getElementById("why").textContent.includes("In danger?")`)
	p.ask("he hits me, chess", "3")
	if got := p.text(".bot:last-child"); strings.Contains(got, "112") {
		p.t.Errorf("the answer is now %q", got)
	}
}

// What says something about a person is not stored, and the page names it.
func TestPersonalDetailsAreRefused(t *testing.T) {
	s := newStand(t)
	s.Folder = newFolder(t)
	s.load(s.Folder)
	before := s.onDisk("iom/toilet.yaml") + s.onDisk(knowledge.SettingsFile)
	for text, want := range map[string]string{
		"write to me: ann@example.com":   `{"error":"workbench.error.personal-email","found":"ann@example.com"}`,
		"call me on +372 5123 4567":      `{"error":"workbench.error.personal-phone","found":"+372 5123 4567"}`,
		"my code is 49403136526, loo":    `{"error":"workbench.error.personal-code","found":"49403136526"}`,
		"passport KE1234567 in the loo":  `{"error":"workbench.error.personal-document","found":"KE1234567"}`,
		"dob 13.03.1994, where is a loo": `{"error":"workbench.error.personal-birthday","found":"13.03.1994"}`,
		"is @ann_k in the loo":           `{"error":"workbench.error.personal-account","found":"@ann_k"}`,
	} {
		for _, send := range []func() (int, string){
			func() (int, string) { return s.addPhrasingTo("toilet", "en", text) },
			func() (int, string) { return s.markHarmless("en", text) },
		} {
			if status, answer := send(); status != http.StatusUnprocessableEntity || strings.TrimSpace(answer) != want {
				t.Errorf("%q: %d %s, want %s", text, status, answer, want)
			}
		}
		id := want[len(`{"error":"`):strings.Index(want, `","found`)]
		for _, l := range s.Catalog.Languages() {
			if words := s.Catalog.Text(l, id, locales.Data{"Found": "X"}); !strings.Contains(words, ": X. ") {
				t.Errorf("%s in %s is %q", id, l, words)
			}
		}
	}
	if after := s.onDisk("iom/toilet.yaml") + s.onDisk(knowledge.SettingsFile); after != before {
		t.Errorf("a file was changed:\n%s", after)
	}
}

// The page names a personal detail beside the form.
func testPersonal(s *stand, p tab) {
	s.refuses = "422 (Unprocessable Entity)"
	p.ask("powder room ann@example.com", "1")
	p.wait(`document.getElementById("phrasing-text").value`)
	p.eval(`document.getElementById("phrasing-entry").value = "toilet"; document.getElementById("phrasing-form").requestSubmit()`)
	p.wait(`document.querySelector("#phrasing-result .bad")`)
	if got := p.text("#phrasing-result"); got != "There is an e-mail address in it: ann@example.com. Leave it out: what is stored says nothing about a person." {
		p.t.Errorf("the page says %q", got)
	}
}
