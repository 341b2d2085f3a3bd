package index

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNearest has two classes that share a heavy feature, one that shares a
// light one with the first, and one apart.
func TestNearest(t *testing.T) {
	texts := []vector{
		{{0, 1}, {1, 1}},
		{{1, 1}, {2, 1}},
		{{0, .1}, {3, 1}},
		{{4, 1}},
	}
	var examples []example
	byClass := make([][]int, len(texts))
	for i := range 8 {
		k := i % len(texts)
		examples = append(examples, newExample(texts[k], k, 1))
		byClass[k] = append(byClass[k], i)
	}
	got := nearest(examples, byClass, 5, 3)
	want := [][]int{{1, 5, 2, 6}, {0, 4, 2, 6}, {0, 4, 1, 5}, {0, 4, 1, 5}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
