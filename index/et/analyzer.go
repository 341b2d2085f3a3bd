package et

import (
	"bytes"
	"fmt"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/token/unicodenorm"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"github.com/blevesearch/bleve/v2/registry"
)

// The names under which importing this package registers its parts with Bleve.
const (
	AnalyzerName = "iombot_et"          // the whole analyzer
	NFCName      = "iombot_et_nfc"      // token filter: Unicode normal form C
	CompoundName = "iombot_et_compound" // token filter: parts of compounds, config "words": [more parts]
	StemName     = "iombot_et_stem"     // token filter: Stem
	FoldName     = "iombot_et_fold"     // token filter: Fold
	StopName     = "iombot_et_stop"     // token filter: drops StopWords; not part of the analyzer
)

// minCompoundLen is the minimum length in bytes of a compound.
const minCompoundLen = 6

// NewAnalyzer returns the analyzer registered as AnalyzerName, with additional
// words for its Splitter, for callers that build an analyzer in code. A mapping that
// must name its analyzer uses the filter CompoundName with "words" instead.
func NewAnalyzer(words ...string) analysis.Analyzer {
	return newAnalyzer(unicode.NewUnicodeTokenizer(), NewSplitter(words...))
}

func newAnalyzer(tokenizer analysis.Tokenizer, s *Splitter) analysis.Analyzer {
	return &analysis.DefaultAnalyzer{
		Tokenizer: tokenizer,
		TokenFilters: []analysis.TokenFilter{
			unicodenorm.MustNewUnicodeNormalizeFilter(unicodenorm.NFC),
			lowercase.NewLowerCaseFilter(),
			compoundFilter{s},
			stemFilter{},
			foldFilter{},
		},
	}
}

// AnalyzerConstructor makes the analyzer for Bleve's registry.
func AnalyzerConstructor(_ map[string]any, cache *registry.Cache) (analysis.Analyzer, error) {
	tokenizer, err := cache.TokenizerNamed(unicode.Name)
	if err != nil {
		return nil, fmt.Errorf("building analyzer %s: %w", AnalyzerName, err)
	}
	return newAnalyzer(tokenizer, NewSplitter()), nil
}

// compoundFilter adds the parts of a compound after it, at its position.
type compoundFilter struct{ splitter *Splitter }

// Filter implements analysis.TokenFilter: it adds the parts of compounds.
func (f compoundFilter) Filter(in analysis.TokenStream) analysis.TokenStream {
	out := make(analysis.TokenStream, 0, len(in)+4)
	for _, t := range in {
		out = append(out, t)
		if t.KeyWord || len(t.Term) < minCompoundLen {
			continue
		}
		parts := f.splitter.Split(string(t.Term))
		if len(parts) < 2 {
			continue
		}
		// Normalising or lower-casing may have changed the length; then a part's
		// place in the input is unknown and it gets the whole word's offsets.
		exact := t.End-t.Start == len(t.Term)
		at := t.Start
		for _, p := range parts {
			part := &analysis.Token{Start: t.Start, End: t.End, Term: []byte(p), Position: t.Position, Type: t.Type}
			if exact {
				part.Start, part.End = at, at+len(p)
				at += len(p)
			}
			out = append(out, part)
		}
	}
	return out
}

type stemFilter struct{}

// Filter implements analysis.TokenFilter: it stems each token except keywords.
func (stemFilter) Filter(in analysis.TokenStream) analysis.TokenStream {
	for _, t := range in {
		if !t.KeyWord {
			t.Term = []byte(Stem(string(t.Term)))
		}
	}
	return in
}

type foldFilter struct{}

// Filter implements analysis.TokenFilter: it folds each token.
func (foldFilter) Filter(in analysis.TokenStream) analysis.TokenStream {
	for _, t := range in {
		t.Term = []byte(Fold(string(t.Term)))
	}
	return in
}

type stopFilter struct{}

// Filter implements analysis.TokenFilter: it leaves stop words out.
func (stopFilter) Filter(in analysis.TokenStream) analysis.TokenStream {
	out := in[:0]
	for _, t := range in {
		if t.KeyWord || !IsStopWord(string(bytes.ToLower(t.Term))) {
			out = append(out, t)
		}
	}
	return out
}

// compoundConstructor reads config "words", a list of strings.
func compoundConstructor(config map[string]any, _ *registry.Cache) (analysis.TokenFilter, error) {
	switch list := config["words"].(type) {
	case nil:
		return compoundFilter{NewSplitter()}, nil
	case []string:
		return compoundFilter{NewSplitter(list...)}, nil
	case []any: // as JSON gives it
		words := make([]string, len(list))
		for i, w := range list {
			s, ok := w.(string)
			if !ok {
				return nil, fmt.Errorf("building filter %s: words[%d] is not a string", CompoundName, i)
			}
			words[i] = s
		}
		return compoundFilter{NewSplitter(words...)}, nil
	}
	return nil, fmt.Errorf("building filter %s: words is not a list", CompoundName)
}

// init registers the parts, so that a Bleve mapping finds them by name. A name
// that is taken is a programming error.
func init() {
	filters := map[string]registry.TokenFilterConstructor{
		CompoundName: compoundConstructor,
		NFCName:      fixed(unicodenorm.MustNewUnicodeNormalizeFilter(unicodenorm.NFC)),
		StemName:     fixed(stemFilter{}),
		FoldName:     fixed(foldFilter{}),
		StopName:     fixed(stopFilter{}),
	}
	for name, construct := range filters {
		if err := registry.RegisterTokenFilter(name, construct); err != nil {
			panic(err)
		}
	}
	if err := registry.RegisterAnalyzer(AnalyzerName, AnalyzerConstructor); err != nil {
		panic(err)
	}
}

func fixed(f analysis.TokenFilter) registry.TokenFilterConstructor {
	return func(map[string]any, *registry.Cache) (analysis.TokenFilter, error) { return f, nil }
}
