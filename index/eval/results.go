package eval

import (
	"encoding/json"
	"fmt"
	"io"

	"iombot/knowledge"
	"iombot/locales"
)

// result is an outcome's line in a results file.
type result struct {
	Question   string            `json:"question"`
	Lang       locales.Lang      `json:"lang"`
	Detected   locales.Lang      `json:"detected"`
	Expected   []string          `json:"expected"`
	Outcome    knowledge.Outcome `json:"outcome"`
	Sent       []string          `json:"sent"`
	Offered    []string          `json:"offered"`
	Help       string            `json:"help"`
	Candidates []candidate       `json:"candidates"`
}

type candidate struct {
	ID         string  `json:"id"`
	Confidence float64 `json:"confidence"`
}

// WriteResults writes one line for each outcome, a JSON object with question,
// lang, detected, expected, outcome, sent, offered, help and candidates.
func WriteResults(w io.Writer, outcomes []Outcome) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, o := range outcomes {
		r := result{
			Question: o.Question.Text, Lang: o.Question.Lang, Detected: o.Detected(), Outcome: o.Result.Outcome,
			Expected:   append([]string{}, o.Question.Expected...), // an empty list, not null
			Sent:       ids(o.Result.Sent),
			Offered:    ids(o.Result.Offered),
			Help:       o.Result.Help,
			Candidates: []candidate{},
		}
		for _, m := range o.Result.Candidates {
			r.Candidates = append(r.Candidates, candidate{m.ID, m.Confidence})
		}
		if err := enc.Encode(r); err != nil {
			return fmt.Errorf("writing the results: %w", err)
		}
	}
	return nil
}
