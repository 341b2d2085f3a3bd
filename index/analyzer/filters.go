package analyzer

import (
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"

	"iombot/locales/text"
)

// What this package registers with Bleve.
const (
	tokenizerName = "iombot_words" // words and pictures of normalised text
	foldName      = "iombot_fold"  // token filter: no diacritics
	gramsName     = "iombot_grams" // token filter: the n-grams of words
)

type tokenizer struct{}

// Tokenize implements analysis.Tokenizer.
func (tokenizer) Tokenize(in []byte) analysis.TokenStream {
	s := string(in)
	var out analysis.TokenStream
	for i, w := range text.TokenSpans(s) {
		term := s[w.Start:w.End]
		if strings.Contains(term, "'") { // "don't" is "dont", "IOM'i" is "iomi"
			term = strings.ReplaceAll(term, "'", "")
		}
		out = append(out, &analysis.Token{
			Start: w.Start, End: w.End, Term: []byte(term), Position: i + 1, Type: analysis.AlphaNumeric,
		})
	}
	return out
}

type foldFilter struct{}

// Filter implements analysis.TokenFilter: it removes diacritics.
func (foldFilter) Filter(in analysis.TokenStream) analysis.TokenStream {
	for _, t := range in {
		t.Term = []byte(text.FoldMarks(string(t.Term)))
	}
	return in
}

// GramLength is the number of runes of the n-grams in the index, including the
// mark at each end of a word.
const GramLength = 3

type gramsFilter struct{}

// Filter implements analysis.TokenFilter: it replaces each word with its n-grams.
func (gramsFilter) Filter(in analysis.TokenStream) analysis.TokenStream {
	var out analysis.TokenStream
	for _, t := range in {
		for _, g := range WordGrams(string(t.Term)) {
			out = append(out, &analysis.Token{Start: t.Start, End: t.End, Term: []byte(g), Position: t.Position, Type: t.Type})
		}
	}
	return out
}

// WordGrams lists the n-grams of a folded word.
func WordGrams(word string) []string {
	runes := []rune("_" + word + "_")
	var out []string
	for i := 0; i+GramLength <= len(runes); i++ {
		out = append(out, string(runes[i:i+GramLength]))
	}
	return out
}

// init registers the parts, so that a Bleve mapping finds them by name. A name
// that is taken is a programming error.
func init() {
	err := registry.RegisterTokenizer(tokenizerName, func(map[string]any, *registry.Cache) (analysis.Tokenizer, error) {
		return tokenizer{}, nil
	})
	if err != nil {
		panic(err)
	}
	for name, filter := range map[string]analysis.TokenFilter{foldName: foldFilter{}, gramsName: gramsFilter{}} {
		err := registry.RegisterTokenFilter(name, func(map[string]any, *registry.Cache) (analysis.TokenFilter, error) {
			return filter, nil
		})
		if err != nil {
			panic(err)
		}
	}
}
