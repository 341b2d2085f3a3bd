// Package index finds the entry that answers a question. Bleve finds the
// candidates among the staff's phrasings; a linear model trained on those
// phrasings and the likeness to single ones rank them; a calibration fitted on
// labelled questions turns the ranks into probabilities, and these into one of
// three outcomes: an answer, choices, or none. It talks to nobody and keeps
// nothing about who asked. README.md holds the figures and what else was tried.
package index

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/sync/errgroup"

	"iombot/index/langid"
	"iombot/knowledge"
	"iombot/locales"
)

// Index searches one version of a knowledge base. It is immutable and safe for
// concurrent use; Close it once no search uses it any more.
type Index struct {
	base        *knowledge.Base
	languages   []*reader
	identify    *langid.Model
	calibration Calibration
}

// reader reads questions in one language.
type reader struct {
	*ranker
	catalog *catalog
}

// Build indexes every phrasing of b and trains the models on them. The same
// base gives the same index.
func Build(b *knowledge.Base) (*Index, error) {
	return BuildWith(b, DefaultCalibration())
}

// BuildWith is Build with another calibration than the one compiled in.
func BuildWith(b *knowledge.Base, c Calibration) (*Index, error) {
	x := &Index{base: b, calibration: c, languages: make([]*reader, len(b.Languages))}
	var work errgroup.Group
	for i, lang := range b.Languages {
		work.Go(func() (err error) {
			x.languages[i], err = newReader(b, lang)
			return err
		})
	}
	work.Go(func() error {
		x.identify = langid.Train(samples(b))
		return nil
	})
	if err := work.Wait(); err != nil {
		return nil, errors.Join(err, x.Close())
	}
	return x, nil
}

func newReader(b *knowledge.Base, lang locales.Lang) (*reader, error) {
	r := &reader{ranker: newRanker(b, lang)}
	texts := make([]string, len(r.phrases))
	for i, p := range r.phrases {
		texts[i] = p.text
	}
	var err error
	if r.catalog, err = newCatalog(lang, texts); err != nil {
		return nil, fmt.Errorf("indexing %q: %w", lang, err)
	}
	return r, nil
}

// samples are the texts that a language is learnt from.
func samples(b *knowledge.Base) map[locales.Lang][]string {
	out := map[locales.Lang][]string{}
	for _, lang := range b.Languages {
		for _, e := range b.Entries {
			if t := e.Texts[lang]; t != nil {
				for _, p := range t.Phrasings() {
					out[lang] = append(out[lang], p.Text)
				}
				out[lang] = append(out[lang], t.Answer.Text)
			}
		}
	}
	return out
}

// Close frees the index. It must be called once.
func (x *Index) Close() error {
	var errs []error
	for _, r := range x.languages {
		if r != nil {
			errs = append(errs, r.catalog.index.Close())
		}
	}
	return errors.Join(errs...)
}

// maxCandidates is how many entries a result ranks at most.
const maxCandidates = 10

// Search ranks the entries for a question. hint is the language to fall back
// on when the text does not tell: the person's choice or their app's.
func (x *Index) Search(text string, hint locales.Lang) knowledge.Result {
	return x.decide(x.understand(text, hint))
}

// understanding is all that is known about a question before the decision.
type understanding struct {
	text   string
	guess  langid.Guess
	lang   locales.Lang
	whole  *view
	pieces []*view // the sentences that ask, each by itself, when there are several
}

// view is a text read in one language, with the entries' probabilities.
type view struct {
	reader  *reader
	text    string
	reading reading
	share   []float64 // probability of each entry, given that one is right
	scope   float64   // probability that one is
	order   []int     // entries, likeliest first
}

// confidence is the probability that the i-th likeliest entry is right.
func (v *view) confidence(i int) float64 { return v.scope * v.share[v.order[i]] }

func (x *Index) understand(text string, hint locales.Lang) understanding {
	u := understanding{text: clean(text), lang: hint}
	if !x.base.Has(u.lang) {
		u.lang = x.base.Default()
	}
	if !strings.ContainsFunc(u.text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return u
	}
	u.guess = x.identify.Detect(text)
	u.whole = x.inLanguage(u.text, u.guess, hint)
	u.lang = u.whole.reader.lang
	if asking := questions(u.text); len(asking) > 1 {
		for _, s := range asking[:min(len(asking), maxPieces)] {
			u.pieces = append(u.pieces, x.view(u.whole.reader, s))
		}
	}
	return u
}

// maxPieces bounds the sentences that are read by themselves: a message with
// more questions is a story, and its whole tells the subject.
const maxPieces = 4

// inLanguage reads the text in the language that its letters and words tell;
// when they do not, in the one in which it makes more sense, the hint tipping
// the scales.
func (x *Index) inLanguage(text string, guess langid.Guess, hint locales.Lang) *view {
	var best *view
	var bestOdds float64
	for _, r := range x.languages {
		if guess.Served && guess.Clear() && guess.Lang != r.lang {
			continue
		}
		v := x.view(r, text)
		odds := max(guess.P(r.lang), 0.01) * (v.confidence(0) + 0.05)
		if strings.ContainsAny(text, strangeLetters[r.lang]) {
			odds *= strangeOdds
		}
		switch {
		case r.lang == hint:
			odds *= hintOdds
		case r.lang == x.base.Default():
			odds *= defaultOdds
		}
		if best == nil || odds > bestOdds {
			best, bestOdds = v, odds
		}
	}
	return best
}

// strangeLetters are those that only names and foreign words of a language have.
var strangeLetters = map[locales.Lang]string{locales.ET: "cqwxy", locales.EN: "õäöüšž"}

// strangeOdds is how much less likely such a letter makes the language.
const strangeOdds = 0.5

// How much likelier the hinted language, and the base's first, are than
// another, before the text is looked at.
const (
	hintOdds    = 3
	defaultOdds = 1.1
)

// view reads a cleaned text in r's language and ranks its candidates.
func (x *Index) view(r *reader, text string) *view {
	v := &view{reader: r, text: text, reading: r.read(text)}
	v.share = x.calibration.score(&v.reading, r.reliance)
	softmax(v.share)
	v.order = rankAll(v.share)
	v.scope = logistic(dot(x.calibration.Scope, scope(&v.reading, v.share, v.order[0])))
	return v
}

// rescued is how many entries stay candidates on the linear model's word, found
// by Bleve or not: a question whose telling words are all mistyped shares
// n-grams with its entry, but no term.
const rescued = 10

// read reads a cleaned text and drops the entries that are no candidates: those
// of which Bleve finds no phrasing. When Bleve finds nothing at all, or fails,
// as it can only while the index is being closed, all stay.
func (r *reader) read(text string) reading {
	q := r.ranker.read(text)
	hits, err := r.catalog.find(context.Background(), r.telling(q.tokens))
	if err != nil || len(hits) == 0 {
		return q
	}
	q.found, q.dropped = make([]bool, r.entries), make([]bool, r.entries)
	for _, h := range hits {
		q.found[r.phrases[h.phrase].entry] = true
	}
	margin := make([]float64, r.entries)
	for k := range margin {
		q.dropped[k] = !q.found[k]
		margin[k] = float64(q.signals[k][sigLinear])
	}
	for _, k := range rankAll(margin)[:min(rescued, r.entries)] {
		q.dropped[k] = false
	}
	return q
}
