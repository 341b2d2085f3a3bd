package classify

// Token is a word of a text as an analyzer returns it.
type Token struct {
	Word  string   // lower case, folded: without diacritics
	Stem  string   // the key that all forms of the word share
	Parts []string // stems of a compound's parts; nil for any other word
}

// Group is a kind of feature. Each group of a text's features is scaled to the
// same length, so that the many n-grams of a long word do not drown the words.
type Group uint8

// The groups.
const (
	Stems  Group = iota // stems
	Pairs               // two stems in a row
	Parts               // parts of compounds, and words that are none
	Grams               // character n-grams of folded words, ends included
	Groups              // their number
)

// The lengths of character n-grams in runes, including the mark at each end of
// a word. A minimum of three costs half as much as a minimum of two and finds
// as much.
const (
	minGram = 3
	maxGram = 5
)

// hash is 64-bit FNV-1a, seeded with the feature's group. A feature is known
// only by its hash: among a million features, two collide with a probability of
// 3e-8.
type hash uint64

func (g Group) hash() hash { return hash(14695981039346656037).byte(byte(g)) }

func (h hash) byte(b byte) hash { return (h ^ hash(b)) * 1099511628211 }

func (h hash) string(s string) hash {
	for i := range len(s) {
		h = h.byte(s[i])
	}
	return h
}

// Key is the hash of the feature that a single stem has in a group.
func Key(g Group, stem string) uint64 { return uint64(g.hash().string(stem)) }

// textStart stands for the stem before the first one.
const textStart = "^"

// eachWordFeature calls f with each stem, pair and part that the i-th token
// adds.
func eachWordFeature(tokens []Token, i int, f func(Group, uint64)) {
	t, before := tokens[i], textStart
	if i > 0 {
		before = tokens[i-1].Stem
	}
	f(Stems, Key(Stems, t.Stem))
	f(Pairs, uint64(Pairs.hash().string(before).byte(' ').string(t.Stem)))
	if len(t.Parts) == 0 {
		f(Parts, Key(Parts, t.Stem))
	}
	for _, p := range t.Parts {
		f(Parts, Key(Parts, p))
	}
}

// eachGram calls f with each n-gram of a folded word, once for each time it
// occurs.
func eachGram(word string, f func(Group, uint64)) {
	var buf [64]int32 // where each rune of "_word_" begins
	starts := buf[:0]
	marked := "_" + word + "_"
	for i := range marked {
		starts = append(starts, int32(i))
	}
	n := len(starts)
	starts = append(starts, int32(len(marked)))
	for i := 0; i+minGram <= n; i++ {
		h := Grams.hash()
		for at, size := int(starts[i]), 1; size <= maxGram && i+size <= n; size++ {
			for end := int(starts[i+size]); at < end; at++ {
				h = h.byte(marked[at])
			}
			if size >= minGram {
				f(Grams, uint64(h))
			}
		}
	}
}
