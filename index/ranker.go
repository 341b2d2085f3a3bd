package index

import (
	"cmp"
	"slices"

	"iombot/locales"
)

// ranker scores one language's questions against every entry. It is built once
// from the staff's phrasings and then only read.
type ranker struct {
	lang      locales.Lang
	entries   int
	phrasings []phrasing
	reliance  float64 // on single phrasings, 0 to 1

	analyze  analyzer
	mender   *mender
	synonyms synonyms
	space    *space
	likeness postings
	linear   *linear  // of the entries and, last, the background
	asked    coverage // words of titles, questions and keywords
	answered coverage // words of answers
	sensed   coverage // meanings of the words of titles, questions and keywords

	smallTalk smallTalk
}

// phrasing is a title or question of an entry, as it was written.
type phrasing struct {
	entry int
	text  string
}

// measure analyses a cleaned question and computes every entry's signals.
func (r *ranker) measure(text string) reading {
	tokens := r.mender.mend(r.analyze.tokens(text))
	x := r.space.vector(tokens)
	q := reading{tokens: tokens, signals: make([][sigCount]float32, r.entries), reliance: r.reliance}
	margins := make([]float32, r.entries+1)
	r.linear.scores(x, margins)
	q.background = margins[r.entries]
	asked, known := r.asked.share(tokens)
	answered, _ := r.answered.share(tokens)
	sensed, _ := r.sensed.share(r.synonyms.meanings(tokens))
	q.known = known
	for k := range q.signals {
		s := &q.signals[k]
		s[sigLinear], s[sigAsked], s[sigAnswer], s[sigSense] = margins[k], asked[k], answered[k], sensed[k]
	}
	r.compare(x, &q)
	return q
}

// compare fills in the likeness to single phrasings.
func (r *ranker) compare(x vector, q *reading) {
	products := make([]float32, 2*len(r.phrasings))
	words, grams := products[:len(r.phrasings)], products[len(r.phrasings):]
	r.likeness.products(x, words, grams)
	q.nearest = make([]int32, r.entries)
	for k := range q.nearest {
		q.nearest[k] = -1
	}
	top := make([][3]float32, r.entries) // of each entry, highest first
	scale := 1 / maxProduct()
	for i, p := range r.phrasings {
		s, t := &q.signals[p.entry], &top[p.entry]
		s[sigWords] = max(s[sigWords], words[i]*scale)
		switch full := (words[i] + grams[i]) * scale; {
		case full > t[0]:
			t[0], t[1], t[2] = full, t[0], t[1]
			q.nearest[p.entry] = int32(i)
		case full > t[1]:
			t[1], t[2] = full, t[1]
		case full > t[2]:
			t[2] = full
		}
	}
	for k, t := range top {
		q.signals[k][sigBest] = t[0]
		q.signals[k][sigTop3] = (t[0] + t[1] + t[2]) / 3
	}
}

// maxTelling bounds the words that Bleve is asked for.
const maxTelling = 5

// telling keeps the rarest words of a question, those that the fewest entries
// use: the common ones are in nearly every phrasing and only cost time.
func (r *ranker) telling(tokens []token) []token {
	if len(tokens) <= maxTelling {
		return tokens
	}
	out := slices.Clone(tokens)
	slices.SortStableFunc(out, func(a, b token) int {
		return cmp.Compare(len(r.asked.users[a.stem]), len(r.asked.users[b.stem]))
	})
	return out[:maxTelling]
}
