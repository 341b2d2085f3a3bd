package bot

import (
	"slices"
	"strings"

	"iombot/knowledge"
	"iombot/locales"
	"iombot/locales/text"
)

// maxChoices is how many entries are offered at once.
const maxChoices = 3

// offer asks which of the entries was meant.
func (t *turn) offer(entries []*knowledge.Entry) screen {
	entries = entries[:min(len(entries), maxChoices)]
	t.state.Offered = nil
	ask := "choices.ask"
	if len(entries) == 1 {
		ask = "choices.single"
	}
	s := screen{text: t.say(ask, nil), quote: true}
	for _, e := range entries {
		t.state.Offered = append(t.state.Offered, e.ID)
		t.events = append(t.events, Event{Kind: Offered, Entry: e.ID, Lang: t.lang})
		s.buttons = append(s.buttons, []Button{t.press(t.title(e), chooseEntry, keyOf(e.ID), "")})
	}
	t.seen(entries[0])
	s.buttons = append(s.buttons, rows(t.press(t.label("choices.none"), noneFits, "", ""), t.topicsButton())...)
	return s
}

// withTitle is a catalogue text that names an entry.
func (t *turn) withTitle(id string, e *knowledge.Entry) knowledge.Rich {
	line := t.bot.Catalog.Text(t.lang, id, t.facts(t.lang, locales.Data{"Title": t.title(e)}))
	return knowledge.Rich{knowledge.Plain(knowledge.Paragraph, line)}
}

// choose answers with one of the entries that were offered. The message with the
// choices then says so, and keeps the other buttons as long as their entries are
// known.
func (t *turn) choose(key string) bool {
	chosen := t.entryBy(key)
	if chosen == nil {
		return false
	}
	var others [][]Button
	if slices.Contains(t.state.Offered, chosen.ID) {
		for _, id := range t.state.Offered {
			if e := t.base.Entry(id); e != nil && e != chosen {
				others = append(others, []Button{t.press(t.title(e), chooseEntry, keyOf(id), "")})
			}
		}
	}
	t.edit(screen{
		text:    t.withTitle("choices.chosen", chosen),
		buttons: append(others, rows(t.press(t.label("choices.none"), noneFits, "", ""), t.topicsButton())...),
	})
	t.send(t.answer(chosen))
	return true
}

// cry answers a bare call for help: first the numbers to call, then the question
// what happened, and the urgent entries as buttons.
func (t *turn) cry() screen {
	s := screen{text: t.say("cry.text", nil), ahead: true}
	for _, e := range t.base.Entries {
		if e.Urgent {
			s.buttons = append(s.buttons, []Button{t.press(t.title(e), giveAnswer, keyOf(e.ID), "")})
		}
	}
	s.buttons = append(s.buttons, rows(t.screenButton("help.open", cmdHelp), t.topicsButton())...)
	return s
}

// helpLine is the line above another outcome when the message may be about
// danger, and its button; both are empty otherwise.
func (t *turn) helpLine() (knowledge.Rich, [][]Button) {
	e := t.help
	if e == nil {
		return nil, nil
	}
	t.help = nil
	t.events = append(t.events, Event{Kind: Helped, Entry: e.ID, Lang: t.lang})
	line := e.Help(t.lang, t.order())
	if line == "" {
		line = t.label("help.line")
	}
	rich, _ := knowledge.ParseMarkdown(line)
	return rich, rows(t.press(t.title(e), giveAnswer, keyOf(e.ID), ""))
}

// onlyLinks reports whether a message consists of web addresses and nothing
// else.
func onlyLinks(s string) bool {
	fields := strings.Fields(s)
	return len(fields) > 0 && !slices.ContainsFunc(fields, func(f string) bool {
		return !strings.Contains(f, "://") && !strings.HasPrefix(strings.ToLower(f), "www.") || text.IsBlank(f)
	})
}

// askedOther follows an urgent answer that the person did not want: it offers
// the other likely entries, or the topics.
func (t *turn) askedOther(key string) {
	shown := t.entryBy(key)
	var others []*knowledge.Entry
	known := false
	for _, id := range t.state.Instead {
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

// none says that the bot does not know and who does, and asks for consent to
// keep the question. In a group it does not ask: whoever presses the button may
// not be the author.
func (t *turn) none() screen {
	s := screen{text: t.say("none.text", nil), buttons: t.noneButtons(), quote: true}
	if !t.update.Chat.Group {
		t.askConsent(&s)
	}
	return s
}

// noneButtons are those of none without the one that asks for consent.
func (t *turn) noneButtons() [][]Button { return rows(t.siteButton(), t.topicsButton()) }
