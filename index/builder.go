package index

import (
	"slices"

	"iombot/knowledge"
	"iombot/locales"
)

// What a mistake costs the linear model on texts that are no phrasings, on
// which it costs 1.
const (
	keywordCost    = .5
	answerCost     = .05
	backgroundCost = .5
)

// minAnswerWords is the number of words below which a sentence of an answer is
// no example of its entry.
const minAnswerWords = 3

// maxLikeness is how like a phrasing (0 to 1) a background question may be:
// above it, the base does answer such questions.
const maxLikeness = .5

// builder gathers a ranker's training texts.
type builder struct {
	*ranker
	once  analyzer // the ranker's, memoized
	texts []trainingText
}

// trainingText is a text of an entry, to be an example once the space is frozen.
type trainingText struct {
	class  int
	cost   float32
	tokens []token
	learnt *bag // of a phrasing; nil for keywords and sentences of answers
}

// newRanker builds the ranker of one of b's languages.
func newRanker(b *knowledge.Base, lang locales.Lang) *ranker {
	w := gather(b, lang)
	examples := w.examples()
	background := w.background()
	// In a base of few phrasings an entry each of them has to teach more.
	cost := mistakeCost * (float32(w.entries) / float32(max(len(w.phrasings), 1)))
	w.linear = trainLinear(examples, background, w.entries, len(w.space.df), cost)
	w.mender.freeze()
	return w.ranker
}

// gather learns the base's texts and leaves the space frozen, ready to make
// examples.
func gather(b *knowledge.Base, lang locales.Lang) *builder {
	n := len(b.Entries)
	analyze := languageOf(lang).analyzer(vocabulary(b, lang))
	w := &builder{once: analyze.memoized(), ranker: &ranker{
		lang: lang, entries: n, analyze: analyze, mender: newMender(), space: newSpace(),
		asked: newCoverage(n), answered: newCoverage(n), sensed: newCoverage(n),
	}}
	w.addSynonyms(b.Synonyms[lang], thesaurus(lang))
	for k, e := range b.Entries {
		if t := e.Texts[lang]; t != nil {
			w.addEntry(k, t)
		}
	}
	for _, line := range background(lang) {
		w.space.notice(w.once.tokens(clean(line)))
	}
	w.smallTalk = newSmallTalk(b, lang, w.once)
	w.reliance = reliance(len(w.phrasings), n)
	w.space.freeze()
	return w
}

// vocabulary lists the words of the base's titles, questions and keywords.
func vocabulary(b *knowledge.Base, lang locales.Lang) []string {
	seen := map[string]bool{}
	var out []string
	for _, e := range b.Entries {
		t := e.Texts[lang]
		if t == nil {
			continue
		}
		for _, it := range slices.Concat(t.Phrasings(), t.Keywords) {
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

func (w *builder) addSynonyms(own, general [][]string) {
	w.synonyms = newSynonyms(own, general, w.once)
	for _, group := range slices.Concat(general, own) {
		for _, word := range group {
			w.mender.learn(w.once.tokens(clean(word)))
		}
	}
}

func (w *builder) addEntry(k int, t *knowledge.Text) {
	for _, it := range t.Phrasings() {
		tokens := w.addAsked(k, it.Text)
		w.texts = append(w.texts, trainingText{class: k, cost: 1, learnt: w.space.learn(tokens)})
		w.phrasings = append(w.phrasings, phrasing{k, it.Text})
	}
	for _, it := range t.Keywords {
		w.texts = append(w.texts, trainingText{class: k, cost: keywordCost, tokens: w.addAsked(k, it.Text)})
	}
	for _, s := range sentences(clean(t.Answer.Text)) {
		tokens := w.once.tokens(s)
		w.answered.add(k, tokens)
		w.mender.learn(tokens)
		if len(tokens) >= minAnswerWords {
			w.texts = append(w.texts, trainingText{class: k, cost: answerCost, tokens: tokens})
		}
	}
}

// addAsked adds words that people ask for the entry with, and returns them.
func (w *builder) addAsked(k int, text string) []token {
	tokens := w.once.tokens(clean(text))
	w.asked.add(k, tokens)
	w.sensed.add(k, w.synonyms.meanings(tokens))
	w.mender.learn(tokens)
	return tokens
}

// examples makes examples of the gathered texts and fills the postings with the
// phrasings among them.
func (w *builder) examples() []example {
	w.likeness = newPostings(w.space)
	out := make([]example, len(w.texts))
	phrasing := int32(0)
	for i, t := range w.texts {
		if t.learnt == nil {
			out[i] = newExample(w.space.vector(t.tokens), t.class, t.cost)
			continue
		}
		out[i] = newExample(w.space.weigh(t.learnt), t.class, t.cost)
		w.likeness.add(phrasing, out[i].x)
		phrasing++
	}
	return out
}

// background makes examples of the background questions that are unlike all of
// the base's phrasings. The postings must be filled.
func (w *builder) background() []example {
	var out []example
	words, grams := make([]float32, len(w.phrasings)), make([]float32, len(w.phrasings))
	for _, line := range background(w.lang) {
		tokens := w.once.tokens(clean(line))
		w.mender.learn(tokens)
		x := w.space.vector(tokens)
		clear(words)
		clear(grams)
		w.likeness.products(x, words, grams)
		var most float32
		for i := range words {
			most = max(most, words[i]+grams[i])
		}
		if most < maxLikeness*maxProduct() {
			out = append(out, newExample(x, w.entries, backgroundCost))
		}
	}
	return out
}
