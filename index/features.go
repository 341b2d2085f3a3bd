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

// groupWeights weigh the groups against each other. They were chosen on the
// project's own question set.
var groupWeights = [groupCount]float32{groupStem: 1, groupPair: .6, groupPart: .4, groupGram: 1}

// unknownShare is how much features that no phrasing has count for the length
// of their group: a text of which little is known gets a short vector, and
// questions from elsewhere look less like anything.
var unknownShare = [groupCount]float32{groupStem: .3, groupPair: .5, groupPart: .3, groupGram: .3}

// Lengths of character n-grams in bytes, the word's ends included.
const (
	minGram = 2
	maxGram = 5
)

// textStart stands for the stem before the first one.
const textStart = "^"

// eachWordFeature calls f with the key of each stem, pair and part that the
// i-th token brings in. The key's first byte tells its group; f must not keep it.
func eachWordFeature(tokens []token, i int, f func(g group, key []byte)) {
	t, before := tokens[i], textStart
	if i > 0 {
		before = tokens[i-1].stem
	}
	key := make([]byte, 0, 64)
	key = append(startKey(key, groupStem), t.stem...)
	f(groupStem, key)
	key = append(startKey(key, groupPair), before...)
	key = append(append(key, ' '), t.stem...)
	f(groupPair, key)
	if len(t.parts) == 0 {
		f(groupPart, append(startKey(key, groupPart), t.stem...))
	}
	for _, p := range t.parts {
		key = append(startKey(key, groupPart), p...)
		f(groupPart, key)
	}
}

// eachGram calls f with the key of each n-gram of a folded word, once for each
// time it occurs; f must not keep it.
//
// Folded words are nearly always ASCII, so bytes serve for characters; in other
// scripts a cut character is as good a mark of its neighbours as a whole one.
func eachGram(fold string, f func(key []byte)) {
	word := "_" + fold + "_"
	key := make([]byte, 0, 1+maxGram)
	for size := minGram; size <= maxGram; size++ {
		for i := 0; i+size <= len(word); i++ {
			f(append(startKey(key, groupGram), word[i:i+size]...))
		}
	}
}

// startKey begins the key of a feature of group g in key's memory.
func startKey(key []byte, g group) []byte { return append(key[:0], 'A'+byte(g)) }
