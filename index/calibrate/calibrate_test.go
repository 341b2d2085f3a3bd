package calibrate

import (
	"math"
	"slices"
	"testing"

	"iombot/index"
	"iombot/index/eval"
	"iombot/knowledge"
	"iombot/locales"
)

// rowsOf makes rows of a confidence each.
func rowsOf(in, hit bool, confidences ...float64) (out []row) {
	for _, c := range confidences {
		out = append(out, row{Observation: index.Observation{Confidence: c}, in: in, hit: hit})
	}
	return out
}

// An answer is sent from the confidence from which it is right often enough and
// rarely sent to what has none.
func TestAnswers(t *testing.T) {
	right, wrong := rowsOf(true, true, .5, .6, .7, .8, .9, .9, .9, .9), rowsOf(true, false, .55)
	out := rowsOf(false, false, .1, .1, .2, .2, .65)
	answer, offer := answers(append(right, wrong...), out, policyAlone)
	if answer < .65 || answer > .7 {
		t.Errorf("answers are sent from %v, want from .65 on", answer)
	}
	if offer > .5 || offer < .2 {
		t.Errorf("choices are offered from %v, want below every question that has an answer", offer)
	}
}

func TestAlarms(t *testing.T) {
	var calm, danger []row
	for i := range 1000 { // evenly from 0 to .5
		calm = append(calm, row{Observation: index.Observation{Urgent: float64(i) / 2000}})
	}
	calm = append(calm, row{Observation: index.Observation{Urgent: .8}})
	for range 100 {
		danger = append(danger, row{Observation: index.Observation{Urgent: .95}})
	}
	alarm, help := alarms(calm, danger)
	if alarm < .5 || alarm > .95 {
		t.Errorf("the alarm is at %v", alarm)
	}
	if got := share(calm, func(r *row) bool { return r.Urgent >= alarm }); got > maxAlarms {
		t.Errorf("%v of the ordinary messages get an alarm", got)
	}
	if got := share(calm, func(r *row) bool { return r.Urgent >= help }); got > maxHelp {
		t.Errorf("%v of the ordinary messages get a help line", got)
	}
	if got := share(danger, func(r *row) bool { return r.Urgent >= help }); got < minHelped {
		t.Errorf("%v of those in danger get help", got)
	}
}

// What a message looks like when it leans is not labelled. It is learnt from which
// of the two readings has the right entry.
func TestFitTurns(t *testing.T) {
	// Candidate 0 is likelier in context, candidate 1 by itself. A message with the
	// second sign is about candidate 0.
	turn := func(sign float64, right int) row {
		r := row{right: []int{right}, in: true, hit: true}
		r.Candidates = slices.Grow(r.Candidates, 2)[:2]
		r.Candidates[0][len(r.Candidates[0])-1] = 1
		r.Alone = []float64{.1, .9}
		r.Lean[0], r.Lean[1] = 1, sign
		return r
	}
	var rows []row
	for range 50 {
		rows = append(rows, turn(1, 0), turn(0, 1))
	}
	var c index.Calibration
	fitTurns(&c, rows)
	for sign, want := range map[float64]float64{0: 0, 1: 1} {
		r := turn(sign, 0)
		if got := 1 / (1 + math.Exp(-dot(c.Lean[:], r.Lean[:]))); math.Abs(got-want) > .2 {
			t.Errorf("a message with the sign %v leans with a probability of %v, want about %v", sign, got, want)
		}
	}
}

// shopBase is a base whose entries share no words, with phrasings to spare.
func shopBase(t *testing.T) *knowledge.Base {
	t.Helper()
	words := map[string][]string{
		"bread": {"price of bread", "how much is bread", "is bread dear", "cheap bread", "bread for children", "a loaf of bread"},
		"hours": {"opening hours", "are you open on sunday", "when do you close", "open at night", "opening on holidays", "closing time"},
		"cakes": {"birthday cakes", "order a cake", "cake with candles", "chocolate cake", "wedding cakes", "cake without sugar"},
		"fire":  {"the oven burns", "smoke and fire", "flames in the kitchen", "fire help us", "burning house", "fire brigade now"},
	}
	var entries []*knowledge.Entry
	for _, id := range []string{"bread", "hours", "cakes", "fire"} {
		text := &knowledge.Text{Title: knowledge.Item{Text: id}, Answer: knowledge.Item{Text: "Ask us."}}
		for _, q := range words[id] {
			text.Questions = append(text.Questions, knowledge.Item{Text: q})
		}
		entries = append(entries, &knowledge.Entry{ID: id, Urgent: id == "fire", Texts: map[locales.Lang]*knowledge.Text{"en": text}})
	}
	return knowledge.NewBase([]locales.Lang{"en"}, nil, entries)
}

// A calibration that was fitted on labelled questions answers others like them.
func TestFit(t *testing.T) {
	b := shopBase(t)
	var questions eval.Set
	add := func(expected string, texts ...string) {
		for _, s := range texts {
			q := eval.Question{Lang: "en", Style: "x", Text: s}
			if expected != "" {
				q.Expected = []string{expected}
			}
			questions = append(questions, q)
		}
	}
	add("bread", "what does the bread cost", "bread prices", "dear loaf", "how much for a loaf")
	add("hours", "when are you opening", "closing on sunday", "open now", "hours at night")
	add("cakes", "cakes for a wedding", "a sugar cake", "order chocolate cakes", "candle cake")
	add("fire", "fire in the house", "the kitchen burns", "flames and smoke", "burning oven")
	add("", "train to tartu", "football on friday", "my phone is broken", "visa for canada", "the weather", "how are elections held")
	rounds := 0
	c, err := Fit(b, questions, func(done, of int) { rounds++ })
	if err != nil {
		t.Fatal(err)
	}
	if rounds == 0 {
		t.Error("nothing was said of the progress")
	}
	x, err := index.BuildWith(b, index.DefaultParams(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	for text, want := range map[string]string{"how much is the bread": "bread", "opening hours on sunday": "hours"} {
		r := x.Search(knowledge.Message{Text: text})
		if len(r.Candidates) == 0 || r.Candidates[0].ID != want {
			t.Errorf("%q finds %v, want %s", text, r.Candidates, want)
		}
	}
	if r := x.Search(knowledge.Message{Text: "smoke and flames in the burning kitchen"}); len(r.Sent) != 1 || r.Sent[0].ID != "fire" {
		t.Errorf("danger gets %v %v", r.Outcome, r.Sent)
	}
	if c.Help > c.Alarm || c.Offer > c.Answer {
		t.Errorf("the thresholds are %+v", c)
	}
}

func TestFitRefusesUnknownEntries(t *testing.T) {
	_, err := Fit(shopBase(t), eval.Set{{Lang: "en", Style: "x", Text: "a", Expected: []string{"no-such-entry"}}}, func(int, int) {})
	if err == nil {
		t.Error("a label that names no entry was taken")
	}
}

// The smaller bases keep the titles, and no more phrasings than they say.
func TestThinned(t *testing.T) {
	b := shopBase(t)
	small := thinned(b)
	if len(small) == 0 {
		t.Fatal("there are no smaller bases")
	}
	for _, s := range small {
		for _, e := range s.Entries {
			text := e.Texts["en"]
			if text.Title.Text != e.ID || len(text.Phrasings()) > len(b.Entry(e.ID).Texts["en"].Phrasings()) || e.Urgent {
				t.Errorf("the thin entry is %+v with %d phrasings", e, len(text.Phrasings()))
			}
		}
	}
	if got := len(small[0].Entries[0].Texts["en"].Phrasings()); got != thinPhrasings[0] {
		t.Errorf("the thinnest entry has %d phrasings, want %d", got, thinPhrasings[0])
	}
}

// Questions by themselves are asked after an answer to another one too, those
// that no entry answers as well; turns of a dialogue are not.
func TestAfterAnswers(t *testing.T) {
	var questions eval.Set
	for range 100 {
		questions = append(questions,
			eval.Question{Lang: "en", Text: "a", Expected: []string{"bread"}},
			eval.Question{Lang: "en", Text: "b"},
			eval.Question{Lang: "en", Text: "c", Expected: []string{"cakes"}, Topic: []string{"hours"}, Turn: 2})
	}
	seen := map[string]int{}
	for _, q := range afterAnswers(questions) {
		seen[q.Text]++
		if len(q.Topic) != 1 || q.Topic[0] != "bread" || q.Turn != again {
			t.Errorf("it is asked as %+v", q)
		}
	}
	if seen["a"] == 0 || seen["b"] == 0 || seen["c"] != 0 {
		t.Errorf("asked after an answer: %v", seen)
	}
}
