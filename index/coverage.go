package index

import "math"

// coverage knows which entries use a word, and how rare that makes it.
type coverage struct {
	entries int
	users   map[string][]int32 // stem → entries, ascending
}

func newCoverage(entries int) coverage {
	return coverage{entries: entries, users: map[string][]int32{}}
}

// add notes that the entry uses the tokens' stems and parts. Entries must be
// added in ascending order.
func (c coverage) add(entry int, tokens []token) {
	for _, t := range tokens {
		c.use(entry, t.stem)
		for _, p := range t.parts {
			c.use(entry, p)
		}
	}
}

func (c coverage) use(entry int, stem string) {
	u := c.users[stem]
	if len(u) == 0 || u[len(u)-1] != int32(entry) {
		c.users[stem] = append(u, int32(entry))
	}
}

// share returns, for each entry, the share of the question's words that it
// uses, weighed by rarity, and the share that any entry uses. A word that no
// entry uses counts as the rarest; its parts that some use share its weight.
func (c coverage) share(tokens []token) (each []float32, known float32) {
	each = make([]float32, c.entries)
	var total float32
	for _, t := range tokens {
		users := c.users[t.stem]
		idf := c.idf(len(users))
		total += idf
		if len(users) > 0 {
			known += idf
			for _, k := range users {
				each[k] += idf
			}
			continue
		}
		for _, p := range t.parts {
			part, users := idf/float32(len(t.parts)), c.users[p]
			if len(users) > 0 {
				known += part
			}
			for _, k := range users {
				each[k] += part
			}
		}
	}
	if total > 0 {
		known /= total
		for k := range each {
			each[k] /= total
		}
	}
	return each, known
}

// idf is the inverse document frequency of a word that so many entries use.
func (c coverage) idf(users int) float32 {
	return float32(math.Log(1 + float64(c.entries)/max(float64(users), .5)))
}

// knows reports whether some entry uses the word or a part of it.
func (c coverage) knows(t token) bool {
	if len(c.users[t.stem]) > 0 {
		return true
	}
	for _, p := range t.parts {
		if len(c.users[p]) > 0 {
			return true
		}
	}
	return false
}
