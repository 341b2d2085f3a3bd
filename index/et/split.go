package et

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// shortHeads are the three-letter first parts, folded, and shortTails the
// dictionary forms whose short forms may end a compound. Any other part has at
// least four letters as a first part.
var (
	shortHeads = set("too oo maa kuu suu puu jaa luu vee tee aja abi elu isa ema era eri eel ule ala uue uus eba uld aru koi hea pea loa aia uhe ari")
	shortTails = set("luba too tee maa aed aeg abi kuu oo elu isa ema ala osa ode koda side ring tugi tuba nou ope pood vesi magi jogi kasi")
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// notTails are forms of known words that more often end a derived or inflected
// word (maksu-must is maksumus, kaas-last is kaaslane, teenus-test is teenus).
// notTailKeys are words of which no form ends a compound.
var notTails = set("must musti last lase lasi laste list lisi lise liste mist mast must neid nud tud kas sid kute kuid ste test teste mate mates matel matele matest mad mine ust uste ustel ustega ustele")

var notTailKeys = set("must mina sina tema meie teie nemad see kes mis koik keegi miski muu ise sama iga selline milline olema minema")

const maxParts = 4

// Splitter splits compounds with the built-in word list and additional words. It
// is safe for concurrent use.
type Splitter struct {
	heads map[string]bool
	extra map[string]bool
}

// NewSplitter returns a Splitter that also knows words, in the form in which
// they stand inside compounds ("varjupaiga", "kassa"); a last part may carry
// any ending. Words of fewer than three letters are ignored.
func NewSplitter(words ...string) *Splitter {
	s := &Splitter{heads: lex().heads}
	if len(words) == 0 {
		return s
	}
	s.heads = make(map[string]bool, len(lex().heads)+len(words))
	s.extra = make(map[string]bool, 2*len(words))
	for h := range lex().heads {
		s.heads[h] = true
	}
	for _, w := range words {
		f := Fold(strings.ToLower(w))
		if len(f) < 3 || !allLetters(f) {
			continue
		}
		s.heads[f] = true
		s.extra[Stem(f)] = true
	}
	return s
}

// Split splits word with the built-in word list only; see Splitter.Split.
func Split(word string) []string {
	return (&Splitter{heads: lex().heads}).Split(word)
}

// Split returns the parts of a compound in order, spelt as in word (elamisluba:
// elamis, luba), or word alone if it is none. Joined, the parts are
// word in lower case and NFC. The fewest parts win, then the longest last part. A
// part has at least three letters, except öö.
func (s *Splitter) Split(word string) []string {
	word = norm.NFC.String(strings.ToLower(word))
	f := Fold(word)
	// Only where folding is letter for letter can the parts be cut out of word.
	if len(f) > maxWord || len(f) < 5 || !allLetters(f) || utf8.RuneCountInString(word) != len(f) {
		return []string{word}
	}
	parts := lex().split(f, s.heads, s.extra)
	if len(parts) < 2 || !lex().mayPart(f, word, parts[0]) {
		return []string{word}
	}
	out := make([]string, 0, len(parts))
	rest := word
	for _, p := range parts {
		n := byteLen(rest, len(p))
		out = append(out, rest[:n])
		rest = rest[n:]
	}
	return out
}

// mayPart keeps forms of listed words whole (juhend-aja is juhendaja, suur-emad
// is suur), unless the listed word is itself a compound with that first part.
func (l *lexicon) mayPart(f, word, head string) bool {
	c := l.find(f, word)
	if c == nil {
		return true
	}
	if c.kind&(nounV|nounC|nounS|bare) == 0 {
		return false
	}
	parts := l.split(c.key, l.heads, nil)
	return len(parts) > 1 && parts[0] == head
}

// byteLen returns the length in bytes of the first n runes of s.
func byteLen(s string, n int) int {
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}

// split returns the parts of a folded word, or nil if it is no compound.
func (l *lexicon) split(f string, heads, extra map[string]bool) []string {
	if !hasHead(f, heads) {
		return nil // most words: skip the three rounds
	}
	// Under 6, 10, 14 letters two, three, four parts are chance.
	for parts := 2; parts <= maxParts && len(f) >= 4*parts-2; parts++ {
		if got := l.splitN(f, parts, heads, extra); got != nil {
			return got
		}
	}
	return nil
}

func hasHead(f string, heads map[string]bool) bool {
	for i := 2; i <= len(f)-2; i++ {
		if heads[f[:i]] {
			return true
		}
	}
	return false
}

// splitN finds a split into exactly n parts, trying short first parts first, so
// that the last part is as long as possible.
func (l *lexicon) splitN(f string, n int, heads, extra map[string]bool) []string {
	if n == 1 {
		if l.isTail(f, extra) {
			return []string{f}
		}
		return nil
	}
	for i := 2; i <= len(f)-2; i++ {
		if !heads[f[:i]] {
			continue
		}
		if rest := l.splitN(f[i:], n-1, heads, extra); rest != nil {
			return append([]string{f[:i]}, rest...)
		}
	}
	return nil
}

// isTail reports whether f is a form of a known word that may end a compound.
func (l *lexicon) isTail(f string, extra map[string]bool) bool {
	if extra != nil && len(f) >= 3 && (extra[f] || extra[Stem(f)]) {
		return true
	}
	c := l.find(f, f)
	if c == nil || notTails[f] || notTailKeys[c.key] {
		return false
	}
	if c.kind == bare && c.key == f {
		return false // an adverb: -alla, -sisse are endings
	}
	if c.kind&(nounV|nounC|nounS) == 0 && len(f) < 5 {
		return false // a short verb form inside a longer word is chance
	}
	if c.key == "ema" {
		return f == "ema" // -emad, -emale are comparatives
	}
	if len(f) < 5 && len(c.key) < 4 || len(f) < 4 {
		return shortTails[c.key]
	}
	return true
}
