package index

// mender puts right the words of a question that nothing in the knowledge base
// or in the language's common words is spelled like, by the vocabulary word one
// slip away: a letter missing, added, wrong or swapped with its neighbour
// (SymSpell's deletions; two slips for long words).
type mender struct {
	words map[string]*known
	stems map[string]bool // of words
	// near maps a word with a letter left out to the vocabulary words that
	// give it.
	near map[string][]*known
}

// known is a word of the vocabulary.
type known struct {
	token token
	count int
}

func newMender() *mender {
	return &mender{words: map[string]*known{}, stems: map[string]bool{}, near: map[string][]*known{}}
}

func (m *mender) learn(tokens []token) {
	for _, t := range tokens {
		k := m.words[t.fold]
		if k == nil {
			k = &known{token: t}
			m.words[t.fold] = k
			m.stems[t.stem] = true
		}
		k.count++
	}
}

// minMend is the length below which a word is left as it is: there a slip
// makes another word.
const minMend = 4

func (m *mender) freeze() {
	for w, k := range m.words {
		if len(w) < minMend {
			continue
		}
		m.near[w] = append(m.near[w], k)
		deletions(w, func(d string) { m.near[d] = append(m.near[d], k) })
	}
}

func deletions(w string, f func(string)) {
	buf := make([]byte, 0, len(w))
	for i := range len(w) {
		if i > 0 && w[i] == w[i-1] {
			continue
		}
		buf = append(append(buf[:0], w[:i]...), w[i+1:]...)
		f(string(buf))
	}
}

// mend returns the tokens with unknown words replaced by the likeliest known
// ones. A word stays when it has no near one, when the language's word list has
// it, or when its stem is known: then it is a form not seen before, and no slip.
func (m *mender) mend(tokens []token) []token {
	out := make([]token, len(tokens))
	for i, t := range tokens {
		out[i] = t
		if len(t.fold) < minMend || t.listed || m.words[t.fold] != nil || m.stems[t.stem] {
			continue
		}
		if k := m.best(t.fold); k != nil {
			out[i] = k.token
		}
	}
	return out
}

func (m *mender) best(w string) *known {
	var best *known
	bestDist := 99
	try := func(d string) {
		for _, k := range m.near[d] {
			dist := distance(w, k.token.fold)
			if dist > limit(w) || w[0] != k.token.fold[0] && dist > 1 {
				continue
			}
			if best == nil || dist < bestDist || dist == bestDist && (k.count > best.count || k.count == best.count && k.token.fold < best.token.fold) {
				best, bestDist = k, dist
			}
		}
	}
	try(w)
	deletions(w, try)
	return best
}

func limit(w string) int {
	if len(w) >= 8 {
		return 2
	}
	return 1
}

// distance is the Damerau-Levenshtein distance (optimal string alignment) in
// bytes; folded words are nearly always ASCII.
func distance(a, b string) int {
	if len(a) > 40 || len(b) > 40 {
		return 99
	}
	var rows [3][41]int
	for j := range len(b) + 1 {
		rows[1][j] = j
	}
	for i := 1; i <= len(a); i++ {
		two, prev, cur := &rows[(i+2)%3], &rows[i%3], &rows[(i+1)%3]
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			c := 1
			if a[i-1] == b[j-1] {
				c = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+c)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], two[j-2]+1)
			}
		}
	}
	return rows[(len(a)+1)%3][len(b)]
}
