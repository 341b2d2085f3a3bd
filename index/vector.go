package index

import (
	"math"
	"slices"
)

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
	ids  map[string]int32
	idf  []float32
	sets int // texts counted
	df   []int32
}

func newSpace() *space { return &space{ids: map[string]int32{}} }

// names lists a text's features by name; the first byte of a name is its
// group. weights holds how often (or how surely) each occurs.
type names struct {
	list    []string
	weights []float32
}

func (n *names) add(g group, name string, weight float32) {
	n.list = append(n.list, string(rune('A'+g))+name)
	n.weights = append(n.weights, weight)
}

// learn counts a phrasing's features.
func (s *space) learn(n names) {
	s.sets++
	seen := map[string]bool{}
	for _, name := range n.list {
		if seen[name] {
			continue
		}
		seen[name] = true
		id, ok := s.ids[name]
		if !ok {
			id = int32(len(s.df))
			s.ids[name] = id
			s.df = append(s.df, 0)
		}
		s.df[id]++
	}
}

// freeze computes the inverse document frequencies.
func (s *space) freeze() {
	s.idf = make([]float32, len(s.df))
	for i, df := range s.df {
		s.idf[i] = float32(math.Log(float64(s.sets+1)/float64(df+1)) + 1)
	}
}

// vector weighs a text's features: sublinear frequency by rarity, each group
// scaled to length 1 and then to its weight. A group's length counts unknown
// features too, at the rarity of something never seen: a text of which little
// is known gets short vectors, which is what tells questions from elsewhere.
func (s *space) vector(n names, weight [groupCount]float32) vector {
	counts := make([]float32, 0, len(n.list))
	first := make(map[string]int, len(n.list))
	order := make([]string, 0, len(n.list))
	for i, name := range n.list {
		k, seen := first[name]
		if !seen {
			k = len(order)
			first[name] = k
			order = append(order, name)
			counts = append(counts, 0)
		}
		counts[k] += n.weights[i]
	}
	var length [groupCount]float64
	unseen := math.Log(float64(s.sets+1)) + 1
	out := make(vector, 0, len(order))
	for k, name := range order {
		g := group(name[0] - 'A')
		tf := counts[k]
		if tf > 1 {
			tf = 1 + float32(math.Log(float64(tf)))
		}
		id, ok := s.ids[name]
		if !ok {
			length[g] += float64(unknownShare[g]) * float64(tf) * unseen * float64(tf) * unseen
			continue
		}
		v := tf * s.idf[id]
		length[g] += float64(v) * float64(v)
		out = append(out, feature{id, g, v})
	}
	for i := range out {
		if l := length[out[i].group]; l > 0 {
			out[i].value *= weight[out[i].group] / float32(math.Sqrt(l))
		}
	}
	slices.SortFunc(out, func(a, b feature) int { return int(a.id) - int(b.id) })
	return out
}

var unknownShare = [groupCount]float32{groupStem: .3, groupPair: .5, groupPart: .3, groupGram: .3}
