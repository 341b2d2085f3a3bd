package index

import (
	"cmp"
	"slices"

	"iombot/knowledge"
	"iombot/locales"
)

// ranker scores one language's questions against every entry. It is built once
// from the staff's phrasings and then only read.
type ranker struct {
	lang     locales.Lang
	analyze  analyzer
	classes  map[string][]string // stem → classes of synonyms
	space    *space
	mender   *mender
	phrases  []phrase
	likeness postings
	linear   *linear  // of the entries and, last, the background
	asked    coverage // words of titles, questions and keywords
	answered coverage // words of answers
	sensed   coverage // meanings of the words of titles, questions and keywords
	entries  int
	reliance float64 // on single phrasings, see Calibration.score
}

// phrase is a title or question of an entry, as it was written.
type phrase struct {
	entry int
	text  string
}

type signal int

// The signals that a question gives for an entry.
const (
	sigLinear signal = iota // margin of the linear model
	sigBest                 // likeness to the most similar phrasing
	sigTop3                 // mean likeness to the three most similar ones
	sigWords                // likeness in words alone
	sigAsked                // share of the question's words that the entry's phrasings use
	sigAnswer               // share that its answer uses
	sigSense                // share that its phrasings use, by the same or another word
	sigCount
)

// groupWeights weigh the groups of features against each other. Chosen on the
// project's own question set; see README.md for what else was tried.
var groupWeights = [groupCount]float32{groupStem: 1, groupPair: .6, groupPart: .4, groupGram: 1}

// What a mistake costs the linear model on what is not a phrasing.
var (
	keywordCost    float32 = .5
	answerCost     float32 = .05
	backgroundCost float32 = .5
)

// builder gathers a ranker's training texts.
type builder struct {
	*ranker
	texts []trainingText
}

type trainingText struct {
	tokens   []token
	bag      bag // of a phrasing, whose features are learnt
	class    int
	cost     float32
	phrasing bool // a title or question, not only a hint of one
}

func newRanker(b *knowledge.Base, lang locales.Lang) *ranker {
	n := len(b.Entries)
	w := &builder{ranker: &ranker{
		lang: lang, analyze: analyzerFor(lang, vocabulary(b, lang)), space: newSpace(), mender: newMender(),
		asked: newCoverage(n), answered: newCoverage(n), sensed: newCoverage(n), entries: n,
	}}
	w.classes = w.synonyms(append(thesaurus(lang), b.Synonyms[lang]...))
	for k, e := range b.Entries {
		if t := e.Texts[lang]; t != nil {
			w.entry(k, t)
		}
	}
	w.reliance = reliance(len(w.phrases), n)
	w.space.freeze()
	w.train()
	w.mender.freeze()
	return w.ranker
}

// reliance grows with the number of phrasings an entry has on average, to one
// half at halfReliance of them.
func reliance(phrasings, entries int) float64 {
	each := float64(phrasings) / float64(max(entries, 1))
	return each / (each + halfReliance)
}

const halfReliance = 40

// vocabulary lists the words of the base's titles, questions and keywords.
func vocabulary(b *knowledge.Base, lang locales.Lang) []string {
	seen := map[string]bool{}
	var out []string
	for _, e := range b.Entries {
		t := e.Texts[lang]
		if t == nil {
			continue
		}
		for _, it := range append(t.Phrasings(), t.Keywords...) {
			for _, w := range words(clean(it.Text)) {
				if !seen[w] {
					seen[w] = true
					out = append(out, w)
				}
			}
		}
	}
	return out
}

func (w *builder) entry(k int, t *knowledge.Text) {
	for _, it := range t.Phrasings() {
		toks := w.analyze.tokens(clean(it.Text))
		w.texts = append(w.texts, trainingText{bag: w.space.learn(toks), class: k, cost: 1, phrasing: true})
		w.phrases = append(w.phrases, phrase{k, it.Text})
		w.asked.add(k, toks)
		w.sensed.add(k, w.meanings(toks))
		w.mender.learn(toks)
	}
	for _, it := range t.Keywords {
		toks := w.analyze.tokens(clean(it.Text))
		w.texts = append(w.texts, trainingText{tokens: toks, class: k, cost: keywordCost})
		w.asked.add(k, toks)
		w.sensed.add(k, w.meanings(toks))
		w.mender.learn(toks)
	}
	for _, s := range sentences(clean(t.Answer.Text)) {
		toks := w.analyze.tokens(s)
		w.answered.add(k, toks)
		w.mender.learn(toks)
		if len(toks) > 2 {
			w.texts = append(w.texts, trainingText{tokens: toks, class: k, cost: answerCost})
		}
	}
}

// maxLikeness is how like a phrasing a background question may be: above it,
// the base does answer such questions.
const maxLikeness = .5

// train fits the linear model on the gathered texts and on the background
// questions that are unlike all of them.
func (w *builder) train() {
	w.likeness = make(postings, len(w.space.df))
	var examples, others []example
	var p int32
	for _, t := range w.texts {
		if !t.phrasing {
			t.bag = w.space.count(t.tokens)
		}
		v := w.space.weigh(t.bag, groupWeights)
		examples = append(examples, example{v, t.class, t.cost})
		if t.phrasing {
			w.likeness.add(p, v)
			p++
		}
	}
	words, grams := make([]float32, len(w.phrases)), make([]float32, len(w.phrases))
	for _, line := range background(w.lang) {
		toks := w.analyze.tokens(clean(line))
		w.mender.learn(toks)
		v := w.space.vector(toks, groupWeights)
		clear(words)
		clear(grams)
		w.likeness.score(v, words, grams)
		var best float32
		for i := range words {
			best = max(best, words[i]+grams[i])
		}
		if best < maxLikeness*maxProduct() {
			others = append(others, example{v, w.entries, backgroundCost})
		}
	}
	w.linear = trainLinear(examples, others, w.entries+1, len(w.space.df), defaultLinear.forSize(len(w.phrases), w.entries))
}

// maxProduct is the product of a text's vector with itself when it has
// features of every group.
func maxProduct() float32 {
	var sum float32
	for _, g := range groupWeights {
		sum += g * g
	}
	return sum
}

// maxTelling bounds the words that Bleve is asked for.
const maxTelling = 8

// telling keeps the rarest words of a question: the common ones are in nearly
// every phrasing and only cost time.
func (r *ranker) telling(tokens []token) []token {
	if len(tokens) <= maxTelling {
		return tokens
	}
	out := slices.Clone(tokens)
	slices.SortStableFunc(out, func(a, b token) int { return cmp.Compare(r.asked.idf(b.stem), r.asked.idf(a.stem)) })
	return out[:maxTelling]
}

// meanings replaces each word that has synonyms by what stands for all of them.
func (r *ranker) meanings(tokens []token) []token {
	out := slices.Clone(tokens)
	for i, t := range out {
		if c := r.classes[t.stem]; len(c) > 0 {
			out[i] = token{stem: "=" + c[0]}
		}
	}
	return out
}

func (r *ranker) synonyms(groups [][]string) map[string][]string {
	out := map[string][]string{}
	for _, g := range groups {
		for _, word := range g {
			tokens := r.analyze.tokens(clean(word))
			r.mender.learn(tokens)
			for _, t := range tokens {
				out[t.stem] = append(out[t.stem], g[0])
			}
		}
	}
	return out
}

// reading is a question as one language reads it, with its signals.
type reading struct {
	tokens     []token
	signals    [][sigCount]float32 // of each entry
	background float32             // margin of the background class
	known      float32             // share of the question's words that any entry uses
	found      []bool              // entries of which Bleve found a phrasing; nil when it found none
	dropped    []bool              // entries that are no candidates; nil when all are
	best       []int32             // most similar phrasing of each entry, -1 for none
}

// read analyses a cleaned question and computes every entry's signals.
func (r *ranker) read(text string) reading {
	toks := r.mender.mend(r.analyze.tokens(text))
	v := r.space.vector(toks, groupWeights)
	q := reading{tokens: toks, signals: make([][sigCount]float32, r.entries), best: make([]int32, r.entries)}
	scores := make([]float32, r.entries+1)
	r.linear.scores(v, scores)
	q.background = scores[r.entries]
	r.similar(v, &q)
	asked, known := r.asked.share(toks)
	answered, _ := r.answered.share(toks)
	sensed, _ := r.sensed.share(r.meanings(toks))
	q.known = known
	for k := range q.signals {
		q.signals[k][sigLinear] = scores[k]
		q.signals[k][sigAsked] = asked[k]
		q.signals[k][sigAnswer] = answered[k]
		q.signals[k][sigSense] = sensed[k]
	}
	return q
}

// similar fills in the signals of likeness to single phrasings.
func (r *ranker) similar(v vector, q *reading) {
	words, grams := make([]float32, len(r.phrases)), make([]float32, len(r.phrases))
	r.likeness.score(v, words, grams)
	top := make([][3]float32, r.entries)
	for k := range q.best {
		q.best[k] = -1
	}
	scale := 1 / maxProduct()
	for i, p := range r.phrases {
		s := &q.signals[p.entry]
		full := (words[i] + grams[i]) * scale
		s[sigWords] = max(s[sigWords], words[i]*scale)
		t := &top[p.entry]
		switch {
		case full > t[0]:
			t[0], t[1], t[2] = full, t[0], t[1]
			q.best[p.entry] = int32(i)
		case full > t[1]:
			t[1], t[2] = full, t[1]
		case full > t[2]:
			t[2] = full
		}
	}
	for k := range q.signals {
		q.signals[k][sigBest] = top[k][0]
		q.signals[k][sigTop3] = (top[k][0] + top[k][1] + top[k][2]) / 3
	}
}
