package index

// How the regressions are fitted.
const (
	startWeight = 5    // of the linear model
	manyRidge   = 1e-4 // penalty on the squares of the weights for many phrasings
	fewRidge    = 4e-3 // and of those for few, which have to suit strange bases
	manyOut     = .15  // share of questions without an answer among those that people ask, assumed
	fewOut      = .3   // and in a base of few phrasings, which answers less
)

// fitWeights maximises the likelihood of the right entries by the weights at w,
// which are a part of c.
func (c *Calibration) fitWeights(rows []labelled, w *Weights) {
	var in []*labelled
	for i := range rows {
		if rows[i].inScope() {
			in = append(in, &rows[i])
		}
	}
	ridge, _ := c.prior(w)
	start := make([]float64, sigCount)
	start[sigLinear] = startWeight
	w.Entry = [sigCount]float64(maximize(start, func(at []float64) slope {
		w.Entry = [sigCount]float64(at)
		s := newSlope(len(at))
		for _, q := range in {
			c.addSlope(q, s, c.part(w, q.reliance), 1/float64(len(in)))
		}
		s.penalize(at, ridge)
		return s
	}))
}

// prior is the penalty on the weights at w and the assumed share of questions
// without an answer.
func (c *Calibration) prior(w *Weights) (ridge, out float64) {
	if w == &c.Many {
		return manyRidge, manyOut
	}
	return fewRidge, fewOut
}

// addSlope adds a question's share of the log-likelihood's derivatives by
// weights that count by the given part.
func (c *Calibration) addSlope(q *labelled, s slope, part, weight float64) {
	p, _ := c.shares(&q.reading)
	var right float64
	for _, k := range q.right {
		right += p[k]
	}
	mean, v := make([]float64, sigCount), make([]float64, sigCount)
	set := func(k int) {
		for j, x := range q.signals[k] {
			v[j] = part * float64(x)
		}
	}
	for k := range p {
		set(k)
		s.bend(v, weight*p[k])
		for j := range v {
			mean[j] += p[k] * v[j]
		}
	}
	s.bend(mean, -weight)
	for j := range mean {
		s.grad[j] -= weight * mean[j]
	}
	for _, k := range q.right {
		set(k)
		for j := range v {
			s.grad[j] += weight * p[k] / right * v[j]
		}
	}
}

// scopeRow is a question for the second regression.
type scopeRow struct {
	x         []float64
	y, weight float64
	offset    float64 // what the weights that are not fitted add
}

// fitScope fits the log-odds that any entry answers by the weights at w, which
// are a part of c.
func (c *Calibration) fitScope(rows []labelled, w *Weights) {
	ridge, _ := c.prior(w)
	w.Scope = [scopeCount]float64{}
	table := c.scopeTable(rows, w)
	w.Scope = [scopeCount]float64(maximize(make([]float64, scopeCount), func(at []float64) slope {
		s := newSlope(len(at))
		for _, r := range table {
			z := r.offset
			for j := range r.x {
				z += at[j] * r.x[j]
			}
			p := logistic(z)
			for j := range r.x {
				s.grad[j] += r.weight * (r.y - p) * r.x[j]
			}
			s.bend(r.x, r.weight*p*(1-p))
		}
		s.penalize(at, ridge)
		return s
	}))
}

// scopeTable makes rows of questions. Those without an answer are weighted to
// be their assumed share of all.
func (c *Calibration) scopeTable(rows []labelled, w *Weights) []scopeRow {
	table := make([]scopeRow, len(rows))
	var in float64
	for i := range rows {
		if rows[i].inScope() {
			in++
		}
	}
	out := float64(len(rows)) - in
	_, outShare := c.prior(w)
	for i := range rows {
		q := &rows[i].reading
		share, order := c.shares(q)
		r := scopeRow{weight: outShare / out, x: make([]float64, scopeCount)}
		if rows[i].inScope() {
			r.y, r.weight = 1, (1-outShare)/in
		}
		part, fixed := c.part(w, q.reliance), c.weights(q.reliance)
		for j, v := range scopeFeatures(q, share, order[0]) {
			r.offset += fixed.Scope[j] * v
			r.x[j] = part * v
		}
		table[i] = r
	}
	return table
}
