// Package analyzer turns a language's text into tokens. The chain is Bleve's:
// the same registered tokenizer and filters fill the index and feed the model.
// Estonian and English have their own chains (packages et and en), Ukrainian has
// a stemmer (package uk). Any other language uses the Snowball stemmer that
// Bleve has under its code, if there is one.
//
// Reading order: analyzer.go, filters.go.
package analyzer

import (
	"fmt"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/da" // the stemmers of these register themselves
	_ "github.com/blevesearch/bleve/v2/analysis/lang/de"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/es"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/fi"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/fr"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/it"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/nl"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/no"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/pt"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/ro"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/ru"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/sv"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/tr"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/registry"

	"iombot/index/classify"
	"iombot/index/en"
	"iombot/index/et"
	"iombot/index/uk"
	"iombot/locales"
	"iombot/locales/text"
)

// The names of a mapping's analyzers, whatever the language.
const (
	Stems = "stems" // stems, and after each compound its parts at its position
	Words = "words" // folded words
	Grams = "grams" // character n-grams of folded words
)

// Analyzer is one language's chain. It is safe for concurrent use.
type Analyzer struct {
	Mapping *mapping.IndexMappingImpl // with the three analyzers defined

	stems, words analysis.Analyzer
	listed       func(word string) bool

	mu   sync.RWMutex
	memo map[string][]classify.Token // of words seen before Freeze
	full bool
}

// chain lists a language's token filters by their names in Bleve's registry:
// the filters that both analyzers begin with, those that stem, and the one that
// folds.
type chain struct {
	expand, stem []string
	fold         string
	listed       func(word string) bool
}

func chainOf(lang locales.Lang) chain {
	switch lang {
	case locales.ET:
		return chain{stem: []string{compoundName, et.StemName}, fold: et.FoldName, listed: et.Listed}
	case locales.EN:
		return chain{expand: []string{foldName, en.ExpandName}, stem: []string{en.StemName}, fold: foldName}
	case "uk":
		return chain{stem: []string{uk.StemName}, fold: foldName}
	}
	c := chain{fold: foldName}
	if name := fmt.Sprintf("stemmer_%s_snowball", lang); hasFilter(name) {
		c.stem = []string{name}
	}
	return c
}

func hasFilter(name string) bool {
	_, err := registry.NewCache().TokenFilterNamed(name)
	return err == nil
}

// compoundName is the mapping's own compound filter, with the base's words.
const compoundName = "compound"

// New returns the chain of a language. vocabulary lists words that may be parts
// of compounds, in addition to the language's own list.
func New(lang locales.Lang, vocabulary []string) (*Analyzer, error) {
	m := mapping.NewIndexMapping()
	if err := define(m, chainOf(lang), vocabulary); err != nil {
		return nil, fmt.Errorf("defining the analyzers of %q: %w", lang, err)
	}
	return Of(lang, m), nil
}

// Of returns the chain of a language from the mapping that New made, as an index
// keeps it.
func Of(lang locales.Lang, m *mapping.IndexMappingImpl) *Analyzer {
	return &Analyzer{
		Mapping: m, stems: m.AnalyzerNamed(Stems), words: m.AnalyzerNamed(Words),
		listed: chainOf(lang).listed, memo: map[string][]classify.Token{},
	}
}

// define adds the three analyzers to the mapping.
func define(m *mapping.IndexMappingImpl, c chain, vocabulary []string) error {
	if err := m.AddCustomTokenFilter(compoundName, map[string]any{"type": et.CompoundName, "words": vocabulary}); err != nil {
		return err
	}
	join := func(lists ...[]string) []string {
		var out []string
		for _, l := range lists {
			out = append(out, l...)
		}
		return out
	}
	for name, filters := range map[string][]string{
		Stems: join(c.expand, c.stem, []string{c.fold}),
		Words: join(c.expand, []string{c.fold}),
		Grams: join(c.expand, []string{c.fold, gramsName}),
	} {
		config := map[string]any{"type": custom.Name, "tokenizer": tokenizerName, "token_filters": filters}
		if err := m.AddCustomAnalyzer(name, config); err != nil {
			return fmt.Errorf("analyzer %s: %w", name, err)
		}
	}
	return nil
}

// Tokens analyses a normalised text.
func (a *Analyzer) Tokens(s string) []classify.Token {
	spans := text.TokenSpans(s)
	out := make([]classify.Token, 0, len(spans))
	for _, w := range spans {
		out = append(out, a.word(s[w.Start:w.End])...)
	}
	return out
}

// Freeze stops the caching of words. From now on words come from messages and
// are analysed each time.
func (a *Analyzer) Freeze() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.full = true
}

// word analyses one word. A base repeats a few thousand words, so those seen
// before Freeze are cached.
func (a *Analyzer) word(w string) []classify.Token {
	a.mu.RLock()
	tokens, ok := a.memo[w]
	full := a.full
	a.mu.RUnlock()
	if ok {
		return tokens
	}
	tokens = a.analyze(w)
	if !full {
		a.mu.Lock()
		a.memo[w] = tokens
		a.mu.Unlock()
	}
	return tokens
}

// analyze runs both analyzers on a word. A contraction gives several tokens.
func (a *Analyzer) analyze(w string) []classify.Token {
	words := a.words.Analyze([]byte(w))
	out := make([]classify.Token, len(words))
	for i, t := range words {
		out[i].Word = string(t.Term)
	}
	for _, t := range a.stems.Analyze([]byte(w)) {
		i := t.Position - 1
		if i < 0 || i >= len(out) {
			continue
		}
		if out[i].Stem == "" {
			out[i].Stem = string(t.Term)
		} else {
			out[i].Parts = append(out[i].Parts, string(t.Term))
		}
	}
	return out
}

// Listed reports whether the language's own word list has a folded word. Such a
// word is spelt correctly, whether or not the base uses it.
func (a *Analyzer) Listed(word string) bool { return a.listed != nil && a.listed(word) }
