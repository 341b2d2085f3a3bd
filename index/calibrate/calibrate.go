// Package calibrate fits the index's calibration on labelled messages. It fits
// weights for P(entry) by conditional logistic regression, weights for
// P(in domain) and P(danger) by logistic regression, and then the thresholds.
// Only `iombot fit` and tests use it.
//
// Reading order: calibrate.go, regression.go, newton.go, thresholds.go; thin.go
// makes smaller bases to fit on.
package calibrate

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"iombot/index"
	"iombot/index/eval"
	"iombot/knowledge"
	"iombot/locales"
)

// rounds is how often the weights are fitted: the features of a message as a
// whole depend on which entry is likeliest under the previous weights.
const rounds = 3

// Fit returns the calibration that fits the questions best. They must not be
// among the base's phrasings. Fit also asks them of smaller bases made from this
// one (see thinned), so that the calibration suits bases of few phrasings too.
// The result is deterministic. Fit skips questions in languages that the base
// does not understand; a question that expects an unknown entry is an error.
func Fit(b *knowledge.Base, questions eval.Set, progress func(done, total int)) (c index.Calibration, err error) {
	bases := append([]*knowledge.Base{b}, thinned(b)...)
	exams := make([]*exam, 0, len(bases))
	defer func() {
		for _, e := range exams {
			err = errors.Join(err, e.x.Close())
		}
	}()
	for i, base := range bases {
		asked := slices.Concat(questions, afterAnswers(questions))
		if base != b {
			asked = among(questions, base)
		}
		e, err := newExam(base, asked)
		if err != nil {
			return c, fmt.Errorf("fitting: %w", err)
		}
		exams = append(exams, e)
		progress(i+1, len(bases))
	}
	own, small := exams[0], exams[1:]
	c = index.Calibration{Engine: index.Version, Shrinkage: own.x.Shrinkage(), Offer: 1, Alarm: 1, Help: 1, Answer: 1, AnswerTurn: 1, OfferTurn: 1}
	for range rounds {
		rows := own.observe(c)
		var few []row
		for _, e := range small {
			few = append(few, e.observe(c)...)
		}
		if len(rows) == 0 || len(few) == 0 {
			return c, errors.New("fitting: there are too few questions, or too few entries in their languages")
		}
		alone, turns := split(rows)
		fitSide(&c, alone, manySide(&c))
		fitTurns(&c, turns)
		fitSide(&c, few, fewSide(&c))
		setThresholds(&c, own.observe(c))
	}
	return c, nil
}

// split separates the rows that were read in context from the others.
func split(rows []row) (alone, turns []row) {
	for _, r := range rows {
		if r.InContext {
			turns = append(turns, r)
		} else {
			alone = append(alone, r)
		}
	}
	return alone, turns
}

// exam is a base with labelled questions.
type exam struct {
	x         *index.Index
	base      *knowledge.Base
	questions eval.Set
}

// row is a labelled question as the index reads it.
type row struct {
	index.Observation
	lang   locales.Lang
	again  bool  // it is asked once more, after an answer
	right  []int // candidates that answer it
	in     bool  // some entry answers it, found or not
	danger bool  // every entry that answers it is urgent
	hit    bool  // the first candidate answers it
	talk   bool  // the first candidate is small talk
}

// newExam indexes b. The caller closes the index.
func newExam(b *knowledge.Base, questions eval.Set) (*exam, error) {
	if err := questions.Check(b); err != nil {
		return nil, err
	}
	x, err := index.BuildWith(b, index.DefaultParams(), index.Calibration{Engine: index.Version})
	if err != nil {
		return nil, err
	}
	return &exam{x, b, questions}, nil
}

// observe reads the questions, each in its own language, with c.
func (e *exam) observe(c index.Calibration) []row {
	x := e.x.With(c)
	var out []row
	for _, q := range e.questions {
		o, ok := x.Observe(knowledge.Message{Text: q.Text, Topic: q.Topic}, q.Lang)
		if !ok {
			continue
		}
		r := row{Observation: o, lang: q.Lang, again: q.Turn == again, in: q.InScope(), danger: q.InScope()}
		for _, id := range q.Expected {
			r.danger = r.danger && e.base.Entry(id).Urgent
			r.hit = r.hit || id == o.First
			if i := slices.Index(o.Entries, id); i >= 0 {
				r.right = append(r.right, i)
			}
		}
		if first := e.base.Entry(o.First); first != nil {
			r.talk = first.Hidden
		}
		out = append(out, r)
	}
	return out
}

// again is the turn of a question that is asked once more, after an answer.
const again = -1

// afterEvery says that one in so many questions is asked after an answer too. With
// one in two, messages that do lean on an answer were refused too often.
const afterEvery = 4

// afterAnswers asks some of the questions again, each after an answer to another
// one: any question may follow any answer, and one that no entry answers too.
func afterAnswers(questions eval.Set) eval.Set {
	topics := map[locales.Lang][]string{}
	for _, q := range questions {
		if q.Turn == 0 && q.InScope() {
			topics[q.Lang] = append(topics[q.Lang], q.Expected[0])
		}
	}
	rng := rand.New(rand.NewPCG(1, 1))
	var out eval.Set
	for _, q := range questions {
		about := topics[q.Lang]
		if q.Turn == 0 && len(about) > 0 && rng.IntN(afterEvery) == 0 {
			q.Topic, q.Turn = []string{about[rng.IntN(len(about))]}, again
			out = append(out, q)
		}
	}
	return out
}

// among lists the questions that suit b: those that one of its entries answers,
// and those that no entry answers.
func among(questions eval.Set, b *knowledge.Base) eval.Set {
	var out eval.Set
	for _, q := range questions {
		if len(q.Topic) > 0 {
			continue // what it leans on may be missing
		}
		asked := q
		asked.Expected = nil
		for _, id := range q.Expected {
			if slices.ContainsFunc(b.Entries, func(e *knowledge.Entry) bool { return e.ID == id }) {
				asked.Expected = append(asked.Expected, id)
			}
		}
		if asked.InScope() || !q.InScope() {
			out = append(out, asked)
		}
	}
	return out
}
