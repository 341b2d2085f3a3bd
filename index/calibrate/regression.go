package calibrate

import (
	"math"

	"iombot/index"
)

// side is one of the two sets of weights of a calibration, with the assumptions
// for fitting it.
type side struct {
	weights *index.Weights
	part    func(shrinkage float64) float64 // the weights' share in the mix at a shrinkage, 0 to 1
	other   *index.Weights                  // the weights that have the rest
	ridge   float64                         // penalty on the squares of the weights
	out     float64                         // assumed share of questions that no entry answers
	danger  float64                         // assumed share of messages about danger
}

// turnRidge is the penalty for messages that lean: there are fewer of them than of
// others, and more of them than of those on small bases.
const turnRidge = 1e-3

// startWeight is the weight of the linear model's margin to begin with.
const startWeight = 5

func manySide(c *index.Calibration) side {
	part := func(shrinkage float64) float64 { return min(1, shrinkage/c.Shrinkage) }
	return side{&c.Many, part, &c.Few, 1e-4, .15, .1}
}

// fewSide is penalized more, because it must suit unfamiliar bases. A base of
// few phrasings also answers fewer of the questions that people ask.
func fewSide(c *index.Calibration) side {
	part := func(shrinkage float64) float64 { return 1 - min(1, shrinkage/c.Shrinkage) }
	return side{&c.Few, part, &c.Many, 4e-3, .3, .1}
}

func fitSide(c *index.Calibration, rows []row, s side) {
	fitEntry(rows, s, once)
	for i := range s.weights.Domain {
		s.weights.Domain[i] = 0
	}
	copy(s.weights.Domain[:], logistic(rows, s, s.out, s.other.Domain[:],
		func(r *row) ([]float64, bool) { return r.Domain[:], r.in }))
	if s.weights == &c.Many {
		copy(c.Many.Danger[:], logistic(rows, s, 1-s.danger, s.other.Danger[:],
			func(r *row) ([]float64, bool) { return r.Danger[:], r.danger }))
		c.Few.Danger = c.Many.Danger // the smaller bases have no urgent entries
	}
}

// When fitTurns stops alternating between its two fits.
const (
	leanPasses = 40
	leanStill  = .01 // largest change of a weight with which they end; some 20 passes reach it
)

// fitTurns fits the weights for messages that are read in context. Whether one
// leans on what was said before is not labelled: it is a hidden variable, and is
// fitted by expectation maximisation. One leans as far as its right entry is
// likelier in context than by itself. To begin with, all turns of dialogues lean,
// and no question that is asked once more after an answer does.
// Nearly all of these messages have an answer, so the Domain weights predict
// whether the first candidate is the right one.
func fitTurns(c *index.Calibration, rows []row) {
	if len(rows) == 0 {
		c.Turn = c.Many
		return
	}
	wrong := share(rows, func(r *row) bool { return !r.hit })
	s := side{&c.Turn, func(float64) float64 { return 1 }, &c.Few, turnRidge, wrong, 0}
	var in []row
	var leans []float64
	for _, r := range rows {
		if len(r.right) > 0 {
			in = append(in, r)
			leans = append(leans, 1)
			if r.again {
				leans[len(leans)-1] = 0
			}
		}
	}
	for range leanPasses {
		before := c.Lean
		fitEntry(in, s, func(i int) float64 { return leans[i] })
		fitLean(c, in, leans)
		var moved float64
		for i := range before {
			moved = max(moved, math.Abs(c.Lean[i]-before[i]))
		}
		if moved < leanStill {
			break
		}
		for i := range in {
			leans[i] = leaning(c, &in[i])
		}
	}
	copy(c.Turn.Domain[:], logistic(rows, s, wrong, s.other.Domain[:], func(r *row) ([]float64, bool) { return r.Domain[:], r.hit }))
	c.Turn.Danger = c.Many.Danger
}

// fitLean fits the weights that tell how likely a message leans.
func fitLean(c *index.Calibration, rows []row, leans []float64) {
	table := make([]sample, len(rows))
	for i := range rows {
		table[i] = sample{x: rows[i].Lean[:], y: leans[i], weight: 1 / float64(len(rows))}
	}
	copy(c.Lean[:], fitLogistic(table, turnRidge))
}

// leaning is how likely a message leans, given which entry is right.
func leaning(c *index.Calibration, r *row) float64 {
	p := make([]float64, len(r.Candidates))
	var sum, context, alone float64
	for i, x := range r.Candidates {
		p[i] = math.Exp(dot(c.Turn.Entry[:], x[:]))
		sum += p[i]
	}
	for _, i := range r.right {
		context += p[i] / sum
		alone += r.Alone[i]
	}
	prior := 1 / (1 + math.Exp(-dot(c.Lean[:], r.Lean[:])))
	const least = 1e-9 // the right entry may not be found by itself
	return prior * context / (prior*context + (1-prior)*alone + least)
}

func dot(w, x []float64) (sum float64) {
	for i := range w {
		sum += w[i] * x[i]
	}
	return sum
}

// fitEntry maximises the likelihood of the right entries. weight says how much the
// i-th row counts; when none does, the weights stay as they are.
func fitEntry(rows []row, s side, weight func(i int) float64) {
	var total float64
	for i := range rows {
		if len(rows[i].right) > 0 {
			total += weight(i)
		}
	}
	if total == 0 {
		return // there are no dialogues, say
	}
	start := make([]float64, len(s.weights.Entry))
	start[0] = startWeight
	copy(s.weights.Entry[:], maximize(start, func(at []float64) slope {
		sl := newSlope(len(at))
		for i := range rows {
			if len(rows[i].right) > 0 {
				addSlope(&rows[i], sl, at, s, weight(i)/total)
			}
		}
		sl.penalize(at, s.ridge)
		return sl
	}))
}

// once counts every row once.
func once(int) float64 { return 1 }

// addSlope adds a row's share of the log-likelihood's derivatives.
func addSlope(r *row, sl slope, at []float64, s side, weight float64) {
	part := s.part(r.Shrinkage)
	p := make([]float64, len(r.Candidates))
	top := math.Inf(-1)
	for i, x := range r.Candidates {
		for j, v := range x {
			p[i] += v * (part*at[j] + (1-part)*s.other.Entry[j])
		}
		top = max(top, p[i])
	}
	var sum, right float64
	for i := range p {
		p[i] = math.Exp(p[i] - top)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	for _, i := range r.right {
		right += p[i]
	}
	mean, v := make([]float64, len(at)), make([]float64, len(at))
	set := func(i int) {
		for j, x := range r.Candidates[i] {
			v[j] = part * x
		}
	}
	for i := range p {
		set(i)
		sl.bend(v, weight*p[i])
		for j := range v {
			mean[j] += p[i] * v[j]
		}
	}
	sl.bend(mean, -weight)
	for j := range mean {
		sl.grad[j] -= weight * mean[j]
	}
	for _, i := range r.right {
		set(i)
		for j := range v {
			sl.grad[j] += weight * p[i] / right * v[j]
		}
	}
}

// sample is a row of a logistic regression.
type sample struct {
	x         []float64
	y, weight float64
	offset    float64 // what the weights that are not fitted add
}

// logistic fits the log-odds of a label. out is the share of rows without the
// label among what people send; the share in this sample may differ.
func logistic(rows []row, s side, out float64, other []float64, get func(*row) ([]float64, bool)) []float64 {
	var with float64
	for i := range rows {
		if _, y := get(&rows[i]); y {
			with++
		}
	}
	without := float64(len(rows)) - with
	table := make([]sample, len(rows))
	for i := range rows {
		x, y := get(&rows[i])
		part := s.part(rows[i].Shrinkage)
		t := sample{weight: out / without, x: make([]float64, len(x))}
		if y {
			t.y, t.weight = 1, (1-out)/with
		}
		for j, v := range x {
			t.x[j] = part * v
			t.offset += (1 - part) * other[j] * v
		}
		table[i] = t
	}
	return fitLogistic(table, s.ridge)
}

// fitLogistic fits a logistic regression to labels from 0 to 1.
func fitLogistic(table []sample, ridge float64) []float64 {
	return maximize(make([]float64, len(table[0].x)), func(at []float64) slope {
		sl := newSlope(len(at))
		for _, t := range table {
			p := 1 / (1 + math.Exp(-t.offset-dot(at, t.x)))
			for j := range t.x {
				sl.grad[j] += t.weight * (t.y - p) * t.x[j]
			}
			sl.bend(t.x, t.weight*p*(1-p))
		}
		sl.penalize(at, ridge)
		return sl
	})
}
