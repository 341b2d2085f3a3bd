package index

import "math"

// labelled is a question whose right entries are known; none for one that no
// entry answers.
type labelled struct {
	reading  reading
	reliance float64
	right    []int
}

// fit finds the weights that make the right entries likely (conditional
// logistic regression), then those that tell questions with an answer from
// those without (logistic regression), both with a small penalty on large
// weights, by gradient ascent: few weights and a concave problem.
func fit(questions []labelled, outWeight float64) Calibration {
	c := Calibration{Engine: Version}
	c.Weights[sigLinear] = 5
	fitWeights(&c, questions)
	fitScope(&c, questions, outWeight)
	return c
}

const (
	fitRounds = 600
	fitRidge  = 1e-3
)

func fitWeights(c *Calibration, questions []labelled) {
	var step [sigCount]float64
	for range fitRounds {
		var grad, curve [sigCount]float64
		n := 0.0
		for i := range questions {
			q := &questions[i]
			if len(q.right) == 0 {
				continue
			}
			n++
			p := c.score(&q.reading, q.reliance)
			softmax(p)
			var mean, square, want [sigCount]float64
			var sum float64
			for _, k := range q.right {
				sum += p[k]
			}
			rel := func(j int) float64 {
				if signal(j) == sigLinear {
					return 1
				}
				return q.reliance
			}
			for k, s := range q.reading.signals {
				for j, f := range s {
					v := float64(f) * rel(j)
					mean[j] += p[k] * v
					square[j] += p[k] * v * v
				}
			}
			for _, k := range q.right {
				for j, v := range q.reading.signals[k] {
					want[j] += p[k] / sum * float64(v) * rel(j)
				}
			}
			for j := range grad {
				grad[j] += want[j] - mean[j]
				curve[j] += square[j] - mean[j]*mean[j]
			}
		}
		for j := range c.Weights {
			g := grad[j]/n - fitRidge*c.Weights[j]*.1
			step[j] = .3 * g / (curve[j]/n + fitRidge)
			c.Weights[j] += step[j]
		}
	}
}

func fitScope(c *Calibration, questions []labelled, outWeight float64) {
	type row struct {
		x      [scopeCount]float64
		y, wgt float64
	}
	var rows []row
	var mean, dev [scopeCount]float64
	for i := range questions {
		q := &questions[i]
		p := c.score(&q.reading, q.reliance)
		softmax(p)
		r := row{x: scope(&q.reading, p, best(p)), wgt: outWeight}
		if len(q.right) > 0 {
			r.y, r.wgt = 1, 1
		}
		rows = append(rows, r)
		for j, v := range r.x {
			mean[j] += v / float64(len(questions))
		}
	}
	for _, r := range rows {
		for j, v := range r.x {
			dev[j] += (v - mean[j]) * (v - mean[j]) / float64(len(rows))
		}
	}
	var w [scopeCount]float64
	for range 4 * fitRounds {
		var grad [scopeCount]float64
		var total float64
		for _, r := range rows {
			z := w[scopeBias]
			for j := 1; j < scopeCount; j++ {
				z += w[j] * (r.x[j] - mean[j]) / math.Sqrt(dev[j]+1e-12)
			}
			e := (r.y - logistic(z)) * r.wgt
			total += r.wgt
			grad[0] += e
			for j := 1; j < scopeCount; j++ {
				grad[j] += e * (r.x[j] - mean[j]) / math.Sqrt(dev[j]+1e-12)
			}
		}
		for j := range w {
			w[j] += 1 * (grad[j]/total - fitRidge*w[j])
		}
	}
	c.Scope[scopeBias] = w[scopeBias]
	for j := 1; j < scopeCount; j++ {
		c.Scope[j] = w[j] / math.Sqrt(dev[j]+1e-12)
		c.Scope[scopeBias] -= c.Scope[j] * mean[j]
	}
}

func best(p []float64) int {
	k := 0
	for i, v := range p {
		if v > p[k] {
			k = i
		}
	}
	return k
}
