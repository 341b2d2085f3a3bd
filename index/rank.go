package index

import (
	"cmp"
	"slices"
)

// rank lists the indexes of score by descending score, lower index first among
// equals.
func rank[S cmp.Ordered](score []S) []int {
	order := make([]int, len(score))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return descending(score, a, b) })
	return order
}

// topK returns the first k of items by descending score, lower item first
// among equals.
func topK[S cmp.Ordered](items []int, score []S, k int) []int {
	top := make([]int, 0, k+1)
	for _, i := range items {
		if len(top) == k && descending(score, i, top[k-1]) > 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(top, i, func(a, b int) int { return descending(score, a, b) })
		top = slices.Insert(top, at, i)
		top = top[:min(k, len(top))]
	}
	return top
}

func descending[S cmp.Ordered](score []S, a, b int) int {
	return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(a, b))
}
