package bot

import (
	"slices"
	"strings"

	"iombot/knowledge"
	"iombot/locales"
	"iombot/locales/text"
)

// preferred is the language of replies that no question and no button sets:
// the chosen one, that of the last question, the app's, the base's first.
func (t *turn) preferred() locales.Lang {
	if l := t.hint(); l != "" {
		return l
	}
	return t.base.Default()
}

// hint is preferred if it comes from the person, else empty.
func (t *turn) hint() locales.Lang {
	for _, l := range []locales.Lang{t.state.Lang, t.state.Last, t.update.Language} {
		if t.speaks(l) {
			return l
		}
	}
	return ""
}

// speaks reports whether the bot can talk to people in lang: the base
// understands it and the program has texts in it.
func (t *turn) speaks(l locales.Lang) bool {
	return t.base.Has(l) || t.base.Reads(l) && t.bot.Catalog.Speaks(l)
}

// order lists the languages to fall back on when an answer does not exist in the
// turn's: the person's own choice, then the app's language, then English, then
// the base's.
func (t *turn) order() []locales.Lang {
	var out []locales.Lang
	for _, l := range append([]locales.Lang{t.state.Lang, t.state.Last, t.update.Language, locales.EN}, t.base.Languages...) {
		if t.base.Has(l) && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// languageRequest answers a message that only asks for another language ("in
// English please"): it repeats the last answer in that language and keeps the
// choice.
func (t *turn) languageRequest() bool {
	l := t.requested()
	if l == "" {
		return false
	}
	t.state.Lang, t.lang = l, l
	t.showCommands(l)
	if topic := t.topic(); len(topic) > 0 {
		if e := t.base.Entry(topic[0]); e != nil {
			t.send(t.answer(e))
			return true
		}
	}
	t.send(screen{text: t.say("language.chosen", nil), buttons: rows(t.topicsButton())})
	return true
}

// maxRequest is the longest message, in words, that may be nothing but a request
// for a language.
const maxRequest = 5

// requested is the language that a message asks for, or empty.
func (t *turn) requested() locales.Lang {
	for _, m := range t.bot.meanings(plainWords(t.update.Text)) { // the label of its button
		if m.id == "language.self" && t.speaks(m.lang) {
			return m.lang
		}
	}
	said := strings.FieldsFunc(strings.ToLower(t.update.Text), func(r rune) bool { return !text.IsWordRune(r) && r != '-' })
	if len(said) == 0 || len(said) > maxRequest {
		return ""
	}
	polite := map[string]bool{}
	names := map[string]locales.Lang{}
	for _, in := range t.bot.Catalog.Languages() {
		for _, word := range strings.Fields(t.bot.Catalog.Text(in, "language.polite", nil)) {
			polite[word] = true
		}
		if t.speaks(in) {
			for _, name := range strings.Fields(t.bot.Catalog.Text(in, "language.names", nil)) {
				name, land := strings.CutSuffix(name, "+")
				if !land || len(said) > 1 { // "Eesti" is the country, "eesti keeles" is not
					names[name] = in
				}
			}
		}
	}
	var found locales.Lang
	for _, word := range said {
		switch l := names[word]; {
		case l != "" && (found == "" || found == l):
			found = l
		case l != "" || !polite[word]:
			return ""
		}
	}
	return found
}

// foreign reports whether the only thing known about the person is an app in a
// language that the base does not serve.
func (t *turn) foreign() bool { return t.update.Language != "" && t.hint() == "" }

// languageScreen lets the person choose, each language in its own name.
func languageScreen(t *turn) screen {
	s := screen{text: t.say("language.ask", nil)}
	for _, l := range t.choosable() {
		name := t.bot.nameOf(l)
		if l == t.state.Lang {
			name = t.bot.Catalog.Text(t.lang, "language.current", locales.Data{"Name": name})
		}
		s.buttons = append(s.buttons, []Button{t.chooseButton(l, name, no)})
	}
	s.buttons = append(s.buttons, rows(t.topicsButton())...)
	return s
}

// choosable lists the languages that a person may choose.
func (t *turn) choosable() []locales.Lang {
	return slices.DeleteFunc(t.base.Asked(), func(l locales.Lang) bool { return !t.speaks(l) })
}

func (t *turn) chooseButton(l locales.Lang, name, greet string) Button {
	return Button{Text: name, Data: press{do: chooseLang, lang: l, arg: greet, owner: t.owner()}.encode()}
}

// nameOf is the language's own name for itself, or its code where the program
// has no texts in it.
func (b *Bot) nameOf(l locales.Lang) string {
	if !b.Catalog.Speaks(l) {
		return strings.ToUpper(string(l))
	}
	return b.Catalog.Text(l, "language.self", nil)
}

// chooseLang remembers the language and shows the same message in it.
func (t *turn) chooseLang(l locales.Lang, greet string) bool {
	if !t.speaks(l) {
		return false
	}
	t.state.Lang, t.lang = l, l
	t.toast(t.label("language.chosen"))
	if greet == yes {
		t.edit(t.greeting())
	} else {
		t.edit(languageScreen(t))
	}
	t.showCommands(l)
	return true
}

// unserved tells somebody that the bot does not read their language: in one
// sentence in it where we have one, and in English; else in every language that
// the bot reads.
func (t *turn) unserved(lang locales.Lang) screen {
	var s screen
	in := t.spoken()
	switch own := locales.Courtesy(lang, t.languageNames()); {
	case own != "":
		s.text, in = knowledge.Rich{knowledge.Plain(knowledge.Paragraph, own)}, []locales.Lang{locales.EN}
	case t.bot.Catalog.Speaks(lang):
		in = []locales.Lang{lang, locales.EN}
	}
	for _, l := range in {
		s.text = append(s.text, t.sayIn(l, "unserved.own", locales.Data{"Languages": t.languageNames()})...)
	}
	for _, l := range t.choosable() {
		s.buttons = append(s.buttons, []Button{t.chooseButton(l, t.bot.nameOf(l), yes)})
	}
	s.buttons = append(s.buttons, rows(t.topicsButton())...)
	return s
}

// spoken lists the languages that people may choose and the program has texts
// in, and English.
func (t *turn) spoken() []locales.Lang {
	out := slices.DeleteFunc(t.choosable(), func(l locales.Lang) bool { return !t.bot.Catalog.Speaks(l) })
	if !slices.Contains(out, locales.EN) {
		out = append(out, locales.EN)
	}
	return out
}

// languageNames lists the languages that people may choose, each by its own
// name, which needs no translation.
func (t *turn) languageNames() string {
	var names []string
	for _, l := range t.choosable() {
		names = append(names, t.bot.nameOf(l))
	}
	return strings.Join(names, ", ")
}

// greeting is what a person sees first. One whose app speaks a language that
// is not served is greeted in all that are, and chooses.
func (t *turn) greeting() screen {
	var text knowledge.Rich
	if t.foreign() {
		for _, l := range t.base.Languages {
			text = append(text, t.sayIn(l, "start.greeting", nil)...)
		}
	} else {
		text = t.say("start.greeting", nil)
	}
	s := screen{text: text}
	if !t.foreign() {
		s.buttons = t.topicButtons()
	}
	for _, l := range t.choosable() {
		if l != t.lang || t.foreign() {
			s.buttons = append(s.buttons, []Button{t.chooseButton(l, t.bot.nameOf(l), yes)})
		}
	}
	return s
}
