package index

import (
	"strings"

	"iombot/index/langid"
	"iombot/locales"
)

// understanding is all that is known about a question before the decision.
type understanding struct {
	guess  langid.Guess
	lang   locales.Lang // of the base's languages
	whole  *view        // nil when the text has no words
	first  *view        // with second, the message's two questions; nil when it has one
	second *view
	danger *view // a sentence that tells of danger; nil without one
}

// view is a text read in one language, with the entries' probabilities.
type view struct {
	reader  *reader
	text    string // cleaned
	reading reading
	share   []float64 // probability of each entry, given that one is right
	order   []int     // entries, likeliest first
	scope   float64   // probability that one is
}

// confidence is the probability that the i-th likeliest entry is right.
func (v *view) confidence(i int) float64 { return v.scope * v.share[v.order[i]] }

func (x *Index) understand(text string, hint locales.Lang) understanding {
	u := understanding{lang: hint}
	if !x.base.Has(u.lang) {
		u.lang = x.base.Default()
	}
	cleaned := clean(text)
	if !strings.ContainsFunc(cleaned, isAlphanumeric) {
		return u
	}
	u.guess = x.detector.Detect(text)
	u.whole = x.inLanguage(cleaned, u.guess, hint)
	u.lang = u.whole.reader.lang
	u.danger = x.danger(u.whole)
	u.whole = x.withoutGreeting(u.whole)
	u.first, u.second = x.twoQuestions(u.whole)
	return u
}

// story is the number of words from which on what is said besides small talk is
// hardly more of it.
const story = 8

// samePhrasing is the likeness to a phrasing from which on a message is that
// phrasing.
const samePhrasing = .9

// isPhrasing reports whether the text is a phrasing of the likeliest entry: what
// staff wrote is not taken apart.
func (v *view) isPhrasing() bool {
	return v.reading.signals[v.order[0]][sigBest] >= samePhrasing
}

// withoutGreeting is the view of what a message says besides small talk, or v
// itself when that is all there is.
func (x *Index) withoutGreeting(v *view) *view {
	first := v.order[0]
	hidden := x.base.Entries[first].Hidden
	if hidden && v.isPhrasing() {
		return v
	}
	rest := x.withoutSmallTalk(v.reader, v.text)
	if rest == v.text || rest == "" {
		return v
	}
	w := x.view(v.reader, rest)
	// "How are you?" after "hello" is most like a phrasing of the greeting: it
	// must be likely to be a question of its own.
	sure := w.confidence(0)
	more := hidden && w.reading.signals[first][sigBest] >= w.reading.signals[w.order[0]][sigBest]
	asks := isQuestion(rest) || sure >= likely || sure >= x.calibration.Offer && len(words(rest)) >= story
	if sure >= v.confidence(0) || asks && (!more || sure >= likely) {
		return w
	}
	return v
}

// What a language's odds are multiplied by before the text is made sense of.
const (
	hintOdds    = 3   // it is the hinted one
	defaultOdds = 1.1 // it is the base's first, and not the hinted one
	strangeOdds = .5  // the text has a letter that is strange to it
)

// The least that a language's probability, and the confidence added to that of
// the likeliest entry, count: neither rules a language out by itself.
const (
	minLanguage   = .01
	addConfidence = .05
)

// inLanguage reads the text in the language that its letters and words tell;
// when they do not, in the one in which it makes more sense, the hint tipping
// the scales.
func (x *Index) inLanguage(text string, guess langid.Guess, hint locales.Lang) *view {
	var best *view
	var bestOdds float64
	for _, r := range x.readers {
		if guess.Served && guess.Clear() && guess.Lang != r.lang {
			continue
		}
		v := x.view(r, text)
		odds := max(guess.P(r.lang), minLanguage) * (v.confidence(0) + addConfidence)
		if strings.ContainsAny(text, r.language.strange) {
			odds *= strangeOdds
		}
		switch r.lang {
		case hint:
			odds *= hintOdds
		case x.base.Default():
			odds *= defaultOdds
		}
		if best == nil || odds > bestOdds {
			best, bestOdds = v, odds
		}
	}
	return best
}

// spreadTrust is how much, of a word or two, their spread over the entries
// counts: with one word the model has nothing to weigh it against, and a word
// that many entries use is no question yet.
var spreadTrust = [maxShort + 1]float64{1: .5, 2: .25}

// view reads a cleaned text in r's language and weighs the entries.
func (x *Index) view(r *reader, text string) *view { return x.weigh(r, text, r.read(text)) }

// glance is view without asking Bleve, for parts of a message: every entry is a
// candidate. It takes half the time and comes to nearly the same.
func (x *Index) glance(r *reader, text string) *view { return x.weigh(r, text, r.measure(text)) }

func (x *Index) weigh(r *reader, text string, q reading) *view {
	v := &view{reader: r, text: text, reading: q}
	v.share, v.order = x.calibration.shares(&v.reading)
	v.scope = x.calibration.inScope(&v.reading, v.share, v.order[0])
	if spread := r.spread(v.reading.tokens); spread != nil {
		trust := spreadTrust[len(v.reading.tokens)]
		for k := range v.share {
			v.share[k] += trust * (spread[k] - v.share[k])
		}
		v.order = rank(v.share)
	}
	return v
}
