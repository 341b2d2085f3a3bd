package classify

import "math"

// Likelihood scores a text by how much likelier its words are in the examples of
// a class than in those of all: naive Bayes, with presence instead of counts. It
// learns from every example of a class alike, where a support vector machine
// learns from the few at the border, and so the two err on different texts.
type Likelihood struct {
	Vectorizer *Vectorizer
	ratios     Model // log ratios above that of a feature the class lacks, which is the bias
}

// likelihoodScale brings scores to about the size of margins.
const likelihoodScale = 3

// NewLikelihood counts the words of the classes' examples. What is common in those
// of all, the first so many classes tell; the rest is only compared with it.
// smoothing is how many examples' worth of the words of all each class is mixed with.
func NewLikelihood(v *Vectorizer, classes [][]Example, first int, smoothing float64) *Likelihood {
	features := len(v.group) // n-grams come after these
	counts := newWeights(features)
	count := func(examples []Example) machine {
		for _, e := range examples {
			for _, f := range e.X {
				if int(f.ID()) < features {
					counts.values[counts.touch(f.ID())]++
				}
			}
		}
		return counts.take(0, 0)
	}
	machines := make([]machine, len(classes))
	common, total := make([]float64, features), 0.
	for k, examples := range classes {
		machines[k] = count(examples)
		if k >= first {
			continue
		}
		total += float64(len(examples))
		for i, id := range machines[k].ids {
			common[id] += float64(machines[k].weights[i])
		}
	}
	for k, examples := range classes {
		m, n := &machines[k], float64(len(examples))
		m.bias = float32(math.Log(smoothing / (n + smoothing)))
		for i, id := range m.ids {
			expected := smoothing * common[id] / total
			m.weights[i] = float32(math.Log((float64(m.weights[i]) + expected) / expected))
		}
	}
	return &Likelihood{v, *newModel(machines, features)}
}

// Score writes to out, for each class, the sum of the log ratios of x's features
// in a group, by the root of the number of words: evidence adds up, but the words
// of a text are not independent. Words that no class knows say nothing.
func (l *Likelihood) Score(x Vector, g Group, words int, out []float32) {
	clear(out)
	var n float64
	for _, f := range x {
		if l.Vectorizer.Group(f.ID) != g {
			continue
		}
		n++
		from, to := l.ratios.starts[f.ID], l.ratios.starts[f.ID+1]
		for i, k := range l.ratios.class[from:to] {
			out[k] += l.ratios.weight[int(from)+i]
		}
	}
	scale := float32(1 / (likelihoodScale * math.Sqrt(float64(max(words, 1)))))
	for k := range out {
		out[k] = (out[k] + float32(n)*l.ratios.bias[k]) * scale
	}
}
