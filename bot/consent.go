package bot

// keepQuestion keeps the question that got no answer, redacted, now that its
// author lets us. A transport that no longer has the question is asked for it
// by asking the person.
func (t *turn) keepQuestion() bool {
	if t.update.Chat.Group {
		return false
	}
	if invisible(t.update.Question) {
		t.send(screen{text: t.say("consent.again", nil)})
		return true
	}
	t.events = append(t.events, Event{Kind: Kept, Lang: t.lang, Text: redact(t.update.Question)})
	t.toast(t.label("consent.kept"))
	t.replies[0].Alert = true
	t.editButtons(t.noneButtons())
	return true
}

// forgetAsk asks before everything about the chat is deleted, the safe choice
// first.
func forgetAsk(t *turn) screen {
	return screen{text: t.say("forget.ask", nil), buttons: rows(
		t.press(t.label("forget.cancel"), forgetChat, "", no),
		t.press(t.label("forget.confirm"), forgetChat, "", yes),
	)}
}

// forgetChat deletes everything about the chat, or leaves it.
func (t *turn) forgetChat(arg string) bool {
	switch arg {
	case yes:
		t.edit(screen{text: t.say("forget.done", nil)})
		if t.state.Lang != "" { // the menu that the chat was shown tells which
			t.replies = append(t.replies, Reply{Kind: Commands})
		}
		t.state, t.forget = State{}, true
	case no:
		t.edit(screen{text: t.say("forget.kept", nil), buttons: rows(t.topicsButton())})
	default:
		return false
	}
	return true
}
