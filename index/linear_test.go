package index

import (
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
