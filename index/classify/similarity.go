package classify

// Examples stores the vectors of texts that other texts are compared with, one
// after the other in memory. Each vector ends with its n-grams, so that words
// and n-grams can be compared separately.
type Examples struct {
	vectorizer *Vectorizer
	features   []Feature
	starts     []int32 // where each example begins; one more than examples
	grams      []int32 // where its n-grams begin
}

// NewExamples returns an empty list.
func NewExamples(v *Vectorizer) *Examples { return &Examples{vectorizer: v, starts: []int32{0}} }

// Add appends an example.
func (e *Examples) Add(x Vector) {
	words := 0
	for words < len(x) && e.vectorizer.Group(x[words].ID) != Grams {
		words++
	}
	e.grams = append(e.grams, int32(len(e.features)+words))
	e.features = append(e.features, x...)
	e.starts = append(e.starts, int32(len(e.features)))
}

// Clip releases the memory that Add reserved in excess.
func (e *Examples) Clip() { e.features = append([]Feature(nil), e.features...) }

// Words returns the features of the i-th example except n-grams, sorted by ID.
func (e *Examples) Words(i int) Vector { return e.features[e.starts[i]:e.grams[i]] }

// Grams returns the n-grams of the i-th example, sorted by ID.
func (e *Examples) Grams(i int) Vector { return e.features[e.grams[i]:e.starts[i+1]] }

// Scratch is a dense copy of one vector, to compare many others with it. It
// serves one goroutine at a time.
type Scratch struct{ values []float32 }

// NewScratch makes a Scratch for vectors of a vectorizer.
func NewScratch(v *Vectorizer) *Scratch { return &Scratch{make([]float32, v.Features())} }

// Load makes x the vector that others are compared with, until Unload.
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

// Product returns the dot product of y and the loaded vector.
func (s *Scratch) Product(y Vector) (sum float32) {
	for _, f := range y {
		sum += s.values[f.ID] * f.Value
	}
	return sum
}
