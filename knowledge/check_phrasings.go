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

// phrasings checks that there are enough phrasings and that each belongs to one
// entry.
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
			c.report(Warning, t.Pos, "phrasings-few", data{"Lang": t.lang, "Least": c.minPhrasings, "Count": n})
		}
		if claims[t.lang] == nil {
			claims[t.lang] = map[string]claim{}
		}
		for i, p := range t.Phrasings() {
			c.claim(claims[t.lang], claim{Item: p, entry: t.entry, title: i == 0})
		}
	}
}

// claim reports a phrasing that another entry has already.
func (c *checker) claim(claims map[string]claim, p claim) {
	key := fold(p.Text)
	first, taken := claims[key]
	switch {
	case !taken:
		claims[key] = p
	case first.entry == p.entry && first.title:
		c.report(Warning, p.Pos, "phrasing-twice.title", data{"Text": p.Text})
	case first.entry == p.entry:
		c.report(Warning, p.Pos, "phrasing-twice.line", data{"Text": p.Text, "Line": first.Pos.Line})
	case first.title && p.title:
		c.report(Error, p.Pos, "title-twice", data{"Text": p.Text, "Place": first.Pos})
	default:
		c.report(Error, p.Pos, "phrasing-claimed", data{"Text": p.Text, "Place": first.Pos})
	}
}

// fold removes case, punctuation and diacritics from a phrasing: phrasings that
// differ only in these are the same question. A text without letters and digits
// stays as it is.
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
