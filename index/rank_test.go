package index

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRank(t *testing.T) {
	if diff := cmp.Diff([]int{2, 0, 3, 1}, rank([]float64{.5, -1, .7, .5})); diff != "" {
		t.Error(diff)
	}
}

func TestTopK(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	score := make([]float32, 300)
	for i := range score {
		score[i] = float32(rng.IntN(50)) // many equals
	}
	items := rng.Perm(len(score))
	for _, k := range []int{1, 7, 299, 300, 400} {
		if diff := cmp.Diff(rank(score)[:min(k, len(score))], topK(items, score, k)); diff != "" {
			t.Errorf("first %d: %s", k, diff)
		}
	}
}
