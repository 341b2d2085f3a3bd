package index

import (
	"testing"

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
