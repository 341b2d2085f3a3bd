package eval

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"iombot/knowledge"
	"iombot/locales"
)

// Baseline is an earlier run, kept to compare later ones with. It stores what
// the search did, not whether that was right: labels may be corrected later.
type Baseline struct {
	Engine string // version of the search engine that ran
	past   map[askedBefore]past
	order  []askedBefore
}

// askedBefore identifies a question; a set may have the same text more than once.
type askedBefore struct {
	lang locales.Lang
	text string
	nth  int // among equal ones, from 0
}

// past is what came of a question then.
type past struct {
	Lang    locales.Lang      `json:"lang"`
	Text    string            `json:"question"`
	Outcome knowledge.Outcome `json:"outcome"`
	Sent    []string          `json:"sent"`
	Offered []string          `json:"offered"`
	Help    string            `json:"help,omitempty"`
	Alarmed bool              `json:"alarmed,omitempty"`
	First   []string          `json:"first"` // the first candidates
}

// kept is the number of candidates that a baseline stores: as many as can be
// offered, and as many as top-3 needs.
const kept = 3

// NewBaseline makes a baseline of a run of the given engine version.
func NewBaseline(engine string, outcomes []Outcome) Baseline {
	b := Baseline{Engine: engine}
	for _, o := range outcomes {
		p := past{
			Lang: o.Question.Lang, Text: o.Question.Text,
			Outcome: o.Result.Outcome, Sent: ids(o.Result.Sent), Offered: ids(o.Result.Offered), Help: o.Result.Help, Alarmed: o.Alarmed,
			First: ids(o.Result.Candidates[:min(kept, len(o.Result.Candidates))]),
		}
		b.add(p)
	}
	return b
}

func (b *Baseline) add(p past) {
	if b.past == nil {
		b.past = map[askedBefore]past{}
	}
	k := b.nextKey(p.Lang, p.Text)
	b.past[k] = p
	b.order = append(b.order, k)
}

func (b *Baseline) nextKey(lang locales.Lang, text string) askedBefore {
	k := askedBefore{lang: lang, text: text}
	for {
		if _, taken := b.past[k]; !taken {
			return k
		}
		k.nth++
	}
}

// baselineFile is a baseline as JSON.
type baselineFile struct {
	Engine    string `json:"engine"`
	Questions []past `json:"questions"`
}

// Write writes the baseline as JSON with a line for each question, so that a
// change is easy to read in a diff.
func (b Baseline) Write(w io.Writer) error {
	buf := bufio.NewWriter(w)
	engine, err := json.Marshal(b.Engine)
	fmt.Fprintf(buf, "{\"engine\": %s, \"questions\": [", engine)
	separator := "\n"
	for _, k := range b.order {
		line, lineErr := json.Marshal(b.past[k])
		err = errors.Join(err, lineErr)
		fmt.Fprintf(buf, "%s%s", separator, line)
		separator = ",\n"
	}
	fmt.Fprintln(buf, "\n]}")
	if err := errors.Join(err, buf.Flush()); err != nil { // buf keeps the first error of a write
		return fmt.Errorf("writing the baseline: %w", err)
	}
	return nil
}

// ReadBaseline reads what Write wrote.
func ReadBaseline(r io.Reader) (Baseline, error) {
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	var file baselineFile
	if err := dec.Decode(&file); err != nil {
		return Baseline{}, fmt.Errorf("reading the baseline: %w", err)
	}
	b := Baseline{Engine: file.Engine}
	for _, p := range file.Questions {
		b.add(p)
	}
	return b, nil
}

// outcome is the earlier outcome of the question q, judged by q's labels.
func (p past) outcome(now Outcome) Outcome {
	return Outcome{Question: now.Question, Urgent: now.Urgent, Alarmed: p.Alarmed, Result: knowledge.Result{
		Outcome: p.Outcome, Sent: matches(p.Sent), Offered: matches(p.Offered), Help: p.Help, Candidates: matches(p.First),
	}}
}

// Outcomes returns what came of the questions of set in the earlier run, judged
// by the labels that they have now. It leaves out questions that the baseline
// does not know. Times, languages and confidences are not kept: they are zero.
func (b Baseline) Outcomes(base *knowledge.Base, set Set) []Outcome {
	asked := make([]Outcome, len(set))
	for i, q := range set {
		asked[i] = Outcome{Question: q, Urgent: q.urgent(base)}
	}
	var out []Outcome
	for _, p := range b.pairs(asked) {
		out = append(out, p.before)
	}
	return out
}

func ids(matches []knowledge.Match) []string {
	out := make([]string, len(matches))
	for i, m := range matches {
		out[i] = m.ID
	}
	return out
}

func matches(ids []string) []knowledge.Match {
	out := make([]knowledge.Match, len(ids))
	for i, id := range ids {
		out[i].ID = id
	}
	return out
}
