package index

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/locales"
)

func TestCoverage(t *testing.T) {
	analyze := languageOf(locales.EN).analyzer(nil)
	c := newCoverage(2)
	c.add(0, analyze.tokens("lost passport"))
	c.add(1, analyze.tokens("lost luggage"))
	each, known := c.share(analyze.tokens("lost passport"))
	if each[0] != 1 || known != 1 || each[1] <= 0 || each[1] >= .5 {
		t.Errorf("each %v, known %v", each, known)
	}
	if each, known = c.share(analyze.tokens("passport zebra")); each[0] >= .5 || known >= .5 {
		t.Errorf("with an unknown word: each %v, known %v", each, known)
	}
}

// TestCoverageOfParts asks with a compound that no entry uses, but a part of it.
func TestCoverageOfParts(t *testing.T) {
	c := newCoverage(2)
	c.add(0, []token{{stem: "luba"}})
	compound := token{stem: "elamisluba", parts: []string{"elamis", "luba"}}
	each, known := c.share([]token{compound})
	if diff := cmp.Diff([]float32{.5, 0}, each); diff != "" || known != .5 {
		t.Errorf("known %v, of each entry %s", known, diff)
	}
	for _, k := range []struct {
		token token
		want  bool
	}{{compound, true}, {token{stem: "luba"}, true}, {token{stem: "elamis"}, false}} {
		if got := c.knows(k.token); got != k.want {
			t.Errorf("%q is known: %t", k.token.stem, got)
		}
	}
}
