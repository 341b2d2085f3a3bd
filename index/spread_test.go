package index

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"iombot/knowledge"
	"iombot/locales"
)

func TestSpread(t *testing.T) {
	r := newRanker(load(t, fstest.MapFS{
		"knowledge.yaml": file("languages: [en]\ntopics: [{id: a, en: A}]\n"),
		"a/work.yaml":    file("reviewed: 2026-01-01\nen: {title: find work, questions: [work here], answer: here}\n"),
		"a/wages.yaml":   file("reviewed: 2026-01-01\nen: {title: wages, questions: [no pay for work], answer: there}\n"),
	}), locales.EN)
	for text, want := range map[string][]float64{
		"work":          {.2, .8}, // entries by name: wages, work
		"find work":     {0, 1},
		"wages":         {1, 0},
		"find wages":    nil, // no phrasing has both
		"pizza":         nil,
		"no pay please": nil, // too long
		"":              nil,
	} {
		got := r.spread(r.analyze.tokens(text))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// TestShortIsNotSure asks with words that many entries use, and with one that
// few do.
func TestShortIsNotSure(t *testing.T) {
	for _, text := range []string{"work", "money", "job", "töö", "raha", "elamisluba"} {
		if res := own().Search(text, ""); res.Outcome != knowledge.Choices || res.Answers < 2 {
			t.Errorf("%q: %s of %d", text, res.Outcome, res.Answers)
		}
	}
	for text, want := range map[string]string{"sissesõidukeeld": "entry-ban", "entry ban": "entry-ban", "ambulance": "emergency"} {
		if res := own().Search(text, ""); res.Outcome != knowledge.Answer || res.Candidates[0].ID != want {
			t.Errorf("%q: %s, first %s", text, res.Outcome, res.Candidates[0].ID)
		}
	}
}
