package bot

import (
	"slices"
	"strconv"
	"strings"

	"iombot/locales"
)

// meaning is what a message's words stand for: the message id of the button or
// list that has them, and the language.
type meaning struct {
	id   string
	lang locales.Lang
}

// typedLabels are the buttons that people may type instead of pressing them,
// beside those of typedScreens and of the reasons; typedLists are texts that list
// what people write.
var (
	typedLabels = []string{
		"choices.none", "answer.unasked", "vote.useful", "vote.useless", "consent.keep", "forget.confirm", "forget.cancel", "language.self",
	}
	typedLists = []string{"choices.yes", "choices.no", "choices.last", "vote.helped", "vote.failed", "answer.repeat"}
)

// ordinal is the id in a meaning of the i-th button.
func ordinal(i int) string { return "choices.ordinals " + strconv.Itoa(i) }

// meanings lists what words stand for, in every language of the program. The
// texts are read once, because every message asks for it.
func (b *Bot) meanings(said string) []meaning {
	b.learn.Do(func() {
		b.means = map[string][]meaning{}
		for _, l := range b.Catalog.Languages() {
			for id, words := range b.typedWords(l) {
				for _, w := range words {
					b.means[w] = append(b.means[w], meaning{id, l})
				}
			}
		}
	})
	return b.means[said]
}

// typedWords lists what people may write in a language, by what it means.
func (b *Bot) typedWords(l locales.Lang) map[string][]string {
	text := func(id string) string { return b.Catalog.Text(l, id, nil) }
	out := map[string][]string{}
	labels := slices.Clone(typedLabels)
	for _, s := range typedScreens {
		labels = append(labels, s.label)
	}
	for _, r := range reasons {
		labels = append(labels, r.label)
	}
	for _, id := range labels {
		out[id] = []string{plainWords(text(id))}
	}
	for _, id := range typedLists {
		out[id] = splitList(text(id))
	}
	for _, c := range commands() {
		if c.words != "" {
			out[c.words] = splitList(text(c.words))
		}
	}
	for i, list := range strings.Split(text("choices.ordinals"), ";") {
		out[ordinal(i)] = splitList(list)
	}
	return out
}

// isSaid reports whether the message is the label of this button or a word of
// this list. If so, the turn answers in the language of those words, unless its
// own language has them too.
func (t *turn) isSaid(id string) bool {
	all := t.bot.meanings(plainWords(t.update.Text))
	i := slices.IndexFunc(all, func(m meaning) bool { return m.id == id && m.lang == t.lang })
	if i < 0 {
		i = slices.IndexFunc(all, func(m meaning) bool { return m.id == id })
	}
	if i >= 0 && t.speaks(all[i].lang) {
		t.lang = all[i].lang
	}
	return i >= 0
}
