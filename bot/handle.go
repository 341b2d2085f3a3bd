package bot

import (
	"strings"
	"time"
	"unicode"

	"iombot/knowledge"
	"iombot/locales"
)

// Handle is the conversation's only door: given the time, what is kept about
// the chat and an update, it returns the new state, what to send and what to
// count. It never panics, and for every message and button press it replies.
func (b *Bot) Handle(now time.Time, s State, u Update) Result {
	snap := b.Snapshot()
	t := &turn{
		bot: b, base: snap.Base, search: snap.Search, now: now, update: u, state: s,
		handled: Event{Kind: Handled, Update: u.Kind},
	}
	t.lang = t.preferred()
	switch u.Kind {
	case Message, Edited:
		t.state.Blocked = false
		t.message()
		if u.Kind == Edited { // whose answer was longer before
			t.replies = append(t.replies, Reply{Kind: Trim, To: u.MessageID, Part: len(t.replies)})
		}
	case Callback:
		t.state.Blocked = false
		t.callback()
	case Flood:
		t.flood()
	case Blocked:
		t.state.Blocked = true
	case Unblocked:
		t.state.Blocked = false
	}
	if u.Hurried && len(t.replies) > 0 {
		t.notice(t.say("flood.slow", nil))
	}
	return Result{State: t.state, Replies: t.replies, Events: append([]Event{t.handled}, t.events...), Forget: t.forget}
}

// turn is the handling of one update.
type turn struct {
	bot    *Bot
	base   *knowledge.Base
	search Searcher
	now    time.Time
	update Update
	lang   locales.Lang // of the replies

	state   State
	replies []Reply
	handled Event
	events  []Event
	forget  bool
}

// message handles what a person wrote, or changed.
func (t *turn) message() {
	switch {
	case t.update.Command != "":
		t.state.Leave = false // it was for the next question, and that is not what came
		t.command()
	case invisible(t.update.Text):
		t.send(screen{text: t.say("words.only", nil), buttons: rows(t.topicsButton())})
	default:
		t.question()
		t.state.Leave = false
	}
}

// invisible reports whether a text shows nothing that could be read.
func invisible(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		// U+2800, U+3164, U+115F, U+1160 and U+FFA0 are blanks that Unicode
		// counts among the symbols and letters.
		return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.Mn, r) &&
			!strings.ContainsRune("\u2800\u3164\u115F\u1160\uFFA0", r)
	}) < 0
}

// flood asks for patience; a press wants its toast all the same.
func (t *turn) flood() {
	if t.update.CallbackID != "" {
		t.toast(t.label("flood.wait"))
		return
	}
	t.notice(t.say("flood.wait", nil))
}

// question searches for what a person asked.
func (t *turn) question() {
	if e := t.picked(); e != nil {
		t.send(t.answer(e))
		return
	}
	t.state.Offered = nil
	found := t.search.Search(t.update.Text, t.hint())
	if t.base.Has(found.Lang) {
		t.lang = found.Lang
	}
	t.handled.Outcome, t.handled.Lang = found.Outcome, t.lang
	entries := t.entries(found)
	if len(entries) == 0 {
		t.handled.Outcome = knowledge.None
	}
	switch {
	case found.Unserved != "":
		t.handled.Lang = found.Unserved
		t.send(t.unserved(found.Unserved))
		if found.Outcome == knowledge.Answer {
			t.answers(entries)
		}
		return
	case len(entries) == 0:
		t.send(t.none())
		return
	case found.Outcome == knowledge.Answer:
		t.answers(entries)
	default:
		t.choices(entries)
	}
	t.state.Last = t.lang
}

// entries lists what a search wants sent or offered, urgent ones first,
// leaving out what has left the base since.
func (t *turn) entries(found knowledge.Result) []*knowledge.Entry {
	if found.Outcome == knowledge.None {
		return nil
	}
	var urgent, others []*knowledge.Entry
	for i, m := range found.Candidates {
		e := t.base.Entry(m.ID)
		switch {
		case i >= found.Answers && i > 0 || e == nil:
		case e.Urgent:
			urgent = append(urgent, e)
		default:
			others = append(others, e)
		}
	}
	return append(urgent, others...)
}
