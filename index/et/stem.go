package et

import "strings"

// Stem returns the key that all forms of an Estonian word share. The key
// is folded (ASCII for Estonian words), so it does not matter whether the word
// was typed with õäöüšž, and it is for matching, not for showing: for a word of
// the built-in list it is the folded dictionary form (nominative or
// ma-infinitive), for another a stump (värskendusega: "varskent").
//
// A compound keeps its first parts as they are and only its last part is stemmed:
// elamisloaga gives "elamisluba". Words with digits or non-Latin letters come
// back folded and otherwise unchanged. Stem never panics, gives valid UTF-8,
// and is "" only for "".
func Stem(word string) string {
	word = strings.ToLower(word)
	f := Fold(word)
	if len(f) < 2 || !allLetters(f) || len(f) > maxWord {
		return f
	}
	l := lex()
	if key := l.resolve(f, word); key != "" {
		return key
	}
	if base, ok := cutClitic(f); ok {
		if key := l.resolve(base, base); key != "" {
			return key
		}
		f = base
	}
	if parts := l.split(f, l.heads, nil); len(parts) > 1 {
		last := parts[len(parts)-1]
		return f[:len(f)-len(last)] + l.resolve(last, last)
	}
	return stump(f)
}

// maxWord bounds the work on one word; the longest Estonian words in use have
// about forty letters.
const maxWord = 64

func allLetters(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return true
}

// cutClitic removes -gi/-ki ("too"): -ki after voiceless sounds and stops, -gi
// after all others. The remainder must look inflected, or words such as riigi
// and pangi would lose their last syllable.
func cutClitic(f string) (string, bool) {
	if base, ok := strings.CutSuffix(f, "ki"); ok && len(base) >= 5 {
		return base, hasAnySuffix(base, "s", "st", "lt", "ks", "b", "ud", "id")
	}
	if base, ok := strings.CutSuffix(f, "gi"); ok && len(base) >= 4 {
		return base, hasAnySuffix(base, "l", "le", "ga", "sse", "ni", "na", "ta", "n", "da")
	}
	return f, false
}

func hasAnySuffix(s string, suffixes ...string) bool {
	for _, x := range suffixes {
		if strings.HasSuffix(s, x) {
			return true
		}
	}
	return false
}

// Listed reports whether word is a form of a word of the built-in list, or a
// compound of such words. Such a word is taken to be spelt correctly.
func Listed(word string) bool {
	word = strings.ToLower(word)
	f := Fold(word)
	if len(f) < 2 || !allLetters(f) || len(f) > maxWord {
		return false
	}
	l := lex()
	return l.resolve(f, word) != "" || len(l.split(f, l.heads, nil)) > 1
}
