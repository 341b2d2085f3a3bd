package index

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/locales"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"TERE\u200b, Õun":         "tere, õun",
		"o\u0303un":               "õun",
		"don\u2019t":              "don't",
		"a\xffb":                  "a b",
		"tab\there\x00":           "tab here ",
		strings.Repeat("ä", 2000): strings.Repeat("ä", maxRunes),
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSentences(t *testing.T) {
	got := questions(clean("Tere! Kes maksab pileti? Miks? Tahan koju.\nKas ma saan tagasi tulla?"))
	if diff := cmp.Diff([]string{"kes maksab pileti?", "kas ma saan tagasi tulla?"}, got); diff != "" {
		t.Error(diff)
	}
}

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

func TestMender(t *testing.T) {
	m := newMender()
	analyze := languageOf(locales.EN).analyzer(nil)
	m.learn(analyze.tokens("passport ticket return lawyer asylum seeker"))
	m.freeze()
	for in, want := range map[string]string{
		"pasport":   "passport", // a letter missing
		"passsport": "passport", // doubled
		"tikcet":    "ticket",   // swapped
		"lawyet":    "lawyer",   // wrong
		"asilum":    "asylum",
		"asyulmm":   "asyulmm",  // two slips in a short word
		"pasporrt":  "passport", // two in a long one
		"mask":      "mask",     // far from everything
		"seek":      "seek",     // too short to be two away
	} {
		if got := m.mend(analyze.tokens(in))[0].fold; got != want {
			t.Errorf("mend(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestMenderLeavesWords covers words that are not in the base and yet right.
func TestMenderLeavesWords(t *testing.T) {
	m := newMender()
	analyze := languageOf(locales.ET).analyzer(nil)
	m.learn(analyze.tokens("aitaks kilomeetris otsin"))
	m.freeze()
	for _, w := range []string{"kilomeetri", "näitaks", "otsing"} {
		if got := m.mend(analyze.tokens(w))[0]; got.fold != analyze(w)[0].fold {
			t.Errorf("%q was taken for %q", w, got.fold)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"kool", "kooli", 1}, {"ab", "ba", 1}, {"luba", "loa", 2}, {"abc", "cab", 2}, {"kitten", "sitting", 3},
	} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
		if got := distance(c.b, c.a); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.b, c.a, got, c.want)
		}
	}
}

func TestVectorLength(t *testing.T) {
	analyze := languageOf(locales.EN).analyzer(nil)
	s := newSpace()
	for _, text := range []string{"who pays the ticket", "where is the office", "the ticket is lost"} {
		s.learn(analyze.tokens(text))
	}
	s.freeze()
	length := func(text string) float64 {
		var sum float64
		for _, f := range s.vector(analyze.tokens(text)) {
			sum += float64(f.value) * float64(f.value)
		}
		return sum
	}
	if known := length("who pays the ticket"); math.Abs(known-float64(maxProduct())) > 1e-4 {
		t.Errorf("a known text has length² %v, want %v", known, maxProduct())
	}
	if strange, known := length("the zebra is lost"), length("the ticket is lost"); strange >= known {
		t.Errorf("an unknown word leaves the length² at %v of %v", strange, known)
	}
	if got := s.vector(analyze.tokens("xyzzy")); len(got) != 0 {
		t.Errorf("a text of nothing known has features %v", got)
	}
}

func TestTrainLinear(t *testing.T) {
	// Three classes, each with a feature of its own, one shared by all.
	var examples []example
	for i := range 30 {
		k := i % 3
		examples = append(examples, newExample(vector{{int32(k), 1}, {3, .5}}, k, 1))
	}
	others := []example{newExample(vector{{4, 1}, {3, .5}}, 3, 1)}
	m := trainLinear(examples, others, 3, 5, 1.5)
	out := make([]float32, 4)
	for k := range 3 {
		m.scores(vector{{int32(k), 1}, {3, .5}}, out)
		for o := range 3 {
			if (o == k) != (out[o] > 0) {
				t.Errorf("class %d scores %v", k, out)
			}
		}
	}
	m.scores(others[0].x, out)
	if out[3] <= 0 {
		t.Errorf("the background's own example scores %v", out)
	}
	if diff := cmp.Diff(m.weights, trainLinear(examples, others, 3, 5, 1.5).weights); diff != "" {
		t.Errorf("a second training differs: %s", diff)
	}
}

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
