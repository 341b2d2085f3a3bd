package classify

import (
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Toy data: three classes that share words.
var toy = [][]string{
	{"red apple pie", "sweet apple", "apple tree in the garden", "green apple juice"},
	{"fast red car", "car with four wheels", "drive the car", "car in the garage"},
	{"deep blue sea", "swim in the sea", "sea and sand", "ship on the sea"},
}

var (
	vectorizerParams = VectorizerParams{
		Weights:         [Groups]float32{Stems: 1, Pairs: .5, Parts: .5, Grams: 1},
		Unknown:         [Groups]float32{Stems: .5, Pairs: .5, Parts: .5, Grams: .5},
		BackgroundShare: .5,
	}
	trainParams = TrainParams{Cost: 10, Near: 8, Random: 8, Least: 16, Epochs: 20, Enough: .001, Seed: 1, Smallest: .01}
)

func tokens(s string) []Token {
	var out []Token
	for _, w := range strings.Fields(s) {
		out = append(out, Token{Word: w, Stem: strings.TrimSuffix(w, "s")})
	}
	return out
}

// fitToy trains on the toy data, and on background texts as a class more.
func fitToy(background ...string) (*Vectorizer, *Model) {
	v := NewVectorizer(vectorizerParams)
	var bags []Bag
	var classes []int
	for k, texts := range toy {
		for _, s := range texts {
			bags, classes = append(bags, v.Count(tokens(s))), append(classes, k)
		}
	}
	for _, s := range background {
		v.CountBackground(tokens(s))
	}
	v.Fit()
	task := Task{Features: v.Features(), Classes: len(toy)}
	for i, b := range bags {
		task.Examples = append(task.Examples, Example{Pack(v.Weight(b)), classes[i], 1})
	}
	if len(background) > 0 {
		var extra []Example
		for _, s := range background {
			extra = append(extra, Example{X: Pack(v.Transform(tokens(s))), Cost: 1})
		}
		task.Extra = []Binary{{Positive: extra, Negative: task.Examples}}
	}
	return v, Train(task, trainParams)
}

func margins(v *Vectorizer, m *Model, s string) []float32 {
	out := make([]float32, m.Classes())
	m.Margins(v.Transform(tokens(s)), out)
	return out
}

func TestModelTellsClasses(t *testing.T) {
	v, m := fitToy()
	for s, want := range map[string]int{
		"an apple": 0, "aple": 0, "my cars": 1, "the blue sea": 2, "seas": 2,
	} {
		got := margins(v, m, s)
		if best := TopK(got, 1)[0]; best != want {
			t.Errorf("%q: the margins are %v, want class %d", s, got, want)
		}
	}
}

// A class of its own learns what is none of the others.
func TestExtraClass(t *testing.T) {
	v, m := fitToy("bake the bread", "bread and butter", "warm bread", "bread please")
	if got := margins(v, m, "bread"); TopK(got, 1)[0] != 3 {
		t.Errorf("the margins of what is in the extra class are %v", got)
	}
	if got := margins(v, m, "sweet apple"); got[3] > 0 || got[0] < 0 {
		t.Errorf("the margins of an example are %v", got)
	}
}

// The model is the same whatever the number of processors.
func TestTrainIsDeterministic(t *testing.T) {
	v, m := fitToy("bake the bread")
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	w, n := fitToy("bake the bread")
	for _, s := range []string{"apple", "red car in the sea", "bread"} {
		if diff := cmp.Diff(margins(v, m, s), margins(w, n, s)); diff != "" {
			t.Errorf("%q: (-first +second)\n%s", s, diff)
		}
	}
}

// Only weights that are not zero are kept.
func TestModelIsSparse(t *testing.T) {
	v, m := fitToy()
	if n := len(m.weight); n == 0 || n >= v.Features()*m.Classes() {
		t.Errorf("%d weights for %d features of %d classes", n, v.Features(), m.Classes())
	}
	for _, w := range m.weight {
		if math.Abs(float64(w)) <= float64(trainParams.Smallest) {
			t.Fatalf("a weight of %v is kept", w)
		}
	}
}

func TestVectorsHaveTheLengthOfTheirGroups(t *testing.T) {
	v, _ := fitToy()
	square := func(x Vector) (sum float64) {
		for _, f := range x {
			sum += float64(f.Value) * float64(f.Value)
		}
		return sum
	}
	known := v.Transform(tokens("sweet apple"))
	if got, want := square(known), float64(v.MaxProduct()); math.Abs(got-want) > 1e-4 {
		t.Errorf("the squared length of an example is %v, want %v", got, want)
	}
	if got := square(v.Transform(tokens("sweet unheardof"))); got >= float64(v.MaxProduct()) {
		t.Errorf("a text with an unknown word has the squared length %v of one without", got)
	}
	if got := v.Transform(tokens("zzz")); len(got) != 0 {
		t.Errorf("an unknown text has features %v", got)
	}
	for i, f := range known {
		if i > 0 && known[i-1].ID >= f.ID {
			t.Fatalf("the vector is not sorted: %v", known)
		}
	}
}

// An example is most similar to itself, and less to one that shares a word.
func TestExamples(t *testing.T) {
	v, _ := fitToy()
	e := NewExamples(v, 0)
	for _, s := range toy[0] {
		e.Add(v.Transform(tokens(s)))
	}
	e.Clip()
	x := v.Transform(tokens("sweet apple"))
	dense := NewScratch(v)
	product := func(i int) float32 { return dense.Product(e.Words(i)) + dense.Product(e.Grams(i)) }
	dense.Load(x)
	if got := product(1); math.Abs(float64(got-v.MaxProduct())) > .02 {
		t.Errorf("the product with itself is %v, want %v", got, v.MaxProduct())
	}
	if got := product(0); got <= 0 || got >= product(1) {
		t.Errorf("the product with another is %v", got)
	}
	dense.Unload(x)
	if got := product(1); got != 0 {
		t.Errorf("after Unload the product is %v", got)
	}
	for _, f := range e.Words(1) {
		if v.Group(f.ID()) == Grams {
			t.Error("an n-gram stands among the words")
		}
	}
}

func TestTopK(t *testing.T) {
	score := []int{3, 9, 1, 9, 5}
	for k, want := range [][]int{{}, {1}, {1, 3}, {1, 3, 4}} {
		if diff := cmp.Diff(want, TopK(score, k)); diff != "" {
			t.Errorf("k = %d: (-want +got)\n%s", k, diff)
		}
	}
	if got := TopK(score, 9); len(got) != len(score) {
		t.Errorf("more than there are gives %v", got)
	}
}

func TestNegatives(t *testing.T) {
	p := TrainParams{Near: 200, Random: 100, Share: .5, Least: 60}
	for _, tt := range []struct{ examples, near, random int }{
		{10_000, 200, 100}, // as many as there may be
		{300, 100, 50},     // half of the examples
		{10, 40, 20},       // the least
	} {
		if near, random := p.negatives(tt.examples); near != tt.near || random != tt.random {
			t.Errorf("%d examples: %d near and %d random negatives, want %d and %d", tt.examples, near, random, tt.near, tt.random)
		}
	}
}
