package index

import (
	"slices"
	"testing"

	"iombot/locales"
)

func TestCompoundsMeet(t *testing.T) {
	analyze := languageOf(locales.ET).analyzer(nil)
	parts := func(text string) []string {
		var out []string
		tokens := analyze.tokens(clean(text))
		for i := range tokens {
			eachWordFeature(tokens, i, func(g group, key []byte) {
				if g == groupPart {
					out = append(out, string(key[1:]))
				}
			})
		}
		return out
	}
	joined, split := parts("elamisluba"), parts("elamis luba")
	if len(joined) != 2 || !slices.Equal(joined, split) {
		t.Errorf("joined %q, split %q", joined, split)
	}
}
