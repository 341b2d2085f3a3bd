package workbench

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/bot/telegram/fakeapi"
)

func TestPersonActs(t *testing.T) {
	s := newStand(t)
	post := func(path, body string) string {
		t.Helper()
		status, _, answer := s.request(http.MethodPost, "/api/"+path, body)
		if status >= 300 {
			t.Fatalf("%s %s: %d %s", path, body, status, answer)
		}
		return answer
	}
	post("messages", `{"chat": 7, "language": "uk", "text": " tere "}`)
	post("messages", `{"chat": 7, "language": "uk", "text": "tere jälle", "edit": 1}`)
	for _, m := range media {
		post("messages", fmt.Sprintf(`{"chat": 7, "language": "uk", "media": %q}`, m))
	}
	shown := s.Fake.Messages(7)
	if len(shown) != 1+len(media) || shown[0].Text != "tere jälle" || shown[0].EditDate == 0 {
		t.Errorf("the chat shows %+v", shown)
	}
	if got := shown[0].From; got.ID != 7 || got.LanguageCode != "uk" || got.IsBot {
		t.Errorf("the person is %+v", got)
	}
	if m := shown[1:]; m[0].Photo == nil || m[1].Voice == nil || m[2].Sticker == nil || m[3].Location == nil || m[4].Document == nil {
		t.Errorf("the stand-ins are %+v", m)
	}

	s.bot("sendMessage", url.Values{"chat_id": {"7"}, "text": {"?"}, "reply_markup": {`{"inline_keyboard":[[{"text":"yes","callback_data":"y"}]]}`}})
	last := s.Fake.Messages(7)[len(shown)].ID
	var pressed struct{ Callback string }
	if err := json.Unmarshal([]byte(post("presses", fmt.Sprintf(`{"chat": 7, "language": "uk", "message": %d, "data": "y"}`, last))), &pressed); err != nil {
		t.Fatal(err)
	}
	s.bot("answerCallbackQuery", url.Values{"callback_query_id": {pressed.Callback}}) // which the fake refuses for an unknown one
}

func TestPersonCannot(t *testing.T) {
	s := newStand(t)
	s.person7("tere")
	s.botSays("mine")
	for _, tt := range []struct {
		path, body string
		want       int
	}{
		{"messages", `{`, 400},
		{"messages", `{"chat": 7, "language": "et"}`, 400},
		{"messages", `{"chat": 7, "language": "et", "text": " \n "}`, 400},
		{"messages", `{"chat": 7, "language": "xx", "text": "a"}`, 400},
		{"messages", `{"chat": -7, "language": "et", "text": "a"}`, 400},
		{"messages", `{"chat": 4503599627370496, "language": "et", "text": "a"}`, 400},
		{"messages", `{"chat": 7, "language": "et", "media": "bomb"}`, 400},
		{"messages", `{"chat": 7, "language": "et", "text": "a", "edit": 99}`, 404},
		{"messages", `{"chat": 7, "language": "et", "text": "a", "edit": 2}`, 404},
		{"messages", `{"text": "` + strings.Repeat("a", maxBody) + `"}`, 400},
		{"presses", `{"chat": 7, "language": "et", "message": 1, "data": "y"}`, 404},
		{"presses", `{"chat": 0, "language": "et", "message": 1, "data": "y"}`, 400},
	} {
		status, _, answer := s.request(http.MethodPost, "/api/"+tt.path, tt.body)
		if status != tt.want {
			t.Errorf("%s %.60s: status %d, want %d", tt.path, tt.body, status, tt.want)
		}
		var refused struct{ Error string }
		if err := json.Unmarshal([]byte(answer), &refused); err != nil {
			t.Fatal(err)
		}
		if s.Catalog.Text("en", refused.Error, nil) == refused.Error {
			t.Errorf("%s %.60s: there is no text for %q", tt.path, tt.body, refused.Error)
		}
	}
	if got := len(s.Fake.Messages(7)); got != 2 {
		t.Errorf("the chat shows %d messages, want the two from before", got)
	}
}

func TestProfileIsInTheAppsLanguage(t *testing.T) {
	s := newStand(t)
	s.bot("setMyCommands", url.Values{"commands": {`[{"command":"menu","description":"Topics"}]`}})
	s.bot("setMyCommands", url.Values{"commands": {`[{"command":"menu","description":"Teemad"}]`}, "language_code": {"et"}})
	s.bot("setMyDescription", url.Values{"description": {"tere"}, "language_code": {"et"}})
	type profile struct {
		Description, Lang string
		Commands          []fakeapi.Command
	}
	for language, want := range map[string]profile{
		"et": {"tere", "et", []fakeapi.Command{{Name: "menu", Description: "Teemad"}}},
		"ru": {"", "et", []fakeapi.Command{{Name: "menu", Description: "Topics"}}},
	} {
		_, _, answer := s.request(http.MethodGet, "/api/profile?chat=7&language="+language, "")
		var got profile
		if err := json.Unmarshal([]byte(answer), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", language, diff)
		}
	}
}
