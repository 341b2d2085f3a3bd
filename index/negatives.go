package index

// centroidFeatures bounds the features by which classes are compared.
const centroidFeatures = 200

// nearest lists, for each class, examples of the classes most like it, nearest
// class first, until there are limit of them or a class more. Classes are
// compared by the heaviest features of their examples' means.
func nearest(examples []example, byClass [][]int, features, limit int) [][]int {
	centroids := make([]vector, len(byClass))
	sum := make([]float32, features)
	for k, own := range byClass {
		centroids[k] = centroid(examples, own, sum)
	}
	type use struct {
		class int
		value float32
	}
	users := make([][]use, features)
	for k, c := range centroids {
		for _, f := range c {
			users[f.id] = append(users[f.id], use{k, f.value})
		}
	}
	out := make([][]int, len(byClass))
	likeness := make([]float32, len(byClass))
	for k, c := range centroids {
		clear(likeness)
		for _, f := range c {
			for _, u := range users[f.id] {
				likeness[u.class] += f.value * u.value
			}
		}
		for _, other := range rank(likeness) {
			if len(out[k]) >= limit {
				break
			}
			if other != k {
				out[k] = append(out[k], byClass[other]...)
			}
		}
	}
	return out
}

// centroid returns the heaviest features of the mean of the examples numbered
// own, heaviest first. It needs sum, all zero and of an element a feature, and
// leaves it so.
func centroid(examples []example, own []int, sum []float32) vector {
	var touched []int
	for _, i := range own {
		for _, f := range examples[i].x {
			if sum[f.id] == 0 {
				touched = append(touched, int(f.id))
			}
			sum[f.id] += f.value / float32(len(own))
		}
	}
	var c vector
	for _, f := range topK(touched, sum, centroidFeatures) {
		c = append(c, feature{int32(f), sum[f]})
	}
	for _, f := range touched {
		sum[f] = 0
	}
	return c
}
