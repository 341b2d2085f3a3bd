package et

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"
)

// The word lists are data, kept apart from the code so that a speaker of
// Estonian can correct them; each file names its source and licence.
var (
	//go:embed words/nouns.txt
	nounsText string
	//go:embed words/verbs.txt
	verbsText string
	//go:embed words/parts.txt
	partsText string
	//go:embed words/stop.txt
	stopText string
)

// A kind says which endings a stem may carry. The table of endings uses the same
// bits, so that "may follow" is one AND.
type kind uint8

const (
	nounV      kind = 1 << iota // noun stem ending in a vowel: all cases
	nounC                       // noun stem ending in a consonant: partitive and plural only
	present                     // verb stem of the present; also stands alone (imperative, negation)
	supine                      // verb stem of the ma-infinitive and the past
	infinitive                  // verb stem of the da-infinitive and the -nud form
	passive                     // stem of the -tud form without -ud
	bare                        // whole form, nothing may follow
	nounS                       // stem in -s of a -ne word: as nounC; alone only inside compounds
)

// cand is one reading of a folded stem.
type cand struct {
	orig string // the stem as spelt, to distinguish õde from ode
	key  string // what Stem returns
	kind kind
	firm bool // meant even where another word is spelt so without diacritics
}

// lexicon maps folded stems to their readings, best first.
type lexicon struct {
	stems map[string][]cand
	heads map[string]bool // folded first parts of compounds
	max   int             // length of the longest stem in bytes
	firm  bool            // while reading: the line is marked "!"
	later [][2]string     // while reading: stems made by rule and their keys
}

// lex is built at the first use, not at import.
var lex = sync.OnceValue(func() *lexicon {
	l := &lexicon{stems: make(map[string][]cand, 1<<13), heads: make(map[string]bool, 1<<12)}
	eachLine(nounsText, l.addNouns)
	// A stem made by rule must not hide a listed one (tõlk, *tõlge: tõlge).
	l.firm = false
	for _, s := range l.later {
		l.addNounStem(s[0], s[1])
	}
	l.later = nil
	eachLine(verbsText, l.addVerbs)
	eachLine(partsText, func(_ string, words []string) {
		for _, w := range words {
			l.heads[Fold(w)] = true
		}
	})
	return l
})

// eachLine calls f with every line's words and the "@" class they stand under.
func eachLine(text string, f func(class string, words []string)) {
	class := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '@':
			class = line[1:]
		default:
			f(class, strings.Fields(line))
		}
	}
}

func (l *lexicon) add(orig, key string, k kind) {
	f := Fold(orig)
	l.max = max(l.max, len(f))
	cs := l.stems[f]
	for i, c := range cs {
		if c.orig == orig && c.key == key {
			cs[i].kind |= k
			return
		}
	}
	c := cand{orig, key, k, l.firm}
	if l.firm {
		l.stems[f] = append([]cand{c}, cs...)
		return
	}
	l.stems[f] = append(cs, c)
}

// unmark removes the "!" from the first word and remembers it for add.
func (l *lexicon) unmark(words []string) {
	words[0], l.firm = strings.CutPrefix(words[0], "!")
}

// addNouns reads one line of the noun list, of any class.
func (l *lexicon) addNouns(class string, words []string) {
	class, comparative := strings.CutSuffix(class, "+")
	switch class {
	case "x":
		l.addNoun(words, comparative)
		return
	case "p":
		l.addPronoun(words)
		return
	case "w":
		for _, w := range words {
			l.add(w, Fold(w), bare)
		}
		return
	}
	for _, w := range words {
		switch class {
		case "v":
			l.addNoun([]string{w, w}, comparative)
		case "s":
			l.addNoun([]string{w, w + "e"}, comparative)
		case "ne":
			base := strings.TrimSuffix(w, "ne")
			l.addNoun([]string{w, base + "se", base + "s"}, comparative)
		default: // a vowel to add
			l.addNoun([]string{w, w + class}, comparative)
		}
	}
}

// addNoun adds a noun by nominative, genitive and further stems. What follows
// from the first two by rule need not be listed: the strong partitive
// (pank, panga: panka) and the plural partitive stem of i-words (number: numbre-).
func (l *lexicon) addNoun(forms []string, comparative bool) {
	l.unmark(forms)
	key := Fold(forms[0])
	if len(forms) < 2 {
		l.addNounStem(forms[0], key)
		return
	}
	nom, gen := forms[0], forms[1]
	for _, w := range forms {
		if w+"e" == gen && strings.HasSuffix(nom, "ne") {
			l.add(w, key, nounS)
		} else {
			l.addNounStem(w, key)
		}
	}
	last := gen[len(gen)-1:]
	if !endsInVowel(nom) && strings.Contains("aeiu", last) && len(nom) > 2 {
		l.later = append(l.later, [2]string{nom + last, key})
		if last == "i" {
			l.later = append(l.later, [2]string{gen[:len(gen)-1] + "e", key})
		}
	}
	if nom == gen {
		if w := shortIllative(nom); w != "" {
			l.add(w, key, bare)
		}
	}
	if comparative {
		for _, m := range []string{gen + "m", gen[:len(gen)-1] + "em"} {
			l.addNounStem(m, key)
			l.addNounStem(m+"a", key)
		}
	}
	for _, h := range []string{nom, gen, nom + "te", gen + "te", gen + "de", nom + last + "de"} {
		l.addHead(h)
	}
	if base, ok := strings.CutSuffix(nom, "ne"); ok {
		l.addHead(base + "s")
		l.addHead(base + "ste")
	}
}

// addPronoun adds whole forms; only those of four letters or more take endings.
func (l *lexicon) addPronoun(forms []string) {
	for _, w := range forms {
		if utf8.RuneCountInString(w) <= 3 {
			l.add(w, Fold(forms[0]), bare)
		} else {
			l.addNounStem(w, Fold(forms[0]))
		}
	}
}

func (l *lexicon) addNounStem(w, key string) {
	k := nounC
	if endsInVowel(w) {
		k = nounV
	}
	// A stem of two letters (ma, te, ea) would be found inside everything;
	// only these two inflect in that shape.
	if utf8.RuneCountInString(w) < 3 && w != "öö" && w != "õe" {
		k = bare
	}
	l.add(w, key, k)
}

// addHead admits w as a first part of compounds; of three-letter words only
// those in shortHeads, because the rest (ole, era, osa…) split words wrongly.
func (l *lexicon) addHead(w string) {
	f := Fold(w)
	if len(f) >= 4 || shortHeads[f] {
		l.heads[f] = true
	}
}

// addVerbs reads one line of the verb list.
func (l *lexicon) addVerbs(class string, words []string) {
	if class == "x" {
		l.addVerb(words)
		return
	}
	for _, w := range words {
		m := strings.TrimSuffix(strings.TrimPrefix(w, "!"), "ma")
		l.addVerb([]string{w, m + "da", m + "n", m + "tud"})
	}
}

// addVerb adds a verb by its four principal parts and irregular forms.
func (l *lexicon) addVerb(forms []string) {
	l.unmark(forms)
	key := Fold(forms[0])
	ma := strings.TrimSuffix(forms[0], "ma")
	l.add(ma, key, supine)
	if n := len(ma); ma[n-1] == 't' && endsInVowel(ma[:n-1]) && n < 5 {
		l.add(ma+"tis", key, bare) // võttis, jättis
	}
	l.addHead(ma + "mis")
	if len(forms) > 1 {
		da := forms[1]
		l.add(da, key, bare)
		l.add(da[:len(da)-1]+"es", key, bare)
		l.add(da+"kse", key, bare) // saadakse, müüakse
		// muuta, osta and the like have the stem of the supine.
		if s := da[:len(da)-2]; da != ma+"a" && len(s) > 2 && !endsInVowel(da[:len(da)-1]) {
			l.add(s, key, infinitive)
		}
	}
	if len(forms) > 2 {
		l.add(strings.TrimSuffix(forms[2], "n"), key, present)
	}
	if len(forms) > 3 {
		l.add(strings.TrimSuffix(forms[3], "ud"), key, passive)
		for _, w := range forms[4:] {
			l.add(w, key, bare)
		}
	}
}

// resolve reads f, the folded form of word, as a listed stem and an ending it
// may carry; the longest stem wins. It returns "" when there is none.
// A stem with the spelling of the word precedes one that only folds to the same
// letters (tahtis: tahtma, not tähtis), unless that one is firm.
func (l *lexicon) resolve(f, word string) string {
	if c := l.find(f, word); c != nil {
		return c.key
	}
	return ""
}

// find is resolve with the reading itself, or nil.
func (l *lexicon) find(f, word string) *cand {
	var alike *cand
	table := endings()
	for n := min(len(f), l.max); n >= 2 && n >= len(f)-longestEnding; n-- {
		cs := l.stems[f[:n]]
		if cs == nil {
			continue
		}
		allowed := table[f[n:]]
		for i := range cs {
			c := &cs[i]
			if c.kind&allowed == 0 {
				continue
			}
			// -s alone is oftener a case ending (kodus: kodu, not kodune).
			alone := n == len(f) && c.kind == nounS
			if c.firm || !alone && strings.HasPrefix(word, c.orig) {
				return c
			}
			if alike == nil {
				alike = c
			}
		}
	}
	return alike
}

// shortIllative lengthens the consonant of a two-syllable word: kino, kinno;
// tuba-like words with another genitive list theirs.
func shortIllative(w string) string {
	n := len(w)
	if n < 4 || n > 6 || !endsInVowel(w) || !endsInVowel(w[:n-2]) || isVowel(w[n-2]) {
		return ""
	}
	c := w[n-2 : n-1]
	if i := strings.Index("bdg", c); i >= 0 {
		return w[:n-2] + "ptk"[i:i+1] + "ptk"[i:i+1] + w[n-1:]
	}
	return w[:n-1] + c + w[n-1:]
}

func endsInVowel(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune("aeiouõäöü", r)
}
