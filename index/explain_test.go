package index

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/knowledge"
)

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

// TestExplainParts demands that small talk left out and a second question are
// told, and that the entries stand in the result's order.
func TestExplainParts(t *testing.T) {
	e := own().Explain("Hello! Who is the head of IOM? Where is your office in Tallinn?", "")
	if e.Read != "who is the head of iom? where is your office in tallinn?" {
		t.Errorf("read %q", e.Read)
	}
	want := []string{"who is the head of iom? iom-leadership", "where is your office in tallinn? contact"}
	var parts []string
	for _, p := range e.Parts {
		parts = append(parts, p.Text+" "+p.ID)
	}
	if diff := cmp.Diff(want, parts); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
	for i, m := range e.Result.Candidates[:explained] {
		if c := e.Entries[i]; c.ID != m.ID || c.Confidence != m.Confidence {
			t.Errorf("candidate %d is %s, explained is %s", i, m.ID, c.ID)
		}
	}
	if e := own().Explain("Who is the head of IOM?", ""); e.Read != "" || e.Parts != nil {
		t.Errorf("one question: read %q, parts %+v", e.Read, e.Parts)
	}
}

func TestAdvise(t *testing.T) {
	entries := func(confidence ...float64) []CandidateReading {
		out := make([]CandidateReading, len(confidence))
		for i, v := range confidence {
			out[i] = CandidateReading{ID: string(rune('a' + i)), Confidence: v}
		}
		return out
	}
	words := []WordReading{{Word: "ticket", Known: true}, {Word: "zebra"}, {Word: "ab"}}
	phrasing := Advice{Kind: AddPhrasing, Entries: []string{"a"}}
	apart := Advice{Kind: TellApart, Entries: []string{"a", "b"}}
	unknown := Advice{Kind: UnknownWords, Words: []string{"zebra"}}
	for name, c := range map[string]struct {
		e    Explanation
		want []Advice
	}{
		"answered":        {Explanation{Result: knowledge.Result{Outcome: knowledge.Answer, Answers: 1}, Words: words, Entries: entries(.9, .01)}, nil},
		"answered barely": {Explanation{Result: knowledge.Result{Outcome: knowledge.Answer, Answers: 1}, Entries: entries(.5, .4)}, []Advice{apart}},
		"both answered":   {Explanation{Result: knowledge.Result{Outcome: knowledge.Answer, Answers: 2}, Entries: entries(.5, .4)}, nil},
		"refused":         {Explanation{Result: knowledge.Result{Outcome: knowledge.None}, Words: words, Entries: entries(.1, .01)}, []Advice{phrasing, unknown}},
		"one entry":       {Explanation{Result: knowledge.Result{Outcome: knowledge.None}, Entries: entries(.1)}, []Advice{phrasing}},
	} {
		if diff := cmp.Diff(c.want, advise(&c.e)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
