package classify

// Packed is a feature in four bytes: its id, and its value in steps of 1/255. The
// weights of the groups are at most 1, and so is a value. Examples are many, and
// to compare them or learn from them waits for memory: at half the size it is
// faster too.
type Packed uint32

const (
	valueBits = 8
	maxValue  = 1<<valueBits - 1
	maxID     = 1 << (32 - valueBits) // features from here on are left out: no base has 16 million
)

func pack(f Feature) Packed {
	steps := uint32(min(max(f.Value, 0), 1)*maxValue + .5)
	return Packed(uint32(f.ID)<<valueBits | steps)
}

// ID is the feature's id.
func (p Packed) ID() int32 { return int32(p >> valueBits) }

// steps is the feature's value, times maxValue.
func (p Packed) steps() float32 { return float32(p & maxValue) }

// Pack packs a vector.
func Pack(x Vector) []Packed { return appendPacked(make([]Packed, 0, len(x)), x) }

func appendPacked(out []Packed, x Vector) []Packed {
	for _, f := range x {
		if f.ID < maxID {
			out = append(out, pack(f))
		}
	}
	return out
}

// Examples stores the vectors of texts that other texts are compared with, one
// after the other in memory. Each vector ends with its n-grams, so that words
// and n-grams can be compared separately.
type Examples struct {
	Vectorizer *Vectorizer
	features   []Packed
	starts     []int32 // where each example begins; one more than examples
	grams      []int32 // where its n-grams begin
}

// NewExamples returns an empty list with room for so many features.
func NewExamples(v *Vectorizer, features int) *Examples {
	return &Examples{Vectorizer: v, features: make([]Packed, 0, features), starts: []int32{0}}
}

// Add appends an example and returns it.
func (e *Examples) Add(x Vector) []Packed {
	words := 0
	for words < len(x) && e.Vectorizer.Group(x[words].ID) != Grams {
		words++
	}
	start := len(e.features)
	e.grams = append(e.grams, int32(start+words))
	e.features = appendPacked(e.features, x)
	e.starts = append(e.starts, int32(len(e.features)))
	return e.features[start:]
}

// Clip releases the memory that was reserved in excess.
func (e *Examples) Clip() { e.features = append([]Packed(nil), e.features...) }

// Words returns the features of the i-th example except n-grams, sorted by ID.
func (e *Examples) Words(i int) []Packed { return e.features[e.starts[i]:e.grams[i]] }

// Grams returns the n-grams of the i-th example, sorted by ID.
func (e *Examples) Grams(i int) []Packed { return e.features[e.grams[i]:e.starts[i+1]] }

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

// Product returns the dot product of the loaded vector and an example's part.
func (s *Scratch) Product(y []Packed) (sum float32) {
	for _, f := range y {
		sum += s.values[f.ID()] * f.steps()
	}
	return sum / maxValue
}
