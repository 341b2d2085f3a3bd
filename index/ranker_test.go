package index

import (
	"math"
	"testing"
	"testing/fstest"

	"iombot/locales"
)

// TestSignals checks the signals of questions whose values can be told by hand.
func TestSignals(t *testing.T) {
	r := newRanker(load(t, fstest.MapFS{
		"knowledge.yaml": file("languages: [en]\ntopics: [{id: a, en: A}]\n"),
		"a/office.yaml":  file("reviewed: 2026-01-01\nen: {title: address of your office, questions: [is your office in the street, office], answer: the blue house opposite}\n"),
		"a/ticket.yaml":  file("reviewed: 2026-01-01\nen: {title: who pays, questions: [price of tickets], answer: we do}\n"),
	}), locales.EN)
	const office, ticket = 0, 1
	near := func(a, b float32) bool { return math.Abs(float64(a-b)) < 1e-5 }

	q := r.measure("address of your office")
	s, other := q.signals[office], q.signals[ticket]
	if !near(s[sigBest], 1) || r.phrasings[q.nearest[office]].text != "address of your office" {
		t.Errorf("a phrasing itself: likeness %v to %q", s[sigBest], r.phrasings[q.nearest[office]].text)
	}
	if s[sigAsked] != 1 || s[sigSense] != 1 || q.known != 1 || s[sigAnswer] != 0 {
		t.Errorf("a phrasing itself: %v, known %v", s, q.known)
	}
	if s[sigLinear] <= other[sigLinear] || s[sigLinear] <= q.background {
		t.Errorf("margins %v and %v, of the background %v", s[sigLinear], other[sigLinear], q.background)
	}
	mean := func(question string) (want float32) {
		x := r.space.vector(r.analyze.tokens(question))
		for _, p := range r.phrasings {
			if p.entry == office {
				y := r.space.vector(r.analyze.tokens(p.text))
				want += product(x, y) / maxProduct() / 3
			}
		}
		return want
	}
	for _, question := range []string{"address of your office", "office", "in the office street"} {
		if got, want := r.measure(question).signals[office][sigTop3], mean(question); !near(got, want) {
			t.Errorf("%q: mean likeness to all three phrasings %v, want %v", question, got, want)
		}
	}
	if s := r.measure("blue house").signals; s[office][sigAnswer] != 1 || s[office][sigAsked] != 0 || s[ticket][sigAnswer] != 0 {
		t.Errorf("words of an answer: %v", s)
	}
	// Only n-grams are alike: the words have nothing in common.
	if s := r.measure("officexyzofficeabc").signals[office]; s[sigBest] == 0 || s[sigWords] != 0 {
		t.Errorf("likeness %v, in words alone %v", s[sigBest], s[sigWords])
	}
	if q := r.measure("qqq"); q.nearest[ticket] != -1 || q.known != 0 {
		t.Errorf("nothing alike: nearest %d, known %v", q.nearest[ticket], q.known)
	}
}

func product(x, y vector) (sum float32) {
	values := map[int32]float32{}
	for _, f := range x {
		values[f.id] = f.value
	}
	for _, f := range y {
		sum += values[f.id] * f.value
	}
	return sum
}
