package index

import (
	"testing"
	"testing/fstest"
)

// TestFit fits on a tiny base and demands what fitting is for: right entries
// more likely than without weights, and questions from elsewhere less than
// questions with an answer.
func TestFit(t *testing.T) {
	b := load(t, fstest.MapFS{
		"knowledge.yaml": file("languages: [en]\ntopics: [{id: a, en: A}]\n"),
		"a/ticket.yaml":  file("reviewed: 2026-01-01\nen: {title: \"Who pays the ticket?\", questions: [price of the flight home, is the ticket free], answer: we pay}\n"),
		"a/office.yaml":  file("reviewed: 2026-01-01\nen: {title: \"Where is the office?\", questions: [address of your office, which street are you in], answer: here}\n"),
		"a/course.yaml":  file("reviewed: 2026-01-01\nen: {title: \"Where can I learn Estonian?\", questions: [language course, lessons in Estonian], answer: there}\n"),
	})
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
	if other, err := Fit(b, append(questions, Question{"lv", "kur ir birojs", []string{"office"}})); err != nil || other != c {
		t.Errorf("a question in a language that the base does not serve changes the fit to %+v (%v)", other, err)
	}
	if _, err := Fit(b, []Question{{"en", "x", []string{"nowhere"}}}); err == nil {
		t.Error("no error for an unknown entry")
	}
}
