package knowledge

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"iombot/locales"
)

// claim is the first phrasing of a wording.
type claim struct {
	Item
	entry *Entry
	title bool
}

// phrasings judges how many phrasings there are and that each is one entry's.
func (c *checker) phrasings() {
	claims := map[locales.Lang]map[string]claim{}
	blocks := slices.Collect(c.base.blocks())
	if c.file != "" {
		here := func(t block) bool { return t.entry.Pos.File == c.file }
		others := slices.DeleteFunc(slices.Clone(blocks), here)
		mine := slices.DeleteFunc(blocks, func(t block) bool { return !here(t) })
		blocks = append(others, mine...)
	}
	for _, t := range blocks {
		if n := len(t.Questions); n < c.minPhrasings {
			c.report(Warning, t.Pos, "phrasings-few", "Add questions in other words: a question is found when it resembles one of them", "the block %q has fewer than %d questions: %d", t.lang, c.minPhrasings, n)
		}
		if claims[t.lang] == nil {
			claims[t.lang] = map[string]claim{}
		}
		for i, p := range t.Phrasings() {
			c.claim(claims[t.lang], claim{Item: p, entry: t.entry, title: i == 0})
		}
	}
}

// claim reports a phrasing that was claimed before.
func (c *checker) claim(claims map[string]claim, p claim) {
	key := fold(p.Text)
	first, taken := claims[key]
	switch {
	case !taken:
		claims[key] = p
	case first.entry == p.entry && first.title:
		c.report(Warning, p.Pos, "phrasing-twice", "Delete it: the title counts as a question", "%q says the same as the title", p.Text)
	case first.entry == p.entry:
		c.report(Warning, p.Pos, "phrasing-twice", "Delete it", "%q says the same as line %d", p.Text, first.Pos.Line)
	case first.title && p.title:
		c.report(Error, p.Pos, "title-twice", "Say in each what sets it apart: on a button people see nothing else", "the title %q is also that of %s", p.Text, first.Pos)
	default:
		c.report(Error, p.Pos, "phrasing-claimed", "Keep it in the entry that answers it", "%q is also claimed by %s", p.Text, first.Pos)
	}
}

// fold takes case, punctuation and diacritics off a phrasing: what differs in
// no more than that is the same question. A text of signs alone stays as it is.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	if words := strings.Fields(b.String()); len(words) > 0 {
		return strings.Join(words, " ")
	}
	return s
}
