package index

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is a word of a question or phrasing as a language sees it.
type token struct {
	fold   string   // lower case without diacritics, as a bare keyboard types it
	stem   string   // folded stem
	parts  []string // folded stems of a compound's parts; nil for any other word
	listed bool     // the language's own word list has it
}

// analyzer turns a cleaned word into tokens: several for a contraction.
type analyzer func(word string) []token

// tokens analyses a cleaned text.
func (a analyzer) tokens(text string) []token {
	var out []token
	for _, w := range words(text) {
		out = append(out, a(w)...)
	}
	return out
}

// memoized returns an analyzer that analyses each word once: a base repeats a
// few thousand words all over. It keeps every word and is not safe for
// concurrent use, so it serves a build and not questions.
func (a analyzer) memoized() analyzer {
	seen := map[string][]token{}
	return func(word string) []token {
		tokens, ok := seen[word]
		if !ok {
			tokens = a(word)
			seen[word] = tokens
		}
		return tokens
	}
}

// foldMarks removes diacritics.
func foldMarks(s string) string {
	if isASCII(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
