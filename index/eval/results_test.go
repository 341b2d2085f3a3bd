package eval

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/knowledge"
	"iombot/locales"
)

func TestWriteResults(t *testing.T) {
	outcomes := []Outcome{
		{
			Question: Question{Text: `maksab <"mulle">?`, Lang: locales.ET, Expected: []string{"return-cost", "x"}, Style: "s"},
			Result: knowledge.Result{Lang: locales.ET, Outcome: knowledge.Choices, Offered: []knowledge.Match{{ID: "return-cost"}}, Help: "emergency", Candidates: []knowledge.Match{
				{ID: "return-cost", Confidence: 0.93, Phrase: "p"}, {ID: "b", Confidence: 0.01},
			}},
		},
		{
			Question: Question{Text: "привет", Lang: locales.EN},
			Result:   knowledge.Result{Lang: locales.EN, Unserved: "ru", Outcome: knowledge.None},
		},
	}
	var buf bytes.Buffer
	if err := WriteResults(&buf, outcomes); err != nil {
		t.Fatal(err)
	}
	want := `{"question":"maksab <\"mulle\">?","lang":"et","detected":"et","expected":["return-cost","x"],"outcome":"choices","sent":[],"offered":["return-cost"],"help":"emergency","candidates":[{"id":"return-cost","confidence":0.93},{"id":"b","confidence":0.01}]}
{"question":"привет","lang":"en","detected":"ru","expected":[],"outcome":"none","sent":[],"offered":[],"help":"","candidates":[]}
`
	if diff := cmp.Diff(want, buf.String()); diff != "" {
		t.Error(diff)
	}
}

func TestEstimateJSON(t *testing.T) {
	got, err := json.Marshal([]Estimate{{Value: 1. / 3, Low: 0.12345, High: 1, N: 3}, {}})
	want := `[{"value":0.3333,"low":0.1235,"high":1,"n":3},null]`
	if err != nil || string(got) != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
}
