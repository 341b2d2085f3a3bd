package index

import (
	"cmp"
	"slices"
)

// topK sorts items by descending score, lower item first among equals, and
// keeps the first k. It reorders items.
func topK(items []int, score []float32, k int) []int {
	slices.SortFunc(items, func(a, b int) int {
		return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(a, b))
	})
	return items[:min(k, len(items))]
}

// rankAll lists the indexes of score by descending score, lower index first
// among equals.
func rankAll(score []float64) []int {
	order := make([]int, len(score))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(a, b))
	})
	return order
}
