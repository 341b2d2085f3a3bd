package et

import "strings"

// A rule removes one ending from a word that is not in the built-in list.
type rule struct {
	suffix    string
	syllables int  // least number the rest must have
	after     mode // what the rest must end in
	keep      int  // bytes of the suffix that stay
}

type mode uint8

const (
	whatever   mode = iota // anything
	vowel                  // any vowel
	short                  // one short vowel after a consonant: excludes probleem-e, problee-me
	stemVowel              // short and not o: Estonian stems rarely end so, loan words do (telefo-n)
	weakEl                 // short, and -el is not the end of a nominative (tunnel, kahvel)
	cluster                // short after two consonants: firma-t, but not raama-t
	consonant              // any consonant
	hiatus                 // i and another vowel, two syllables: raadio, akadeemia
	longLiquid             // one long syllable in l, r, n, which takes -t and -te: keel, noor
)

// The three passes, in the order of the endings from the right: case or person,
// then number or partitive, then derivation. In each pass the first
// rule that fits is applied, so longer endings come first.
var passes = [][]rule{
	{
		{"tamata", 2, whatever, 0}, {"misega", 1, whatever, 2}, {"takse", 2, vowel, 0}, {"dakse", 1, whatever, 0},
		{"ksime", 2, vowel, 0}, {"ksite", 2, vowel, 0}, {"ksin", 2, vowel, 0}, {"ksid", 2, vowel, 0},
		{"sime", 2, short, 0}, {"site", 2, short, 0}, {"sin", 2, stemVowel, 0}, {"sse", 2, vowel, 0},
		{"mata", 2, whatever, 0}, {"mast", 2, whatever, 0}, {"maks", 2, whatever, 0}, {"vad", 2, short, 0},
		{"nud", 1, whatever, 0}, {"tud", 2, whatever, 0}, {"dud", 2, whatever, 0}, {"des", 2, vowel, 0},
		{"tati", 1, whatever, 2}, {"dati", 1, whatever, 2},
		{"sti", 2, stemVowel, 0},
		{"ga", 2, vowel, 0}, {"ta", 2, vowel, 0}, {"da", 2, short, 0}, {"na", 3, short, 0}, {"ni", 2, stemVowel, 0},
		{"ks", 2, vowel, 0}, {"le", 2, short, 0}, {"lt", 2, short, 0}, {"st", 2, vowel, 0},
		{"ge", 2, short, 0}, {"me", 2, short, 0}, {"ma", 2, short, 0}, {"ma", 1, whatever, 0},
		{"elda", 1, consonant, 2}, {"eldud", 1, consonant, 2},
		{"b", 2, short, 0}, {"n", 2, stemVowel, 0}, {"l", 2, weakEl, 0}, {"s", 2, short, 0},
	},
	{
		{"ste", 2, vowel, 1}, {"eid", 2, whatever, 0}, {"sid", 2, vowel, 0}, {"id", 2, vowel, 0}, {"id", 2, whatever, 1},
		{"de", 2, short, 0}, {"te", 2, short, 0}, {"te", 2, whatever, 0}, {"d", 2, vowel, 0},
		{"t", 3, short, 0}, {"st", 2, vowel, 1}, {"t", 2, cluster, 0}, {"t", 2, hiatus, 0},
		{"te", 1, longLiquid, 0}, {"t", 1, longLiquid, 0},
	},
	{
		{"mise", 1, whatever, 0}, {"mine", 1, whatever, 0}, {"mis", 1, whatever, 0}, {"tava", 2, whatever, 0}, {"dava", 2, whatever, 0},
		{"ema", 1, consonant, 1}, {"em", 1, consonant, 1}, {"im", 1, consonant, 1}, {"am", 2, consonant, 1},
		{"da", 2, short, 0},
		{"va", 2, short, 0}, {"v", 2, short, 0}, {"ja", 2, short, 0},
		{"ne", 2, short, 0}, {"se", 2, vowel, 0}, {"si", 2, vowel, 0}, {"s", 2, short, 0},
		{"konna", 1, whatever, 3}, {"kond", 1, whatever, 3}, {"konda", 1, whatever, 3},
	},
}

// stump strips endings by rule, drops the stem vowel and levels consonant
// gradation. It is a heuristic: forms of one word mostly meet, and words that
// share a stump but no meaning are rare from six letters up.
func stump(f string) string {
	for _, pass := range passes {
		f = strip(f, pass)
	}
	return level(f)
}

func strip(f string, pass []rule) string {
	last := f[len(f)-1]
	for i := range pass {
		r := &pass[i]
		// The last letter excludes nearly all rules at a fraction of HasSuffix's cost.
		if r.suffix[len(r.suffix)-1] != last || len(f) < len(r.suffix)+3 || !strings.HasSuffix(f, r.suffix) {
			continue
		}
		rest := f[:len(f)-len(r.suffix)]
		if syllables(rest) >= r.syllables && r.after.fits(rest) {
			return f[:len(rest)+r.keep]
		}
	}
	return f
}

func (m mode) fits(rest string) bool {
	n := len(rest)
	last := rest[n-1]
	switch m {
	case whatever:
		return true
	case vowel:
		return isVowel(last)
	case consonant:
		return !isVowel(last)
	case hiatus:
		return endsInHiatus(rest)
	case longLiquid:
		return n <= 5 && strings.IndexByte("lrn", last) >= 0 && isVowel(rest[n-2]) && isVowel(rest[n-3])
	}
	if endsInHiatus(rest) {
		return last != 'o' || m == short
	}
	if !isVowel(last) || isVowel(rest[n-2]) {
		return false
	}
	switch m {
	case cluster:
		return !isVowel(rest[n-3])
	case stemVowel:
		return last != 'o'
	case weakEl:
		// -el after two consonants closes a nominative: tunnel, artikkel, number.
		return last != 'e' || n < 4 || isVowel(rest[n-3]) || strings.HasSuffix(rest, "te")
	}
	return true
}

// level drops the final vowel and makes strong and weak grade alike: the second
// of a double consonant goes (kott, koti), so does the stop of ht, hk, sk (leht,
// lehe), other voiced stops become voiceless (kaart, kaardi), and l, r, n left
// after an obstruent get their e back (numbri, number; vestlema, vestelda).
func level(f string) string {
	if n := len(f); n > 3 && isVowel(f[n-1]) && !isVowel(f[n-2]) {
		f = f[:n-1]
	}
	b := []byte(f)
	n := len(b)
	if n > 3 && b[n-2] == b[n-1] && !isVowel(b[n-1]) {
		b, n = b[:n-1], n-1
	}
	if n > 3 && (b[n-2] == 'h' && (b[n-1] == 't' || b[n-1] == 'k') || b[n-2] == 's' && b[n-1] == 'k') {
		b, n = b[:n-1], n-1
	}
	if last := b[n-1]; strings.IndexByte("lrn", last) >= 0 && strings.IndexByte("pbtdkgvshf", b[n-2]) >= 0 {
		return string(append(b[:n-1], 'e', last))
	}
	switch b[n-1] {
	case 'b':
		b[n-1] = 'p'
	case 'd':
		b[n-1] = 't'
	case 'g':
		b[n-1] = 'k'
	}
	return string(b)
}

// endsInHiatus reports whether s ends in i and a or o, two syllables in Estonian.
func endsInHiatus(s string) bool {
	n := len(s)
	return n > 3 && s[n-2] == 'i' && (s[n-1] == 'a' || s[n-1] == 'o')
}

func isVowel(c byte) bool {

	switch c {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	}
	return false
}

// syllables counts vowel groups; i followed by a or o (raadio, akadeemia) are two.
func syllables(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if !isVowel(s[i]) {
			continue
		}
		if i == 0 || !isVowel(s[i-1]) || s[i-1] == 'i' && (s[i] == 'a' || s[i] == 'o') {
			n++
		}
	}
	return n
}
