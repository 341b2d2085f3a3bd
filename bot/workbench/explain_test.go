package workbench

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/knowledge"
	"iombot/locales"
)

func TestExplanation(t *testing.T) {
	s := newStand(t)
	status, _, answer := s.request(http.MethodPost, "/api/explanations", `{"question": "voluntary return", "language": "et"}`)
	var got struct {
		knowledge.Explanation
		Candidates []titled `json:"candidates"`
	}
	if err := json.Unmarshal([]byte(answer), &got); status != http.StatusOK || err != nil {
		t.Fatalf("%d %s", status, answer)
	}
	if got.Lang != locales.EN || got.Outcome != knowledge.Answer || got.AnswerFrom != answerFrom || got.OfferFrom != offerFrom || len(got.Sent) != 1 {
		t.Errorf("the explanation is %+v", got.Explanation)
	}
	want := titled{
		ReadMatch: knowledge.ReadMatch{ID: "return-cost", Confidence: 1, Phrase: "voluntary return", Features: []knowledge.ReadFeature{{Name: "words in common", Value: 10, Share: 1}}},
		Title:     "What does going home cost?", Lang: locales.EN, Place: "return/return-cost.yaml:17",
	}
	if len(got.Candidates) < 2 {
		t.Fatalf("there are only %d candidates", len(got.Candidates))
	}
	if diff := cmp.Diff(want, got.Candidates[0]); diff != "" {
		t.Errorf("first candidate: (-want +got)\n%s", diff)
	}
}

// An index may be older or newer than the base for a moment, and an app's
// language need not be one of the base's.
func TestExplanationBesideTheBase(t *testing.T) {
	s := newStand(t)
	var hint locales.Lang = "none yet"
	s.Explain = func(m knowledge.Message) knowledge.Explanation {
		hint = m.Hint
		return knowledge.Explanation{Lang: locales.ET, Candidates: []knowledge.ReadMatch{{ID: "deleted", Phrase: "a"}, {ID: "what-is-iom", Phrase: "b"}, {ID: "hello"}}}
	}
	_, _, answer := s.request(http.MethodPost, "/api/explanations", `{"question": "а", "language": "uk"}`)
	var got struct{ Candidates []titled }
	if err := json.Unmarshal([]byte(answer), &got); err != nil {
		t.Fatal(err)
	}
	if hint != "" {
		t.Errorf("the search is hinted at %q, which the base does not serve", hint)
	}
	if len(got.Candidates) != 1 || got.Candidates[0].Title != "Mis on IOM?" {
		t.Errorf("the candidates are %+v, want the one that the base has and that resembles the question", got.Candidates)
	}
}

func TestKnowledge(t *testing.T) {
	s := newStand(t)
	findings := []knowledge.Finding{{
		Pos: knowledge.Pos{File: "iom/contact.yaml", Line: 2, Col: 5}, Severity: knowledge.Warning, Rule: "r", Message: "m", Fix: "f",
	}}
	s.findings.Store(&findings)
	type answer struct {
		Writable  bool
		Languages []locales.Lang
		Topics    []option
		Findings  []finding
	}
	ask := func() (got answer) {
		t.Helper()
		_, _, body := s.request(http.MethodGet, "/api/knowledge?lang=en", "")
		if err := json.Unmarshal([]byte(body), &got); err != nil {
			t.Fatal(err)
		}
		return got
	}
	want := answer{Findings: []finding{{"iom/contact.yaml:2:5", knowledge.Warning, "r", "m", "f", "iom/contact.yaml", 2, 5}}}
	if diff := cmp.Diff(want, ask()); diff != "" {
		t.Errorf("built-in entries: (-want +got)\n%s", diff)
	}
	s.Folder = t.TempDir()
	got := ask()
	if !got.Writable || len(got.Languages) != 2 || len(got.Topics) != 4 {
		t.Fatalf("a folder's entries: %+v", got)
	}
	if topic := got.Topics[2]; topic.Title != "International Organization for Migration" || topic.Entries[1].Title != "Where is IOM?" {
		t.Errorf("the third topic is %+v", topic)
	}
	if hidden := got.Topics[3]; hidden.Title != "smalltalk" || len(hidden.Entries) != 1 {
		t.Errorf("the topic without a title is %+v", hidden)
	}
}
