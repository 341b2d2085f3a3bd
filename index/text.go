package index

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxRunes bounds what is read of a message: longer ones carry their question
// in what is read, and the time a question costs stays bounded.
const maxRunes = 1000

// clean makes text canonical: valid UTF-8 in NFC, lower case, without characters
// that show nothing but line breaks. It keeps the first maxRunes characters.
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
		case unicode.IsControl(r) && r != '\n':
			return ' '
		}
		return r
	}, s)
	return strings.ToLower(norm.NFC.String(s))
}

// isAlphanumeric reports whether r is what words are made of.
func isAlphanumeric(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// span is a part of a text, as indexes of bytes.
type span struct{ start, end int }

// wordSpans lists the words of cleaned text: runs of letters, marks and digits.
// An apostrophe inside a word is of it.
func wordSpans(s string) []span {
	var out []span
	inWord := false
	for i, r := range s {
		switch {
		case isAlphanumeric(r) || unicode.IsMark(r):
			if !inWord {
				out = append(out, span{start: i})
			}
			inWord = true
			out[len(out)-1].end = i + utf8.RuneLen(r)
		case r != '\'':
			inWord = false
		}
	}
	return out
}

// words splits cleaned text into words. The apostrophe inside one is dropped
// ("don't" is "dont", "IOM'i" is "iomi").
func words(s string) []string {
	spans := wordSpans(s)
	out := make([]string, len(spans))
	for i, w := range spans {
		out[i] = strings.ReplaceAll(s[w.start:w.end], "'", "")
	}
	return out
}

// sentences cuts cleaned text after each sentence end and line. Abbreviations do not
// matter: a piece without content words weighs nothing later.
func sentences(s string) []string {
	var out []string
	for s != "" {
		end := strings.IndexAny(s, ".?!;\n") + 1
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
