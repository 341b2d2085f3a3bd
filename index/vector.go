package index

import (
	"cmp"
	"math"
	"slices"
)

// feature is a weighted feature of a text.
type feature struct {
	id    int32
	group group
	value float32
}

// vector is a text's features, sorted by id, without repeats.
type vector []feature

// space numbers features and knows how rare each is. It is filled from the
// phrasings and then only read.
type space struct {
	ids    map[string]int32
	df     []int32   // phrasings with the feature
	idf    []float32 // after freeze
	unseen float32   // idf of a feature that no phrasing has
	texts  int
	last   []int32 // the last text that counted for df
}

func newSpace() *space { return &space{ids: map[string]int32{}} }

// learn counts a phrasing's features and returns them, to be weighed once all
// are learnt.
func (s *space) learn(tokens []token) bag {
	s.texts++
	b := bag{features: make(vector, 0, 64*len(tokens))}
	eachFeature(tokens, func(g group, key []byte) {
		id, ok := s.ids[string(key)]
		if !ok {
			id = int32(len(s.df))
			s.ids[string(key)] = id
			s.df = append(s.df, 0)
			s.last = append(s.last, 0)
		}
		if s.last[id] != int32(s.texts) {
			s.last[id] = int32(s.texts)
			s.df[id]++
		}
		b.features = append(b.features, feature{id, g, 1})
	})
	b.merge()
	return b
}

// bag is a text's features before weighing: how often each occurs, and the
// squared length of what no phrasing has.
type bag struct {
	features vector
	unknown  [groupCount]float32
}

// merge sorts the features and adds up those that are the same.
func (b *bag) merge() {
	slices.SortFunc(b.features, func(x, y feature) int { return cmp.Compare(x.id, y.id) })
	out := b.features[:0]
	for _, f := range b.features {
		if n := len(out); n > 0 && out[n-1].id == f.id {
			out[n-1].value++
			continue
		}
		out = append(out, f)
	}
	b.features = slices.Clip(out)
}

// count returns a text's features; those that are not learnt count for the
// length only.
func (s *space) count(tokens []token) bag {
	b := bag{features: make(vector, 0, 64*len(tokens))}
	eachFeature(tokens, func(g group, key []byte) {
		if id, ok := s.ids[string(key)]; ok {
			b.features = append(b.features, feature{id, g, 1})
			return
		}
		b.unknown[g] += unknownShare[g] * s.unseen * s.unseen
	})
	b.merge()
	return b
}

// freeze computes the inverse document frequencies.
func (s *space) freeze() {
	idf := func(df int32) float32 { return float32(math.Log(float64(s.texts+1)/float64(df+1)) + 1) }
	s.idf = make([]float32, len(s.df))
	for i, df := range s.df {
		s.idf[i] = idf(df)
	}
	s.unseen = idf(0)
	s.last = nil
}

// unknownShare is how much features that no phrasing has count for the length
// of their group: a text of which little is known gets a short vector, and
// questions from elsewhere look less like anything.
var unknownShare = [groupCount]float32{groupStem: .3, groupPair: .5, groupPart: .3, groupGram: .3}

// weigh weighs a bag's features: sublinear frequency by rarity, each group
// scaled to length 1 and then to its weight. It takes the bag over.
func (s *space) weigh(b bag, weight [groupCount]float32) vector {
	square := b.unknown
	for i := range b.features {
		f := &b.features[i]
		if f.value > 1 {
			f.value = 1 + float32(math.Log(float64(f.value)))
		}
		f.value *= s.idf[f.id]
		square[f.group] += f.value * f.value
	}
	var scale [groupCount]float32
	for g, sq := range square {
		if sq > 0 {
			scale[g] = weight[g] / float32(math.Sqrt(float64(sq)))
		}
	}
	for i := range b.features {
		b.features[i].value *= scale[b.features[i].group]
	}
	return b.features
}

// vector counts and weighs a text's features.
func (s *space) vector(tokens []token, weight [groupCount]float32) vector {
	return s.weigh(s.count(tokens), weight)
}
