package index

// side is one side of a calibration with what is assumed in fitting it.
type side struct {
	weights *Weights                   // a part of the calibration
	part    func(many float64) float64 // what they count where the weights for many phrasings count many
	ridge   float64                    // penalty on their squares
	out     float64                    // share of questions without an answer among those that people ask
}

// startWeight is the weight of the linear model to begin with.
const startWeight = 5

func (c *Calibration) manySide() side {
	return side{&c.Many, func(many float64) float64 { return many }, 1e-4, .15}
}

// fewSide is penalized more, as it has to suit strange bases; and a base of few
// phrasings answers less of what people ask.
func (c *Calibration) fewSide() side {
	return side{&c.Few, func(many float64) float64 { return 1 - many }, 4e-3, .3}
}

// fitWeights maximises the likelihood of the right entries.
func (c *Calibration) fitWeights(rows []labelled, s side) {
	var in []*labelled
	for i := range rows {
		if rows[i].inScope() {
			in = append(in, &rows[i])
		}
	}
	start := make([]float64, sigCount)
	start[sigLinear] = startWeight
	s.weights.Entry = [sigCount]float64(maximize(start, func(at []float64) slope {
		s.weights.Entry = [sigCount]float64(at)
		sl := newSlope(len(at))
		for _, q := range in {
			c.addSlope(q, sl, s.part(c.many(q.reliance)), 1/float64(len(in)))
		}
		sl.penalize(at, s.ridge)
		return sl
	}))
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

// fitScope fits the log-odds that any entry answers.
func (c *Calibration) fitScope(rows []labelled, s side) {
	s.weights.Scope = [scopeCount]float64{}
	table := c.scopeTable(rows, s)
	s.weights.Scope = [scopeCount]float64(maximize(make([]float64, scopeCount), func(at []float64) slope {
		sl := newSlope(len(at))
		for _, r := range table {
			z := r.offset
			for j := range r.x {
				z += at[j] * r.x[j]
			}
			p := logistic(z)
			for j := range r.x {
				sl.grad[j] += r.weight * (r.y - p) * r.x[j]
			}
			sl.bend(r.x, r.weight*p*(1-p))
		}
		sl.penalize(at, s.ridge)
		return sl
	}))
}

// scopeTable makes rows of questions. Those without an answer are weighted to
// be their assumed share of all.
func (c *Calibration) scopeTable(rows []labelled, s side) []scopeRow {
	table := make([]scopeRow, len(rows))
	var in float64
	for i := range rows {
		if rows[i].inScope() {
			in++
		}
	}
	out := float64(len(rows)) - in
	for i := range rows {
		q := &rows[i].reading
		share, order := c.shares(q)
		r := scopeRow{weight: s.out / out, x: make([]float64, scopeCount)}
		if rows[i].inScope() {
			r.y, r.weight = 1, (1-s.out)/in
		}
		part, fixed := s.part(c.many(q.reliance)), c.weights(q.reliance)
		for j, v := range scopeFeatures(q, share, order[0]) {
			r.offset += fixed.Scope[j] * v
			r.x[j] = part * v
		}
		table[i] = r
	}
	return table
}
