package index

import (
	"math"
	"slices"
)

// feature is a weighted feature of a text.
type feature struct {
	id    int32
	value float32
}

// vector is a text's weighted features, sorted by id, without repeats.
type vector []feature

// space numbers the features of phrasings and knows how rare each is. Every
// phrasing is learnt first; then the space is frozen and only read.
type space struct {
	ids    map[string]int32   // by key
	grams  map[string][]int32 // n-grams, repeats included, of each folded word of a phrasing
	groups []group            // of each feature
	df     []int32            // phrasings with the feature
	common []int32            // background questions with the feature
	idf    []float32          // inverse document frequency, after freeze
	unseen float32            // idf of a feature that no phrasing has, after freeze
	texts  int                // phrasings learnt
	lines  int                // background questions noticed
}

func newSpace() *space { return &space{ids: map[string]int32{}, grams: map[string][]int32{}} }

// bag is a text's features before weighing.
type bag struct {
	ids     []int32             // sorted, repeats included
	unknown [groupCount]float32 // squared length of those that no phrasing has
}

// featuresPerWord is about how many features a word has, for sizing.
const featuresPerWord = 32

// learn numbers and counts a phrasing's features and returns them, to be
// weighed once the space is frozen.
func (s *space) learn(tokens []token) *bag {
	s.texts++
	b := &bag{ids: make([]int32, 0, featuresPerWord*len(tokens))}
	for i, t := range tokens {
		eachWordFeature(tokens, i, func(g group, key []byte) { b.ids = append(b.ids, s.number(g, key)) })
		grams, ok := s.grams[t.fold]
		if !ok {
			eachGram(t.fold, func(key []byte) { grams = append(grams, s.number(groupGram, key)) })
			s.grams[t.fold] = grams
		}
		b.ids = append(b.ids, grams...)
	}
	slices.Sort(b.ids)
	for i, id := range b.ids {
		if i == 0 || id != b.ids[i-1] {
			s.df[id]++
		}
	}
	return b
}

// number returns the feature's number, a new one for a new feature.
func (s *space) number(g group, key []byte) int32 {
	id, ok := s.ids[string(key)]
	if !ok {
		id = int32(len(s.df))
		s.ids[string(key)] = id
		s.groups = append(s.groups, g)
		s.df = append(s.df, 0)
		s.common = append(s.common, 0)
	}
	return id
}

// notice counts which of the features numbered so far a background question
// has. Every phrasing must be learnt before.
func (s *space) notice(tokens []token) {
	s.lines++
	var ids []int32
	note := func(_ group, key []byte) {
		if id, ok := s.ids[string(key)]; ok {
			ids = append(ids, id)
		}
	}
	for i, t := range tokens {
		eachWordFeature(tokens, i, note)
		if grams, ok := s.grams[t.fold]; ok {
			ids = append(ids, grams...)
			continue
		}
		eachGram(t.fold, func(key []byte) { note(groupGram, key) })
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		s.common[id]++
	}
}

// backgroundShare is how much a background question counts, compared with a
// phrasing, in telling how rare a feature is. A base of thirty phrasings cannot
// tell a common word from a rare one by itself.
const backgroundShare = .5

// freeze computes the inverse document frequencies.
func (s *space) freeze() {
	texts := float64(s.texts) + backgroundShare*float64(s.lines) + 1
	idf := func(df float64) float32 { return float32(math.Log(texts/(df+1)) + 1) }
	s.idf = make([]float32, len(s.df))
	for i, df := range s.df {
		s.idf[i] = idf(float64(df) + backgroundShare*float64(s.common[i]))
	}
	s.unseen = idf(0)
}

// vector counts and weighs a text's features; those that no phrasing has count
// for the length only. The space must be frozen.
func (s *space) vector(tokens []token) vector {
	b := &bag{ids: make([]int32, 0, featuresPerWord*len(tokens))}
	add := func(g group, key []byte) {
		if id, ok := s.ids[string(key)]; ok {
			b.ids = append(b.ids, id)
			return
		}
		b.unknown[g] += unknownShare[g] * s.unseen * s.unseen
	}
	for i, t := range tokens {
		eachWordFeature(tokens, i, add)
		if grams, ok := s.grams[t.fold]; ok {
			b.ids = append(b.ids, grams...)
			continue
		}
		eachGram(t.fold, func(key []byte) { add(groupGram, key) })
	}
	slices.Sort(b.ids)
	return s.weigh(b)
}

// weigh weighs a bag's features: sublinear frequency by rarity, each group
// scaled to length 1 and then to its weight.
func (s *space) weigh(b *bag) vector {
	x := make(vector, 0, len(b.ids))
	square := b.unknown
	for start, end := 0, 0; start < len(b.ids); start = end {
		id := b.ids[start]
		for end < len(b.ids) && b.ids[end] == id {
			end++
		}
		value := s.idf[id]
		if n := end - start; n > 1 {
			value *= 1 + float32(math.Log(float64(n)))
		}
		square[s.groups[id]] += value * value
		x = append(x, feature{id, value})
	}
	var scale [groupCount]float32
	for g, sq := range square {
		if sq > 0 {
			scale[g] = groupWeights[g] / float32(math.Sqrt(float64(sq)))
		}
	}
	for i := range x {
		x[i].value *= scale[s.groups[x[i].id]]
	}
	return x
}

// maxProduct is the product of a text's vector with itself when it has
// features of every group, all of them known: the most that two texts can have.
func maxProduct() float32 {
	var sum float32
	for _, g := range groupWeights {
		sum += g * g
	}
	return sum
}
