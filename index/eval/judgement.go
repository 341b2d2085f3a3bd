package eval

import (
	"slices"

	"iombot/knowledge"
	"iombot/locales"
)

// Judgement says how a question fared.
type Judgement string

// The judgements. Out of scope, every answer and offer is wrong.
const (
	AnsweredRight Judgement = "answered right" // a right entry was sent
	AnsweredWrong Judgement = "answered wrong"
	Alarm         Judgement = "false alarm"   // an urgent entry was sent to somebody who is in no danger, and no right one
	OfferedRight  Judgement = "offered right" // a right entry was among the choices
	OfferedWrong  Judgement = "offered wrong"
	Missed        Judgement = "missed"  // refused in scope
	Refused       Judgement = "refused" // refused out of scope, which is right
)

// Judge says how the question fared.
func (o Outcome) Judge() Judgement {
	switch {
	case o.isRight(o.Result.Sent):
		return AnsweredRight
	case o.Alarmed && !o.Urgent:
		return Alarm
	case len(o.Result.Sent) > 0:
		return AnsweredWrong
	case o.isRight(o.Result.Offered):
		return OfferedRight
	case len(o.Result.Offered) > 0:
		return OfferedWrong
	case o.Question.InScope():
		return Missed
	}
	return Refused
}

// isRight reports whether one of the entries answers the question.
func (o Outcome) isRight(matches []knowledge.Match) bool {
	return slices.ContainsFunc(matches, func(m knowledge.Match) bool { return slices.Contains(o.Question.Expected, m.ID) })
}

// Helped reports whether the person was told where to get help in danger: by an
// urgent entry, a help line, or the answer to a cry.
func (o Outcome) Helped() bool {
	return o.Result.Help != "" || o.Result.Outcome == knowledge.Cry || o.Urgent && o.isRight(o.Result.Sent) || o.Alarmed
}

// Detected is the language that the search detected, served or not.
func (o Outcome) Detected() locales.Lang {
	if o.Result.Unserved != "" {
		return o.Result.Unserved
	}
	return o.Result.Lang
}

// rank is the place of the first right candidate, from 1; 0 when none is right.
func (o Outcome) rank() int {
	return 1 + slices.IndexFunc(o.Result.Candidates, func(m knowledge.Match) bool {
		return slices.Contains(o.Question.Expected, m.ID)
	})
}

// first is the first candidate; the zero Match when there is none.
func (o Outcome) first() knowledge.Match {
	if len(o.Result.Candidates) == 0 {
		return knowledge.Match{}
	}
	return o.Result.Candidates[0]
}

// within reports whether a right entry is among the first k candidates.
func (o Outcome) within(k int) bool {
	rank := o.rank()
	return rank > 0 && rank <= k
}
