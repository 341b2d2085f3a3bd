package workbench

import (
	"net/http"
	"strings"
	"testing"

	"iombot/bot"
	"iombot/locales"
)

// Where the state is only that of the chat on the page, gaps and numbers say so,
// one person's question is a gap, and nobody logs in.
func TestTrial(t *testing.T) {
	s := newDesk(t)
	s.Office, s.Trial, s.K = openOffice(t), true, 1
	s.server.Config.Handler = s.handler()
	for path, want := range map[string]string{"/gaps?lang=en": "Nothing here.", "/numbers?lang=en": "Nothing was counted in this period."} {
		status, _, page := s.request(http.MethodGet, path, "", "X-Forwarded-For", "192.0.2.1")
		if status != http.StatusOK || !strings.Contains(page, want) || !strings.Contains(page, "in the chat of this page since the program was started") {
			t.Errorf("%s: %d\n%s", path, status, page)
		}
	}
	s.commit(5, bot.Event{Kind: bot.Kept, Lang: locales.EN, Text: "driving licence exchange"})
	if _, _, page := s.request(http.MethodGet, "/gaps?lang=en", ""); !strings.Contains(page, "driving licence exchange") {
		t.Error("one person's question is no gap")
	}
	if status, _, _ := s.request(http.MethodGet, "/login", ""); status != http.StatusNotFound {
		t.Errorf("the login: %d", status)
	}
	if status, _, _ := s.request(http.MethodPost, "/api/gaps/marks", aMark); status != http.StatusNoContent {
		t.Errorf("marking: %d", status)
	}
	if _, _, page := newOfficeStand(t).request(http.MethodGet, "/numbers?lang=en", ""); strings.Contains(page, "in the chat of this page") {
		t.Error("the running bot's numbers are said to be a trial's")
	}
}
