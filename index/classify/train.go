package classify

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// Example is a training text of a class.
type Example struct {
	X     []Packed
	Class int
	Cost  float32 // how much a mistake on it costs
}

// TrainParams say how machines are trained.
type TrainParams struct {
	Cost     float32 // of a mistake on an example of cost 1
	Near     int     // negative examples from the classes most like a class
	Random   int     // negative examples from any other class
	Share    float32 // of all examples: when Near and Random are more, they are lowered to it
	Least    int     // but not below this together
	Each     int     // and no more than this for each of the class's own examples
	Epochs   int     // passes over a class's examples
	Enough   float32 // largest violation with which training ends early
	Seed     uint64  // of the random numbers; each class draws its own
	Smallest float32 // weights smaller than this are left out
}

// Task is a classification problem. Classes 0 to Classes-1 compete with each
// other. Each of Extra is one more class: a machine of its own separates it from
// everything else, and the other machines do not see it.
type Task struct {
	Features int
	Classes  int
	Examples []Example
	Extra    []Binary
}

// Binary is a class that is separated from everything else.
type Binary struct {
	Positive, Negative []Example
}

// Train fits one machine per class by dual coordinate descent on the squared
// hinge loss (Hsieh et al., ICML 2008, algorithm 1). Each machine sees its own
// examples and a sample of the others, so the work grows with the number of
// classes and not with its square. The model has the task's classes first, then
// those of Extra. The result does not depend on the number of processors.
func Train(t Task, p TrainParams) *Model {
	p.Near, p.Random = p.negatives(len(t.Examples))
	tr := &trainer{Task: t, TrainParams: p, byClass: make([][]int, t.Classes)}
	for i, e := range t.Examples {
		tr.byClass[e.Class] = append(tr.byClass[e.Class], i)
	}
	for _, e := range t.Examples {
		tr.squares = append(tr.squares, square(e.X))
	}
	tr.near = nearest(t.Examples, tr.byClass, t.Features, p.Near)
	machines := make([]machine, t.Classes+len(t.Extra))
	var next atomic.Int64
	next.Store(int64(len(machines))) // downwards: the extra classes take longest
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(machines)) {
		workers.Go(func() {
			w := newWeights(t.Features)
			for k := int(next.Add(-1)); k >= 0; k = int(next.Add(-1)) {
				machines[k] = tr.fit(k, w)
			}
		})
	}
	workers.Wait()
	return newModel(machines, t.Features)
}

// negatives returns Near and Random for so many examples: a small language needs
// fewer of them, and takes less time.
func (p TrainParams) negatives(examples int) (near, random int) {
	all := p.Near + p.Random
	most := min(all, max(p.Least, int(p.Share*float32(examples))))
	near = most * p.Near / max(all, 1)
	return near, most - near
}

type trainer struct {
	Task
	TrainParams
	byClass [][]int
	near    [][]int   // negatives of each class, nearest first
	squares []float32 // of Task's examples
}

// fit trains class k's machine in w's memory.
func (t *trainer) fit(k int, w *weights) machine {
	rng := rand.New(rand.NewPCG(uint64(k), t.Seed))
	var set []sample
	if k < t.Classes {
		for _, i := range t.sample(k, rng) {
			e := &t.Examples[i]
			set = append(set, newSample(e, t.squares[i], e.Class == k))
		}
	} else {
		extra := &t.Extra[k-t.Classes]
		for i := range extra.Positive {
			e := &extra.Positive[i]
			set = append(set, newSample(e, square(e.X), true))
		}
		for i := range extra.Negative {
			e := &extra.Negative[i]
			set = append(set, newSample(e, square(e.X), false))
		}
	}
	bias := t.descend(set, w, rng)
	return w.take(bias, t.Smallest)
}

// sample is an example as one machine sees it, with its variable in the dual
// problem.
type sample struct {
	x        []Packed
	square   float32 // squared length of x
	cost     float32
	y        float32 // 1 for the class, -1 for others
	alpha    float32
	diagonal float32 // what its cost adds to the problem's diagonal
}

func newSample(e *Example, square float32, positive bool) sample {
	s := sample{x: e.X, square: square, cost: e.Cost, y: -1}
	if positive {
		s.y = 1
	}
	return s
}

// square is the squared length of x, the bias's feature of 1 included.
func square(x []Packed) float32 {
	var sum float32
	for _, f := range x {
		sum += f.steps() * f.steps()
	}
	return 1 + sum/(maxValue*maxValue)
}

// descend fits w to separate the class's samples from the others and returns the
// bias. It drops a sample that is right by more than the last pass's largest
// violation (the paper's shrinking): most negatives matter only once.
func (t *trainer) descend(set []sample, w *weights, rng *rand.Rand) float32 {
	for j := range set {
		set[j].diagonal = 1 / (2 * t.Cost * set[j].cost)
	}
	var bias float32
	order := rng.Perm(len(set))
	right := float32(math.Inf(1))
	for range t.Epochs {
		rng.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		var worst float32
		kept := order[:0]
		for _, j := range order {
			s := &set[j]
			margin := bias + w.product(s.x)
			gradient := s.y*margin - 1 + s.diagonal*s.alpha
			if s.alpha == 0 && gradient > right {
				continue
			}
			kept = append(kept, j)
			if s.alpha == 0 && gradient > 0 {
				continue
			}
			worst = max(worst, gradient, -gradient)
			old := s.alpha
			s.alpha = max(0, old-gradient/(s.square+s.diagonal))
			if step := (s.alpha - old) * s.y; step != 0 {
				bias += step
				w.add(step, s.x)
			}
		}
		if worst < t.Enough {
			break
		}
		order, right = kept, worst
	}
	return bias
}

// weights are a machine's weights while it is trained. They record which
// features were touched, so that take need not read all of them.
type weights struct {
	values  []float32
	seen    []bool
	touched []int32
}

func newWeights(features int) *weights {
	return &weights{values: make([]float32, features), seen: make([]bool, features)}
}

func (w *weights) product(x []Packed) (sum float32) {
	for _, f := range x {
		sum += w.values[f.ID()] * f.steps()
	}
	return sum / maxValue
}

func (w *weights) add(step float32, x []Packed) {
	step /= maxValue
	for _, f := range x {
		w.values[w.touch(f.ID())] += step * f.steps()
	}
}

func (w *weights) touch(id int32) int32 {
	if !w.seen[id] {
		w.seen[id] = true
		w.touched = append(w.touched, id)
	}
	return id
}

// take returns the machine and clears w for the next one.
func (w *weights) take(bias, smallest float32) machine {
	m := machine{bias: bias}
	w.sort()
	for _, id := range w.touched {
		if v := w.values[id]; v > smallest || v < -smallest {
			m.ids, m.weights = append(m.ids, id), append(m.weights, v)
		}
		w.values[id], w.seen[id] = 0, false
	}
	w.touched = w.touched[:0]
	return m
}

// sort sorts the touched features: when they are many, it reads all in order,
// which is faster.
func (w *weights) sort() {
	if len(w.touched) < len(w.seen)/16 {
		slices.Sort(w.touched)
		return
	}
	w.touched = w.touched[:0]
	for id, seen := range w.seen {
		if seen {
			w.touched = append(w.touched, int32(id))
		}
	}
}
