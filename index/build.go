package index

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"iombot/index/analyzer"
	"iombot/index/classify"
	"iombot/knowledge"
	"iombot/locales"
	"iombot/locales/text"
)

// builder gathers what a language learns from, and learns it.
type builder struct {
	*language
	base       *knowledge.Base
	asked      [][]string // of each entry: its phrasings and then its keywords, normalised
	whole      [][]string // of each entry: its phrasings, each as one term
	texts      []trainingText
	background []([]classify.Token)
	calm       []([]classify.Token) // what has strong words and tells of no danger
}

// trainingText is a text of an entry, to be an example once the vectorizer is
// fitted.
type trainingText struct {
	class    int
	cost     float32
	bag      classify.Bag // of a phrasing
	tokens   []classify.Token
	phrasing bool
}

// newLanguage builds one language of the base, or takes it from cache.
func newLanguage(b *knowledge.Base, lang locales.Lang, content [sha256.Size]byte, p *Params, cache *Cache) (*language, error) {
	l := &language{lang: lang, content: content, params: *p, rules: rulesOf(lang), learned: newLearned(p)}
	if !cache.load(l) {
		if err := (&builder{base: b, language: l}).build(); err != nil {
			return nil, fmt.Errorf("indexing %q: %w", lang, errors.Join(err, l.close()))
		}
		cache.save(l)
	}
	l.analyzer.Freeze()
	l.scratch.New = func() any {
		n := len(l.entries) + 1
		return &scratch{classify.NewScratch(l.vectorizer), make([]float32, l.model.Classes()), make([]float32, n), make([]float32, n)}
	}
	return l, nil
}

// build analyses the base's texts and learns from them.
func (w *builder) build() (err error) {
	w.asked = normalized(w.base, w.lang, &w.params)
	w.whole = make([][]string, len(w.asked))
	if w.analyzer, err = analyzer.New(w.lang, vocabulary(w.asked)); err != nil {
		return err
	}
	w.gather()
	var work errgroup.Group
	work.Go(w.train)
	work.Go(w.fillIndex)
	return work.Wait()
}

// normalized lists, for each entry, its phrasings and then its keywords as the
// analyzer reads them.
func normalized(b *knowledge.Base, lang locales.Lang, p *Params) [][]string {
	out := make([][]string, len(b.Entries))
	for k, e := range b.Entries {
		if t := e.Texts[lang]; t != nil {
			for _, it := range slices.Concat(t.Phrasings(), t.Keywords) {
				out[k] = append(out[k], text.Normalize(it.Text, p.MaxRunes))
			}
		}
	}
	return out
}

// vocabulary lists the words that the entries are asked for with.
func vocabulary(asked [][]string) []string {
	seen := map[string]bool{}
	var out []string
	for _, s := range slices.Concat(asked...) {
		for _, w := range text.WordSpans(s) {
			if word := s[w.Start:w.End]; !seen[word] {
				seen[word] = true
				out = append(out, word)
			}
		}
	}
	return out
}

func (w *builder) tokens(s string) []classify.Token {
	return w.analyzer.Tokens(text.Normalize(s, w.params.MaxRunes))
}

// gather counts the features of all texts, so that the vectorizer can be fitted.
func (w *builder) gather() {
	w.entries = make([]entryModel, len(w.base.Entries))
	w.senses = w.synonyms(w.base.Synonyms[w.lang], thesaurus(w.lang))
	for k, e := range w.base.Entries {
		if t := e.Texts[w.lang]; t != nil {
			w.addEntry(k, t)
		}
	}
	for k := range w.entries {
		for s := range w.entries[k].Asked {
			w.stems[s]++
		}
		for s := range w.entries[k].Senses {
			w.senseDF[s]++
		}
	}
	for _, line := range background(w.lang) {
		tokens := w.tokens(line)
		w.background = append(w.background, tokens)
		w.vectorizer.CountBackground(tokens)
		w.know(tokens)
	}
	calm := harmless(w.lang)
	for _, it := range w.base.Harmless[w.lang] {
		calm = append(calm, it.Text)
		w.harmless[stemsOf(w.tokens(it.Text))] = true
	}
	for _, line := range calm {
		tokens := w.tokens(line)
		w.calm = append(w.calm, tokens)
		w.vectorizer.CountBackground(tokens)
		w.know(tokens)
	}
	w.smallTalk = newSmallTalk(w)
	w.shrinkage = shrinkage(len(w.phrasings), len(w.entries), w.params.HalfShrinkage)
	w.vectorizer.Fit()
}

// shrinkage tells how much single phrasings mean in a base of so many, 0 to 1:
// n/(n+half) for n phrasings an entry.
func shrinkage(phrasings, entries int, half float64) float64 {
	each := float64(phrasings) / float64(max(entries, 1))
	return each / (each + half)
}

func (w *builder) addEntry(k int, t *knowledge.Text) {
	e := &w.entries[k]
	*e = entryModel{First: len(w.phrasings), Asked: map[string]bool{}, Answered: map[string]bool{}, Senses: map[string]bool{}}
	phrasings := t.Phrasings()
	for i, it := range phrasings {
		tokens := w.addAsked(e, w.asked[k][i])
		w.texts = append(w.texts, trainingText{class: k, cost: 1, bag: w.vectorizer.Count(tokens), phrasing: true})
		w.phrasings = append(w.phrasings, it.Text)
		if len(tokens) <= w.params.Terms { // a longer one has rare words enough
			w.whole[k] = append(w.whole[k], stemsOf(tokens))
		}
	}
	e.End = len(w.phrasings)
	for _, s := range w.asked[k][len(phrasings):] {
		w.texts = append(w.texts, trainingText{class: k, cost: w.params.KeywordCost, tokens: w.addAsked(e, s)})
	}
	for _, s := range sentences(text.Normalize(t.Answer.Text, len(t.Answer.Text))) {
		tokens := w.analyzer.Tokens(s)
		addStems(e.Answered, tokens)
		w.know(tokens)
		if len(tokens) >= w.params.MinAnswerWords {
			w.texts = append(w.texts, trainingText{class: k, cost: w.params.AnswerCost, tokens: tokens})
		}
	}
}

// addAsked adds the words of normalised text that people ask for an entry with,
// and returns them.
func (w *builder) addAsked(e *entryModel, s string) []classify.Token {
	tokens := w.analyzer.Tokens(s)
	addStems(e.Asked, tokens)
	for _, t := range tokens {
		e.Senses[w.sense(t.Stem)] = true
	}
	w.know(tokens)
	return tokens
}

func addStems(set map[string]bool, tokens []classify.Token) {
	for _, t := range tokens {
		set[t.Stem] = true
		for _, p := range t.Parts {
			set[p] = true
		}
	}
}

// know adds words to the dictionary of what is spelt rightly.
func (w *builder) know(tokens []classify.Token) {
	for _, t := range tokens {
		known := w.words[t.Word]
		w.words[t.Word] = word{t, known.Count + 1}
	}
}

// train fits the models and keeps the phrasings' vectors.
func (w *builder) train() error {
	v, p := w.vectorizer, w.params
	task := classify.Task{Features: v.Features(), Classes: len(w.entries)}
	var urgent, others []classify.Example
	asked := make([][]classify.Example, len(w.entries), len(w.entries)+1)
	features := 0
	for _, t := range w.texts {
		features += t.bag.Len()
	}
	w.examples = classify.NewExamples(v, features)
	for _, t := range w.texts {
		e := classify.Example{Class: t.class, Cost: t.cost}
		if t.phrasing {
			e.X = w.examples.Add(v.Weight(t.bag))
			asked[t.class] = append(asked[t.class], e)
			if w.base.Entries[t.class].Urgent {
				urgent = append(urgent, e)
			} else {
				others = append(others, e)
			}
		} else {
			e.X = classify.Pack(v.Transform(t.tokens))
		}
		task.Examples = append(task.Examples, e)
	}
	w.texts = nil // training needs the memory
	unanswered := w.unanswered()
	w.learned.background = len(w.entries)
	w.likelihood = classify.NewLikelihood(v, append(asked, unanswered), len(w.entries), p.Smoothing)
	task.Extra = []classify.Binary{{Positive: unanswered, Negative: task.Examples}}
	if len(urgent) > 0 {
		w.danger = len(w.entries) + 1
		task.Extra = append(task.Extra, classify.Binary{Positive: urgent, Negative: slices.Concat(others, unanswered, w.calmExamples())})
	}
	train := p.Train
	// In a base of few phrasings an entry each of them has to teach more.
	train.Cost *= float32(len(w.entries)) / float32(max(len(w.phrasings), 1))
	w.model = classify.Train(task, train)
	w.examples.Clip()
	return nil
}

// unanswered makes examples of the background questions that are unlike all of
// the base's phrasings.
func (w *builder) unanswered() []classify.Example {
	near := newSimilar(w.vectorizer, w.examples, len(w.phrasings))
	var out []classify.Example
	for _, tokens := range w.background {
		x := w.vectorizer.Transform(tokens)
		if !near.reaches(x, w.params.MaxSimilarity) {
			out = append(out, classify.Example{X: classify.Pack(x), Cost: w.params.BackgroundCost})
		}
	}
	return out
}

func (w *builder) calmExamples() []classify.Example {
	out := make([]classify.Example, len(w.calm))
	for i, tokens := range w.calm {
		out[i] = classify.Example{X: classify.Pack(w.vectorizer.Transform(tokens)), Cost: w.params.HarmlessCost}
	}
	return out
}

// fillIndex makes Bleve's index: a document an entry.
func (w *builder) fillIndex() error {
	docs := make([]document, len(w.entries))
	for k, e := range w.base.Entries {
		if t := e.Texts[w.lang]; t != nil {
			docs[k] = newDocument(w.asked[k], w.whole[k], text.Normalize(t.Answer.Text, len(t.Answer.Text)))
		}
	}
	everyday := make([]string, 0, len(w.words))
	for s := range w.words {
		everyday = append(everyday, s)
	}
	slices.Sort(everyday)
	idx, err := newBleve(w.analyzer, docs, strings.Join(everyday, " "))
	if err != nil {
		return err
	}
	return w.use(idx)
}

// sentences cuts normalised text after each sentence end and line. Abbreviations
// do not matter: a piece without content words weighs nothing later.
func sentences(s string) []string {
	var out []string
	for s != "" {
		end := strings.IndexAny(s, ".?!;\n") + 1
		if end == 0 {
			end = len(s)
		}
		if t := strings.TrimSpace(s[:end]); t != "" {
			out = append(out, t)
		}
		s = s[end:]
	}
	return out
}
