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
			if v.Group(f.ID()) == classify.Stems {
				s.users[f.ID()] = append(s.users[f.ID()], int32(i))
			}
		}
	}
	return s
}

// tooCommon is the share of the phrasings from which on a word makes nothing
// similar.
const tooCommon = .02

// reaches reports whether some phrasing is at least so similar, 0 to 1. n-grams
// are compared only when the words leave it open.
func (s *similar) reaches(x classify.Vector, least float32) bool {
	s.round++
	s.dense.Load(x)
	defer s.dense.Unload(x)
	enough := least * s.v.MaxProduct()
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
			words := s.dense.Product(s.examples.Words(int(i)))
			if words+s.v.MaxGrams() >= enough && words+s.dense.Product(s.examples.Grams(int(i))) >= enough {
				return true
			}
		}
	}
	return false
}
