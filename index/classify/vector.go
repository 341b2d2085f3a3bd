package classify

// Feature is a weighted feature of a text.
type Feature struct {
	ID    int32
	Value float32
}

// Vector holds a text's features, sorted by ID, without repeats.
type Vector []Feature

// Scratch is a dense copy of one vector, to compare many others with it. It
// serves one goroutine at a time.
type Scratch struct{ values []float32 }

// NewScratch makes a Scratch for vectors of a vectorizer.
func NewScratch(v *Vectorizer) *Scratch { return &Scratch{make([]float32, v.Features())} }

// Load makes x the vector that others are compared with.
func (s *Scratch) Load(x Vector) {
	for _, f := range x {
		s.values[f.ID] = f.Value
	}
}

// Unload forgets x, which must be what was loaded.
func (s *Scratch) Unload(x Vector) {
	for _, f := range x {
		s.values[f.ID] = 0
	}
}

// Products returns the products of y with the loaded vector: of n-grams, and of
// all other features.
func (s *Scratch) Products(v *Vectorizer, y Vector) (words, grams float32) {
	for _, f := range y {
		p := s.values[f.ID] * f.Value
		if p == 0 {
			continue
		}
		if v.group[f.ID] == Grams {
			grams += p
		} else {
			words += p
		}
	}
	return words, grams
}
