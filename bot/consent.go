package bot

import (
	"slices"
	"strconv"

	"iombot/locales/text"
)

// maxRequests is how many requests for consent are open at once; an older one can
// no longer be answered.
const maxRequests = 8

// askConsent adds to a message without an answer the request to keep the
// question, or keeps it at once when its author has already agreed.
func (t *turn) askConsent(s *screen) {
	if t.state.ConsentGiven && t.update.Kind != Callback {
		t.keep(t.update.Text)
		s.text = append(s.text, t.say("consent.kept", nil)...)
		return
	}
	id := t.update.MessageID
	requests := append(slices.DeleteFunc(slices.Clone(t.state.ConsentRequests), func(a int64) bool { return a == id }), id)
	t.state.ConsentRequests = requests[max(0, len(requests)-maxRequests):]
	s.text = append(s.text, t.say("consent.ask", nil)...)
	s.buttons = append(s.buttons, rows(t.press(t.label("consent.keep"), keepQuestion, strconv.FormatInt(id, 10), ""))...)
}

// keepQuestion keeps the unanswered question, once, now that its author agrees.
// No text is kept without consent, so only the transport can still have the
// question. If it does not, the author is asked to repeat it.
func (t *turn) keepQuestion(asked string) bool {
	if t.update.Chat.Group {
		return false
	}
	waits := slices.IndexFunc(t.state.ConsentRequests, func(id int64) bool { return strconv.FormatInt(id, 10) == asked })
	lost := t.update.Kind != Callback || text.IsBlank(t.update.Question)
	stands := screen{text: t.say("none.text", nil), buttons: t.noneButtons()} // the message without the button for consent
	switch {
	case waits < 0 && t.state.ConsentGiven, waits >= 0 && lost:
		t.state.ConsentGiven = true
		t.send(screen{text: t.say("consent.again", nil), buttons: rows(t.topicsButton())})
	case waits < 0 && lost: // a press on an old message may not see its toast either
		t.send(screen{text: t.say("consent.once", nil), buttons: rows(t.topicsButton())})
	case waits < 0:
		t.toast(t.label("consent.once"))
		t.replies[0].Alert = true
		stands.text = append(stands.text, t.say("consent.kept", nil)...)
	default:
		t.keep(t.update.Question)
		t.toast(t.label("consent.kept"))
		stands.text = append(stands.text, t.say("consent.kept", nil)...)
	}
	if t.update.Kind == Callback {
		t.edit(stands)
	}
	if waits >= 0 {
		t.state.ConsentRequests = slices.Delete(slices.Clone(t.state.ConsentRequests), waits, waits+1)
	}
	return true
}

// keep keeps a question, redacted.
func (t *turn) keep(question string) {
	t.events = append(t.events, Event{Kind: Kept, Lang: t.lang, Text: redact(question)})
	t.state.ConsentGiven = false
}

// forgetAsk asks before everything about the chat is deleted; the safe choice
// comes first.
func forgetAsk(t *turn) screen {
	t.state.ForgetAsked = true
	return screen{text: t.say("forget.ask", nil), buttons: rows(
		t.press(t.label("forget.cancel"), forgetChat, "", no),
		t.press(t.label("forget.confirm"), forgetChat, "", yes),
		t.topicsButton(),
	)}
}

// forgetChat deletes everything about the chat, or does nothing.
func (t *turn) forgetChat(arg string) bool {
	switch arg {
	case yes:
		t.respond(screen{text: t.say("forget.done", nil), buttons: rows(t.topicsButton())})
		if t.state.Lang != "" { // its command menu is in that language
			t.state = State{}
			t.showOwnCommands()
		}
		t.state, t.forget = State{}, true
	case no:
		t.respond(screen{text: t.say("forget.kept", nil), buttons: rows(t.topicsButton())})
	default:
		return false
	}
	return true
}
