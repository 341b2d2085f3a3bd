package index

// postings lists, for each feature, the phrasings that have it.
type postings [][]posting

type posting struct {
	phrase int32
	value  float32
}

func (p postings) add(phrase int32, v vector) {
	for _, f := range v {
		p[f.id] = append(p[f.id], posting{phrase, f.value})
	}
}

// score adds to words and grams the products of v with each phrasing, apart
// for n-grams and for all other features.
func (p postings) score(v vector, words, grams []float32) {
	for _, f := range v {
		out := words
		if f.group == groupGram {
			out = grams
		}
		for _, post := range p[f.id] {
			out[post.phrase] += post.value * f.value
		}
	}
}
