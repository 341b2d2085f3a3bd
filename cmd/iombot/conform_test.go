package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"iombot/bot/telegram"
	"iombot/bot/telegram/apitest"
	"iombot/bot/telegram/fakeapi"
	"iombot/knowledge"
	"iombot/locales"
)

// sends lists every method that the bot calls with every parameter that it can
// send, as https://core.telegram.org/bots/api publishes them (Bot API 10.3).
// fakeapi holds each call to types, limits and what is required.
var sends = map[string]string{
	"answerCallbackQuery":    "callback_query_id show_alert text",
	"answerInlineQuery":      "button cache_time inline_query_id is_personal results",
	"deleteMyCommands":       "scope",
	"deleteWebhook":          "",
	"editMessageReplyMarkup": "chat_id message_id reply_markup",
	"editMessageText":        "chat_id link_preview_options message_id parse_mode reply_markup text",
	"getChatMenuButton":      "",
	"getMe":                  "",
	"getMyCommands":          "language_code",
	"getMyDescription":       "language_code",
	"getMyShortDescription":  "language_code",
	"getUpdates":             "allowed_updates limit offset timeout",
	"getWebhookInfo":         "",
	"sendMessage":            "chat_id link_preview_options message_thread_id parse_mode reply_markup reply_parameters text",
	"setChatMenuButton":      "menu_button",
	"setMyCommands":          "commands language_code scope",
	"setMyDescription":       "description language_code",
	"setMyShortDescription":  "language_code short_description",
	"setWebhook":             "allowed_updates secret_token url",
}

// Limits that are not published, but were seen at the live server.
const (
	mostButtons = 100
	mostInARow  = 8
	mostMarkup  = 10_000 // bytes of reply_markup
)

// TestConformance makes the bot say everything that it can say, and holds every
// call to the published Bot API. With -short it has the small base: the race
// detector needs two minutes for the real one.
func TestConformance(t *testing.T) {
	t.Parallel()
	api := apitest.New(fakeapi.Options{Inline: true})
	t.Cleanup(api.Close)
	api.Message(boss, boss.Private(), "/start") // or the bot must not write to staff
	byWebhook(t, api)
	s := newStand(t, api, func(set *settings, _ *telegram.Settings) { // removes the webhook
		if testing.Short() {
			set.knowledge = "testdata/base"
		}
	})
	base := snapshotOf(s.app.live)().Base
	if !testing.Short() && len(base.Entries) < 70 || len(base.Languages) != 2 {
		t.Fatalf("%d entries in %v: not the real base", len(base.Entries), base.Languages)
	}
	for i, lang := range base.Languages {
		p := fakeapi.User{ID: int64(1000 + i), FirstName: "A", LanguageCode: string(lang)}
		s.chat(p, lang)
		s.everyEntry(p, lang, base)
		s.queries(p, lang, base)
	}
	p := fakeapi.User{ID: 1100, FirstName: "C"}
	for _, text := range []string{"/menu", "kuidas küpsetada leiba", "qwrtz plkjh", "tagasipöördumine", "help me, he hits me", "mis on IOM"} {
		s.api.Message(p, p.Private(), text)
	}
	s.settle()
	if n := s.crawl(p); n < 2*len(base.Entries) { // the menu leads to everything in both languages
		t.Errorf("only %d buttons were found", n)
	}
	s.pressAgain(p, "1:k:") // the question is kept already
	s.strangers()
	s.groups()
	if err := api.Wait(soon(t), func() bool { return api.Count("setChatMenuButton") > 0 && api.Count("setMyShortDescription") > 1 }); err != nil {
		t.Fatal(err)
	}
	s.stop()
	inHaste(t, api)
	judgeCalls(t, api)
}

// byWebhook runs a bot with a webhook.
func byWebhook(t *testing.T, api *apitest.Server) {
	secret, err := telegram.ParseWebhookSecret("secret")
	if err != nil {
		t.Fatal(err)
	}
	at := freePort(t)
	api.SetDelivery(apitest.Delivery{Targets: []string{"http://" + at}})
	s := newStand(t, api, func(set *settings, _ *telegram.Settings) {
		set.knowledge, set.webhookURL, set.webhookSecret, set.listen = "testdata/base", "https://bot.example.org/telegram", secret, at
	})
	if _, err := api.WaitCalls(soon(t), "setWebhook", 1); err != nil {
		t.Fatal(err)
	}
	p := fakeapi.User{ID: 900, FirstName: "W"}
	api.Message(p, p.Private(), "/start")
	s.settle()
	s.stop()
}

// inHaste writes faster than the bot may answer.
func inHaste(t *testing.T, api *apitest.Server) {
	s := newStand(t, api, func(set *settings, limits *telegram.Settings) {
		set.knowledge = "testdata/base"
		limits.Flood = telegram.Flood{Rate: telegram.Rate{Every: time.Hour, Burst: 5}, Hurry: 2, Quiet: time.Hour}
	})
	for i, lang := range []string{"et", "en"} {
		p := fakeapi.User{ID: int64(2000 + i), FirstName: "H", LanguageCode: lang}
		for range 8 {
			api.Message(p, p.Private(), "/help")
		}
		p.ID += 10
		for range 8 {
			api.PressForged(p, p.ID, 1, "x")
		}
	}
	s.settle()
	for i, lang := range []locales.Lang{locales.ET, locales.EN} {
		var told strings.Builder
		for _, m := range api.Messages(int64(2000 + i)) {
			told.WriteString(m.Text + "\n")
		}
		for _, id := range []string{"flood.slow", "flood.wait"} {
			if text := s.app.bot.Catalog.Text(lang, id, nil); !strings.Contains(told.String(), text) {
				t.Errorf("%s was not said in %s", id, lang)
			}
		}
	}
	s.stop()
}

// chat writes one message for each kind of answer.
func (s *stand) chat(p fakeapi.User, lang locales.Lang) {
	say := func(texts ...string) {
		for _, text := range texts {
			s.api.Message(p, p.Private(), text)
		}
	}
	for name := range s.commands() {
		say("/" + name)
	}
	say("/nosuchcommand", "/why IOM", "1")
	say("Mis on IOM?", "tagasipöördumine", "tagasi", "kuidas küpsetada leiba", "Tere! Mis on IOM ja kus on teie kontor?")
	say("What is IOM?", "return", "visa", "what is the weather tomorrow", "help me, he hits me", "1", "2")
	say("где находится ваш офис", "де ваш офіс", "wo ist euer Büro", "متى يفتح المكتب", "🤷", strings.Repeat("👋", 2048), "<b>&amp;</i>")
	for _, media := range []string{"photo", "voice", "sticker", "location", "document"} {
		s.api.Post(fakeapi.Post{From: p, Chat: p.Private(), Media: media})
	}
	s.settle()
	asked, _ := s.api.Post(fakeapi.Post{From: p, Chat: p.Private(), Text: "Mis on IOM?"})
	for _, text := range []string{"leib", "What is IOM?", "/help", "tagasipöördumine"} {
		if _, err := s.api.Edit(p.ID, asked.ID, text); err != nil {
			s.t.Fatal(err)
		}
		s.settle()
	}
	for _, data := range []string{"1:l:" + string(lang) + "::n", "forged", "", "1:f:" + string(lang) + "::y"} {
		s.press(p, p.ID, asked.ID+1, data)
	}
	s.settle()
}

// commands are the names of all commands, in every language, that the bot has
// set.
func (s *stand) commands() map[string]bool {
	names := map[string]bool{"start": true}
	for _, lang := range s.app.bot.Catalog.Languages() {
		for _, c := range s.app.bot.StaffCommands(lang) {
			names[c.Name] = true
		}
	}
	return names
}

// everyEntry asks for every entry by its title and by a deep link, and demands
// to see it.
func (s *stand) everyEntry(p fakeapi.User, lang locales.Lang, base *knowledge.Base) {
	s.t.Helper()
	for _, e := range base.Entries {
		s.api.Message(p, p.Private(), "/start "+e.ID)
		s.api.Message(p, p.Private(), e.Texts[lang].Title.Text)
		if e.Hidden { // it has no link, and many share a title
			s.api.Message(p, p.Private(), e.Texts[lang].Questions[0].Text)
		}
	}
	s.settle()
	var shown strings.Builder
	for _, m := range s.api.Messages(p.ID) {
		shown.WriteString(m.Text + "\n")
	}
	for _, e := range base.Entries {
		body, _ := knowledge.ParseMarkdown(e.Texts[lang].Answer.Text)
		first, _, _ := strings.Cut(body.Plain(), "\n")
		if !strings.Contains(shown.String(), first) {
			s.t.Errorf("%s was not shown in %s", e.ID, lang)
		}
	}
}

// queries types each title after the bot's @name, as in another chat, and
// demands articles in its language.
func (s *stand) queries(p fakeapi.User, lang locales.Lang, base *knowledge.Base) {
	s.t.Helper()
	queries := map[string]string{} // title by the query's id
	for _, e := range base.Entries {
		if !e.Hidden {
			queries[s.api.Query(p, e.Texts[lang].Title.Text)] = e.Texts[lang].Title.Text
		}
	}
	queries[s.api.Query(p, "")] = ""
	none := s.api.Query(p, "🤷")
	answered := func(id string) bool { return s.api.Answer(id) != nil }
	if err := s.api.Wait(soon(s.t), func() bool {
		return answered(none) && !slices.ContainsFunc(slices.Collect(maps.Keys(queries)), func(id string) bool { return !answered(id) })
	}); err != nil {
		s.t.Fatal(err)
	}
	for id, title := range queries {
		got := s.api.Answer(id)
		if len(got.Results) == 0 || len(got.Results) > 10 || title != "" && !slices.ContainsFunc(got.Results, func(a fakeapi.Article) bool { return a.Title == title }) {
			s.t.Errorf("%q in %s got %d articles, or not itself", title, lang, len(got.Results))
		}
	}
	if got := s.api.Answer(none); len(got.Results) > 0 || got.Start == "" {
		s.t.Errorf("what nobody wrote about got %d articles, and the button starts with %q", len(got.Results), got.Start)
	}
}

// strangers are people with apps in other languages, staff, and somebody who
// blocks the bot.
func (s *stand) strangers() {
	for _, p := range []fakeapi.User{boss, {ID: 78, FirstName: "P", LanguageCode: "pl"}, {ID: 79, FirstName: "N"}} {
		for name := range s.commands() {
			s.api.Message(p, p.Private(), "/"+name+" Mis on IOM?")
		}
		s.settle()
		s.api.Block(p.ID)
		s.api.Unblock(p.ID)
		s.api.Message(p, p.Private(), "/start")
		s.settle()
	}
}

// groups address the bot in a group, in a topic of a forum, as its anonymous
// admin and as a channel, and turn one group into a supergroup.
func (s *stand) groups() {
	me := "@" + s.api.Bot().Username
	p := fakeapi.User{ID: 1500, FirstName: "G", LanguageCode: "et"}
	group := fakeapi.Chat{ID: -500, Type: "group", Title: "G"}
	forum := fakeapi.Chat{ID: -1000000000500, Type: "supergroup", Title: "F", IsForum: true}
	s.api.Join(p, group)
	s.api.Join(p, forum)
	for _, text := range []string{"/start" + me, me + " mis on IOM?", me, me + " leib", "/language" + me, "/forget" + me, "not for the bot", me + " tagasipöördumine"} {
		s.api.Message(p, group, text)
		s.api.Post(fakeapi.Post{From: p, Chat: forum, Text: text, Thread: 4})
		s.api.Post(fakeapi.Post{From: p, Chat: forum, Text: text})
	}
	for _, as := range []string{`{"id":-1000000000500,"type":"supergroup"}`, `{"id":-1000000000900,"type":"channel"}`} {
		if _, err := s.api.Push(json.RawMessage(`{"message":{"message_id":90,"date":1700000000,"from":{"id":136817688,"is_bot":true,"first_name":"C"},` +
			`"sender_chat":` + as + `,"chat":{"id":-1000000000500,"type":"supergroup","is_forum":true},"text":"/help` + me + `"}}`)); err != nil {
			s.t.Fatal(err)
		}
	}
	s.settle()
	for _, chat := range []int64{group.ID, forum.ID} {
		for _, c := range s.api.CallsOf("sendMessage") {
			for _, b := range slices.Concat(keyboardOf(s.t, c)...) {
				if c.Int("chat_id") == chat && b.Data != nil {
					s.press(p, chat, sentID(c), *b.Data)
				}
			}
		}
	}
	s.settle()
	s.api.Migrate(group.ID, -1000000000501)
	s.settle()
}

// judgeCalls holds all calls to the rules.
func judgeCalls(t *testing.T, api *apitest.Server) {
	for _, v := range api.Violations() {
		t.Errorf("a call broke a rule: %s", v)
	}
	sent := map[string]map[string]bool{}
	for _, c := range api.Calls() {
		if sent[c.Method] == nil {
			sent[c.Method] = map[string]bool{}
		}
		for name := range c.Params {
			sent[c.Method][name] = true
		}
		judgeCall(t, c)
	}
	for method := range sends {
		if sent[method] == nil {
			t.Errorf("%s was not called", method)
		}
	}
	for method, names := range sent {
		list, known := sends[method]
		if got := strings.Join(slices.Sorted(maps.Keys(names)), " "); !known || got != list {
			t.Errorf("%s was called with %q, listed is %q", method, got, list)
		}
	}
}

// judgeCall holds a call to rules that are not published.
func judgeCall(t *testing.T, c apitest.Call) {
	// At its end the bot confirms its last updates, whether or not its poll has
	// ended.
	expected := []string{"message is not modified", "context canceled", "terminated by other getUpdates"}
	if !c.Effect && !slices.ContainsFunc(expected, func(e string) bool { return strings.Contains(c.Error, e) }) {
		t.Errorf("%s %v was refused: %s", c.Method, c.Params, c.Error)
	}
	if text, is := c.Params["text"]; is && c.Method != "answerCallbackQuery" {
		if c.Params["parse_mode"] != "HTML" {
			t.Errorf("%s without parse_mode: %q", c.Method, text)
		}
		// The limit applies after parsing; counting the runes here allows no more.
		if n := utf8.RuneCountInString(text); n > 4096 {
			t.Errorf("%s with %d characters of HTML", c.Method, n)
		}
	}
	if n := len(c.Params["reply_markup"]); n > mostMarkup {
		t.Errorf("%s with %d bytes of reply_markup", c.Method, n)
	}
	rows := keyboardOf(t, c)
	for _, row := range rows {
		if len(row) == 0 || len(row) > mostInARow {
			t.Errorf("%s with a row of %d buttons", c.Method, len(row))
		}
	}
	if n := len(slices.Concat(rows...)); n > mostButtons {
		t.Errorf("%s with %d buttons", c.Method, n)
	}
}
