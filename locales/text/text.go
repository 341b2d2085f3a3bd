// Package text normalises text: every message, phrasing or word passes through
// it before it is compared with another. It knows no language.
//
// Reading order: text.go, lookalike.go.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Normalize returns the canonical form of the first max characters: valid UTF-8
// in NFKC (full-width and mathematical letters become plain ones), lower case,
// without invisible characters except line breaks. A letter that is drawn out
// stands once ("heeelp" becomes "help"), and look-alike letters of another
// alphabet become those of the word's own.
func Normalize(s string, max int) string {
	s = strings.ToValidUTF8(s, " ")
	if n := runeIndex(s, max); n < len(s) {
		s = s[:n]
	}
	s = norm.NFKC.String(strings.ReplaceAll(s, "´", "'")) // which NFKC would make a blank and a mark
	s = strings.Map(func(r rune) rune {
		switch {
		case IsApostrophe(r):
			return '\''
		case r == '\n':
			return r
		case IsInvisible(r):
			return -1
		case unicode.IsControl(r) || unicode.IsSpace(r):
			return ' '
		}
		return unicode.ToLower(r)
	}, s)
	return squeeze(unmix(norm.NFC.String(s)))
}

// runeIndex is the index of the byte after the first n characters.
func runeIndex(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}

// IsApostrophe reports whether r is one of the characters that people type for
// an apostrophe.
func IsApostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʻ', 'ʼ', '`', '´':
		return true
	}
	return false
}

// IsInvisible reports whether r is invisible by itself: a format character, or a
// selector that chooses how an emoji is drawn.
func IsInvisible(r rune) bool {
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r)
}

// IsBlank reports whether a text has no visible character.
func IsBlank(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		// U+2800, U+3164, U+115F, U+1160 and U+FFA0 are blanks that Unicode
		// counts among the symbols and letters.
		return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.Mn, r) &&
			!strings.ContainsRune("\u2800\u3164\u115F\u1160\uFFA0", r)
	}) < 0
}

// drawnOut is the number of equal letters in a row from which a letter counts as
// drawn out. No word of the served languages has three.
const drawnOut = 3

// squeeze reduces a drawn-out letter to one.
func squeeze(s string) string {
	var b strings.Builder
	begun := false
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		end, n := i+size, 1
		for unicode.IsLetter(r) && end < len(s) {
			next, size := utf8.DecodeRuneInString(s[end:])
			if next != r {
				break
			}
			end, n = end+size, n+1
		}
		switch {
		case n >= drawnOut && !begun:
			begun = true
			b.Grow(len(s))
			b.WriteString(s[:i+size])
		case n >= drawnOut:
			b.WriteString(s[i : i+size])
		case begun:
			b.WriteString(s[i:end])
		}
		i = end
	}
	if !begun {
		return s
	}
	return b.String()
}

// FoldMarks removes diacritics.
func FoldMarks(s string) string {
	if IsASCII(s) || norm.NFD.IsNormalString(s) && !strings.ContainsFunc(s, isMark) {
		return s
	}
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if isMark(r) {
			return -1
		}
		return r
	}, norm.NFD.String(s)))
}

func isMark(r rune) bool { return unicode.Is(unicode.Mn, r) }

// IsASCII reports whether s has only characters of ASCII.
func IsASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// IsWordRune reports whether r is a letter, mark or digit of a word.
func IsWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// Span is a part of a text, as indexes of bytes.
type Span struct{ Start, End int }

// WordSpans lists the words of a normalised text: runs of letters, marks and
// digits. An apostrophe inside a word belongs to it.
func WordSpans(s string) []Span {
	var out []Span
	inWord := false
	for i, r := range s {
		switch {
		case IsWordRune(r):
			if !inWord {
				out = append(out, Span{Start: i})
			}
			inWord = true
			out[len(out)-1].End = i + utf8.RuneLen(r)
		case r != '\'':
			inWord = false
		}
	}
	return out
}

// TokenSpans lists the words of a normalised text and its emoji, each emoji by
// itself: "👍" has a meaning too.
func TokenSpans(s string) []Span {
	words := WordSpans(s)
	if IsASCII(s) {
		return words
	}
	var out []Span
	at := 0
	pictures := func(end int) {
		for i, r := range s[at:end] {
			if unicode.Is(unicode.So, r) {
				out = append(out, Span{at + i, at + i + utf8.RuneLen(r)})
			}
		}
	}
	for _, w := range words {
		pictures(w.Start)
		out = append(out, w)
		at = w.End
	}
	pictures(len(s))
	return out
}
