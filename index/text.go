package index

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxRunes bounds what is read of a message: longer ones carry their question
// in what is read, and the time a question costs stays bounded.
const maxRunes = 1000

// clean makes text canonical: valid UTF-8 in NFC, lower case, on one line,
// without characters that show nothing. It keeps the first maxRunes characters.
func clean(s string) string {
	s = strings.ToValidUTF8(s, " ")
	n := 0
	s = strings.Map(func(r rune) rune {
		if n++; n > maxRunes {
			return -1
		}
		switch {
		case r == '\u2019' || r == '\u2018' || r == '\u00b4' || r == '`':
			return '\''
		case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r):
			return -1
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, s)
	return strings.ToLower(norm.NFC.String(s))
}

// isAlphanumeric reports whether r is what words are made of.
func isAlphanumeric(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// words splits cleaned text into words: runs of letters, marks and digits. An
// apostrophe inside a word is dropped ("don't" is "dont", "IOM'i" is "iomi").
func words(s string) []string {
	var out []string
	var w strings.Builder
	flush := func() {
		if w.Len() > 0 {
			out = append(out, w.String())
			w.Reset()
		}
	}
	for _, r := range s {
		switch {
		case isAlphanumeric(r) || unicode.IsMark(r):
			w.WriteRune(r)
		case r == '\'' && w.Len() > 0:
		default:
			flush()
		}
	}
	flush()
	return out
}

// sentences cuts cleaned text after each sentence end. Abbreviations do not
// matter: a piece without content words weighs nothing later.
func sentences(s string) []string {
	var out []string
	for s != "" {
		end := strings.IndexAny(s, ".?!;") + 1
		if end == 0 {
			end = len(s)
		}
		if t := strings.TrimSpace(s[:end]); t != "" {
			out = append(out, t)
		}
		s = s[end:]
	}
	return out
}

// minQuestion is the number of words below which a sentence is no question of
// its own ("Jah?", "Why?").
const minQuestion = 3

// questions lists the sentences of cleaned text that ask something.
func questions(s string) []string {
	var out []string
	for _, p := range sentences(s) {
		if strings.HasSuffix(p, "?") && len(words(p)) >= minQuestion {
			out = append(out, p)
		}
	}
	return out
}
