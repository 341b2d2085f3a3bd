package index

import (
	"errors"
	"fmt"
	"slices"

	"iombot/knowledge"
	"iombot/locales"
)

// Question is a labelled question: what somebody typed and the entries that
// answer it; none when no entry does.
type Question struct {
	Lang     locales.Lang
	Text     string
	Expected []string // ids
}

// fitRounds is how often the weights are fitted: the first time on whole
// messages, then on what they say besides the small talk that the last weights
// tell.
const fitRounds = 2

// Fit finds the calibration that suits the questions, which must not be among
// the base's phrasings: first the weights that make the right entries likely
// (conditional logistic regression), then those that tell questions with an
// answer from those without (logistic regression), then the thresholds. So that
// it suits bases of fewer phrasings too, the questions are then asked of
// smaller ones made of this one (see thinned). All of it is deterministic.
// Questions in languages that the base does not serve are passed over; one that
// expects an entry it does not have is an error.
func Fit(b *knowledge.Base, questions []Question) (c Calibration, err error) {
	exams := make([]*exam, 0, 1+len(thinPhrasings)*len(thinEntries))
	defer func() {
		for _, e := range exams {
			err = errors.Join(err, e.x.Close())
		}
	}()
	for _, base := range append([]*knowledge.Base{b}, thinned(b)...) {
		asked := questions
		if base != b {
			asked = among(questions, base)
		}
		e, err := newExam(base, asked)
		if err != nil {
			return Calibration{}, fmt.Errorf("fitting: %w", err)
		}
		exams = append(exams, e)
	}
	own, small := exams[0], exams[1:]
	c = Calibration{Engine: Version, Reliance: own.x.readers[0].reliance, Offer: 1}
	for range fitRounds {
		c = c.fitted(own, small)
	}
	return c, nil
}

// fitted is c fitted to the own base and to smaller ones.
func (c Calibration) fitted(own *exam, small []*exam) Calibration {
	rows := own.read(c)
	var few []labelled
	for _, e := range small {
		few = append(few, e.read(c)...)
	}
	c.fitWeights(rows, c.manySide())
	c.fitScope(rows, c.manySide())
	c.fitWeights(few, c.fewSide())
	c.fitScope(few, c.fewSide())
	c.Answer, c.Offer = thresholds(own.outcomes(c))
	return c
}

// exam is a base with labelled questions in the languages that it serves.
type exam struct {
	x         *Index
	questions []examQuestion
}

type examQuestion struct {
	reader *reader
	text   string // cleaned
	right  []int  // entries that answer it
}

// newExam indexes b. The caller closes the index.
func newExam(b *knowledge.Base, questions []Question) (*exam, error) {
	number := map[string]int{}
	for k, e := range b.Entries {
		number[e.ID] = k
	}
	x, err := BuildWith(b, Calibration{Engine: Version})
	if err != nil {
		return nil, err
	}
	e := &exam{x: x}
	for _, q := range questions {
		i := slices.Index(b.Languages, q.Lang)
		if i < 0 {
			continue
		}
		asked := examQuestion{reader: x.readers[i], text: clean(q.Text)}
		for _, id := range q.Expected {
			k, ok := number[id]
			if !ok {
				return nil, errors.Join(fmt.Errorf("no entry %q, which %q expects", id, q.Text), x.Close())
			}
			asked.right = append(asked.right, k)
		}
		e.questions = append(e.questions, asked)
	}
	return e, nil
}

// views reads the questions, each in its own language, with c.
func (e *exam) views(c Calibration) []*view {
	x := *e.x
	x.calibration = c
	out := make([]*view, len(e.questions))
	for i, q := range e.questions {
		out[i] = x.withoutGreeting(x.view(q.reader, q.text))
	}
	return out
}

// labelled is a question as the index reads it.
type labelled struct {
	reading
	right []int // entries that answer it
}

func (q *labelled) inScope() bool { return len(q.right) > 0 }

func (e *exam) read(c Calibration) []labelled {
	out := make([]labelled, len(e.questions))
	for i, v := range e.views(c) {
		out[i] = labelled{v.reading, e.questions[i].right}
	}
	return out
}

// outcomes tells what the questions come to with c before the thresholds, those
// with an answer (in) and those without (out).
func (e *exam) outcomes(c Calibration) (in, out []outcome) {
	for i, v := range e.views(c) {
		right := e.questions[i].right
		o := outcome{confidence: v.confidence(0), right: slices.Contains(right, v.order[0])}
		if len(right) > 0 {
			in = append(in, o)
		} else {
			out = append(out, o)
		}
	}
	return in, out
}

// among lists the questions that b can be asked: those that an entry of its
// answers, and those that none answers.
func among(questions []Question, b *knowledge.Base) []Question {
	var out []Question
	for _, q := range questions {
		asked := Question{Lang: q.Lang, Text: q.Text}
		for _, id := range q.Expected {
			if slices.ContainsFunc(b.Entries, func(e *knowledge.Entry) bool { return e.ID == id }) {
				asked.Expected = append(asked.Expected, id)
			}
		}
		if len(asked.Expected) > 0 || len(q.Expected) == 0 {
			out = append(out, asked)
		}
	}
	return out
}

// Sizes of the smaller bases that a base is thinned to: phrasings an entry, and
// the number of entries of which one is kept.
var (
	thinPhrasings = []int{3, 8, 20}
	thinEntries   = []int{1, 3, 10}
)

// thinned makes smaller bases of b: one in so many of its entries, with a few of
// their phrasings, without the keywords and answers that a new base may lack.
func thinned(b *knowledge.Base) []*knowledge.Base {
	var out []*knowledge.Base
	for _, phrasings := range thinPhrasings {
		for i, every := range thinEntries {
			small := &knowledge.Base{Languages: b.Languages, Synonyms: b.Synonyms}
			for k := i; k < len(b.Entries); k += every {
				small.Entries = append(small.Entries, thinEntry(b.Entries[k], phrasings))
			}
			if len(small.Entries) > 1 {
				out = append(out, small)
			}
		}
	}
	return out
}

// thinEntry keeps of e's phrasings the title and others spread over all.
func thinEntry(e *knowledge.Entry, phrasings int) *knowledge.Entry {
	small := &knowledge.Entry{ID: e.ID, Hidden: e.Hidden, Texts: map[locales.Lang]*knowledge.Text{}}
	for lang, t := range e.Texts {
		n := min(phrasings-1, len(t.Questions))
		few := &knowledge.Text{Title: t.Title, Questions: make([]knowledge.Item, n)}
		for i := range few.Questions {
			few.Questions[i] = t.Questions[i*len(t.Questions)/n]
		}
		small.Texts[lang] = few
	}
	return small
}
