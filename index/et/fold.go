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

// foldEstonian folds text of ASCII and the Estonian letters in NFC, which is
// nearly all there is, at a tenth of the price of normalising.
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

// isPlain tells that Fold would change nothing: the fast path of most words.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf || s[i] == '6' {
			return false
		}
	}
	return true
}

// dropMarks takes combining marks off Latin letters only: taken off Cyrillic
// й or ё they would make another letter of it.
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

// foldSixWord replaces in one word. Before the first letter only the beginnings
// of Estonian õ-words are believed, so that "6kuune" stays a number.
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

// FoldVariants returns Fold(s) first and then what else may have been meant by
// it when ä ö ü were typed as ae oe ue, and ä ö õ ü as 2 8 6 y; each
// once, at most four. It is for lower-case words not found as they stand:
// half of the readings are wrong ("ae" is also a plain Estonian sequence).
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
