package index

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTrainLinear(t *testing.T) {
	// Three classes, each with a feature of its own, one shared by all.
	var examples []example
	for i := range 30 {
		k := i % 3
		examples = append(examples, newExample(vector{{int32(k), 1}, {3, .5}}, k, 1))
	}
	others := []example{newExample(vector{{4, 1}, {3, .5}}, 3, 1)}
	m := trainLinear(examples, others, 3, 5, 1.5)
	out := make([]float32, 4)
	for k := range 3 {
		m.scores(vector{{int32(k), 1}, {3, .5}}, out)
		for o := range 3 {
			if (o == k) != (out[o] > 0) {
				t.Errorf("class %d scores %v", k, out)
			}
		}
	}
	m.scores(others[0].x, out)
	if out[3] <= 0 {
		t.Errorf("the background's own example scores %v", out)
	}
	if diff := cmp.Diff(m.weights, trainLinear(examples, others, 3, 5, 1.5).weights); diff != "" {
		t.Errorf("a second training differs: %s", diff)
	}
}

func TestSample(t *testing.T) {
	const classes, each = 5, 400
	tr := &training{byClass: make([][]int, classes), negatives: make([][]int, classes)}
	for i := range classes * each {
		k := i % classes
		tr.entries = append(tr.entries, newExample(nil, k, 1))
		tr.byClass[k] = append(tr.byClass[k], i)
	}
	tr.negatives[2] = tr.byClass[4]
	set := tr.sample(2, rand.New(rand.NewPCG(1, 2)))
	own, seen := 0, map[int]bool{}
	for _, i := range set {
		if seen[i] {
			t.Fatalf("example %d is in the sample twice", i)
		}
		seen[i] = true
		if tr.entries[i].class == 2 {
			own++
		}
	}
	if own != each {
		t.Errorf("%d examples of the class's own, want %d", own, each)
	}
	if random := len(set) - 2*each; random < randomNegatives/4 || random > randomNegatives {
		t.Errorf("%d random examples", random)
	}
	for _, i := range tr.negatives[2] {
		if !seen[i] {
			t.Errorf("the near example %d is missing", i)
		}
	}
}
