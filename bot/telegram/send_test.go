package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"iombot/bot"
	"iombot/bot/telegram/apitest"
	"iombot/bot/telegram/fakeapi"
	"iombot/knowledge"
	"iombot/locales"
)

// replies makes a conversation that gives these replies to every message.
func replies(rs ...bot.Reply) handlerFunc {
	return func(s bot.State, u bot.Update) bot.Result {
		r := bot.Result{State: s}
		if u.Kind != bot.Message {
			return r
		}
		for _, reply := range rs {
			reply.To = u.MessageID
			r.Replies = append(r.Replies, reply)
		}
		return r
	}
}

// TestSendFailures: whatever comes in the way of a message, the person gets
// it, once, and the next one after it.
func TestSendFailures(t *testing.T) {
	refuse := func(code int, description string) apitest.Fault {
		return apitest.Fault{Kind: apitest.Refuse, Code: code, Description: description}
	}
	for name, test := range map[string]struct {
		fault   apitest.Fault
		outcome string // of the replies metric
	}{
		"429":                  {apitest.Fault{Kind: apitest.TooMany, RetryAfter: 1}, "too fast"},
		"HTML 502":             {apitest.Fault{Kind: apitest.BadGateway}, "retried"},
		"empty 500":            {apitest.Fault{Kind: apitest.Empty500}, "retried"},
		"reset before":         {apitest.Fault{Kind: apitest.Reset}, "retried"},
		"hang":                 {apitest.Fault{Kind: apitest.Hang}, "retried"},
		"404 of a proxy":       {refuse(404, "Not Found"), "retried"},
		"entities":             {refuse(400, "Bad Request: can't parse entities: Unsupported start tag"), "sent"},
		"thread":               {refuse(400, "Bad Request: message thread not found"), "sent"},
		"button":               {refuse(400, "Bad Request: BUTTON_DATA_INVALID"), "sent"},
		"reply":                {refuse(400, "Bad Request: message to be replied not found"), "sent"},
		"something never seen": {refuse(400, "Bad Request: SOMETHING_NEW"), "sent"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, fakeapi.Options{})
			r.Settings.CallTimeout = 200 * time.Millisecond
			r.Handler = replies(bot.Reply{Kind: bot.Send, Quote: true, Text: say("a < b"), Buttons: [][]bot.Button{{{Text: "x", Data: "x"}}}}, bot.Reply{Kind: bot.Send, Text: say("next")})
			r.api.Fault("sendMessage", 1, test.fault)
			r.api.Message(ann, ann.Private(), "question")
			r.start()
			r.messages(ann.ID, 3)
			r.settled()
			if diff := cmp.Diff([]string{"question", "a < b", "next"}, r.messages(ann.ID, 3)); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
			if r.metric("iombot_replies_total", "outcome="+test.outcome) == 0 {
				t.Errorf("no reply has the outcome %q", test.outcome)
			}
		})
	}
}

func TestUnknownResultIsSentAgain(t *testing.T) {
	for _, kind := range []apitest.FaultKind{apitest.Reset, apitest.Truncated} {
		r := newRig(t, fakeapi.Options{})
		r.api.Fault("sendMessage", 1, apitest.Fault{Kind: kind, After: true})
		r.api.Message(ann, ann.Private(), "1")
		r.start()
		if got := r.messages(ann.ID, 3); got[1] != "echo 1" || got[2] != "echo 1" {
			t.Errorf("%s after sending: %q, want the documented second copy", kind, got)
		}
	}
}

func TestUnwillingChats(t *testing.T) {
	for name, test := range map[string]struct {
		leave   func(*apitest.Server)
		outcome string
	}{
		"blocked":     {func(s *apitest.Server) { s.Block(ann.ID) }, "blocked"},
		"deactivated": {func(s *apitest.Server) { s.Deactivate(ann.ID) }, "blocked"},
		"not found": {func(s *apitest.Server) {
			s.Fault("sendMessage", -1, apitest.Fault{Kind: apitest.Refuse, Chat: ann.ID, Code: 400, Description: "Bad Request: chat not found"})
		}, "blocked"},
		"closed topic": {func(s *apitest.Server) {
			s.Fault("sendMessage", -1, apitest.Fault{Kind: apitest.Refuse, Chat: ann.ID, Code: 400, Description: "Bad Request: TOPIC_CLOSED"})
		}, "blocked"},
		"no writing": {func(s *apitest.Server) {
			s.Fault("sendMessage", -1, apitest.Fault{Kind: apitest.Refuse, Chat: ann.ID, Code: 400, Description: "Bad Request: CHAT_WRITE_FORBIDDEN"})
		}, "blocked"},
		"no rights": {func(s *apitest.Server) {
			s.Fault("sendMessage", -1, apitest.Fault{Kind: apitest.Refuse, Chat: ann.ID, Code: 400, Description: "Bad Request: not enough rights to send text messages to the chat"})
		}, "blocked"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, fakeapi.Options{})
			r.api.Message(ann, ann.Private(), "1")
			r.api.Message(bob, bob.Private(), "1")
			test.leave(r.api)
			r.start()
			r.messages(bob.ID, 2)
			r.await("the reply is given up", func() bool { return r.metric("iombot_replies_total", "outcome="+test.outcome) == 1 })
			r.settled()
			if got := r.messages(ann.ID, 1); len(got) != 1 {
				t.Errorf("messages %q", got)
			}
			if log := r.log.String(); strings.Contains(log, "level=ERROR") || strings.Contains(log, "plainer") {
				t.Errorf("it is taken for a fault:\n%s", log)
			}
		})
	}
}

// TestBadLink: a button whose address Telegram refuses costs that button, and
// the log says whose it is.
func TestBadLink(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	good, bad, data := bot.Button{Text: "g", URL: "https://good.example.org"}, bot.Button{Text: "b", URL: "https://bad.example.org:99999"}, bot.Button{Text: "d", Data: "d"}
	r.Handler = replies(bot.Reply{Kind: bot.Send, Text: say("answer"), Buttons: [][]bot.Button{{bad}, {good, data}}})
	r.LinkEntry = func(address string) string { return map[string]string{bad.URL: "entry-of-it"}[address] }
	r.api.Fault("sendMessage", 1, apitest.Fault{Kind: apitest.Refuse, Code: 400, Description: "Bad Request: inline keyboard button URL '" + bad.URL + "' is invalid: Wrong port number specified in the URL"})
	r.api.Message(ann, ann.Private(), "question")
	r.start()
	r.messages(ann.ID, 2)
	r.settled()
	m := r.api.Messages(ann.ID)[1]
	if m.Keyboard == nil || len(m.Keyboard.Rows) != 1 || len(m.Keyboard.Rows[0]) != 2 || m.Keyboard.Rows[0][0].URL != good.URL {
		t.Errorf("the keyboard is %+v", m.Keyboard)
	}
	if !strings.Contains(r.log.String(), "entry=entry-of-it") {
		t.Error("the log does not name the entry")
	}
}

func TestGroupThatMovedIsFollowed(t *testing.T) {
	r := newRig(t, fakeapi.Options{SeesAll: true})
	old := fakeapi.Chat{ID: -20, Type: "group", Title: "G"}
	now := int64(-1000020)
	r.api.Message(ann, old, "/one")
	r.api.Fault("sendMessage", 1, apitest.Fault{Kind: apitest.Empty500}) // so that the group moves before the reply
	migrate := sync.OnceFunc(func() { r.api.Migrate(old.ID, now) })
	r.Handler = handlerFunc(func(s bot.State, u bot.Update) bot.Result {
		migrate()
		return echo(s, u)
	})
	r.start()
	if got := r.messages(now, 2); got[1] != "echo /one" {
		t.Errorf("messages %q", got)
	}
	r.settled()
}

func TestGroupsAreQuotedAndTopicsKept(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	forum := fakeapi.Chat{ID: -1000030, Type: "supergroup", Title: "F", IsForum: true}
	r.start()
	asked, _ := r.api.Post(fakeapi.Post{From: ann, Chat: forum, Thread: 12, Text: "/x@" + r.api.Bot().Username})
	r.messages(forum.ID, 2)
	r.api.Message(ann, ann.Private(), "1")
	r.messages(ann.ID, 2)
	inForum, inPrivate := r.api.Messages(forum.ID)[1], r.api.Messages(ann.ID)[1]
	if inForum.ThreadID != 12 || inForum.ReplyTo == nil || inForum.ReplyTo.ID != asked.ID {
		t.Errorf("in the forum: thread %d, reply to %v", inForum.ThreadID, inForum.ReplyTo)
	}
	if inPrivate.ReplyTo != nil || string(inPrivate.LinkPreview) != `{"is_disabled":true}` {
		t.Errorf("in private: reply to %v, preview %s", inPrivate.ReplyTo, inPrivate.LinkPreview)
	}
}

func TestLongAnswerHasButtonsUnderItsLastPart(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	long := knowledge.Rich{knowledge.Plain(knowledge.Paragraph, strings.Repeat("wörd 👋 ", 1500))}
	r.Handler = replies(bot.Reply{Kind: bot.Send, Text: long, Buttons: [][]bot.Button{{{Text: "x", Data: "x"}}}})
	r.api.Fault("sendMessage", 1, apitest.Fault{Kind: apitest.Slow}) // the first part passes
	r.api.Fault("sendMessage", 2, apitest.Fault{Kind: apitest.Empty500})
	r.api.Message(ann, ann.Private(), "1")
	r.start()
	r.messages(ann.ID, 4)
	r.settled()
	ms := r.api.Messages(ann.ID)
	if len(ms) != 4 || ms[1].Keyboard != nil || ms[2].Keyboard != nil || ms[3].Keyboard == nil {
		t.Errorf("%d messages", len(ms))
	}
}

// TestPaceIsKept: with the default settings the published limits do not say no,
// but once for a chat whose first call was delayed on its way more than those
// after it. Without pacing there are at least two for each of the four chats.
func TestPaceIsKept(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.api.Limit(apitest.PublishedRates)
	r.Settings.Pace = DefaultSettings().Pace
	r.Settings.Senders = 32
	for i := range int64(60) {
		u := fakeapi.User{ID: 2000 + i, FirstName: "P"}
		r.api.Message(u, u.Private(), "1")
	}
	for i := range int64(4) {
		u := fakeapi.User{ID: 3000 + i, FirstName: "P"}
		for j := range 5 {
			r.api.Message(u, u.Private(), fmt.Sprint(j))
		}
	}
	r.start()
	r.settledSends(80)
	if n := r.metric("iombot_api_limited_total"); n > 4 {
		t.Errorf("Telegram had to say 429 %v times", n)
	}
}

// TestManyRefusalsHoldAll: 429 for several chats is a limit of the bot.
func TestManyRefusalsHoldAll(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.Settings.Senders = 1
	r.api.Fault("sendMessage", 3, apitest.Fault{Kind: apitest.TooMany, RetryAfter: 1})
	for i := range int64(10) {
		u := fakeapi.User{ID: 2000 + i, FirstName: "P"}
		r.api.Message(u, u.Private(), "1")
	}
	r.start()
	r.settledSends(10)
	calls := r.api.CallsOf("sendMessage")
	if gap := calls[3].Time.Sub(calls[2].Time); gap < 900*time.Millisecond {
		t.Errorf("the call after the third refusal came after %v", gap)
	}
}

func (r *rig) settledSends(n float64) {
	r.t.Helper()
	r.await("all is sent", func() bool { return r.metric("iombot_replies_total", "outcome=sent") >= n })
}

func TestProfileIsSet(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.Profiles = map[locales.Lang]Profile{
		locales.ET: {Commands: []bot.Command{{Name: "abi", Description: "Abi"}}, Description: "Pikk", ShortDescription: "Lühike"},
		locales.EN: {Commands: []bot.Command{{Name: "help", Description: "Help"}}, Description: "Long", ShortDescription: "Short"},
	}
	r.Fallback = locales.EN
	menu := replies(bot.Reply{Kind: bot.Commands, Lang: locales.ET})
	r.Handler = handlerFunc(func(s bot.State, u bot.Update) bot.Result {
		if u.Text == "forget" {
			return replies(bot.Reply{Kind: bot.Commands})(s, u)
		}
		return menu(s, u)
	})
	r.api.Fault("setMyDescription", 1, apitest.Fault{Kind: apitest.Empty500}) // a warning, no more
	r.start()
	r.await("all is told", func() bool {
		return r.api.Count("setMyShortDescription")+r.api.Count("setMyCommands") == 5 && r.api.Count("setChatMenuButton") == 1
	})
	r.api.Message(ann, ann.Private(), "1")
	if _, err := r.api.WaitCalls(r.ctx, "setMyCommands", 4); err != nil {
		t.Fatal(err)
	}
	r.settled()
	got := []any{r.api.Commands(bob.ID, "et"), r.api.Commands(bob.ID, "fr"), r.api.Commands(ann.ID, "fr"), r.api.Profile("short_description", "et"), r.api.Profile("short_description", "fr")}
	et, en := []fakeapi.Command{{Name: "abi", Description: "Abi"}}, []fakeapi.Command{{Name: "help", Description: "Help"}}
	if diff := cmp.Diff([]any{et, en, et, "Lühike", "Short"}, got); diff != "" {
		t.Errorf("profile (-want +got):\n%s", diff)
	}
	r.api.Message(ann, ann.Private(), "forget")
	r.await("the chat's own menu is gone", func() bool { return cmp.Equal(en, r.api.Commands(ann.ID, "fr")) })
}

// TestProfileIsSetAgain: a text that Telegram does not take now is told later,
// the others are told at once, and none that Telegram shows already.
func TestProfileIsSetAgain(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.Profiles = map[locales.Lang]Profile{
		locales.ET: {Name: "Robot", Description: "Pikk", ShortDescription: "Lühike"},
		locales.EN: {Commands: []bot.Command{{Name: "help", Description: "Help"}}, Description: "Long", ShortDescription: "Short"},
	}
	r.Fallback = locales.EN
	client := newClient(t, r.url, r.api.Token())
	for _, known := range []struct{ method, field, text string }{
		{"setMyCommands", "commands", menu(r.Profiles[locales.EN].Commands)}, {"setMyShortDescription", "short_description", "Short"},
	} {
		if _, err := client.Call(r.ctx, known.method, map[string]string{known.field: known.text}); err != nil {
			t.Fatal(err)
		}
	}
	r.api.Fault("setMyDescription", 1, apitest.Fault{Kind: apitest.TooMany, RetryAfter: 1}) // that of all languages comes first
	r.start()
	r.await("the text is told again", func() bool { return r.api.Profile("description", "fr") == "Long" })
	got := map[string]int{}
	for _, c := range r.api.Calls() {
		if strings.HasPrefix(c.Method, "set") && c.Effect {
			got[c.Method]++
		}
	}
	// Telegram shows the texts of all languages where a language has none.
	want := map[string]int{"setMyCommands": 2, "setMyName": 1, "setMyDescription": 3, "setMyShortDescription": 2, "setChatMenuButton": 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if name := r.api.Profile("name", "et"); name != "Robot" || !strings.Contains(r.log.String(), "the profile could not be set") {
		t.Errorf("the name is %q", name)
	}
}

// TestStoreAwayAfterSending: what Telegram took is settled later, and not sent
// again meanwhile.
func TestStoreAwayAfterSending(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	store := &forgetfulStore{Store: r.Store}
	store.fail.Store(5)
	r.Service.Store = store
	r.api.Message(ann, ann.Private(), "1")
	r.api.Message(ann, ann.Private(), "2")
	r.start()
	r.messages(ann.ID, 4)
	r.settled()
	if got := r.messages(ann.ID, 4); len(got) != 4 || store.fail.Load() >= 0 {
		t.Errorf("messages %q", got)
	}
}

// forgetfulStore fails to settle some times.
type forgetfulStore struct {
	bot.Store
	fail atomic.Int32
}

func (s *forgetfulStore) Next(ctx context.Context, n int) ([]bot.Delivery, error) {
	ds, err := s.Store.Next(ctx, n)
	for i, d := range ds {
		ds[i] = forgetfulDelivery{d, s}
	}
	return ds, err
}

type forgetfulDelivery struct {
	bot.Delivery
	store *forgetfulStore
}

func (d forgetfulDelivery) Done(ctx context.Context, sent int64) error {
	if d.store.fail.Add(-1) >= 0 {
		return errAway
	}
	return d.Delivery.Done(ctx, sent)
}

// TestStopSendsWhatIsDue, as long as there is time.
func TestStopSendsWhatIsDue(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.Settings.Drain = r.Settings.Stop // it ends as soon as nothing is left
	r.api.Fault("sendMessage", -1, apitest.Fault{Kind: apitest.Slow, Delay: 20 * time.Millisecond})
	for i := range 20 {
		r.api.Message(ann, ann.Private(), fmt.Sprint(i))
	}
	r.start()
	if err := r.api.WaitTaken(r.ctx); err != nil {
		t.Fatal(err)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	if got := r.messages(ann.ID, 20); len(got) != 40 {
		t.Errorf("%d messages", len(got))
	}
	if n, err := r.Store.Pending(r.ctx); n != 0 || err != nil {
		t.Errorf("%d replies are kept, %v", n, err)
	}
}

// TestStopKeepsTheRest: what cannot be sent in time waits for the next start.
func TestStopKeepsTheRest(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.Settings.Drain = 100 * time.Millisecond
	stuck := r.api.Fault("sendMessage", -1, apitest.Fault{Kind: apitest.Empty500, Chat: bob.ID})
	defer stuck()
	r.api.Message(bob, bob.Private(), "1")
	r.start()
	if err := r.api.WaitTaken(r.ctx); err != nil {
		t.Fatal(err)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	if n, err := r.Store.Pending(r.ctx); n != 1 || err != nil {
		t.Errorf("%d replies are kept, %v", n, err)
	}
}

func TestMessageID(t *testing.T) {
	for result, want := range map[string]int64{`{"message_id":7}`: 7, `true`: 0, `null`: 0, `{}`: 0, ``: 0, `[]`: 0} {
		if got := messageID(json.RawMessage(result)); got != want {
			t.Errorf("%q: %d", result, got)
		}
	}
}

// TestNoticeGoesAhead: who is told something now need not wait for the answers
// that wait for their pace.
func TestNoticeGoesAhead(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.Settings.Pace.Chat = Rate{Every: time.Second, Burst: 1}
	r.Handler = handlerFunc(func(s bot.State, u bot.Update) bot.Result {
		if u.Text == "hurry" {
			return bot.Result{State: s, Replies: []bot.Reply{{Kind: bot.Send, Ahead: true, Text: say("notice")}}}
		}
		return bot.Result{State: s, Replies: []bot.Reply{{Kind: bot.Send, Text: say("1")}, {Kind: bot.Send, Text: say("2")}, {Kind: bot.Send, Text: say("3")}}}
	})
	r.api.Message(ann, ann.Private(), "ask")
	r.api.Message(ann, ann.Private(), "hurry")
	r.start()
	got := r.messages(ann.ID, 6)[2:]
	if notice := slices.Index(got, "notice"); notice < 0 || notice > 2 {
		t.Errorf("messages %q", got)
	}
	if slices.Sort(got); !slices.Equal(got, []string{"1", "2", "3", "notice"}) {
		t.Errorf("messages %q", got)
	}
}

// TestCryAfterPresses: who presses through the menu and then cries for help waits
// for no more than the calls that are on their way, and sees no page that was
// left long ago.
func TestCryAfterPresses(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.Settings.Pace.Chat = Rate{Every: time.Second, Burst: 1}
	r.Handler = handlerFunc(func(s bot.State, u bot.Update) bot.Result {
		switch {
		case u.Kind == bot.Callback:
			return bot.Result{State: s, Replies: []bot.Reply{{Kind: bot.Edit, Target: u.MessageID, Text: say("page " + u.Data)}}}
		case u.Text == "help":
			return bot.Result{State: s, Replies: []bot.Reply{{Kind: bot.Send, Ahead: true, Text: say("call 112")}}}
		}
		return replies(bot.Reply{Kind: bot.Send, Text: say("menu")})(s, u)
	})
	r.api.Message(ann, ann.Private(), "menu")
	r.start()
	r.messages(ann.ID, 2)
	r.settled()
	for i := range 15 {
		r.api.PressForged(ann, ann.ID, 2, fmt.Sprint(i))
	}
	r.await("the presses are handled", func() bool { return r.metric("iombot_updates_total", "kind=callback", "outcome=handled") == 15 })
	r.api.Message(ann, ann.Private(), "help")
	r.messages(ann.ID, 4)
	if n := r.api.Count("editMessageText"); n > 2 {
		t.Errorf("%d edits came before the help", n)
	}
	r.await("the last page is shown", func() bool { return r.messages(ann.ID, 4)[1] == "page 14" })
	r.settled()
	if n := r.api.Count("editMessageText"); n > 3 {
		t.Errorf("%d edits for 15 presses", n)
	}
}

// TestLogNamesTheUpdate: by the number that the server gave it.
func TestLogNamesTheUpdate(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.api.Fault("sendMessage", 1, apitest.Fault{Kind: apitest.Empty500})
	id := r.api.Message(ann, ann.Private(), "a")
	r.start()
	r.messages(ann.ID, 2)
	r.settled()
	if want := fmt.Sprintf("sending failed; it is tried again\" update=%d ", id); !strings.Contains(r.log.String(), want) {
		t.Errorf("the log has no %q:\n%s", want, r.log)
	}
}
