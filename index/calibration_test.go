package index

import (
	"math"
	"strings"
	"testing"
	"testing/fstest"
)

func TestDefaultCalibration(t *testing.T) {
	c := DefaultCalibration()
	if c.Offer <= 0 || c.Answer <= c.Offer || c.Answer >= 1 {
		t.Errorf("thresholds %v and %v", c.Offer, c.Answer)
	}
}

func TestParseCalibrationRefusesOtherEngines(t *testing.T) {
	if _, err := ParseCalibration([]byte(`{"engine": "0"}`)); err == nil || !strings.Contains(err.Error(), "fit it again") {
		t.Errorf("got %v", err)
	}
	if _, err := ParseCalibration([]byte(`{`)); err == nil {
		t.Error("no error for a broken file")
	}
}

func TestSoftmax(t *testing.T) {
	p := []float64{1000, 1000, -1000}
	softmax(p)
	if math.Abs(p[0]-.5) > 1e-9 || p[2] != 0 {
		t.Errorf("got %v", p)
	}
}

// TestFit fits on a tiny base and demands what fitting is for: right entries
// more likely than without weights, and questions from elsewhere less than
// questions with an answer.
func TestFit(t *testing.T) {
	b := small(t, fstest.MapFS{
		"knowledge.yaml": file("languages: [en]\ntopics: [{id: a, en: A}]\n"),
		"a/ticket.yaml":  file("reviewed: 2026-01-01\nen: {title: \"Who pays the ticket?\", questions: [price of the flight home, is the ticket free], answer: we pay}\n"),
		"a/office.yaml":  file("reviewed: 2026-01-01\nen: {title: \"Where is the office?\", questions: [address of your office, which street are you in], answer: here}\n"),
		"a/course.yaml":  file("reviewed: 2026-01-01\nen: {title: \"Where can I learn Estonian?\", questions: [language course, lessons in Estonian], answer: there}\n"),
	}).base
	questions := []Question{
		{"en", "how much is my ticket", []string{"ticket"}},
		{"en", "flight price", []string{"ticket"}},
		{"en", "the street of your office please", []string{"office"}},
		{"en", "address", []string{"office"}},
		{"en", "course of Estonian", []string{"course"}},
		{"en", "lessons", []string{"course"}},
		{"en", "what is the weather like", nil},
		{"en", "my cat is ill and hungry", nil},
	}
	c, err := Fit(b, questions)
	if err != nil {
		t.Fatal(err)
	}
	x, err := BuildWith(b, c)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	lowest, highest := 1.0, 0.0
	for _, q := range questions {
		first := x.Search(q.Text, "").Candidates[0]
		if len(q.Expected) == 0 {
			highest = max(highest, first.Confidence)
			continue
		}
		lowest = min(lowest, first.Confidence)
		if first.ID != q.Expected[0] {
			t.Errorf("%q finds %s", q.Text, first.ID)
		}
	}
	if lowest <= highest {
		t.Errorf("a question with an answer has confidence %v, one without %v", lowest, highest)
	}
	if _, err := Fit(b, []Question{{"en", "x", []string{"nowhere"}}}); err == nil {
		t.Error("no error for an unknown entry")
	}
}

func TestExplain(t *testing.T) {
	e := own().Explain("where is yuor ofice in talinn", "")
	if len(e.Entries) == 0 || e.Entries[0].ID != e.Result.Candidates[0].ID || e.Entries[0].Phrase == "" {
		t.Fatalf("got %+v", e.Entries)
	}
	var sum float64
	for _, s := range e.Entries[0].Signals {
		sum += s.Points
	}
	var second float64
	for _, s := range e.Entries[1].Signals {
		second += s.Points
	}
	if sum <= second {
		t.Errorf("the first candidate has %v points, the second %v", sum, second)
	}
	mended := map[string]string{}
	for _, w := range e.Words {
		mended[w.Typed] = w.Word
	}
	if mended["ofice"] != "office" || mended["talinn"] != "tallinn" {
		t.Errorf("mended %v", mended)
	}
	none := own().Explain("kvantmehaanika operaatorid", "")
	if len(none.Advice) == 0 || none.Advice[0].Kind != AddPhrasing {
		t.Errorf("advice %+v", none.Advice)
	}
	if e := own().Explain("", ""); e.Result.Outcome == "" || len(e.Entries) != 0 {
		t.Errorf("nothing asked: %+v", e)
	}
}
