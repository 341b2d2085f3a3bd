package fakeapi_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/bot/telegram/fakeapi"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// next polls and returns the payloads of kind, confirming all.
func next[T any](a *api, kind string) []T {
	a.t.Helper()
	var us []map[string]json.RawMessage
	a.do("getUpdates", nil, &us)
	var ts []T
	for _, u := range us {
		var id int64
		if err := json.Unmarshal(u["update_id"], &id); err != nil {
			a.t.Fatal(err)
		}
		a.do("getUpdates", params{"offset": itoa(id + 1)}, nil)
		if u[kind] == nil {
			continue
		}
		var v T
		if err := json.Unmarshal(u[kind], &v); err != nil {
			a.t.Fatal(err)
		}
		ts = append(ts, v)
	}
	return ts
}

type query struct {
	ID      string          `json:"id"`
	From    fakeapi.User    `json:"from"`
	Message fakeapi.Message `json:"message"`
	Data    string          `json:"data"`
}

func TestPress(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	a.Message(mari, mari.Private(), "mis on iom")
	next[fakeapi.Message](a, "message")
	a.do("sendMessage", text("reply_parameters", `{"message_id":1}`, "reply_markup", `{"inline_keyboard":[[{"text":"a","callback_data":"b"},{"text":"u","url":"https://iom.int"}]]}`), nil)

	if _, err := a.Press(mari, 7, 2, "c"); err == nil {
		t.Error("a button that is not there was pressed")
	}
	if _, err := a.Press(mari, 7, 1, "b"); err == nil {
		t.Error("a message without a keyboard was pressed")
	}
	id, err := a.Press(mari, 7, 2, "b")
	if err != nil {
		t.Fatal(err)
	}
	qs := next[query](a, "callback_query")
	if len(qs) != 1 || qs[0].ID != id || qs[0].Data != "b" || qs[0].Message.ID != 2 || qs[0].Message.ReplyTo == nil || qs[0].Message.ReplyTo.Text != "mis on iom" {
		t.Fatalf("%+v", qs)
	}
	a.do("answerCallbackQuery", params{"callback_query_id": id, "text": "Aitäh!"}, nil)
	const tooOld = "Bad Request: query is too old and response timeout expired or query ID is invalid"
	a.refuses("answerCallbackQuery", params{"callback_query_id": id}, 400, tooOld)
	a.refuses("answerCallbackQuery", params{"callback_query_id": "1"}, 400, tooOld)

	a.PressForged(mari, 7, 99, "x")
	if qs := next[query](a, "callback_query"); len(qs) != 1 || qs[0].Data != "x" || qs[0].Message.ID != 99 || qs[0].Message.Date != 0 {
		t.Errorf("a press under a message that is gone: %+v", qs)
	}
	a.clean()
}

func TestEdit(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	a.chatter(1)
	a.do("sendMessage", text("reply_parameters", `{"message_id":1}`), nil)
	next[fakeapi.Message](a, "message")
	if _, err := a.Edit(7, 1, "/help"); err != nil {
		t.Fatal(err)
	}
	ms := next[fakeapi.Message](a, "edited_message")
	if len(ms) != 1 || ms[0].ID != 1 || ms[0].Text != "/help" || ms[0].EditDate == 0 || len(ms[0].Entities) != 1 {
		t.Errorf("%+v", ms)
	}
	if m, _ := a.Shown(7, 2); m.ReplyTo == nil || m.ReplyTo.Text != "/help" {
		t.Errorf("the answer shows what it replies to as it was: %+v", m)
	}
	if _, err := a.Edit(7, 2, "x"); err == nil {
		t.Error("a person edited the bot's message")
	}
}

func TestLongTextsAreCut(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	long := strings.Repeat("👋", 2048) + strings.Repeat("a", 10)
	if id := a.Message(mari, mari.Private(), long); id != 2 {
		t.Errorf("update %d", id)
	}
	var joined string
	for _, m := range a.Messages(7) {
		joined += m.Text
	}
	if joined != long {
		t.Error("text was lost")
	}
	if id := a.Message(mari, mari.Private(), " \n "); id != 0 {
		t.Error("an empty message was sent")
	}
}

func TestMedia(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	for _, kind := range []string{"photo", "voice", "sticker", "location", "document"} {
		a.Post(fakeapi.Post{From: mari, Chat: mari.Private(), Media: kind})
		if ms := next[map[string]json.RawMessage](a, "message"); len(ms) != 1 || ms[0][kind] == nil || ms[0]["text"] != nil {
			t.Errorf("%s: %v", kind, ms)
		}
	}
}

func TestBlock(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	a.chatter(1)
	next[fakeapi.Message](a, "message")
	type change struct {
		Old struct{ Status string } `json:"old_chat_member"`
		New struct{ Status string } `json:"new_chat_member"`
	}
	a.Block(7)
	if cs := next[change](a, "my_chat_member"); len(cs) != 1 || cs[0].Old.Status != "member" || cs[0].New.Status != "kicked" {
		t.Errorf("%+v", cs)
	}
	a.refuses("sendMessage", text(), 403, "Forbidden: bot was blocked by the user")
	a.Unblock(7)
	if cs := next[change](a, "my_chat_member"); len(cs) != 1 || cs[0].New.Status != "member" {
		t.Errorf("%+v", cs)
	}
	a.do("sendMessage", text(), nil)
	a.Deactivate(7)
	a.refuses("sendMessage", text(), 403, "Forbidden: user is deactivated")
	next[change](a, "message")
	a.Join(mari, fakeapi.Chat{ID: -5, Type: "group", Title: "G"})
	if cs := next[change](a, "my_chat_member"); len(cs) != 1 || cs[0].Old.Status != "left" {
		t.Errorf("%+v", cs)
	}
	a.do("sendMessage", text("chat_id", "-5"), nil)
	a.Block(-5)
	a.refuses("sendMessage", text("chat_id", "-5"), 403, "Forbidden: bot was kicked from the group chat")
	a.clean()
}

func TestPrivacyMode(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	group := fakeapi.Chat{ID: -5, Type: "supergroup", Title: "G"}
	sees := func(p fakeapi.Post) bool {
		p.From, p.Chat = mari, group
		_, id := a.Post(p)
		return id != 0
	}
	for text, want := range map[string]bool{
		"mis on iom":                        false,
		"/start":                            false, // the bot was not the last to write
		"/start@" + fakeapi.DefaultUsername: true,
		"/start@IOM_FAKE_BOT":               true,
		"/start@other_bot":                  false,
		"tere @iom_fake_bot":                true,
		"tere @iom_fake_bot2":               false,
	} {
		if got := sees(fakeapi.Post{Text: text}); got != want {
			t.Errorf("%s: seen %v", text, got)
		}
	}
	var sent fakeapi.Message
	a.do("sendMessage", text("chat_id", "-5"), &sent)
	if !sees(fakeapi.Post{Text: "/start"}) {
		t.Error("a general command after the bot's message was not seen")
	}
	if !sees(fakeapi.Post{Text: "aitäh", ReplyTo: sent.ID}) || sees(fakeapi.Post{Text: "aitäh", ReplyTo: 1}) {
		t.Error("of replies the bot sees those to itself")
	}
	if n := len(a.Messages(-5)); n != 11 {
		t.Errorf("people see %d messages", n)
	}
	open := serve(t, fakeapi.Options{SeesAll: true})
	if open.Message(mari, group, "mis on iom") == 0 {
		t.Error("privacy mode is off")
	}
}

func TestForumTopics(t *testing.T) {
	a := serve(t, fakeapi.Options{SeesAll: true})
	forum := fakeapi.Chat{ID: -100, Type: "supergroup", Title: "F", IsForum: true}
	a.Post(fakeapi.Post{From: mari, Chat: forum, Text: "tere", Thread: 4})
	if ms := next[fakeapi.Message](a, "message"); len(ms) != 1 || ms[0].ThreadID != 4 || !ms[0].IsTopicMessage {
		t.Errorf("%+v", ms)
	}
	var sent fakeapi.Message
	if a.do("sendMessage", text("chat_id", "-100", "message_thread_id", "4"), &sent); sent.ThreadID != 4 {
		t.Errorf("%+v", sent)
	}
}

func TestMigrate(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	a.Message(mari, fakeapi.Chat{ID: -5, Type: "group", Title: "G"}, "/start@"+fakeapi.DefaultUsername)
	next[fakeapi.Message](a, "message")
	a.Migrate(-5, -1005)
	if ms := next[fakeapi.Message](a, "message"); len(ms) != 2 || ms[0].MigrateTo != -1005 || ms[1].MigrateFrom != -5 || ms[1].Chat.Title != "G" {
		t.Errorf("%+v", ms)
	}
	an := a.refuses("sendMessage", text("chat_id", "-5"), 400, "Bad Request: group chat was upgraded to a supergroup chat")
	if an.Parameters.MigrateTo != -1005 {
		t.Errorf("%+v", an)
	}
	a.do("sendMessage", text("chat_id", "-1005"), nil)
	a.clean()
}

func TestPush(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	id, err := a.Push(json.RawMessage(`{"update_id":77,"message":{"message_id":40,"date":1,"chat":{"id":7,"type":"private"},"text":"/x","entities":[{"type":"bot_command","offset":61,"length":2}]}}`))
	if err != nil || id != 1 {
		t.Fatal(id, err)
	}
	if ms := next[fakeapi.Message](a, "message"); len(ms) != 1 || ms[0].Entities[0].Offset != 61 {
		t.Errorf("%+v", ms)
	}
	var sent fakeapi.Message
	if a.do("sendMessage", text("reply_parameters", `{"message_id":40}`), &sent); sent.ID != 41 {
		t.Errorf("%+v", sent)
	}
	for _, bad := range []string{`{}`, `[]`, `{"message":{},"poll":{}}`} {
		if _, err := a.Push(json.RawMessage(bad)); err == nil {
			t.Errorf("%s was pushed", bad)
		}
	}
}

func TestCommandMenu(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	a.chatter(1)
	set := func(name, scope, language string) {
		t.Helper()
		a.do("setMyCommands", params{"commands": `[{"command":"` + name + `","description":"d"}]`, "scope": `{` + scope + `}`, "language_code": language}, nil)
	}
	want := func(chat int64, language, name string) {
		t.Helper()
		if d := cmp.Diff([]fakeapi.Command{{Name: name, Description: "d"}}, a.Commands(chat, language)); d != "" {
			t.Error(d)
		}
	}
	set("plain", `"type":"default"`, "")
	want(7, "et", "plain")
	set("estonian", `"type":"default"`, "et")
	want(7, "et", "estonian")
	want(7, "ru", "plain")
	set("private", `"type":"all_private_chats"`, "")
	want(7, "et", "private")
	set("mine", `"type":"chat","chat_id":7`, "")
	want(7, "et", "mine")
	a.do("deleteMyCommands", params{"scope": `{"type":"chat","chat_id":7}`}, nil)
	want(7, "et", "private")
	a.refuses("setMyCommands", params{"commands": "[]", "scope": `{"type":"chat","chat_id":8}`}, 400, "chat not found")

	a.do("setMyDescription", params{"description": "Tere", "language_code": "et"}, nil)
	if got := a.Profile("description", "et") + a.Profile("description", "en"); got != "Tere" {
		t.Errorf("descriptions: %q", got)
	}
	a.do("setChatMenuButton", params{"menu_button": `{"type":"commands"}`}, nil)
	if got := string(a.MenuButton(0)); got != `{"type":"commands"}` {
		t.Errorf("menu button: %s", got)
	}
	a.clean()
}
