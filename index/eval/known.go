package eval

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"iombot/knowledge"
)

// Leak is a question that is also a phrasing, word for word. That the search
// finds its entry proves nothing.
type Leak struct {
	Question Question
	Entry    string // id of the entry that has it
	Phrasing knowledge.Item
}

// Known lists the questions that equal one of b's titles or phrasings in any
// language, ignoring case, punctuation, diacritics and spaces. Turns of a
// dialogue are exempt: they only prepare the turns that follow.
func (s Set) Known(b *knowledge.Base) []Leak {
	taught := map[string]Leak{}
	for _, e := range b.Entries {
		for _, lang := range b.Asked() {
			if e.Texts[lang] == nil {
				continue
			}
			for _, p := range e.Texts[lang].Phrasings() {
				taught[fold(p.Text)] = Leak{Entry: e.ID, Phrasing: p}
			}
		}
	}
	var leaks []Leak
	for _, q := range s {
		if l, ok := taught[fold(q.Text)]; ok && q.Turn == 0 {
			l.Question = q
			leaks = append(leaks, l)
		}
	}
	return leaks
}

// fold keeps a text's letters and digits, in lower case and without marks; a
// text of symbols alone, such as an emoji, stays as it is.
func fold(s string) string {
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, norm.NFKD.String(strings.ToLower(s)))
	if letters == "" {
		return strings.TrimSpace(s)
	}
	return letters
}
