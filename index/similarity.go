package index

import (
	"iombot/index/classify"
)

// similar tells how similar a text is to the most similar of many phrasings. It
// serves the build, where it is asked for every background question: the
// phrasings are listed by their words, and only those that share one are
// compared.
type similar struct {
	v         *classify.Vectorizer
	phrasings []phrasing
	byFeature map[int32][]int32 // words and parts → phrasings
	dense     *classify.Scratch
	seen      []int32 // round in which a phrasing was compared last
	round     int32
}

func newSimilar(v *classify.Vectorizer, phrasings []phrasing) *similar {
	s := &similar{v: v, phrasings: phrasings, byFeature: map[int32][]int32{}, dense: classify.NewScratch(v), seen: make([]int32, len(phrasings))}
	for i, p := range phrasings {
		for _, f := range p.x {
			if v.Group(f.ID) == classify.Stems {
				s.byFeature[f.ID] = append(s.byFeature[f.ID], int32(i))
			}
		}
	}
	return s
}

// most is the similarity, 0 to 1, to the most similar phrasing.
func (s *similar) most(x classify.Vector) float32 {
	s.round++
	s.dense.Load(x)
	defer s.dense.Unload(x)
	var most float32
	for _, f := range x {
		users := s.byFeature[f.ID]
		if len(users) > len(s.phrasings)/10 {
			continue // a word as common as that makes nothing similar
		}
		for _, i := range users {
			if s.seen[i] == s.round {
				continue
			}
			s.seen[i] = s.round
			words, grams := s.dense.Products(s.v, s.phrasings[i].x)
			most = max(most, (words+grams)/s.v.MaxProduct())
		}
	}
	return most
}
