package index

// postings lists, for each feature, the phrasings that have it.
type postings struct {
	lists  [][]posting
	groups []group // of each feature
}

type posting struct {
	phrasing int32
	value    float32
}

// newPostings makes room for every phrasing that s has learnt, in one piece of
// memory.
func newPostings(s *space) postings {
	var total int32
	for _, n := range s.df {
		total += n
	}
	room := make([]posting, total)
	p := postings{make([][]posting, len(s.df)), s.groups}
	for id, n := range s.df {
		p.lists[id], room = room[:0:n], room[n:]
	}
	return p
}

func (p postings) add(phrasing int32, v vector) {
	for _, f := range v {
		p.lists[f.id] = append(p.lists[f.id], posting{phrasing, f.value})
	}
}

// products adds to words and grams, which have an element a phrasing, the
// products of v with each phrasing, apart for n-grams and for all other features.
func (p postings) products(v vector, words, grams []float32) {
	for _, f := range v {
		out := words
		if p.groups[f.id] == groupGram {
			out = grams
		}
		for _, post := range p.lists[f.id] {
			out[post.phrasing] += post.value * f.value
		}
	}
}
