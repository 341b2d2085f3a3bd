package classify

import (
	"math"
	"slices"
)

// VectorizerParams weigh the groups of features.
type VectorizerParams struct {
	// Weights scale each group. Chosen on the project's fit sets; a group's weight
	// of 0 leaves its features out of every product.
	Weights [Groups]float32
	// Unknown is how much a feature that no example has counts for the length of
	// its group, 0 to 1: a text of which little is known gets a short vector, and
	// looks less like anything.
	Unknown [Groups]float32
	// BackgroundShare is how much a background text counts beside an example in
	// telling how rare a feature is. A few dozen examples cannot tell a common word
	// from a rare one by themselves.
	BackgroundShare float64
}

// Vectorizer numbers the features of examples and knows how rare each is. Count
// every example, then every background text, then call Fit; after that it is
// only read.
type Vectorizer struct {
	params VectorizerParams
	ids    map[uint64]int32
	group  []Group
	df     []int32 // examples with the feature
	common []int32 // background texts with the feature
	idf    []float32
	unseen float32 // idf of a feature that no example has

	examples, background int
}

// NewVectorizer returns a vectorizer without features.
func NewVectorizer(p VectorizerParams) *Vectorizer {
	return &Vectorizer{params: p, ids: map[uint64]int32{}}
}

// Features is the number of features.
func (v *Vectorizer) Features() int { return len(v.group) }

// Lookup returns the id of the feature that a stem has in a group.
func (v *Vectorizer) Lookup(g Group, stem string) (id int32, ok bool) {
	id, ok = v.ids[Key(g, stem)]
	return id, ok
}

// Bag is a text's features before they are weighted.
type Bag struct {
	ids     []int32         // sorted, repeats included
	unknown [Groups]float32 // squared length of those that no example has
}

// featuresPerWord is about how many features a word has, for sizing.
const featuresPerWord = 24

// Count numbers and counts an example's features and returns them, to be
// weighted after Fit.
func (v *Vectorizer) Count(tokens []Token) Bag {
	v.examples++
	b := Bag{ids: make([]int32, 0, featuresPerWord*len(tokens))}
	add := func(g Group, key uint64) {
		id, ok := v.ids[key]
		if !ok {
			id = int32(len(v.group))
			v.ids[key] = id
			v.group, v.df, v.common = append(v.group, g), append(v.df, 0), append(v.common, 0)
		}
		b.ids = append(b.ids, id)
	}
	eachFeature(tokens, add)
	slices.Sort(b.ids)
	for i, id := range b.ids {
		if i == 0 || id != b.ids[i-1] {
			v.df[id]++
		}
	}
	return b
}

// CountBackground counts which of the features numbered so far a background
// text has.
func (v *Vectorizer) CountBackground(tokens []Token) {
	v.background++
	var ids []int32
	eachFeature(tokens, func(_ Group, key uint64) {
		if id, ok := v.ids[key]; ok {
			ids = append(ids, id)
		}
	})
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		v.common[id]++
	}
}

func eachFeature(tokens []Token, f func(Group, uint64)) {
	for i, t := range tokens {
		eachWordFeature(tokens, i, f)
		if !isShort(t.Word) {
			eachGram(t.Word, f)
		}
	}
}

// Fit computes the inverse document frequencies.
func (v *Vectorizer) Fit() {
	share := v.params.BackgroundShare
	texts := float64(v.examples) + share*float64(v.background) + 1
	idf := func(df float64) float32 { return float32(math.Log(texts/(df+1)) + 1) }
	v.idf = make([]float32, len(v.df))
	for i, df := range v.df {
		v.idf[i] = idf(float64(df) + share*float64(v.common[i]))
	}
	v.unseen = idf(0)
	v.df, v.common = nil, nil
}

// Transform counts and weights a text's features. Those that no example has
// count for the length only.
func (v *Vectorizer) Transform(tokens []Token) Vector {
	b := Bag{ids: make([]int32, 0, featuresPerWord*len(tokens))}
	eachFeature(tokens, func(g Group, key uint64) {
		if id, ok := v.ids[key]; ok {
			b.ids = append(b.ids, id)
			return
		}
		b.unknown[g] += v.params.Unknown[g] * v.unseen * v.unseen
	})
	slices.Sort(b.ids)
	return v.Weight(b)
}

// Weight weights a bag's features: sublinear frequency times rarity, each group
// scaled to length 1 and then to its weight.
func (v *Vectorizer) Weight(b Bag) Vector {
	x := make(Vector, 0, len(b.ids))
	square := b.unknown
	for start, end := 0, 0; start < len(b.ids); start = end {
		id := b.ids[start]
		for end < len(b.ids) && b.ids[end] == id {
			end++
		}
		value := v.idf[id]
		if n := end - start; n > 1 {
			value *= 1 + float32(math.Log(float64(n)))
		}
		square[v.group[id]] += value * value
		x = append(x, Feature{id, value})
	}
	var scale [Groups]float32
	for g, sq := range square {
		if sq > 0 {
			scale[g] = v.params.Weights[g] / float32(math.Sqrt(float64(sq)))
		}
	}
	for i := range x {
		x[i].Value *= scale[v.group[x[i].ID]]
	}
	return x
}

// MaxProduct is the product of a text's vector with itself when it has features
// of every group, all of them known: the most that two texts can have.
func (v *Vectorizer) MaxProduct() float32 {
	var sum float32
	for _, w := range v.params.Weights {
		sum += w * w
	}
	return sum
}

// Group is the group of a feature.
func (v *Vectorizer) Group(id int32) Group { return v.group[id] }
