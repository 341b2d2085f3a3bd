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

// learn counts a phrasing's features.
func (s *space) learn(tokens []token) {
	s.texts++
	eachFeature(tokens, func(_ group, key []byte) {
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
	})
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

// vector weighs a text's features: sublinear frequency by rarity, each group
// scaled to length 1 and then to its weight.
func (s *space) vector(tokens []token, weight [groupCount]float32) vector {
	found := make(vector, 0, 64*len(tokens))
	var square [groupCount]float32
	eachFeature(tokens, func(g group, key []byte) {
		if id, ok := s.ids[string(key)]; ok {
			found = append(found, feature{id, g, 1})
			return
		}
		square[g] += unknownShare[g] * s.unseen * s.unseen
	})
	slices.SortFunc(found, func(a, b feature) int { return cmp.Compare(a.id, b.id) })
	out := found[:0]
	for _, f := range found {
		if n := len(out); n > 0 && out[n-1].id == f.id {
			out[n-1].value++
			continue
		}
		out = append(out, f)
	}
	for i := range out {
		f := &out[i]
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
	for i := range out {
		out[i].value *= scale[out[i].group]
	}
	return out
}
