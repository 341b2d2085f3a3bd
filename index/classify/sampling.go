package classify

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// sample lists the examples that class k is trained on: its own, the nearest of
// the other classes, and a random choice of the rest.
func (t *trainer) sample(k int, rng *rand.Rand) []int {
	near, random := t.near[k], t.Random
	if most := t.Each * len(t.byClass[k]); most < t.Near+random {
		random = random * most / (t.Near + random)
		near = near[:min(most-random, len(near))]
	}
	set := slices.Concat(t.byClass[k], near)
	chosen := make([]bool, len(t.Examples))
	for _, i := range near {
		chosen[i] = true
	}
	if len(t.Examples) == 0 {
		return set
	}
	for range random {
		i := rng.IntN(len(t.Examples))
		if t.Examples[i].Class != k && !chosen[i] {
			chosen[i] = true
			set = append(set, i)
		}
	}
	return set
}

// centroidFeatures bounds the features by which classes are compared.
const centroidFeatures = 200

// nearest lists, for each class, examples of the most similar classes, nearest
// class first. It stops after the class with which it reaches limit. Classes are
// compared by the heaviest features of their examples' means.
func nearest(examples []Example, byClass [][]int, features, limit int) [][]int {
	sum := newWeights(features)
	centroids := make([]Vector, len(byClass))
	users := map[int32][]Feature{} // of a feature: classes as IDs, with their values
	for k, own := range byClass {
		centroids[k] = centroid(examples, own, sum)
		for _, f := range centroids[k] {
			users[f.ID] = append(users[f.ID], Feature{int32(k), f.Value})
		}
	}
	out := make([][]int, len(byClass))
	similarity := make([]float32, len(byClass))
	for k, c := range centroids {
		clear(similarity)
		for _, f := range c {
			for _, u := range users[f.ID] {
				similarity[u.ID] += f.Value * u.Value
			}
		}
		// Few classes hold enough examples; more are looked at when these are small.
		for n := 32; len(out[k]) < limit; n *= 4 {
			out[k] = out[k][:0]
			for _, other := range TopK(similarity, n) {
				if other != k && len(out[k]) < limit {
					out[k] = append(out[k], byClass[other]...)
				}
			}
			if n >= len(byClass) {
				break
			}
		}
	}
	return out
}

// centroid returns the heaviest features of the mean of the examples numbered
// own. It leaves sum as it was, all zero.
func centroid(examples []Example, own []int, sum *weights) Vector {
	for _, i := range own {
		sum.add(1/float32(len(own)), examples[i].X)
	}
	m := sum.take(0, 0)
	var c Vector
	for _, i := range TopK(m.weights, centroidFeatures) {
		c = append(c, Feature{m.ids[i], m.weights[i]})
	}
	return c
}

// TopK returns the indexes of the k highest scores, highest first, the lower
// index first among equals.
func TopK[S cmp.Ordered](score []S, k int) []int {
	top := make([]int, 0, min(k, len(score))+1)
	if k == 0 {
		return top
	}
	for i := range score {
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
