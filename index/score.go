package index

import (
	"cmp"
	"math"
	"slices"

	"iombot/index/classify"
)

// Features of a candidate, each about 0 to 1.
const (
	featLinear       = iota // margin of the linear model, about -1 to 1
	featNearest             // similarity to the most similar phrasing
	featNearest3            // mean similarity to the three most similar ones
	featWords               // similarity in words alone
	featAsked               // share of the question's words that the entry is asked with
	featAnswer              // share that its answer uses
	featSense               // share that it is asked with, by the same word or a synonym
	featRetrieved           // Bleve's score, compared with that of the first hit
	featStems               // how much likelier its words are in the entry's phrasings than in all
	featPairs               // and its pairs of words
	featPartLinear          // highest margin of a sentence
	featPartNear            // highest similarity of a sentence
	featTopicSame           // it is the entry seen last; this and what follows only in context
	featTopicDenied         // the same, but the message begins with a no
	featTopicBefore         // it was seen before that
	featTopicRelated        // it refers to the entry seen last, or that to it
	featTopicFolder         // it is of the same topic
	featTopicLinear         // margin of the message behind that entry's title
	featTopicNear           // similarity likewise
	features                // their number
)

// Features of a message as a whole that tell whether any entry answers it.
const (
	domainBias       = iota
	domainMargin     // of the best entry's margin over the background's
	domainLinear     // the best entry's margin
	domainNearest    // similarity of its nearest phrasing
	domainNearest3   // and of its three nearest
	domainStems      // how much likelier the words are in its phrasings than in all
	domainPairs      // and the pairs of words
	domainOutStems   // how much likelier they are in what nothing answers
	domainOutPairs   // and the pairs
	domainAsked      // share of the words that it is asked with
	domainKnown      // share of the words that any entry is asked with
	domainShare      // probability of the best entry among all
	domainLead       // how much more probable it is than the next
	domainAlone      // in context, its probability when the text is read by itself
	domainLength     // logarithm of the number of words
	domainPartMargin // of the best sentence over the background
	domainCorrected  // share of the words that were corrected
	domainLent       // share of the words that were read in another language
	domainLean       // how likely it leans on what was said before
	domainTopic      // the same, when the best entry is near what was said
	domainFeatures   // their number
)

// Features of a message that tell whether somebody is in danger.
const (
	dangerBias     = iota
	dangerMargin   // of the danger model
	dangerPart     // the highest of a sentence
	dangerShare    // probability of the urgent entries among all
	dangerAnswers  // probability that an urgent entry answers it
	dangerNearest  // similarity of the nearest urgent phrasing over that of the nearest other one
	dangerLength   // logarithm of the number of words
	dangerFeatures // their number
)

// candidate is an entry that Bleve found, with its features.
type candidate struct {
	entry   int
	x       [features]float64
	nearest int // its most similar phrasing, -1 when it was not compared
	prior   float64
}

// scored is a text as one language reads it, with the candidates' features and,
// after weighing them, their probabilities.
type scored struct {
	language   *language
	text       string
	own        string           // the text without words of other languages
	tokens     []classify.Token // after correction
	corrected  int              // words that were
	lent       int              // words that were read in another language
	candidates []candidate
	background float64 // margin of what nothing answers
	outStems   float64 // how typical the words are of what nothing answers
	outPairs   float64 // and the pairs of words
	known      float64 // share of the words that any entry is asked with
	danger     float64 // margin of the danger model
	parts      []*scored

	// Of a text that was read in context: how likely it leans on what was said
	// before, what tells so, and the candidates' probabilities by itself.
	leaning   float64
	leanSigns [leanFeatures]float64
	alone     []float64

	share    []float64 // of each candidate: its probability, given that one is right
	order    []int     // candidates, likeliest first
	inDomain float64   // probability that one is right
	urgent   float64   // probability that somebody is in danger
}

// score reads a normalised text: it corrects the words, retrieves candidates from
// Bleve and computes their features. allowed limits the candidates to those of a
// larger text; if it is nil, Bleve is asked.
func (l *language) score(s string, allowed []hit) (*scored, error) {
	r := &scored{language: l, text: s, own: s}
	r.tokens, r.corrected = l.correct(l.analyzer.Tokens(s))
	if len(r.tokens) == 0 {
		return r, nil
	}
	hits := allowed
	if hits == nil {
		var err error
		if hits, err = l.retrieve(r.tokens); err != nil {
			return nil, err
		}
	}
	l.extract(r, hits)
	return r, nil
}

// extract computes the features of the hits.
func (l *language) extract(r *scored, hits []hit) {
	mem := l.takeScratch()
	defer l.giveBack(mem)
	x := l.vectorizer.Transform(r.tokens)
	l.model.Margins(x, mem.margins)
	r.background = float64(mem.margins[l.background])
	if l.danger >= 0 {
		r.danger = float64(mem.margins[l.danger])
	}
	l.likelihood.Score(x, classify.Stems, len(r.tokens), mem.stems)
	l.likelihood.Score(x, classify.Pairs, len(r.tokens), mem.pairs)
	r.outStems, r.outPairs = float64(mem.stems[l.background]), float64(mem.pairs[l.background])
	r.candidates = make([]candidate, len(hits))
	top := 0.0
	for _, h := range hits {
		top = max(top, h.score)
	}
	for i, h := range hits {
		c := &r.candidates[i]
		c.entry, c.nearest = h.entry, -1
		c.x[featLinear] = float64(mem.margins[h.entry])
		c.x[featStems], c.x[featPairs] = float64(mem.stems[h.entry]), float64(mem.pairs[h.entry])
		if top > 0 {
			c.x[featRetrieved] = h.score / top
		}
	}
	l.overlap(r)
	l.compare(r, x, mem.dense)
	l.termPrior(r)
	for i := range r.candidates {
		c := &r.candidates[i]
		c.x[featPartLinear], c.x[featPartNear] = c.x[featLinear], c.x[featNearest]
	}
}

// overlap sets the shares of the words that each candidate uses, weighted by
// rarity. A word that no entry uses counts as the rarest; the parts of it that
// entries use share its weight.
func (l *language) overlap(r *scored) {
	var total, known, totalSense float64
	for _, t := range r.tokens {
		idf, df := l.idf(l.stems[t.Stem]), l.stems[t.Stem]
		total += idf
		if df > 0 {
			known += idf
		}
		sense := l.sense(t.Stem)
		senseIDF := l.idf(l.senseDF[sense])
		totalSense += senseIDF
		for i := range r.candidates {
			c := &r.candidates[i]
			e := &l.entries[c.entry]
			if e.Asked[t.Stem] {
				c.x[featAsked] += idf
			}
			if e.Answered[t.Stem] {
				c.x[featAnswer] += idf
			}
			if e.Senses[sense] {
				c.x[featSense] += senseIDF
			}
		}
		if df > 0 {
			continue
		}
		for _, p := range t.Parts {
			part := idf / float64(len(t.Parts))
			if l.stems[p] > 0 {
				known += part
			}
			for i := range r.candidates {
				if c := &r.candidates[i]; l.entries[c.entry].Asked[p] {
					c.x[featAsked] += part
				}
			}
		}
	}
	if total == 0 {
		return
	}
	r.known = known / total
	for i := range r.candidates {
		c := &r.candidates[i]
		c.x[featAsked] /= total
		c.x[featAnswer] /= total
		c.x[featSense] /= totalSense
	}
}

// idf is the inverse document frequency of a word that so many entries have.
func (l *language) idf(df int) float64 {
	return math.Log(1 + float64(len(l.entries))/max(float64(df), .5))
}

// compare sets the similarity to single phrasings, for the candidates that the
// linear model ranks highest.
func (l *language) compare(r *scored, x classify.Vector, dense *classify.Scratch) {
	dense.Load(x)
	defer dense.Unload(x)
	margins := make([]float64, len(r.candidates))
	for i, c := range r.candidates {
		margins[i] = c.x[featLinear]
	}
	scale := 1 / float64(l.vectorizer.MaxProduct())
	for _, i := range classify.TopK(margins, l.params.Compared) {
		c := &r.candidates[i]
		near := l.nearestPhrasings(c.entry, dense)
		for j := range near {
			c.x[featWords] = max(c.x[featWords], float64(near[j].product)*scale)
			near[j].product += dense.Product(l.examples.Grams(near[j].phrasing))
		}
		slices.SortFunc(near, func(a, b similarPhrasing) int { return cmp.Compare(b.product, a.product) })
		if len(near) == 0 {
			continue
		}
		c.nearest = near[0].phrasing
		c.x[featNearest] = float64(near[0].product) * scale
		for _, p := range near[:min(nearestMean, len(near))] {
			c.x[featNearest3] += float64(p.product) * scale / nearestMean
		}
	}
}

// nearestMean is how many phrasings featNearest3 is the mean of.
const nearestMean = 3

// similarPhrasing is a phrasing with the product of its vector and a text's.
type similarPhrasing struct {
	phrasing int
	product  float32
}

// nearestPhrasings lists the phrasings of an entry with the most similar words.
// Only these are compared by their n-grams too.
func (l *language) nearestPhrasings(entry int, dense *classify.Scratch) []similarPhrasing {
	e := &l.entries[entry]
	near := make([]similarPhrasing, 0, l.params.Nearest+1)
	for p := e.First; p < e.End; p++ {
		product := dense.Product(l.examples.Words(p))
		if len(near) == l.params.Nearest && product <= near[len(near)-1].product {
			continue
		}
		at := len(near)
		for at > 0 && near[at-1].product < product {
			at--
		}
		near = slices.Insert(near, at, similarPhrasing{p, product})
		near = near[:min(len(near), l.params.Nearest)]
	}
	return near
}

// termPrior sets how a short question's words are distributed over the candidates:
// each one's share of the phrasings that have all the words, as if all entries
// had equally many phrasings. It stays 0 for longer questions, and when no
// phrasing has all the words.
func (l *language) termPrior(r *scored) {
	if len(r.tokens) > l.params.Short {
		return
	}
	var ids []int32
	for _, t := range r.tokens {
		g := classify.Parts // so that a word is found in compounds too
		if len(t.Parts) > 0 {
			g = classify.Stems
		}
		id, ok := l.vectorizer.Lookup(g, t.Stem)
		if !ok {
			return
		}
		ids = append(ids, id)
	}
	var total float64
	for i := range r.candidates {
		c := &r.candidates[i]
		e := &l.entries[c.entry]
		with := 0
		for p := e.First; p < e.End; p++ {
			if hasAll(l.examples.Words(p), ids) {
				with++
			}
		}
		c.prior = float64(with) / float64(max(e.End-e.First, 1))
		c.prior *= c.prior // many entries use a word once or twice; squaring makes them count little
		total += c.prior
	}
	for i := range r.candidates {
		if total > 0 {
			r.candidates[i].prior /= total
		}
	}
}

func hasAll(x []classify.Packed, ids []int32) bool {
	for _, id := range ids {
		_, ok := slices.BinarySearchFunc(x, id, func(f classify.Packed, id int32) int { return int(f.ID()) - int(id) })
		if !ok {
			return false
		}
	}
	return true
}
