package index

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// linear scores a text against every class with one weight a feature and
// class: one-against-rest support vector machines with squared hinge loss.
type linear struct {
	classes int
	weights []float32 // weights[feature*classes+class]
	bias    []float32
}

// scores fills out, which has an element a class, with x's margins.
func (m *linear) scores(x vector, out []float32) {
	copy(out, m.bias)
	for _, f := range x {
		row := m.weights[int(f.id)*m.classes:][:m.classes]
		for k, w := range row {
			out[k] += w * f.value
		}
	}
}

// example is a training text of a class.
type example struct {
	x      vector
	square float32 // squared length of x, the bias's feature of 1 included
	class  int
	cost   float32 // how much a mistake on it costs
}

func newExample(x vector, class int, cost float32) example {
	e := example{x: x, square: 1, class: class, cost: cost}
	for _, f := range x {
		e.square += f.value * f.value
	}
	return e
}

// How the linear model is trained.
const (
	mistakeCost     = 15  // of an example of cost 1, times the phrasings that an entry has
	nearNegatives   = 500 // examples of the most similar other classes a class
	randomNegatives = 400 // of any other class
	epochs          = 6
	tolerance       = .01 // largest violation with which training ends early
	seed            = 2003
)

// training is what the training of every class shares; it is only read.
type training struct {
	entries    []example // of the classes that are entries
	background []example // of the last class, which is no entry
	byClass    [][]int   // indexes of entries
	negatives  [][]int   // nearest examples of other classes, for each class
	features   int
	cost       float32 // of a mistake on an example of cost 1
}

// trainLinear fits one machine a class by dual coordinate descent (Hsieh et
// al., ICML 2008, algorithm 1), each against its own examples and a sample of
// the others': those nearest to it and some at random, so that the work grows
// with the number of classes and not with its square.
//
// The class numbered entries is the background. It is trained against all
// examples of the others, but they are not trained against its own: what people
// ask elsewhere says nothing of the entries.
//
// Every class draws its own random numbers, so that the result does not depend
// on the number of processors.
func trainLinear(examples, background []example, entries, features int, cost float32) *linear {
	t := &training{
		entries: examples, background: background, byClass: make([][]int, entries), features: features, cost: cost,
	}
	for i, e := range examples {
		t.byClass[e.class] = append(t.byClass[e.class], i)
	}
	t.negatives = nearest(examples, t.byClass, features, nearNegatives)
	classes := entries + 1
	m := &linear{classes: classes, weights: make([]float32, features*classes), bias: make([]float32, classes)}
	var next atomic.Int64
	next.Store(int64(classes)) // downwards: the background takes longest
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), classes) {
		workers.Go(func() {
			w := make([]float32, features)
			for k := int(next.Add(-1)); k >= 0; k = int(next.Add(-1)) {
				m.bias[k] = t.fit(k, w)
				m.store(k, w)
				clear(w)
			}
		})
	}
	workers.Wait()
	return m
}

// store sets the weights of class k.
func (m *linear) store(k int, w []float32) {
	for f, v := range w {
		if v != 0 {
			m.weights[f*m.classes+k] = v
		}
	}
}

// fit trains class k into w, all zero at first, and returns the bias.
func (t *training) fit(k int, w []float32) float32 {
	rng := rand.New(rand.NewPCG(uint64(k), seed))
	var set []*example
	if k == len(t.byClass) {
		set = append(pointers(t.background), pointers(t.entries)...)
	} else {
		for _, i := range t.sample(k, rng) {
			set = append(set, &t.entries[i])
		}
	}
	return descend(set, k, w, t.cost, rng)
}

func pointers(examples []example) []*example {
	out := make([]*example, len(examples))
	for i := range examples {
		out[i] = &examples[i]
	}
	return out
}

// sample lists the examples that class k is trained on: its own, the nearest of
// others, and some of others at random.
func (t *training) sample(k int, rng *rand.Rand) []int {
	set := slices.Concat(t.byClass[k], t.negatives[k])
	chosen := map[int]bool{}
	for _, i := range t.negatives[k] {
		chosen[i] = true
	}
	if len(t.entries) == 0 {
		return set
	}
	for range randomNegatives {
		i := rng.IntN(len(t.entries))
		if t.entries[i].class != k && !chosen[i] {
			chosen[i] = true
			set = append(set, i)
		}
	}
	return set
}

// dual is an example's part in the dual problem.
type dual struct {
	alpha    float32 // its variable
	diagonal float32 // what its cost adds to the problem's diagonal
	y        float32 // 1 for the class, -1 for others
}

// descend fits w to tell the class from the rest of set and returns the bias.
func descend(set []*example, class int, w []float32, cost float32, rng *rand.Rand) float32 {
	duals := make([]dual, len(set))
	for j, e := range set {
		duals[j] = dual{diagonal: 1 / (2 * (cost * e.cost)), y: -1}
		if e.class == class {
			duals[j].y = 1
		}
	}
	var bias float32
	order := rng.Perm(len(set))
	for range epochs {
		rng.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		var worst float32
		for _, j := range order {
			e, d := set[j], &duals[j]
			margin := bias
			for _, f := range e.x {
				margin += w[f.id] * f.value
			}
			gradient := d.y*margin - 1 + d.diagonal*d.alpha
			if d.alpha == 0 && gradient > 0 {
				continue
			}
			worst = max(worst, gradient, -gradient)
			old := d.alpha
			d.alpha = max(0, old-gradient/(e.square+d.diagonal))
			step := (d.alpha - old) * d.y
			if step == 0 {
				continue
			}
			bias += step
			for _, f := range e.x {
				w[f.id] += step * f.value
			}
		}
		if worst < tolerance {
			break
		}
	}
	return bias
}
