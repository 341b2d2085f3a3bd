package workbench

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"
)

// replayed has the stand replay turns.
func (s *stand) replayed(turns ...turn) (out struct{ Answers []answered }) {
	s.t.Helper()
	if got := s.call("/api/replay", map[string]any{"language": "en", "turns": turns}, &out); got != http.StatusOK || len(out.Answers) != len(turns) {
		s.t.Fatalf("%d: %+v", got, out)
	}
	return out
}

// A conversation is replayed in a chat that nobody sees: commands, questions,
// presses, changed messages.
func TestReplay(t *testing.T) {
	s := newDesk(t)
	s.Contact = "office@example.org"
	got := s.replayed(
		turn{Text: "/start"}, turn{Text: "Is the ticket free?"}, turn{Press: "Helpful 👍"}, turn{Press: "Topics"},
		turn{Text: "powder room"}, turn{Edit: "what is iom"}, turn{Media: "voice"}, turn{Press: "No such button"},
	).Answers
	for i, want := range []string{"Hello!", "What does going home cost?", "Thank you!", "Choose a topic", "office@example.org", "migration agency", "", ""} {
		if want != "" && (len(got[i].Said) == 0 || !strings.Contains(got[i].Said[0].Text, want)) {
			t.Errorf("turn %d brings %+v, want %q", i, got[i], want)
		}
	}
	if !got[7].Lost || len(got[6].Said) == 0 {
		t.Errorf("a button that is not there brings %+v, a voice message %+v", got[7], got[6])
	}
	if early := s.replayed(turn{Edit: "what is iom"}).Answers[0]; !early.Lost {
		t.Errorf("changing a message that is not there brings %+v", early)
	}
	if first, second := s.replayed(turn{Text: "voluntary return"}), s.replayed(turn{Text: "voluntary return"}); cmp.Diff(first, second) != "" {
		t.Errorf("twice the same is not the same: %s", cmp.Diff(first, second))
	}
	if chats := s.Fake.Chats(); len(chats) > 0 {
		t.Errorf("there are chats: %v", chats)
	}
}

func TestReplayRefuses(t *testing.T) {
	s := newDesk(t)
	for _, body := range []string{
		`{"language": "en", "turns": []}`, `{"language": "xx", "turns": [{"text": "a"}]}`, `{"language": "en", "turns": [{}]}`,
		`{"language": "en", "turns": [{"text": "a", "press": "b"}]}`, `{"language": "en", "turns": [{"media": "bomb"}]}`,
		`{"language": "en", "turns": [{"text": "` + strings.Repeat("a", 4097) + `"}]}`,
		`{"language": "en", "turns": [` + strings.Repeat(`{"text": "a"},`, 100) + `{"text": "a"}]}`,
	} {
		if status, _, _ := s.request(http.MethodPost, "/api/replay", body); status != http.StatusBadRequest {
			t.Errorf("%.60s: %d", body, status)
		}
	}
}

// Several persons have chats of their own. What one did is saved, and replayed
// after a change; the question is asked again.
func TestConversationsBrowser(t *testing.T) {
	browser := startBrowser(t)
	s := newDesk(t)
	s.start()
	p := s.openTab(t, browser, "/?lang=en", 1280)
	p.ask("where is the loo", "1")
	p.do(chromedp.Click(chromedp.CSS("#new-person")))
	p.wait(`!document.querySelector("li.message")`)
	p.ask("what is iom", "1")
	p.eval(`const who = document.getElementById("person"); who.value = "0"; who.dispatchEvent(new Event("change"))`)
	p.wait(`document.querySelector(".bot")?.textContent.includes("There.")`)
	if got := get[string](p, `[...document.getElementById("person").options].map((o) => o.textContent).join()`); got != "Person 1 (English),Person 2 (English)" {
		t.Errorf("the persons are %q", got)
	}
	p.do(chromedp.Reload())
	p.wait(`document.querySelector(".bot")?.textContent.includes("There.") && document.getElementById("person").value == "0"`)

	p.do(chromedp.SendKeys(chromedp.CSS("#save-name"), "the loo\r"))
	p.wait(`document.querySelectorAll("#saved-list > li").length == 1`)
	p.click(`#saved-list [data-does="workbench.saved.replay"]`)
	p.wait(`document.querySelector("#saved-list .fine")`)

	src := strings.Replace(s.onDisk(toilet), "answer: There.", "answer: Upstairs.", 1)
	if err := os.WriteFile(filepath.Join(s.Folder, toilet), []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	s.load(s.Folder)
	p.wait(`!document.getElementById("again").hidden`)
	p.click("#ask-again")
	p.wait(`document.querySelectorAll(".bot").length == 2 && document.querySelector(".bot:last-child").textContent.includes("Upstairs.")`)
	p.click("#replay-all")
	p.wait(`document.querySelector("#saved-list .turns")`)
	if got := p.text("#saved-list .turns"); !strings.Contains(got, "where is the loo") || !strings.Contains(got, "There.") || !strings.Contains(got, "Upstairs.") {
		t.Errorf("the difference is %q", got)
	}
	if got := p.text("#saved-said"); got != "Conversations with other answers: 1" {
		t.Errorf("the page says %q", got)
	}
	p.click(`#saved-list [data-does="workbench.saved.accept"]`)
	p.wait(`!document.querySelector("#saved-list .turns")`)
	p.click("#replay-all")
	p.wait(`document.getElementById("saved-said").textContent == "All answers are as they were."`)
	p.click(`#saved-list [data-does="workbench.saved.delete"]`)
	p.wait(`document.querySelectorAll("#saved-list > li").length == 0`)
}
