package index

import (
	"fmt"
	"math"

	"iombot/knowledge"
	"iombot/locales"
)

// Question is a labelled question: what somebody typed and the entries that
// answer it; none when no entry does.
type Question struct {
	Lang     locales.Lang
	Text     string
	Expected []string
}

// labelled is a question as the index reads it.
type labelled struct {
	reading  reading
	reliance float64
	right    []int // entries that answer it
}

// What Fit aims at with the thresholds, on the questions it is given.
const (
	outShare    = 0.15  // share of questions without an answer among those that people ask, assumed
	minRight    = 0.985 // of the questions answered straight, in scope
	maxFalse    = 0.015 // of the questions without an answer that are answered all the same
	maxRefused  = 0.01  // of the questions with an answer that are refused
	minRefused  = 0.85  // of the questions without one: refusing more of them costs more than it saves
	thresholdBy = 0.01  // step of the search for thresholds

	// caution is how far the threshold of answers goes on towards 1: it is
	// sought on the questions that the weights were fitted to, which flatter it.
	caution = 1.0 / 3
)

// Fit finds the calibration that suits the questions, which must not be among
// the base's phrasings: first the weights that make the right entries likely
// (conditional logistic regression), then those that tell questions with an
// answer from those without (logistic regression), then the thresholds. All
// of it is deterministic.
func Fit(b *knowledge.Base, questions []Question) (Calibration, error) {
	x, err := BuildWith(b, Calibration{Engine: Version})
	if err != nil {
		return Calibration{}, fmt.Errorf("fitting: %w", err)
	}
	defer x.Close()
	number := map[string]int{}
	for k, e := range b.Entries {
		number[e.ID] = k
	}
	var rows []labelled
	for _, q := range questions {
		for _, r := range x.languages {
			if r.lang != q.Lang {
				continue
			}
			l := labelled{reading: r.read(clean(q.Text)), reliance: r.reliance}
			for _, id := range q.Expected {
				k, ok := number[id]
				if !ok {
					return Calibration{}, fmt.Errorf("fitting: no entry %q, which %q expects", id, q.Text)
				}
				l.right = append(l.right, k)
			}
			rows = append(rows, l)
		}
	}
	c := Calibration{Engine: Version}
	fitWeights(&c, rows)
	fitScope(&c, rows)
	fitThresholds(&c, rows)
	return c, nil
}

const (
	weightRounds = 600
	scopeRounds  = 2400
	ridge        = 1e-3 // penalty on large weights
)

// fitWeights maximises the likelihood of the right entries by Newton steps on
// the diagonal: few weights and a concave problem.
func fitWeights(c *Calibration, rows []labelled) {
	c.Weights[sigLinear] = 5
	for range weightRounds {
		var grad, curve [sigCount]float64
		n := 0.0
		for i := range rows {
			if len(rows[i].right) > 0 {
				n++
				addSlope(c, &rows[i], &grad, &curve)
			}
		}
		for j := range c.Weights {
			c.Weights[j] += .3 * (grad[j]/n - ridge/10*c.Weights[j]) / (curve[j]/n + ridge)
		}
	}
}

// addSlope adds a question's share of the log-likelihood's first derivative
// and of the (negated) second one.
func addSlope(c *Calibration, q *labelled, grad, curve *[sigCount]float64) {
	p := c.score(&q.reading, q.reliance)
	softmax(p)
	var mean, square, want [sigCount]float64
	var right float64
	for _, k := range q.right {
		right += p[k]
	}
	value := func(k, j int) float64 {
		v := float64(q.reading.signals[k][j])
		if signal(j) != sigLinear {
			v *= q.reliance
		}
		return v
	}
	for k := range p {
		for j := range mean {
			v := value(k, j)
			mean[j] += p[k] * v
			square[j] += p[k] * v * v
		}
	}
	for _, k := range q.right {
		for j := range want {
			want[j] += p[k] / right * value(k, j)
		}
	}
	for j := range mean {
		grad[j] += want[j] - mean[j]
		curve[j] += square[j] - mean[j]*mean[j]
	}
}

// scopeRow is a question for the second regression.
type scopeRow struct {
	x         [scopeCount]float64
	y, weight float64
}

// fitScope fits the log-odds that any entry answers, on standardised features.
// Questions without an answer are weighted to be outShare of all.
func fitScope(c *Calibration, rows []labelled) {
	var table []scopeRow
	var out float64
	for i := range rows {
		q := &rows[i]
		p := c.score(&q.reading, q.reliance)
		softmax(p)
		r := scopeRow{x: scope(&q.reading, p, rankAll(p)[0])}
		if len(q.right) > 0 {
			r.y = 1
		} else {
			out++
		}
		table = append(table, r)
	}
	in := float64(len(table)) - out
	for i := range table {
		table[i].weight = 1
		if table[i].y == 0 {
			table[i].weight = outShare / (1 - outShare) * in / out
		}
	}
	mean, dev := moments(table)
	var w [scopeCount]float64
	for range scopeRounds {
		var grad [scopeCount]float64
		var total float64
		for _, r := range table {
			z := w[scopeBias]
			for j := 1; j < scopeCount; j++ {
				z += w[j] * (r.x[j] - mean[j]) / dev[j]
			}
			e := (r.y - logistic(z)) * r.weight
			total += r.weight
			grad[scopeBias] += e
			for j := 1; j < scopeCount; j++ {
				grad[j] += e * (r.x[j] - mean[j]) / dev[j]
			}
		}
		for j := range w {
			w[j] += grad[j]/total - ridge*w[j]
		}
	}
	c.Scope[scopeBias] = w[scopeBias]
	for j := 1; j < scopeCount; j++ {
		c.Scope[j] = w[j] / dev[j]
		c.Scope[scopeBias] -= c.Scope[j] * mean[j]
	}
}

// moments returns the features' means and standard deviations.
func moments(table []scopeRow) (mean, dev [scopeCount]float64) {
	n := float64(len(table))
	for _, r := range table {
		for j, v := range r.x {
			mean[j] += v / n
		}
	}
	for _, r := range table {
		for j, v := range r.x {
			dev[j] += (v - mean[j]) * (v - mean[j]) / n
		}
	}
	for j := range dev {
		dev[j] = math.Sqrt(dev[j]) + 1e-9
	}
	return mean, dev
}

// fitThresholds sets the lowest confidence from which answers are right often
// enough and false ones rare enough, and the highest from which on choices are
// offered that refuses few questions with an answer and no more than enough of
// those without: buttons with "none of these" cost a person less than a refusal.
func fitThresholds(c *Calibration, rows []labelled) {
	type asked struct {
		confidence float64
		in, right  bool
	}
	var all []asked
	for i := range rows {
		q := &rows[i]
		p := c.score(&q.reading, q.reliance)
		softmax(p)
		k := rankAll(p)[0]
		a := asked{confidence: p[k] * logistic(dot(c.Scope, scope(&q.reading, p, k))), in: len(q.right) > 0}
		for _, r := range q.right {
			a.right = a.right || r == k
		}
		all = append(all, a)
	}
	share := func(of, is func(asked) bool) float64 {
		n, hits := 0.0, 0.0
		for _, a := range all {
			if of(a) {
				n++
				if is(a) {
					hits++
				}
			}
		}
		return hits / max(n, 1)
	}
	in := func(a asked) bool { return a.in }
	out := func(a asked) bool { return !a.in }
	for c.Answer = .5; c.Answer < .95; c.Answer += thresholdBy {
		sent := func(a asked) bool { return a.confidence >= c.Answer }
		right := share(func(a asked) bool { return a.in && sent(a) }, func(a asked) bool { return a.right })
		if right >= minRight && share(out, sent) <= maxFalse {
			break
		}
	}
	c.Answer += caution * (1 - c.Answer)
	for c.Offer = c.Answer; c.Offer > .05; c.Offer -= thresholdBy {
		refused := func(a asked) bool { return a.confidence < c.Offer-thresholdBy }
		if share(in, refused) <= maxRefused && share(out, refused) <= minRefused {
			break
		}
	}
	c.Answer, c.Offer = round(c.Answer), round(c.Offer)
}

func round(x float64) float64 { return math.Round(x*100) / 100 }
