package classify

// Parts are pointers to what has to be kept of a value, so that another program
// can go on with it: they are written and read in this order. What a value is
// made with, its parameters and its Vectorizer, is not among them.

// Parts of a fitted vectorizer.
func (v *Vectorizer) Parts() []any { return []any{&v.ids, &v.group, &v.idf, &v.unseen} }

// Parts of a model.
func (m *Model) Parts() []any { return []any{&m.bias, &m.starts, &m.class, &m.weight} }

// Parts of a likelihood.
func (l *Likelihood) Parts() []any { return l.ratios.Parts() }

// Parts of examples.
func (e *Examples) Parts() []any { return []any{&e.features, &e.starts, &e.grams} }
