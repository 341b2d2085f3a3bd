package knowledge

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// spelling checks the characters of every text: invisible ones, lookalikes, and
// typos with the space bar and the shift key.
func (c *checker) spelling() {
	for _, list := range [][]configText{c.base.config.titles, c.base.config.synonyms, c.base.config.sites} {
		for _, t := range list {
			c.signs(t.Item, false)
		}
	}
	for _, list := range c.base.Harmless {
		for _, it := range list {
			c.signs(it, false)
		}
	}
	for _, e := range c.base.Entries {
		for _, it := range slices.Concat(e.Sources, e.Related) {
			c.signs(it, false)
		}
		c.signs(e.Note, true)
	}
	for t := range c.base.blocks() {
		for _, it := range slices.Concat(t.Phrasings(), t.Keywords) {
			c.signs(it, false)
			c.spaces(it)
		}
		for _, l := range t.Links {
			c.signs(l.Text, false)
			c.signs(l.URL, false)
			c.spaces(l.Text)
			c.capital(l.Text, "text-capital.link")
		}
		c.signs(t.Answer, true)
		c.spaces(t.Answer)
		c.capital(t.Title, "text-capital.title")
		c.capital(t.Answer, "text-capital.answer")
	}
}

// signs reports characters that do not belong in a text, the first of each kind.
// nbsp allows non-breaking spaces, which keep a number and its unit together.
func (c *checker) signs(it Item, nbsp bool) {
	var before rune
	seen := map[rune]bool{}
	for i, r := range it.Text {
		if isInvisible(r, before, nbsp) && !seen[r] {
			seen[r] = true
			c.report(Error, it.at(i), "text-invisible.inside", data{"Sign": invisibleName(r), "Code": fmt.Sprintf("%U", r), "After": after(it.Text, i)})
		}
		before = r
	}
	if !norm.NFC.IsNormalString(it.Text) {
		i := norm.NFC.QuickSpan([]byte(it.Text))
		c.report(Error, it.at(i), "text-composed", data{"After": after(it.Text, i)})
	}
	for _, m := range words.FindAllStringIndex(it.Text, -1) {
		if word := it.Text[m[0]:m[1]]; mixed(word) {
			c.report(Error, it.at(m[0]), "text-lookalike", data{"Word": word})
		}
	}
}

// isInvisible reports whether r, which follows before, cannot be seen. The
// joiner and the variation selector are allowed after an emoji, as parts of it.
func isInvisible(r, before rune, nbsp bool) bool {
	switch r {
	case '\n', ' ':
		return false
	case '\u00a0', '\u202f':
		return !nbsp
	case '\u200d':
		return !unicode.In(before, unicode.So, unicode.Sk) && before != '\ufe0f'
	case '\ufe0f':
		return before == 0 || unicode.IsLetter(before)
	case utf8.RuneError:
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zs, unicode.Zl, unicode.Zp, unicode.Variation_Selector)
}

// invisibleName is the name of the character, if it has one that people know.
func invisibleName(r rune) phrase {
	return map[rune]phrase{
		'\t': "sign.tab", '\u00a0': "sign.no-break-space", '\u00ad': "sign.soft-hyphen", '\u200b': "sign.zero-width-space",
		'\u200d': "sign.joiner", '\u200e': "sign.left-to-right", '\u200f': "sign.right-to-left", '\u202f': "sign.narrow-space",
		'\u2060': "sign.word-joiner", '\u2028': "sign.line-separator", '\ufeff': "sign.byte-order-mark", utf8.RuneError: "sign.broken",
	}[r]
}

// after is the last word before offset, or nothing at the beginning.
func after(s string, offset int) string {
	before := strings.Fields(s[:offset])
	if len(before) == 0 {
		return ""
	}
	return before[len(before)-1]
}

var words = regexp.MustCompile(`\p{L}+`)

// mixed reports whether a word mixes Latin letters with letters of an alphabet
// that has lookalikes.
func mixed(word string) bool {
	var latin, other bool
	for _, r := range word {
		latin = latin || unicode.Is(unicode.Latin, r)
		other = other || unicode.In(r, unicode.Cyrillic, unicode.Greek)
	}
	return latin && other
}

// spacing matches two spaces within a line, a space before closing punctuation,
// and one at the end of a line, where Markdown takes two for a line break.
var spacing = regexp.MustCompile(`\S  +\S| [,;:?!)»”](?:\s|$)| \.(?:\s|$)|[ \t]+\n|[(„«] `)

func (c *checker) spaces(it Item) {
	for _, m := range spacing.FindAllStringIndex(it.Text, -1) {
		i := m[0] + strings.IndexAny(it.Text[m[0]:], " \t")
		c.report(Warning, it.at(i), "text-space", data{"After": after(it.Text, i)})
	}
}

// capital reports a text that begins with a small letter, unless the first word
// has a capital later on (eIOM) or is an address.
func (c *checker) capital(it Item, id string) {
	first, _, _ := strings.Cut(strings.TrimLeft(it.Text, "*[„\"«(- "), " ")
	r, _ := utf8.DecodeRuneInString(first)
	if unicode.IsLower(r) && first == strings.ToLower(first) && !strings.ContainsAny(first, ".@/") {
		c.report(Warning, it.Pos, id, data{"Word": first})
	}
}
