package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"iombot/bot/telegram"
	"iombot/bot/telegram/apitest"
	"iombot/bot/telegram/fakeapi"
	"iombot/locales"
)

// reloadBegun is what /reload says at once, in each language.
var reloadBegun = func() (out []string) {
	catalog := locales.Embedded()
	for _, l := range catalog.Languages() {
		out = append(out, catalog.Text(l, "reload.begun", nil))
	}
	return out
}()

// FuzzUpdates has somebody do anything that Telegram knows, in a private chat
// and in groups, with the bot as it is shipped. Whatever it is, the bot must not
// fail, nor send what the Bot API refuses; what is for the bot gets something to
// see; and what it shows last has a button that leads on. Each pair of bytes of
// the script is one act.
func FuzzUpdates(f *testing.F) {
	api := apitest.New(fakeapi.Options{Inline: true})
	f.Cleanup(api.Close)
	var staff []int64 // many, so that none has a long history
	for id := range int64(100) {
		staff = append(staff, 1+id)
		u := fakeapi.User{ID: 1 + id, FirstName: "S"}
		api.Message(u, u.Private(), "/start") // or the bot must not write to them
	}
	s := newStand(f, api, func(set *settings, _ *telegram.Settings) { set.knowledge, set.staff = "testdata/base", staff })
	if err := api.Wait(soon(f), api.Polling); err != nil {
		f.Fatal(err)
	}
	for act := range acts {
		f.Add([]byte{byte(act), 0, byte(act), 1, byte(act), 200})
		f.Add([]byte{0, byte(act), byte(act), 7, 2, 0, 2, 1, 2, 2})
	}
	for i := range max(len(sayings), len(media), len(happenings)) {
		f.Add([]byte{0, byte(i), 2, 0, 2, 1, 5, byte(i), 9, byte(i)})
		f.Add([]byte{11, 1, 0, byte(i), 2, byte(i), 7, byte(i)})
	}
	person, judged := int64(10_000), 0
	f.Fuzz(func(t *testing.T, script []byte) {
		person++
		a := &actor{t: t, stand: s, judged: &judged, me: fakeapi.User{ID: person, FirstName: "A", LanguageCode: languages[len(script)%len(languages)]}}
		isStaff := len(script)%5 == 0
		if isStaff {
			a.me.ID = staff[person%int64(len(staff))]
		}
		a.chat = a.me.Private()
		a.first = s.lastID(a.chat.ID)
		if isStaff { // of whom more is known than of a new person
			a.act(0, slices.Index(sayings, "/forget"))
			a.act(2, 1) // yes
		}
		for len(script) > 1 && len(a.did) < 12 && !t.Failed() {
			a.act(int(script[0]), int(script[1]))
			script = script[2:]
		}
		if t.Failed() {
			t.Logf("it all: %s", strings.Join(a.did, "; "))
		}
	})
}

// actor is the person of a script.
type actor struct {
	t     *testing.T
	stand *stand
	me    fakeapi.User
	chat  fakeapi.Chat
	topic int64
	first int64    // the last message before all of it
	did   []string // for who reads of a failure
	asked int64    // the person's last text in this chat

	judged  *int           // how many of the ledger's calls were judged
	screens []apitest.Call // what the chat showed
}

// acts are what a person does; arg chooses among its kinds. An act returns what
// must come of it.
var acts = []func(a *actor, arg int) wanted{
	(*actor).say, (*actor).say, (*actor).press, (*actor).pressOld, (*actor).forge, (*actor).send, (*actor).album,
	(*actor).edit, (*actor).query, (*actor).happen, (*actor).leave, (*actor).goTo, (*actor).replyTo, (*actor).sayAny,
}

// wanted is what must come of an act, besides that nothing fails.
type wanted struct {
	message bool   // something to see in the chat
	press   string // the id of a callback query that is confirmed
	query   string // the id of an inline query that is answered
}

// act does one thing, waits until the bot has done all it does about it, and
// judges that.
func (a *actor) act(act, arg int) {
	a.t.Helper()
	want := acts[act%len(acts)](a, arg)
	a.settle()
	calls := a.stand.api.CallsFrom(*a.judged)
	*a.judged += len(calls)
	a.judge(want, calls)
	for _, c := range calls {
		if c.Int("chat_id") == a.chat.ID && slices.Contains(showing, c.Method) {
			a.screens = append(a.screens, c)
		}
	}
	if n := len(a.screens); n > 0 && want.message && !hasWay(a.t, a.screens[n-1]) {
		a.t.Errorf("a dead end: %v", a.screens[n-1].Params)
	}
}

// showing are the methods that change what a person sees in a chat.
var showing = []string{"sendMessage", "editMessageText", "editMessageReplyMarkup"}

// hasWay reports whether what a call shows has a button that the bot answers.
func hasWay(t *testing.T, c apitest.Call) bool {
	return slices.ContainsFunc(slices.Concat(keyboardOf(t, c)...), func(b fakeapi.Button) bool { return b.Data != nil })
}

func (a *actor) judge(want wanted, calls []apitest.Call) {
	a.t.Helper()
	if log := a.stand.log.String(); log != "" {
		a.t.Fatalf("the bot logged %s", log)
	}
	if v := a.stand.api.Violations(); len(v) > 0 {
		a.t.Fatalf("calls broke rules: %v", v)
	}
	shown, confirmed, told := 0, 0, false
	for _, c := range calls {
		switch {
		case slices.Contains(showing, c.Method) && c.Int("chat_id") == a.chat.ID:
			shown++
		case c.Method == "answerCallbackQuery" && c.Params["callback_query_id"] == want.press:
			confirmed++
			told = c.Params["text"] != ""
		}
		judgeCall(a.t, c)
	}
	switch {
	case want.message && shown == 0:
		a.t.Error("silence")
	case want.press != "" && confirmed != 1:
		a.t.Errorf("a press was confirmed %d times", confirmed)
	case want.press != "" && !told && shown == 0:
		a.t.Error("nothing to see after a press")
	case want.query != "" && a.stand.api.Answer(want.query) == nil:
		a.t.Error("silence after an inline query")
	}
}

// settle waits until every update is taken and every reply sent, and until what
// /reload is to tell has come.
func (a *actor) settle() {
	a.t.Helper()
	ctx := soon(a.t)
	a.settleReplies(ctx)
	if a.isReloading() {
		if err := a.stand.api.Wait(ctx, func() bool { return !a.isReloading() }); err != nil {
			a.t.Fatalf("/reload tells nothing: %v", err)
		}
		a.settleReplies(ctx)
	}
}

// isReloading reports whether the chat's last message is that of a reload which
// goes on.
func (a *actor) isReloading() bool {
	shown := a.shown()
	return len(shown) > 0 && slices.Contains(reloadBegun, shown[len(shown)-1].Text)
}

func (a *actor) settleReplies(ctx context.Context) {
	a.t.Helper()
	if err := a.stand.api.WaitTaken(ctx); err != nil {
		a.t.Fatal(err)
	}
	for n := 1; n > 0; {
		var err error
		if n, err = a.stand.app.store.Pending(ctx); err != nil {
			a.t.Fatal(err)
		}
		if n > 0 {
			time.Sleep(200 * time.Microsecond)
		}
	}
}

// lastID is the id of the newest message of a chat, 0 where there is none.
func (s *stand) lastID(chat int64) int64 {
	if messages := s.api.Messages(chat); len(messages) > 0 {
		return messages[len(messages)-1].ID
	}
	return 0
}

func (a *actor) tell(format string, args ...any) { a.did = append(a.did, fmt.Sprintf(format, args...)) }

// say writes one of the sayings; in a group, to the bot.
func (a *actor) say(arg int) wanted { return a.write(sayings[arg%len(sayings)], 0) }

// sayAny writes what looks like what people write, and is not.
func (a *actor) sayAny(arg int) wanted {
	text := sayings[arg%len(sayings)]
	n := len(text) * (1 + len(a.did)) / 13
	for !utf8.RuneStart(text[n]) {
		n--
	}
	return a.write(text[n:]+text[:n], 0)
}

// write writes a text, as an answer to a message unless that is 0.
func (a *actor) write(text string, to int64) wanted {
	if a.chat.ID < 0 {
		me := "@" + a.stand.api.Bot().Username
		if command, rest, _ := strings.Cut(text, " "); strings.HasPrefix(command, "/") {
			text = strings.TrimSpace(command + me + " " + rest)
		} else {
			text = me + " " + text
		}
	}
	a.tell("wrote %.60q in %d", text, a.chat.ID)
	m, id := a.stand.api.Post(fakeapi.Post{From: a.me, Chat: a.chat, Text: text, Thread: a.topic, ReplyTo: to})
	a.asked = m.ID
	return wanted{message: id != 0 && a.isBots(text)}
}

// isBots reports whether a command in a group is one that the bot knows: others'
// may be another bot's.
func (a *actor) isBots(text string) bool {
	return a.chat.ID > 0 || !strings.HasPrefix(text, "/") || strings.Contains(text, "@")
}

// shown is what the chat shows of the bot, oldest first, with its buttons.
func (a *actor) shown() (out []fakeapi.Message) {
	for _, m := range a.stand.api.Messages(a.chat.ID) {
		if m.Keyboard != nil && m.FromBot() && (m.ID > a.first || a.chat.ID != a.me.ID) {
			out = append(out, m)
		}
	}
	return out
}

func (a *actor) press(arg int) wanted { return a.pressOf(a.shown(), arg) }

// pressOld presses a button of an older message.
func (a *actor) pressOld(arg int) wanted {
	all := a.shown()
	return a.pressOf(all[:len(all)*(arg%4+1)/5], arg)
}

// pressOf presses one of the last message's buttons.
func (a *actor) pressOf(shown []fakeapi.Message, arg int) wanted {
	if len(shown) == 0 {
		return wanted{}
	}
	m := shown[len(shown)-1]
	var buttons []fakeapi.Button
	for _, b := range slices.Concat(m.Keyboard.Rows...) {
		if b.Data != nil {
			buttons = append(buttons, b)
		}
	}
	if len(buttons) == 0 {
		return wanted{}
	}
	b := buttons[arg%len(buttons)]
	a.tell("pressed %q (%s)", b.Text, *b.Data)
	return wanted{press: a.stand.api.PressForged(a.me, a.chat.ID, m.ID, *b.Data)}
}

// forge presses buttons that are not there.
func (a *actor) forge(arg int) wanted {
	data := fmt.Sprintf("1:%c:%s:%s:%s", "mtesaonkvrcplfx"[arg%15], languages[arg%len(languages)],
		[]string{"ticket", "journey", "gone", "menu", "privacy", "contact", "", "7", "#AAAAAAAAAAA"}[arg%9], []string{"", "y", "n", "1", "9999", "w", "menu"}[arg%7])
	if arg > 240 {
		data = strings.Repeat("x", arg-240)
	}
	shown := a.shown()
	if len(shown) == 0 {
		return wanted{}
	}
	message := shown[arg%len(shown)].ID
	a.tell("forged %q under %d", data, message)
	return wanted{press: a.stand.api.PressForged(a.me, a.chat.ID, message, data)}
}

// push pushes a raw update and reports whether the bot asked for its kind.
func (a *actor) push(update string) bool {
	a.tell("pushed %.200s", update)
	id, err := a.stand.api.Push(json.RawMessage("{" + update + "}"))
	if err != nil {
		a.t.Fatal(err)
	}
	return id != 0
}

// head are the fields that every message has. Its id is in no chat yet.
func (a *actor) head() string {
	chat, err := json.Marshal(a.chat)
	if err != nil {
		a.t.Fatal(err)
	}
	a.asked = a.stand.lastID(a.chat.ID) + 1
	return fmt.Sprintf(`"message_id":%d,"date":%d,"from":{"id":%d,"is_bot":false,"first_name":"A","language_code":%q},"chat":%s`, a.asked, time.Now().Unix(), a.me.ID, a.me.LanguageCode, chat)
}

// send sends media.
func (a *actor) send(arg int) wanted {
	a.push(`"message":{` + a.head() + "," + media[arg%len(media)] + "}")
	return wanted{message: a.chat.ID > 0}
}

// album sends several pictures at once, of which the first gets the reply.
func (a *actor) album(arg int) wanted {
	album := *a.judged // which is another each time
	for range 2 + arg%3 {
		a.push(`"message":{` + a.head() + fmt.Sprintf(`,"media_group_id":"%d",`, album) + media[0] + "}")
	}
	return wanted{message: a.chat.ID > 0}
}

// edit changes the last text.
func (a *actor) edit(arg int) wanted {
	text := sayings[arg%len(sayings)]
	id, err := a.stand.api.Edit(a.chat.ID, a.asked, text)
	if err != nil {
		return wanted{} // there is none
	}
	a.tell("changed it to %.60q", text)
	return wanted{message: id != 0 && a.chat.ID > 0}
}

// query asks in another chat, by the bot's name.
func (a *actor) query(arg int) wanted {
	text := sayings[arg%len(sayings)]
	a.tell("asked inline %.60q", text)
	q := wanted{query: a.stand.api.Query(a.me, text[:min(len(text), 256)])}
	if err := a.stand.api.Wait(soon(a.t), func() bool { return a.stand.api.Answer(q.query) != nil }); err != nil {
		a.t.Errorf("silence after an inline query: %v", err)
	}
	return q
}

// happen has something happen to which there is nothing to say.
func (a *actor) happen(arg int) wanted {
	update := happenings[arg%len(happenings)]
	if strings.Contains(update, "%s") {
		update = fmt.Sprintf(update, a.head())
	}
	before := len(a.shown())
	a.push(update)
	a.settle()
	if len(a.shown()) != before {
		a.t.Error("the bot answered what was not for it")
	}
	return wanted{}
}

// leave blocks the bot, or removes it from the group, and takes that back.
func (a *actor) leave(int) wanted {
	a.tell("blocked the bot")
	a.stand.api.Block(a.chat.ID)
	a.settle()
	a.stand.api.Unblock(a.chat.ID)
	return wanted{}
}

// goTo goes to another chat: their own, a group or a forum's topic.
func (a *actor) goTo(arg int) wanted {
	a.topic, a.screens, a.asked = 0, nil, 0
	switch arg % 3 {
	case 0:
		a.chat = a.me.Private()
	case 1:
		a.chat = fakeapi.Chat{ID: -a.me.ID, Type: "group", Title: "G"}
	case 2:
		a.chat, a.topic = fakeapi.Chat{ID: -1_000_000_000_000 - a.me.ID, Type: "supergroup", Title: "F", IsForum: true}, 4
	}
	a.tell("went to %d", a.chat.ID)
	if a.chat.ID < 0 {
		a.stand.api.Join(a.me, a.chat)
	}
	return wanted{message: a.chat.ID < 0}
}

// replyTo answers one of the bot's messages.
func (a *actor) replyTo(arg int) wanted {
	shown := a.shown()
	if len(shown) == 0 {
		return wanted{}
	}
	return a.write(sayings[arg%len(sayings)], shown[arg%len(shown)].ID)
}
