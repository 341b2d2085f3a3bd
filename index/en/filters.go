package en

import (
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"
)

// The names under which importing this package registers its parts with Bleve.
const (
	ExpandName = "iombot_en_expand" // token filter: text-speak and contractions spelled out
	StemName   = "iombot_en_stem"   // token filter: Stem
)

type expandFilter struct{}

// Filter implements analysis.TokenFilter: it replaces text-speak and
// contractions with the words they stand for, each at its own position.
func (expandFilter) Filter(in analysis.TokenStream) analysis.TokenStream {
	out := make(analysis.TokenStream, 0, len(in)+2)
	for _, t := range in {
		for _, w := range Expand(string(t.Term)) {
			out = append(out, &analysis.Token{
				Start: t.Start, End: t.End, Term: []byte(w), Position: len(out) + 1, Type: t.Type, KeyWord: t.KeyWord,
			})
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

// init registers the filters, so that a Bleve mapping finds them by name. A name
// that is taken is a programming error.
func init() {
	for name, filter := range map[string]analysis.TokenFilter{ExpandName: expandFilter{}, StemName: stemFilter{}} {
		err := registry.RegisterTokenFilter(name, func(map[string]any, *registry.Cache) (analysis.TokenFilter, error) {
			return filter, nil
		})
		if err != nil {
			panic(err)
		}
	}
}
