// Package index finds the entry that answers a message. Bleve finds candidates
// among what staff wrote; a linear model trained on their phrasings, and the
// similarity to single ones, score them; a calibration fitted on labelled
// questions turns the scores into probabilities; and one place decides what is
// sent, what is offered and which help line goes with it. It talks to nobody and
// keeps nothing about who asked.
//
// Reading order: index.go, normalize.go, detect.go, mix.go, spell.go,
// retrieve.go, score.go, similarity.go, synonyms.go, calibration.go,
// smalltalk.go, context.go, segment.go, decide.go. build.go, language.go, data.go
// and cache.go make what these read, params.go and rules.go hold the chosen numbers
// and words, explain.go and observe.go say what was found. README.md has the
// figures and what else was tried.
package index

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"iombot/index/langid"
	"iombot/knowledge"
	"iombot/locales"
)

// Index searches one version of a knowledge base. It is immutable and safe for
// concurrent use; Close it once no search uses it any more.
type Index struct {
	base        *knowledge.Base
	number      map[string]int // of an entry's id
	languages   []*language    // in the order of the base's Asked
	detector    *langid.Model
	params      Params
	calibration Calibration
}

// Build indexes every phrasing of b and trains the models on them. The same
// base gives the same index. A base without entries or languages is an error.
func Build(b *knowledge.Base) (*Index, error) { return Rebuild(b, nil, nil) }

// Rebuild is Build, but keeps each language in which nothing changed since old, the
// index of an earlier version of the base, and looks in cache for what others
// learnt from the same texts before. Both may be nil. Afterwards, close old with
// CloseUnlike.
func Rebuild(b *knowledge.Base, old *Index, cache *Cache) (*Index, error) {
	return build(b, DefaultParams(), DefaultCalibration(), old, cache)
}

// BuildWith is Build with other numbers than those compiled in.
func BuildWith(b *knowledge.Base, p Params, c Calibration) (*Index, error) {
	return build(b, p, c, nil, nil)
}

func build(b *knowledge.Base, p Params, c Calibration, old *Index, cache *Cache) (*Index, error) {
	if len(b.Entries) == 0 || len(b.Languages) == 0 {
		return nil, errors.New("indexing: the base has no entries or no languages")
	}
	asked := b.Asked()
	x := &Index{base: b, number: map[string]int{}, params: p, calibration: c, languages: make([]*language, len(asked))}
	for k, e := range b.Entries {
		x.number[e.ID] = k
	}
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0)) // more at once would only need more memory
	same := old != nil && len(old.languages) == len(asked)
	for i, lang := range asked {
		content := contentOf(b, lang)
		if l := old.languageLike(lang, content); l != nil {
			x.languages[i] = l
			continue
		}
		same = false
		work.Go(func() (err error) {
			x.languages[i], err = newLanguage(b, lang, content, &x.params, cache)
			return err
		})
	}
	if same {
		x.detector = old.detector
	} else {
		work.Go(func() error {
			x.detector = langid.Train(samples(b))
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		return nil, errors.Join(err, x.CloseUnlike(old))
	}
	return x, nil
}

// contentOf is the same for two bases that say the same in a language, as far as
// its part of the index goes.
func contentOf(b *knowledge.Base, lang locales.Lang) [sha256.Size]byte {
	h := sha256.New()
	fmt.Fprintf(h, "%q\n", b.Synonyms[lang])
	for _, it := range b.Harmless[lang] {
		fmt.Fprintf(h, "%q ", it.Text)
	}
	fmt.Fprintln(h)
	for _, e := range b.Entries {
		fmt.Fprintln(h, e.ID, e.Urgent, e.Hidden)
		t := e.Texts[lang]
		if t == nil {
			continue
		}
		for _, items := range [][]knowledge.Item{t.Phrasings(), t.Keywords, {t.Answer}} {
			for _, it := range items {
				fmt.Fprintf(h, "%q ", it.Text)
			}
			fmt.Fprintln(h)
		}
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// languageLike returns x's language when its base said the same in it, else nil.
func (x *Index) languageLike(lang locales.Lang, content [sha256.Size]byte) *language {
	if x == nil {
		return nil
	}
	for _, l := range x.languages {
		if l.lang == lang && l.content == content {
			return l
		}
	}
	return nil
}

// samples are the texts that each language is learnt from: the base's, and the
// background questions for the words that it has no use for.
func samples(b *knowledge.Base) map[locales.Lang][]string {
	out := map[locales.Lang][]string{}
	for _, lang := range b.Asked() {
		out[lang] = background(lang)
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
func (x *Index) Close() error { return x.CloseUnlike(nil) }

// CloseUnlike is Close, which leaves what other, if any, has in common with x.
func (x *Index) CloseUnlike(other *Index) error {
	var errs []error
	for _, l := range x.languages {
		if l != nil && (other == nil || !slices.Contains(other.languages, l)) { // nil: its building failed
			errs = append(errs, l.close())
		}
	}
	return errors.Join(errs...)
}

// Search answers a message: normalise, tell the language, retrieve with Bleve,
// score what it found and the message's parts, decide. Text may be anything a
// person can send.
func (x *Index) Search(m knowledge.Message) knowledge.Result {
	return x.decide(x.read(m))
}

// reading is all that is known about a message before the decision.
type reading struct {
	message knowledge.Message
	text    string // normalised, without what is no question
	guess   langid.Guess
	lang    locales.Lang
	whole   *scored // nil when the text has no words
	first   *scored // with second, the message's two questions; nil when it has one
	second  *scored
	topic   []string // what it may lean on, the likeliest first
	leans   bool     // it leans on the topic
	cry     bool     // it is a bare call for help
}

// read does all steps but the decision. A search that fails, as it can only
// while the index is being closed, reads nothing.
func (x *Index) read(m knowledge.Message) reading {
	r := reading{message: m, lang: m.Hint}
	if !x.base.Reads(r.lang) {
		r.lang = x.base.Default()
	}
	r.text = x.normalize(m.Text)
	if !hasToken(r.text) {
		return r
	}
	r.guess = x.detector.Detect(m.Text)
	whole, err := x.detect(r.text, r.guess, m.Hint)
	if err != nil || whole == nil {
		return r
	}
	if !hasLetter(r.text) && !whole.isPhrasing() {
		// "123" is near many a phrasing with a number, and is in no language.
		r.guess = langid.Guess{Served: true}
		return r
	}
	r.lang = whole.language.lang
	r.cry = whole.language.rules.isCry(whole.tokens)
	r.topic = x.topic(m)
	whole = x.withoutSmallTalk(whole, len(r.topic) > 0)
	r.whole = x.inContext(whole, r.topic, minLean)
	r.leans = r.whole.leaning > .5
	if !r.leans {
		r.first, r.second = x.twoQuestions(r.whole)
	}
	return r
}

// isUrgent reports whether an entry is for danger.
func (x *Index) isUrgent(entry int) bool { return x.base.Entries[entry].Urgent }

// scoreText reads a normalised text in one language: the whole of it, then its
// sentences among the same candidates, and weighs both.
func (x *Index) scoreText(l *language, s string) (*scored, error) {
	own, others := x.foreignWords(l, s)
	r, err := l.score(own, nil)
	if err != nil {
		return nil, err
	}
	r.text, r.own = s, own
	for _, o := range others {
		if err := r.borrow(o); err != nil {
			return nil, err
		}
	}
	if err := x.scoreParts(r); err != nil {
		return nil, err
	}
	x.weigh(r)
	return r, nil
}

// scoreParts scores the sentences of a text and notes the best of each candidate.
func (x *Index) scoreParts(r *scored) error {
	parts := sentences(r.own)
	if len(parts) < 2 || len(r.candidates) == 0 {
		return nil
	}
	hits := make([]hit, len(r.candidates))
	for i, c := range r.candidates {
		hits[i] = hit{c.entry, 0}
	}
	for _, s := range parts[:min(len(parts), x.params.MaxParts)] {
		part, err := r.language.score(s, hits)
		if err != nil {
			return err
		}
		if len(part.tokens) == 0 {
			continue
		}
		r.parts = append(r.parts, part)
		if len(part.tokens) < x.params.MinPartWords {
			continue
		}
		for i := range r.candidates {
			c, p := &r.candidates[i], &part.candidates[i]
			c.x[featPartLinear] = max(c.x[featPartLinear], p.x[featLinear])
			c.x[featPartNear] = max(c.x[featPartNear], p.x[featNearest])
		}
	}
	return nil
}

// weigh turns the features of a text and its parts into probabilities.
func (x *Index) weigh(r *scored) {
	w := x.calibration.weights(r.language.shrinkage, r.inContext())
	if !r.inContext() { // else they are weighed already
		for _, p := range r.parts {
			p.weigh(&w, x.isUrgent)
		}
	}
	r.weigh(&w, x.isUrgent)
	if r.language.harmless[stemsOf(r.tokens)] {
		r.urgent = 0 // staff said so
	}
	if i := r.samePhrasing(); i >= 0 && !r.inContext() {
		r.makeSure(i, x.params.Certain)
	}
}

// confidence is the probability that the i-th likeliest candidate is right.
func (r *scored) confidence(i int) float64 {
	if i >= len(r.order) {
		return 0
	}
	return r.inDomain * r.share[r.order[i]]
}

// best is the likeliest candidate, or nil.
func (r *scored) best() *candidate {
	if len(r.order) == 0 {
		return nil
	}
	return &r.candidates[r.order[0]]
}

// isPhrasing reports whether the text is a phrasing of the likeliest entry: what
// staff wrote is not taken apart.
func (r *scored) isPhrasing() bool {
	best := r.best()
	return best != nil && best.x[featNearest] >= float64(r.language.params.SamePhrasing)
}

// samePhrasing is the place in order of the candidate that has the text as a
// phrasing, the likeliest of several, or -1.
func (r *scored) samePhrasing() int {
	return slices.IndexFunc(r.order, func(i int) bool {
		return r.candidates[i].x[featNearest] >= float64(r.language.params.SamePhrasing)
	})
}

// makeSure makes the i-th likeliest candidate the first, with a confidence of
// certain or more.
func (r *scored) makeSure(i int, certain float64) {
	first := r.order[i]
	if i == 0 && r.confidence(0) >= certain {
		return
	}
	others := 1 - r.share[first]
	for k := range r.share {
		if others > 0 {
			r.share[k] *= (1 - certain) / others
		}
	}
	r.share[first], r.inDomain = certain, 1
	r.order = slices.Insert(slices.Delete(r.order, i, i+1), 0, first)
}
