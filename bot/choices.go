package bot

import (
	"slices"
	"strings"

	"iombot/knowledge"
)

// maxChoices is how many entries are offered at once.
const maxChoices = 3

// choices offers entries as buttons. An urgent one is not offered but shown,
// at once and alone: a person in danger shall not have to choose.
func (t *turn) choices(entries []*knowledge.Entry) {
	entries = entries[:min(len(entries), maxChoices)]
	t.state.Offered = nil
	for _, e := range entries {
		t.state.Offered = append(t.state.Offered, e.ID)
	}
	if entries[0].Urgent {
		t.send(t.answer(entries[0]))
		return
	}
	t.send(t.offer(entries))
}

// offer asks which of the entries was meant.
func (t *turn) offer(entries []*knowledge.Entry) screen {
	s := screen{text: t.say("choices.ask", nil), quote: true}
	for _, e := range entries {
		s.buttons = append(s.buttons, []Button{t.press(t.title(e), giveAnswer, keyOf(e.ID), "")})
	}
	s.buttons = append(s.buttons, rows(t.press(t.label("choices.none"), noneFits, "", ""))...)
	return s
}

// picked is the offered entry whose number the text is, or nil: where buttons
// cannot be reached, "2" chooses the second.
func (t *turn) picked() *knowledge.Entry {
	text := strings.TrimSuffix(strings.TrimSpace(t.update.Text), ".")
	i := slices.Index([]string{"1", "2", "3"}, text)
	if i < 0 || i >= len(t.state.Offered) {
		return nil
	}
	return t.base.Entry(t.state.Offered[i])
}

// askedOther follows an urgent answer that was not what the person wanted: it
// offers what else was likely then, or the topics.
func (t *turn) askedOther(key string) {
	shown := t.entryBy(key)
	var others []*knowledge.Entry
	known := false
	for _, id := range t.state.Offered {
		switch e := t.base.Entry(id); {
		case e == nil:
		case e == shown:
			known = true
		default:
			others = append(others, e)
		}
	}
	if known && len(others) > 0 {
		t.send(t.offer(others))
		return
	}
	t.send(t.topics())
}

// none says that the bot does not know and who does, and asks for leave to
// keep the question. In a group it does not ask: whoever presses the button
// there need not be the one who wrote.
func (t *turn) none() screen {
	s := screen{text: t.say("none.text", nil), buttons: t.noneButtons(), quote: true}
	if !t.update.Chat.Group {
		t.askConsent(&s)
	}
	return s
}

// noneButtons are those of none without the one that asks for consent.
func (t *turn) noneButtons() [][]Button { return rows(t.siteButton(), t.topicsButton()) }
