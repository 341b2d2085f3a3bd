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

// Baseline is an earlier run, kept to compare later ones with. It holds what
// the search did, not whether that was right: labels may be corrected since.
type Baseline struct {
	Engine string // version of the search engine that ran
	past   map[askedBefore]past
	order  []askedBefore
}

// askedBefore tells questions apart; the same text may stand in a set more than once.
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
	Answers int               `json:"answers"`
	First   []string          `json:"first"` // the first candidates
}

// kept is how many candidates a baseline keeps: what can be offered, and what
// top-3 looks at.
const kept = 3

// NewBaseline makes a baseline of a run of the given engine version.
func NewBaseline(engine string, outcomes []Outcome) Baseline {
	b := Baseline{Engine: engine}
	for _, o := range outcomes {
		p := past{
			Lang: o.Question.Lang, Text: o.Question.Text,
			Outcome: o.Result.Outcome, Answers: o.Result.Answers, First: []string{},
		}
		for _, m := range o.Result.Candidates[:min(kept, len(o.Result.Candidates))] {
			p.First = append(p.First, m.ID)
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
// change of it reads well in a diff.
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
func (p past) outcome(q Question) Outcome {
	o := Outcome{Question: q, Result: knowledge.Result{Outcome: p.Outcome, Answers: p.Answers}}
	for _, id := range p.First {
		o.Result.Candidates = append(o.Result.Candidates, knowledge.Match{ID: id})
	}
	return o
}
