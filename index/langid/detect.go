package langid

import "slices"

// The weights of words, in nats. They are fitted on the tuning half of testdata
// and on the entries, with every second entry left out of the samples.
const (
	unlisted    = 1.5 // cost of a word that a language's lexicon does not have
	strangeness = 3.8 // cost per letter of a word of no language
	strange     = 2.0 // cost of a word of no language
	most        = 6.0 // the largest difference that one word makes
	nameWeight  = 0.3 // share of that for a word that looks like a name
	sharpness   = 0.4 // words of a message are not independent evidence
)

// Detect guesses the language of a message. It never fails: without
// evidence, the served languages are equally likely.
func (m *Model) Detect(text string) Guess {
	words := slices.DeleteFunc(read(text), func(w word) bool {
		return w.upper || neutral[w.text]
	})
	s := m.mainScript(words)
	words = slices.DeleteFunc(words, func(w word) bool { return w.script != s })
	e := m.weigh(words)
	g := Guess{Served: len(m.served) > 0, Scores: m.scores(e.sum)}
	if len(g.Scores) > 0 {
		g.Lang = g.Scores[0].Lang
	}
	if s == nil {
		return g
	}
	g.Script = s.code
	home, guest := m.best(s, e.sum)
	switch {
	case home < 0 && guest < 0:
		g.Lang, g.Served = s.lang, false
	case home < 0 || guest >= 0 && m.foreign(e, home, guest):
		g.Lang, g.Served = m.classes[guest].lang, false
	}
	return g
}

// mainScript is the script of most letters. If two have equally many, it is that
// of a served language. It is nil without words.
func (m *Model) mainScript(words []word) *script {
	var best *script
	longest := 0
	for i, w := range words {
		if slices.ContainsFunc(words[:i], func(v word) bool { return v.script == w.script }) {
			continue
		}
		n := 0
		for _, v := range words[i:] {
			if v.script == w.script {
				n += v.letters()
			}
		}
		if n > longest || n == longest && m.serves(w.script) {
			best, longest = w.script, n
		}
	}
	return best
}

func (m *Model) serves(s *script) bool {
	return slices.ContainsFunc(m.classes, func(c class) bool { return c.script == s && c.served >= 0 })
}

// evidence is the score of each word for each class, and their sum.
type evidence struct {
	words []word
	rows  []float32
	sum   []float32
}

func (e *evidence) row(i int) []float32 { return e.rows[i*len(e.sum):][:len(e.sum)] }

func (m *Model) weigh(words []word) evidence {
	n := len(m.classes)
	rows := make([]float32, (len(words)+1)*n)
	e := evidence{words: words, rows: rows, sum: rows[len(words)*n:]}
	for i, w := range words {
		m.weighWord(w, e.row(i))
		for c, x := range e.row(i) {
			e.sum[c] += x
		}
	}
	return e
}

// weighWord sets row to the log-likelihood of the word in each class, relative to
// the best class and within bounds. A word that looks like no language is no
// evidence, and no word alone outweighs all others.
func (m *Model) weighWord(w word, row []float32) {
	m.grams.score(w.text, row)
	listed := m.words.find(w.text)
	floor := -strangeness*float32(w.letters()) - strange
	best := floor
	for c := range row {
		x := max(row[c]-unlisted, floor)
		if listed != nil {
			x = max(x, listed[c])
		}
		if m.classes[c].script != w.script {
			x = floor
		}
		row[c] = x
		best = max(best, x)
	}
	weight := float32(1)
	if w.name {
		weight = nameWeight
	}
	for c := range row {
		row[c] = weight * max(row[c]-best, -most)
	}
}

// best finds the likeliest class of the script among the served and among the
// other languages; -1 when there is none.
func (m *Model) best(s *script, sum []float32) (home, guest int) {
	home, guest = -1, -1
	for i, c := range m.classes {
		switch {
		case c.script != s:
		case c.served >= 0 && (home < 0 || sum[i] > sum[home]):
			home = i
		case c.served < 0 && (guest < 0 || sum[i] > sum[guest]):
			guest = i
		}
	}
	return home, guest
}
