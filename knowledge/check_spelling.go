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

// spelling judges the signs of every text: those that nobody sees, those that
// look like others, and slips of the space bar and the shift key.
func (c *checker) spelling() {
	for _, list := range [][]configText{c.base.config.titles, c.base.config.synonyms, c.base.config.sites} {
		for _, t := range list {
			c.signs(t.Item, false)
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
			c.capital(l.Text, "link's text")
		}
		c.signs(t.Answer, true)
		c.spaces(t.Answer)
		c.capital(t.Title, "title")
		c.capital(t.Answer, "answer")
	}
}

// signs reports signs that do not belong in a text, the first of each kind.
// nbsp allows spaces that do not break, which keep a number with its unit.
func (c *checker) signs(it Item, nbsp bool) {
	var before rune
	seen := map[rune]bool{}
	for i, r := range it.Text {
		if isInvisible(r, before, nbsp) && !seen[r] {
			seen[r] = true
			c.report(Error, it.at(i), "text-invisible", "Delete it and type the space again if there is to be one", "there is an invisible sign (%U%s) %s", r, invisibleName(r), after(it.Text, i))
		}
		before = r
	}
	if !norm.NFC.IsNormalString(it.Text) {
		i := norm.NFC.QuickSpan([]byte(it.Text))
		c.report(Error, it.at(i), "text-composed", "Type the letter anew; a letter and an accent after it look like one and are two", "a letter is not written with its own sign %s", after(it.Text, i))
	}
	for _, m := range words.FindAllStringIndex(it.Text, -1) {
		if word := it.Text[m[0]:m[1]]; mixed(word) {
			c.report(Error, it.at(m[0]), "text-lookalike", "Type the word anew on one keyboard", "the word %q has letters of two alphabets that look alike", word)
		}
	}
}

// isInvisible reports whether r, which follows before, cannot be seen. The
// joiner and the variation selector may follow an emoji, whose parts they are.
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

func invisibleName(r rune) string {
	names := map[rune]string{
		'\t': "tab", '\u00a0': "no-break space", '\u00ad': "soft hyphen", '\u200b': "zero-width space", '\u200e': "left-to-right mark",
		'\u200f': "right-to-left mark", '\u202f': "narrow no-break space", '\ufeff': "byte order mark", utf8.RuneError: "broken letter",
	}
	if name := names[r]; name != "" {
		return ", " + name
	}
	return ""
}

// after says in words where offset is: after the last word before it.
func after(s string, offset int) string {
	before := strings.Fields(s[:offset])
	if len(before) == 0 {
		return "at the beginning"
	}
	return fmt.Sprintf("after %q", before[len(before)-1])
}

var words = regexp.MustCompile(`\p{L}+`)

// mixed reports whether a word has letters of Latin and of an alphabet that
// has letters of the same shape.
func mixed(word string) bool {
	var latin, other bool
	for _, r := range word {
		latin = latin || unicode.Is(unicode.Latin, r)
		other = other || unicode.In(r, unicode.Cyrillic, unicode.Greek)
	}
	return latin && other
}

// slips are two spaces within a line, a space before a sign that closes, and
// one at the end of a line, where Markdown takes two for a line break.
var slips = regexp.MustCompile(`\S  +\S| [,;:?!)»”](?:\s|$)| \.(?:\s|$)|[ \t]+\n|[(„«] `)

func (c *checker) spaces(it Item) {
	for _, m := range slips.FindAllStringIndex(it.Text, -1) {
		i := m[0] + strings.IndexAny(it.Text[m[0]:], " \t")
		c.report(Warning, it.at(i), "text-space", "Delete it", "there is a space too many %s", after(it.Text, i))
	}
}

// capital reports a text that begins with a small letter, unless the first
// word has a capital one further on (eIOM) or is an address.
func (c *checker) capital(it Item, what string) {
	first, _, _ := strings.Cut(strings.TrimLeft(it.Text, "*[„\"«(- "), " ")
	r, _ := utf8.DecodeRuneInString(first)
	if unicode.IsLower(r) && first == strings.ToLower(first) && !strings.ContainsAny(first, ".@/") {
		c.report(Warning, it.Pos, "text-capital", "Begin it with a capital letter", "the %s begins with the small letter of %q", what, first)
	}
}
