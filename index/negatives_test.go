package index

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNearest has a class that shares a heavy feature with the last one and a
// light one with the second, and a class apart.
func TestNearest(t *testing.T) {
	texts := []vector{
		{{0, 1}, {1, .2}},
		{{1, 1}, {2, 1}},
		{{3, 1}},
		{{0, 1}, {4, 1}},
	}
	var examples []example
	byClass := make([][]int, len(texts))
	for i := range 8 {
		k := i % len(texts)
		examples = append(examples, newExample(texts[k], k, 1))
		byClass[k] = append(byClass[k], i)
	}
	got := nearest(examples, byClass, 5, 3)
	want := [][]int{{3, 7, 1, 5}, {0, 4, 2, 6}, {0, 4, 1, 5}, {0, 4, 1, 5}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCentroid(t *testing.T) {
	examples := []example{newExample(vector{{0, 1}, {2, 3}}, 0, 1), newExample(vector{{2, 1}}, 0, 1), newExample(vector{{1, 9}}, 1, 1)}
	sum := make([]float32, 3)
	if diff := cmp.Diff(vector{{2, 2}, {0, .5}}, centroid(examples, []int{0, 1}, sum), cmp.AllowUnexported(feature{})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(make([]float32, 3), sum); diff != "" {
		t.Errorf("the sums stay: %s", diff)
	}
}
