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
	// Unknown is how much a feature that no example has adds to the length of its
	// group, 0 to 1. A text of mostly unknown words then gets a short vector and
	// is less similar to everything.
	Unknown [Groups]float32
	// BackgroundShare is the weight of a background text, compared with an
	// example, in the document frequencies. A few dozen examples alone cannot show
	// whether a word is common or rare.
	BackgroundShare float64
}

// Vectorizer numbers the features of examples and stores how rare each is. Call
// Count for every example, then CountBackground for every background text, then
// Fit. After that it is read-only.
//
// N-grams get the highest numbers. The other features are compared far more
// often, and so lie close together in memory.
type Vectorizer struct {
	params VectorizerParams
	ids    map[uint64]int32 // of n-grams, before Fit: the complement of their number among n-grams
	group  []Group          // of the features that are no n-grams
	words  counts           // likewise
	grams  counts
	idf    []float32
	unseen float32 // idf of a feature that no example has

	examples, background int
}

// counts are how many examples and how many background texts have each feature.
type counts struct{ df, common []int32 }

func (c *counts) add() int32 {
	c.df, c.common = append(c.df, 0), append(c.common, 0)
	return int32(len(c.df) - 1)
}

// NewVectorizer returns a vectorizer without features.
func NewVectorizer(p VectorizerParams) *Vectorizer {
	return &Vectorizer{params: p, ids: map[uint64]int32{}}
}

// Features is the number of features.
func (v *Vectorizer) Features() int { return len(v.idf) }

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

// Len is the number of features, repeats included.
func (b Bag) Len() int { return len(b.ids) }

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
			if g == Grams {
				id = ^v.grams.add()
			} else {
				id = v.words.add()
				v.group = append(v.group, g)
			}
			v.ids[key] = id
		}
		b.ids = append(b.ids, id)
	}
	eachFeature(tokens, add)
	slices.Sort(b.ids)
	for i, id := range b.ids {
		if i == 0 || id != b.ids[i-1] {
			*v.count(id, false)++
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
		*v.count(id, true)++
	}
}

// count is where a feature is counted before Fit.
func (v *Vectorizer) count(id int32, background bool) *int32 {
	c := &v.words
	if id < 0 {
		c, id = &v.grams, ^id
	}
	if background {
		return &c.common[id]
	}
	return &c.df[id]
}

func eachFeature(tokens []Token, f func(Group, uint64)) {
	for i, t := range tokens {
		eachWordFeature(tokens, i, f)
		eachGram(t.Word, f)
	}
}

// Fit computes the inverse document frequencies.
func (v *Vectorizer) Fit() {
	share := v.params.BackgroundShare
	texts := float64(v.examples) + share*float64(v.background) + 1
	idf := func(df float64) float32 { return float32(math.Log(texts/(df+1)) + 1) }
	for _, c := range []counts{v.words, v.grams} {
		for i, df := range c.df {
			v.idf = append(v.idf, idf(float64(df)+share*float64(c.common[i])))
		}
	}
	v.unseen = idf(0)
	for key, id := range v.ids {
		v.ids[key] = v.final(id)
	}
	v.words, v.grams = counts{}, counts{}
}

// final is the number after Fit of a feature counted before.
func (v *Vectorizer) final(id int32) int32 {
	if id < 0 {
		return int32(len(v.group)) + ^id
	}
	return id
}

// Group is the group of a feature.
func (v *Vectorizer) Group(id int32) Group {
	if int(id) >= len(v.group) {
		return Grams
	}
	return v.group[id]
}

// Transform counts and weights a text's features. Features that no example has
// only affect the length.
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
	return v.weight(b)
}

// Weight weights what Count returned.
func (v *Vectorizer) Weight(b Bag) Vector {
	for i, id := range b.ids {
		b.ids[i] = v.final(id)
	}
	slices.Sort(b.ids)
	return v.weight(b)
}

// weight weights a bag's features: sublinear frequency times rarity, each group
// scaled to length 1 and then to its weight.
func (v *Vectorizer) weight(b Bag) Vector {
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
		square[v.Group(id)] += value * value
		x = append(x, Feature{id, value})
	}
	var scale [Groups]float32
	for g, sq := range square {
		if sq > 0 {
			scale[g] = v.params.Weights[g] / float32(math.Sqrt(float64(sq)))
		}
	}
	for i := range x {
		x[i].Value *= scale[v.Group(x[i].ID)]
	}
	return x
}

// MaxProduct is the largest dot product that two texts can have: that of a
// vector with itself, if it has features of every group and all are known.
func (v *Vectorizer) MaxProduct() float32 {
	var sum float32
	for _, w := range v.params.Weights {
		sum += w * w
	}
	return sum
}

// MaxGrams is the part of MaxProduct that comes from n-grams.
func (v *Vectorizer) MaxGrams() float32 { return v.params.Weights[Grams] * v.params.Weights[Grams] }
