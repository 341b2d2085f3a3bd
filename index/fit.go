package index

import (
	"fmt"
	"math"
	"slices"

	"iombot/knowledge"
	"iombot/locales"
)

// Question is a labelled question: what somebody typed and the entries that
// answer it; none when no entry does.
type Question struct {
	Lang     locales.Lang
	Text     string
	Expected []string // ids
}

// Fit finds the calibration that suits the questions, which must not be among
// the base's phrasings: first the weights that make the right entries likely
// (conditional logistic regression), then those that tell questions with an
// answer from those without (logistic regression), then the thresholds. All
// of it is deterministic. Questions in languages that the base does not serve
// are passed over; one that expects an entry it does not have is an error.
func Fit(b *knowledge.Base, questions []Question) (Calibration, error) {
	x, err := BuildWith(b, Calibration{Engine: Version})
	if err != nil {
		return Calibration{}, fmt.Errorf("fitting: %w", err)
	}
	defer x.Close()
	rows, err := x.label(questions)
	if err != nil {
		return Calibration{}, fmt.Errorf("fitting: %w", err)
	}
	c := Calibration{Engine: Version}
	c.fitWeights(rows)
	c.fitScope(rows)
	c.fitThresholds(rows)
	return c, nil
}

// labelled is a question as the index reads it.
type labelled struct {
	reading
	right []int // entries that answer it
}

func (q *labelled) inScope() bool { return len(q.right) > 0 }

// label reads the questions, each in its own language.
func (x *Index) label(questions []Question) ([]labelled, error) {
	number := map[string]int{}
	for k, e := range x.base.Entries {
		number[e.ID] = k
	}
	var rows []labelled
	for _, q := range questions {
		i := slices.Index(x.base.Languages, q.Lang)
		if i < 0 {
			continue
		}
		row := labelled{reading: x.readers[i].read(clean(q.Text))}
		for _, id := range q.Expected {
			k, ok := number[id]
			if !ok {
				return nil, fmt.Errorf("no entry %q, which %q expects", id, q.Text)
			}
			row.right = append(row.right, k)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// How the regressions are fitted.
const (
	startWeight  = 5 // of the linear model
	weightRounds = 600
	weightStep   = .3
	weightRidge  = 1e-4 // penalty on large weights
	curveFloor   = 1e-3 // keeps a step along a flat direction finite
	scopeRounds  = 2400
	scopeRidge   = 1e-3
	outShare     = .15 // share of questions without an answer among those that people ask, assumed
)

// fitWeights maximises the likelihood of the right entries by Newton steps on
// the diagonal: few weights and a concave problem.
func (c *Calibration) fitWeights(rows []labelled) {
	c.Weights[sigLinear] = startWeight
	for range weightRounds {
		var grad, curve [sigCount]float64
		n := 0.0
		for i := range rows {
			if rows[i].inScope() {
				n++
				c.addSlope(&rows[i], &grad, &curve)
			}
		}
		for j := range c.Weights {
			c.Weights[j] += weightStep * (grad[j]/n - weightRidge*c.Weights[j]) / (curve[j]/n + curveFloor)
		}
	}
}

// addSlope adds a question's share of the log-likelihood's first derivative
// and of the (negated) second one.
func (c *Calibration) addSlope(q *labelled, grad, curve *[sigCount]float64) {
	p, _ := c.shares(&q.reading)
	var mean, square, want [sigCount]float64
	var right float64
	for _, k := range q.right {
		right += p[k]
	}
	value := func(k, j int) float64 { return float64(q.signals[k][j]) * q.trust(signal(j)) }
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
func (c *Calibration) fitScope(rows []labelled) {
	table := c.scopeTable(rows)
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
			w[j] += grad[j]/total - scopeRidge*w[j]
		}
	}
	c.Scope[scopeBias] = w[scopeBias]
	for j := 1; j < scopeCount; j++ {
		c.Scope[j] = w[j] / dev[j]
		c.Scope[scopeBias] -= c.Scope[j] * mean[j]
	}
}

func (c *Calibration) scopeTable(rows []labelled) []scopeRow {
	table := make([]scopeRow, len(rows))
	var in float64
	for i := range rows {
		q := &rows[i].reading
		share, order := c.shares(q)
		table[i] = scopeRow{x: scopeFeatures(q, share, order[0]), weight: 1}
		if rows[i].inScope() {
			table[i].y = 1
			in++
		}
	}
	out := float64(len(table)) - in
	for i := range table {
		if table[i].y == 0 {
			table[i].weight = outShare / (1 - outShare) * in / out
		}
	}
	return table
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
		dev[j] = math.Sqrt(dev[j]) + 1e-9 // a feature that never changes, as the bias
	}
	return mean, dev
}
