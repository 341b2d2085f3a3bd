package bot

import (
	"strings"

	"iombot/knowledge"
	"iombot/locales"
)

// maxRelated is how many related entries stand under an answer: more would
// push the answer off a phone's screen.
const maxRelated = 4

// answers sends each entry as a message of its own, so that each keeps its own
// links, its own vote and its day.
func (t *turn) answers(entries []*knowledge.Entry) {
	for _, e := range entries {
		t.send(t.answer(e))
	}
}

// answer shows an entry that was asked for, and counts it.
func (t *turn) answer(e *knowledge.Entry) screen {
	return screen{text: t.entryText(e), buttons: t.answerButtons(e, ""), ahead: e.Urgent}
}

// entryText is the entry in the turn's language, or in the next best one with a
// note that says so.
func (t *turn) entryText(e *knowledge.Entry) knowledge.Rich {
	text, lang := e.In(t.lang, t.order())
	t.events = append(t.events, Event{Kind: Shown, Entry: e.ID, Lang: lang})
	t.seen(e)
	body, _ := knowledge.ParseMarkdown(text.Answer.Text)
	var rich knowledge.Rich
	if lang != t.lang && !t.base.Has(t.lang) {
		rich = append(rich, knowledge.Plain(knowledge.Note, t.inLanguage("answer.in", lang)))
	}
	if !e.Hidden || len(body) == 0 {
		rich = append(rich, knowledge.Plain(knowledge.Heading, text.Title.Text))
	}
	rich = append(rich, body...)
	if notes := t.notes(e, lang); len(notes) > 0 {
		rich = append(rich, knowledge.Plain(knowledge.Note, strings.Join(notes, "\n")))
	}
	return rich
}

// notes are the small print: which language this is, when it was checked,
// whether it may be outdated.
func (t *turn) notes(e *knowledge.Entry, lang locales.Lang) []string {
	var notes []string
	if lang != t.lang && t.base.Has(t.lang) {
		notes = append(notes, t.label("answer.foreign"))
	}
	if !e.Hidden && !e.Reviewed.IsZero() {
		day := e.Reviewed.Format(t.label("answer.date"))
		notes = append(notes, t.bot.Catalog.Text(t.lang, "answer.checked", locales.Data{"Day": day}))
	}
	if e.Expired(t.now) {
		notes = append(notes, t.label("answer.expired"))
	}
	return notes
}

// answerButtons stand under an answer: links, related entries, the vote as it
// was cast, the topics. An urgent answer has only its links and a way back:
// nothing that distracts.
func (t *turn) answerButtons(e *knowledge.Entry, voted string) [][]Button {
	out := append(t.links(e), t.otherLanguages(e)...)
	if e.Urgent {
		return append(out, rows(t.press(t.label("answer.unasked"), askedOther, keyOf(e.ID), ""))...)
	}
	out = append(out, t.related(e, giveAnswer)...)
	if !e.Hidden {
		out = append(out, t.voteButtons(e, voted))
	}
	return append(out, rows(t.topicsButton())...)
}

func (t *turn) links(e *knowledge.Entry) [][]Button {
	var out [][]Button
	text, _ := e.In(t.lang, t.order())
	for _, l := range text.Links {
		if reachable(l.URL.Text) {
			out = append(out, []Button{{Text: l.Text.Text, URL: l.URL.Text}})
		}
	}
	return out
}

// related offers what people often ask next, but no small talk.
func (t *turn) related(e *knowledge.Entry, do action) [][]Button {
	var out [][]Button
	for _, item := range e.Related {
		r := t.base.Entry(item.Text)
		if r == nil || r.Hidden || r == e || len(out) == maxRelated {
			continue
		}
		out = append(out, []Button{t.press(t.title(r), do, keyOf(r.ID), "")})
	}
	return out
}

func (t *turn) title(e *knowledge.Entry) string {
	return e.Title(t.lang, t.order())
}

// entryBy finds the entry that a button's key names, or nil.
func (t *turn) entryBy(key string) *knowledge.Entry {
	if !strings.HasPrefix(key, "#") {
		return t.base.Entry(key)
	}
	for _, e := range t.base.Entries {
		if keyOf(e.ID) == key {
			return e
		}
	}
	return nil
}

// giveAnswer sends the entry as a new message, which screen readers announce.
func (t *turn) giveAnswer(key string) bool {
	e := t.entryBy(key)
	if e == nil {
		return false
	}
	t.send(t.answer(e))
	return true
}

// otherLanguages are buttons that show the answer in the other languages it has,
// for people who read one of them better.
func (t *turn) otherLanguages(e *knowledge.Entry) [][]Button {
	_, shown := e.In(t.lang, t.order())
	if shown == t.lang || t.base.Has(t.lang) {
		return nil
	}
	var out [][]Button
	for _, l := range t.base.Languages {
		if _, has := e.In(l, nil); l == shown || has == "" {
			continue
		}
		out = append(out, []Button{{Text: t.inLanguage("answer.switch", l), Data: press{do: giveAnswer, lang: l, key: keyOf(e.ID), owner: t.owner()}.encode()}})
	}
	return out
}

// inLanguage is a catalogue text that names a language in its sentence; languages
// without a sentence of their own are named in another.
func (t *turn) inLanguage(id string, l locales.Lang) string {
	own := id + "." + string(l)
	if s := t.label(own); s != own {
		return s
	}
	return t.bot.Catalog.Text(t.lang, id+".unnamed", locales.Data{"Name": t.bot.nameOf(l)})
}
