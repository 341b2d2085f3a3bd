package bot

import (
	"strings"
	"time"
	"unicode"

	"iombot/knowledge"
	"iombot/locales"
	"iombot/locales/text"
)

// Handle is the only way into the conversation: given the time, what is kept
// about the chat, and an update, it returns the new state, what to send and what
// to count. It never panics, and it replies to every message and button press.
func (b *Bot) Handle(now time.Time, s State, u Update) Result {
	snap := b.Snapshot()
	t := &turn{
		bot: b, base: snap.Base, search: snap.Search, now: now, update: u, state: s,
		handled: Event{Kind: Handled, Update: u.Kind},
	}
	t.lang = t.preferred()
	if u.Kind == Message || u.Kind == Edited || u.Kind == Callback {
		t.forgetAsked, t.state.ForgetAsked = s.ForgetAsked, false
	}
	switch u.Kind {
	case Message, Edited:
		t.state.Blocked = false
		t.message()
		if u.Kind == Edited { // whose answer was longer before
			t.replies = append(t.replies, Reply{Kind: Trim, To: u.MessageID, Part: t.parts})
		}
	case Callback:
		t.state.Blocked = false
		t.callback()
	case Flood:
		t.flood()
	case InlineQuery:
		t.inline()
	case Told:
		t.tell(u.News)
	case Blocked:
		t.state.Blocked = true
	case Unblocked:
		t.state.Blocked = false
		if u.Chat.Group {
			t.send(t.hello())
		}
	}
	if u.Hurried && len(t.replies) > 0 {
		t.notice(t.say("flood.slow", nil))
	}
	return Result{State: t.state, Replies: t.replies, Events: append([]Event{t.handled}, t.events...), Forget: t.forget, Reload: t.reload}
}

// turn is the handling of one update.
type turn struct {
	bot    *Bot
	base   *knowledge.Base
	search Searcher
	now    time.Time
	update Update
	lang   locales.Lang     // language of the replies
	at     string           // the command whose screen is being built
	help   *knowledge.Entry // whose help line goes with the next message, or nil

	forgetAsked bool // the message before asked whether to forget the chat

	state   State
	replies []Reply
	parts   int // replies that are parts of the answer
	handled Event
	events  []Event
	forget  bool
	reload  bool
}

// message handles what a person wrote or edited. The bot's bare name in reply to
// somebody's message asks what that message says.
func (t *turn) message() {
	if t.update.Media == "" && text.IsBlank(t.update.Text) {
		t.update.Text, t.update.Quoted = t.update.Quoted, ""
	}
	switch {
	case t.update.Command != "":
		t.state.ConsentGiven = false // it was for the next question, and that is not what came
		t.command()
	case text.IsBlank(t.update.Text):
		if t.update.Media == "" && t.typedVote() { // a thumb
			return
		}
		t.send(t.wordless())
	default:
		given := t.state.ConsentGiven
		t.question()
		t.state.ConsentGiven = t.state.ConsentGiven && !given // it was for this question
	}
}

// hello is what a group sees when the bot is added. Nobody's language is known
// yet, so it is in every language that the base answers in.
func (t *turn) hello() screen {
	var s screen
	for _, l := range t.base.Languages {
		s.text = append(s.text, t.sayIn(l, "group.hello", nil)...)
	}
	s.buttons = rows(t.topicsButton())
	return s
}

// mediaTexts are the message ids of the replies to media without words.
var mediaTexts = map[Media]string{
	Voice: "media.voice", Photo: "media.photo", Video: "media.video", Document: "media.document",
	Location: "media.location", Contact: "media.contact", Poll: "media.poll", Sticker: "media.sticker",
}

// wordless answers a message without words by saying what works instead. For a
// location that is the menu.
func (t *turn) wordless() screen {
	id := mediaTexts[t.update.Media]
	switch t.update.Media {
	case Location:
		return screen{text: t.say(id, nil), buttons: t.topicButtons()}
	case Contact:
		return screen{text: t.say(id, nil), buttons: rows(t.screenButton("contact.open", cmdContact), t.topicsButton())}
	}
	if id == "" {
		id = "words.only"
	}
	return screen{text: t.say(id, nil), buttons: rows(t.topicsButton())}
}

// flood asks for patience; a press still needs its toast.
func (t *turn) flood() {
	if t.update.CallbackID != "" {
		t.toast(t.label("flood.wait"))
		return
	}
	t.notice(t.say("flood.wait", nil))
}

// question answers what a person asked. The search has decided what is sent,
// what is offered and which help line goes with it.
func (t *turn) question() {
	if t.typedForget() || t.typedChoice() || t.typedCommand() || t.typedButton() || t.languageRequest() {
		return
	}
	if onlyLinks(t.update.Text) {
		t.send(screen{text: t.say("words.links", nil), buttons: rows(t.topicsButton())})
		return
	}
	found := t.search.Search(knowledge.Message{Text: t.update.Text, Hint: t.hint(), Topic: t.topic(), Quoted: t.update.Quoted})
	t.state.Offered, t.state.Instead = nil, nil
	if t.base.Reads(found.Lang) {
		t.lang = found.Lang
	}
	t.handled.Outcome, t.handled.Lang = found.Outcome, t.lang
	t.help = t.base.Entry(found.Help)
	sent, offered := t.entries(found.Sent), t.entries(found.Offered)
	if t.help != nil || found.Outcome == knowledge.Cry || len(sent) > 0 && sent[0].Urgent {
		t.events = append(t.events, Event{Kind: Alarmed, Lang: t.lang})
	}
	if len(sent)+len(offered) == 0 && found.Outcome != knowledge.Cry {
		t.handled.Outcome = knowledge.None
	}
	if found.Unserved != "" && found.Outcome != knowledge.Cry {
		t.handled.Lang = found.Unserved
		t.send(t.unserved(found.Unserved))
		t.answers(sent)
		return
	}
	switch {
	case found.Outcome == knowledge.Cry:
		t.send(t.cry())
	case len(sent) > 0:
		t.answers(sent)
		if sent[0].Urgent {
			t.state.Instead = otherwise(sent[0], t.entries(found.Candidates))
		}
	case t.typedTopic():
	case len(offered) > 0:
		t.send(t.offer(offered))
	default:
		t.send(t.unknown())
		return
	}
	t.state.Last = t.lang
}

// unknown follows a message for which the search has nothing. A word for help
// gets an explanation of how to ask, and so do pictures and numbers.
func (t *turn) unknown() screen {
	if c, lang := t.commandFor(t.update.Text); c.id == cmdHelp {
		t.lang = lang
		return t.shown(cmdHelp, "")
	}
	if !strings.ContainsFunc(t.update.Text, unicode.IsLetter) {
		return t.wordless()
	}
	return t.none()
}

// otherwise lists what else a message with an urgent answer may be about, the
// urgent entry first. It is offered when the person asked about something else.
func otherwise(shown *knowledge.Entry, candidates []*knowledge.Entry) []string {
	out := []string{shown.ID}
	for _, e := range candidates {
		if !e.Urgent && !e.Hidden && len(out) <= maxChoices {
			out = append(out, e.ID)
		}
	}
	return out
}

// entries lists the matched entries without those that have left the base since.
func (t *turn) entries(matches []knowledge.Match) []*knowledge.Entry {
	var out []*knowledge.Entry
	for _, m := range matches {
		if e := t.base.Entry(m.ID); e != nil {
			out = append(out, e)
		}
	}
	return out
}
