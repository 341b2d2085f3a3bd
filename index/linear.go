package index

import (
	"math/rand/v2"
	"slices"
)

// linear scores a text against every class with one weight a feature and
// class: one-against-rest support vector machines with squared hinge loss.
type linear struct {
	classes int
	w       []float32 // w[feature*classes+class]
	bias    []float32
}

// example is a training text of a class.
type example struct {
	x     vector
	class int
	cost  float32 // how much a mistake on it costs
}

// trainLinear fits one machine a class by dual coordinate descent (Hsieh et
// al., ICML 2008, algorithm 1), each against its own examples and a sample of
// the others': those nearest to it and some at random, so that the work grows
// with the number of classes and not with its square.
//
// The last class is trained on others as its own examples, against all
// examples: it is no entry, and what is in others says nothing of the entries.
func trainLinear(examples, others []example, classes, features int, p linearParams) *linear {
	m := &linear{classes: classes, w: make([]float32, features*classes), bias: make([]float32, classes)}
	byClass := make([][]int, classes-1)
	for i, e := range examples {
		byClass[e.class] = append(byClass[e.class], i)
	}
	near := nearest(examples, byClass, features, p.hard)
	w := make([]float32, features)
	for k := range classes - 1 {
		rng := rand.New(rand.NewPCG(uint64(k), 2003))
		chosen := map[int]bool{}
		set := append([]int(nil), byClass[k]...)
		for _, i := range near[k] {
			chosen[i] = true
			set = append(set, i)
		}
		for range p.random {
			i := rng.IntN(len(examples))
			if examples[i].class != k && !chosen[i] {
				chosen[i] = true
				set = append(set, i)
			}
		}
		m.set(k, w, descend(examples, set, k, w, rng, p))
	}
	all := append(slices.Clone(others), examples...)
	set := make([]int, len(all))
	for i := range set {
		set[i] = i
	}
	last := classes - 1
	m.set(last, w, descend(all, set, last, w, rand.New(rand.NewPCG(uint64(last), 2003)), p))
	return m
}

// set stores the weights of class k and clears w.
func (m *linear) set(k int, w []float32, bias float32) {
	m.bias[k] = bias
	for f, v := range w {
		if v != 0 {
			m.w[f*m.classes+k] = v
		}
	}
	clear(w)
}

type linearParams struct {
	c      float32 // cost of a mistake, times the phrasings an entry has
	hard   int     // nearest examples of other classes a class
	random int     // random ones
	epochs int
}

var defaultLinear = linearParams{c: 15, hard: 500, random: 400, epochs: 6}

// forSize makes mistakes dearer in a base of few phrasings an entry, where each
// of them has to teach more.
func (p linearParams) forSize(phrasings, entries int) linearParams {
	p.c *= float32(max(entries, 1)) / float32(max(phrasings, 1))
	return p
}

// descend fits w (all zero at first) to tell the class from the rest of set
// and returns the bias.
func descend(examples []example, set []int, class int, w []float32, rng *rand.Rand, p linearParams) float32 {
	alpha := make([]float32, len(set))
	sq := make([]float32, len(set))
	diag := make([]float32, len(set))
	for j, i := range set {
		sq[j] = 1 // the bias feature
		for _, f := range examples[i].x {
			sq[j] += f.value * f.value
		}
		c := p.c * examples[i].cost
		diag[j] = 1 / (2 * c)
	}
	var bias float32
	order := rng.Perm(len(set))
	for range p.epochs {
		rng.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		var worst float32
		for _, j := range order {
			e := &examples[set[j]]
			y := float32(-1)
			if e.class == class {
				y = 1
			}
			g := bias
			for _, f := range e.x {
				g += w[f.id] * f.value
			}
			g = y*g - 1 + diag[j]*alpha[j]
			if alpha[j] == 0 && g > 0 {
				continue
			}
			worst = max(worst, g, -g)
			old := alpha[j]
			alpha[j] = max(0, old-g/(sq[j]+diag[j]))
			step := (alpha[j] - old) * y
			if step == 0 {
				continue
			}
			bias += step
			for _, f := range e.x {
				w[f.id] += step * f.value
			}
		}
		if worst < 0.01 {
			break
		}
	}
	return bias
}

// centroidFeatures bounds the features by which classes are compared.
const centroidFeatures = 200

// nearest lists, for each class, examples of the classes most like it, nearest
// class first, until there are limit of them. Classes are compared by the
// heaviest features of their examples' sums.
func nearest(examples []example, byClass [][]int, features, limit int) [][]int {
	type use struct {
		class int
		value float32
	}
	users := make([][]use, features)
	heavy := make([][]int, len(byClass))
	sum := make([]float32, features)
	for k, own := range byClass {
		var touched []int
		for _, i := range own {
			for _, f := range examples[i].x {
				if sum[f.id] == 0 {
					touched = append(touched, int(f.id))
				}
				sum[f.id] += f.value / float32(len(own))
			}
		}
		heavy[k] = topK(touched, sum, centroidFeatures)
		for _, f := range heavy[k] {
			users[f] = append(users[f], use{k, sum[f]})
		}
		for _, f := range touched {
			sum[f] = 0
		}
	}
	out := make([][]int, len(byClass))
	likeness := make([]float32, len(byClass))
	for k := range byClass {
		clear(likeness)
		for _, f := range heavy[k] {
			var own float32
			for _, u := range users[f] {
				if u.class == k {
					own = u.value
				}
			}
			for _, u := range users[f] {
				likeness[u.class] += own * u.value
			}
		}
		var others []int
		for o := range byClass {
			if o != k {
				others = append(others, o)
			}
		}
		for _, o := range topK(others, likeness, len(others)) {
			if len(out[k]) >= limit {
				break
			}
			out[k] = append(out[k], byClass[o]...)
		}
	}
	return out
}

// scores fills out with x's score for each class.
func (m *linear) scores(x vector, out []float32) {
	copy(out, m.bias)
	for _, f := range x {
		row := m.w[int(f.id)*m.classes : (int(f.id)+1)*m.classes]
		for k, w := range row {
			out[k] += w * f.value
		}
	}
}
