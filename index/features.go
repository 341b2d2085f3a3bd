package index

// A feature belongs to one of a few groups, and each group of a text's
// features has length 1, so that a long word's many n-grams do not drown the
// words themselves.
type group uint8

const (
	groupStem  group = iota // stems
	groupPair               // two stems in a row
	groupPart               // parts of compounds, and words that are none
	groupGram               // n-grams of folded words
	groupCount              // their number
)

// Lengths of character n-grams, the word's ends included.
const (
	minGram = 2
	maxGram = 5
)

// eachFeature calls f with the key of each feature of a text, once for each
// time it occurs. The key's first byte is its group; f must not keep it.
func eachFeature(tokens []token, f func(g group, key []byte)) {
	key := make([]byte, 0, 64)
	emit := func(g group, parts ...string) {
		key = append(key[:0], 'A'+byte(g))
		for _, p := range parts {
			key = append(key, p...)
		}
		f(g, key)
	}
	prev := "^"
	for _, t := range tokens {
		emit(groupStem, t.stem)
		emit(groupPair, prev, " ", t.stem)
		prev = t.stem
		if len(t.parts) == 0 {
			emit(groupPart, t.stem)
		}
		for _, p := range t.parts {
			emit(groupPart, p)
		}
		// Words are folded and nearly always ASCII, so bytes serve for
		// characters; in other scripts a cut character is as good a mark of its
		// neighbours as a whole one.
		word := "_" + t.fold + "_"
		for size := minGram; size <= maxGram; size++ {
			for i := 0; i+size <= len(word); i++ {
				emit(groupGram, word[i:i+size])
			}
		}
	}
}
