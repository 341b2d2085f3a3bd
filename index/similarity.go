package index

import "iombot/index/classify"

// similar tells how similar a text is to the most similar of many phrasings. It
// serves the build, where it is asked for every background question: the
// phrasings are listed by their words, and only those that share one are
// compared.
type similar struct {
	v        *classify.Vectorizer
	examples *classify.Examples
	n        int
	users    map[int32][]int32 // stem → phrasings
	dense    *classify.Scratch
	seen     []int32 // round in which a phrasing was compared last
	round    int32
}

func newSimilar(v *classify.Vectorizer, examples *classify.Examples, n int) *similar {
	s := &similar{v: v, examples: examples, n: n, users: map[int32][]int32{}, dense: classify.NewScratch(v), seen: make([]int32, n)}
	for i := range n {
		for _, f := range examples.Words(i) {
			if v.Group(f.ID) == classify.Stems {
				s.users[f.ID] = append(s.users[f.ID], int32(i))
			}
		}
	}
	return s
}

// tooCommon is the share of the phrasings from which on a word makes nothing
// similar.
const tooCommon = .1

// most is the similarity, 0 to 1, to the most similar phrasing.
func (s *similar) most(x classify.Vector) float32 {
	s.round++
	s.dense.Load(x)
	defer s.dense.Unload(x)
	var most float32
	for _, f := range x {
		users := s.users[f.ID]
		if float64(len(users)) > tooCommon*float64(s.n) {
			continue
		}
		for _, i := range users {
			if s.seen[i] == s.round {
				continue
			}
			s.seen[i] = s.round
			product := s.dense.Product(s.examples.Words(int(i))) + s.dense.Product(s.examples.Grams(int(i)))
			most = max(most, product/s.v.MaxProduct())
		}
	}
	return most
}
