package et

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns s with the Estonian letters õ ä ö ü š ž, and any other Latin
// letter with a mark, replaced by the bare letter, whether s is in NFC or NFD.
// Case is kept. A 6 standing for õ inside a word ("s6na", "6igus") becomes o;
// a 6 in a number, a class name ("6a") or at the end of a word stays.
// Fold is idempotent. Bytes that are not UTF-8 become U+FFFD.
func Fold(s string) string {
	if isPlain(s) {
		return s
	}
	if f, ok := foldEstonian(s); ok {
		return foldSix(f)
	}
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	return foldSix(norm.NFC.String(dropMarks(norm.NFD.String(s))))
}

// foldEstonian folds text of ASCII and Estonian letters in NFC. Nearly all text
// is of this kind, and this takes a tenth of the time of normalising.
func foldEstonian(s string) (string, bool) {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		switch r {
		case 'õ', 'ö':
			r = 'o'
		case 'ä':
			r = 'a'
		case 'ü':
			r = 'u'
		case 'š':
			r = 's'
		case 'ž':
			r = 'z'
		}
		if r >= utf8.RuneSelf {
			return "", false
		}
		b = append(b, byte(r))
	}
	return string(b), true
}

// isPlain reports whether Fold would change nothing: the fast path of most words.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf || s[i] == '6' {
			return false
		}
	}
	return true
}

// dropMarks removes combining marks from Latin letters only: without its mark,
// Cyrillic й or ё would become another letter.
func dropMarks(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	latin := false
	for _, r := range s {
		if unicode.Is(unicode.Mn, r) {
			if latin {
				continue
			}
		} else {
			latin = unicode.Is(unicode.Latin, r)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// foldSix replaces the digit 6 typed for õ, word by word.
func foldSix(s string) string {
	if !strings.Contains(s, "6") {
		return s
	}
	b := []byte(s)
	start := 0
	for i := 0; i <= len(b); i++ {
		if i == len(b) || !isWordByte(b[i]) {
			foldSixWord(b[start:i])
			start = i + 1
		}
	}
	return string(b)
}

// foldSixWord does so in one word. A leading 6 counts as õ only in beginnings of
// Estonian õ-words, so that "6kuune" stays a number.
func foldSixWord(w []byte) {
	letters := 0
	for _, c := range w {
		if c >= '0' && c <= '9' && c != '6' {
			return
		}
		if isLetter(c) {
			letters++
		}
	}
	if letters < 2 {
		return
	}
	for i := len(w) - 2; i >= 0; i-- {
		if w[i] != '6' || !isLetter(w[i+1]) {
			continue
		}
		if i > 0 || strings.IndexByte("deghilnpu", w[i+1]|0x20) >= 0 {
			w[i] = 'o'
		}
	}
}

func isWordByte(c byte) bool { return isLetter(c) || c >= '0' && c <= '9' || c >= utf8.RuneSelf }

func isLetter(c byte) bool { c |= 0x20; return c >= 'a' && c <= 'z' }

var (
	digraphs = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u")
	digits   = strings.NewReplacer("2", "a", "8", "o", "6", "o", "y", "u", "w", "v", "x", "ks")
)

// FoldVariants returns Fold(s), then other readings of s: ae oe ue for ä ö ü, and
// 2 8 6 y for ä ö õ ü. It returns each reading once, and at most four. Use it
// for lower-case words that are not found as typed: half of the readings are
// wrong ("ae" is also a plain Estonian sequence).
func FoldVariants(s string) []string {
	f := Fold(s)
	out := []string{f}
	for _, v := range []string{digraphs.Replace(f), digits.Replace(f), digits.Replace(digraphs.Replace(f))} {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}
