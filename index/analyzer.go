package index

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"iombot/index/en"
	"iombot/index/et"

	"iombot/locales"
)

// token is a word of a question or phrasing as a language sees it.
type token struct {
	fold   string   // lower case without diacritics, as a bare keyboard types it
	stem   string   // folded stem
	parts  []string // folded stems of a compound's parts
	listed bool     // the language's own word list has it
}

// analyzer turns a cleaned word into tokens: several for a contraction.
type analyzer func(word string) []token

// analyzerFor returns the language's own analyzer, or for any other language
// one that only folds, so that a base in any language can be searched.
//
// vocabulary holds the base's own words: they may be parts of compounds.
func analyzerFor(lang locales.Lang, vocabulary []string) analyzer {
	switch lang {
	case locales.ET:
		return estonian(et.NewSplitter(vocabulary...))
	case locales.EN:
		return english
	}
	return plain
}

func estonian(splitter *et.Splitter) analyzer {
	return func(word string) []token {
		t := token{fold: et.Fold(word), stem: et.Fold(et.Stem(word)), listed: et.Listed(word)}
		if parts := splitter.Split(word); len(parts) > 1 {
			for _, p := range parts {
				t.parts = append(t.parts, et.Fold(et.Stem(p)))
			}
		}
		return []token{t}
	}
}

func english(word string) []token {
	var out []token
	for _, w := range en.Expand(foldMarks(word)) {
		out = append(out, token{fold: w, stem: en.Stem(w)})
	}
	return out
}

func plain(word string) []token {
	w := foldMarks(word)
	return []token{{fold: w, stem: w}}
}

// foldMarks removes diacritics.
func foldMarks(s string) string {
	ascii := true
	for i := 0; i < len(s); i++ {
		ascii = ascii && s[i] < 0x80
	}
	if ascii {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

// tokens analyses a cleaned text.
func (a analyzer) tokens(text string) []token {
	var out []token
	for _, w := range words(text) {
		out = append(out, a(w)...)
	}
	return out
}
