package index

import (
	"math"
	"testing"

	"iombot/locales"
)

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

// TestRepeats weighs a feature that occurs three times by 1 + ln 3.
func TestRepeats(t *testing.T) {
	s := newSpace()
	for _, text := range []string{"a", "b"} {
		s.learn(plain(text))
	}
	s.freeze()
	value := func(text, stem string) float64 {
		id := s.ids["A"+stem]
		for _, f := range s.vector(analyzer(plain).tokens(text)) {
			if f.id == id {
				return float64(f.value)
			}
		}
		return 0
	}
	if got, want := value("a a a b", "a")/value("a a a b", "b"), 1+math.Log(3); math.Abs(got-want) > 1e-5 {
		t.Errorf("three times as much weighs %v times as much, want %v", got, want)
	}
}
