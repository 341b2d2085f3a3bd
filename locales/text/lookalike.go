package text

import (
	"strings"
	"unicode"
)

// Letters of Latin and Cyrillic that look alike, lower case.
const (
	latinTwins    = "aceopxyikmhtbj"
	cyrillicTwins = "асеорхуікмнтвј"
)

var (
	toLatin    = twins(cyrillicTwins, latinTwins)
	toCyrillic = twins(latinTwins, cyrillicTwins)
)

func twins(from, to string) map[rune]rune {
	m := map[rune]rune{}
	other := []rune(to)
	for i, r := range []rune(from) {
		m[r] = other[i]
	}
	return m
}

// unmix rewrites words that mix the two alphabets in the letters of one. It
// chooses the alphabet of a letter in the word that has no twin in the other,
// else the alphabet of most of the text. Such words come from keyboards that are
// switched in the middle of a word, and from people who evade filters.
func unmix(s string) string {
	var latin, cyrillic int
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic++
		}
	}
	if latin == 0 || cyrillic == 0 {
		return s
	}
	var b strings.Builder
	at := 0
	for _, w := range WordSpans(s) {
		b.WriteString(s[at:w.Start])
		b.WriteString(unmixWord(s[w.Start:w.End], cyrillic > latin))
		at = w.End
	}
	b.WriteString(s[at:])
	return b.String()
}

func unmixWord(word string, cyrillic bool) string {
	var hasLatin, hasCyrillic bool
	ownLatin, ownCyrillic := false, false // letters without a twin
	for _, r := range word {
		switch {
		case unicode.Is(unicode.Latin, r):
			hasLatin = true
			ownLatin = ownLatin || toCyrillic[r] == 0
		case unicode.Is(unicode.Cyrillic, r):
			hasCyrillic = true
			ownCyrillic = ownCyrillic || toLatin[r] == 0
		}
	}
	if !hasLatin || !hasCyrillic || ownLatin && ownCyrillic {
		return word
	}
	table := toLatin
	if ownCyrillic || !ownLatin && cyrillic {
		table = toCyrillic
	}
	return strings.Map(func(r rune) rune {
		if twin := table[r]; twin != 0 {
			return twin
		}
		return r
	}, word)
}
