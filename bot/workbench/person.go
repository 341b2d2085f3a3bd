package workbench

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"iombot/bot/telegram/fakeapi"
	"iombot/locales"
)

// media are the stand-ins that the page can send instead of words.
var media = []string{"photo", "voice", "sticker", "location", "document"}

// person is who acts in a chat: the page makes up the ids.
type person struct {
	Chat     int64  `json:"chat"`     // of the private chat, which is the person's own
	Language string `json:"language"` // of the person's app
}

// valid reports whether there may be such a person: ids have at most 52 bits
// (Bot API, User.id), and those of people are positive.
func (p person) valid() bool {
	return p.Chat > 0 && p.Chat < 1<<52 && slices.Contains(appLanguages, p.Language)
}

func (p person) user() fakeapi.User {
	return fakeapi.User{ID: p.Chat, FirstName: "Person", LanguageCode: p.Language}
}

// postMessage has the person write, send a medium, or change a message.
func (wb *workbench) postMessage(w http.ResponseWriter, r *http.Request) {
	var m struct {
		person
		Text  string `json:"text"`
		Media string `json:"media"`
		Edit  int64  `json:"edit"` // id of the message that is changed, or 0
	}
	if !wb.read(w, r, &m) {
		return
	}
	m.Text = strings.TrimSpace(m.Text)
	switch {
	case !m.valid() || m.Media == "" && m.Text == "" || m.Media != "" && !slices.Contains(media, m.Media):
		refuse(w, http.StatusBadRequest, "workbench.error.request")
		return
	case m.Media != "":
		wb.Fake.Post(fakeapi.Post{From: m.user(), Chat: m.user().Private(), Media: m.Media})
	case m.Edit != 0:
		if _, err := wb.Fake.Edit(m.Chat, m.Edit, m.Text); err != nil {
			refuse(w, http.StatusNotFound, "workbench.error.gone")
			return
		}
	default:
		wb.Fake.Message(m.user(), m.user().Private(), m.Text)
	}
	w.WriteHeader(http.StatusNoContent)
}

// postPress has the person press a button. The answer to it comes as a toast
// with the id that is returned.
func (wb *workbench) postPress(w http.ResponseWriter, r *http.Request) {
	var p struct {
		person
		Message int64  `json:"message"`
		Data    string `json:"data"`
	}
	if !wb.read(w, r, &p) {
		return
	}
	if !p.valid() {
		refuse(w, http.StatusBadRequest, "workbench.error.request")
		return
	}
	id, err := wb.Fake.Press(p.user(), p.Chat, p.Message, p.Data)
	if err != nil {
		refuse(w, http.StatusNotFound, "workbench.error.gone")
		return
	}
	write(w, http.StatusOK, struct {
		Callback string `json:"callback"`
	}{id})
}

// asked reads whose view of the bot a GET request wants.
func asked(r *http.Request) (person, bool) {
	chat, err := strconv.ParseInt(r.FormValue("chat"), 10, 64)
	p := person{Chat: chat, Language: r.FormValue("language")}
	return p, err == nil && p.valid()
}

// profile is what Telegram shows of the bot around the chat.
func (wb *workbench) profile(w http.ResponseWriter, r *http.Request) {
	p, ok := asked(r)
	if !ok {
		refuse(w, http.StatusBadRequest, "workbench.error.request")
		return
	}
	description := wb.Fake.Profile("description", p.Language)
	write(w, http.StatusOK, struct {
		Name        string            `json:"name"`
		Username    string            `json:"username"`
		Description string            `json:"description"`
		Lang        locales.Lang      `json:"lang,omitempty"` // of the description
		Commands    []fakeapi.Command `json:"commands"`
	}{
		wb.Fake.Profile("name", p.Language), wb.Fake.Bot().Username,
		description, wb.Detect(description), wb.Fake.Commands(p.Chat, p.Language),
	})
}
