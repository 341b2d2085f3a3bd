package index

import "math"

// mender puts right the words of a question that nothing in the knowledge base
// or in the language's common words is spelled like, by the vocabulary word one
// slip away: a letter missing, added, wrong or swapped with its neighbour
// (SymSpell's deletions; two slips for long words). Every word is learnt first;
// then the mender is frozen and only read.
type mender struct {
	words map[string]*known
	stems map[string]bool // of words
	// near maps a word with at most one letter left out to the vocabulary words
	// that give it, after freeze.
	near map[string][]*known
}

// known is a word of the vocabulary.
type known struct {
	token token
	count int // times it was learnt
}

func newMender() *mender {
	return &mender{words: map[string]*known{}, stems: map[string]bool{}}
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

// Lengths of words in bytes.
const (
	minMend     = 4  // shorter ones are left as they are: there a slip makes another word
	minTwoSlips = 8  // from here on two slips are mended
	maxMend     = 40 // longer ones are no words
)

// keysPerWord is about how many keys of its own a word adds to near, for sizing.
const keysPerWord = 6

// freeze prepares mending once all words are learnt.
func (m *mender) freeze() {
	m.near = make(map[string][]*known, keysPerWord*len(m.words))
	for w, k := range m.words {
		if len(w) < minMend {
			continue
		}
		m.near[w] = append(m.near[w], k)
		eachDeletion(w, func(d []byte) { m.near[string(d)] = append(m.near[string(d)], k) })
	}
}

// eachDeletion calls f with w without each of its letters in turn, once for a
// run of the same letter; f must not keep it.
func eachDeletion(w string, f func([]byte)) {
	buf := make([]byte, 0, maxMend)
	for i := range len(w) {
		if i > 0 && w[i] == w[i-1] {
			continue
		}
		buf = append(append(buf[:0], w[:i]...), w[i+1:]...)
		f(buf)
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
		if k := m.nearest(t.fold); k != nil {
			out[i] = k.token
		}
	}
	return out
}

// nearest returns the known word with the fewest slips from w, the commonest of
// equals; nil when none is near enough. With two slips the first letter, which
// people rarely get wrong, must be right.
func (m *mender) nearest(w string) *known {
	var best *known
	least := math.MaxInt
	slips := 1
	if len(w) >= minTwoSlips {
		slips = 2
	}
	try := func(key []byte) {
		for _, k := range m.near[string(key)] {
			d := distance(w, k.token.fold)
			if d > slips || d > 1 && w[0] != k.token.fold[0] {
				continue
			}
			if best == nil || d < least || d == least && k.commonerThan(best) {
				best, least = k, d
			}
		}
	}
	try([]byte(w))
	eachDeletion(w, try)
	return best
}

func (k *known) commonerThan(o *known) bool {
	return k.count > o.count || k.count == o.count && k.token.fold < o.token.fold
}

// distance is the Damerau-Levenshtein distance (optimal string alignment) in
// bytes; folded words are nearly always ASCII. Too long a word is far from all.
func distance(a, b string) int {
	if len(a) > maxMend || len(b) > maxMend {
		return math.MaxInt
	}
	// The rows of the table are kept in turn: row i-1 of it is rows[i%3].
	var rows [3][maxMend + 1]int
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
