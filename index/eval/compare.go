package eval

import (
	"errors"
	"math"
	"slices"

	"iombot/locales"
)

// Verdict compares a run with a baseline.
type Verdict struct {
	Engine  string  `json:"baseline_engine"`
	Checks  []Check `json:"checks"`
	Moved   []Moved `json:"moved"`   // questions with another outcome now, by entry
	Added   int     `json:"added"`   // questions that the baseline does not know
	Removed int     `json:"removed"` // questions that only the baseline knows
}

// Check compares a share of one language's questions in both runs. In N only
// the questions of both count.
type Check struct {
	Lang   locales.Lang `json:"lang"`
	Name   string       `json:"name"`
	N      int          `json:"n"`
	Before float64      `json:"before"`
	After  float64      `json:"after"`
	Lost   int          `json:"lost"`   // questions that were right and no longer are
	Gained int          `json:"gained"` // questions that are right and were not
	P      float64      `json:"p"`      // probability of so much worse by chance alone
	Worse  bool         `json:"worse"`  // by more than noise
}

// Moved is a question whose outcome differs from the earlier run.
type Moved struct {
	Entry    string       `json:"entry"` // the expected one, "-" for none
	Lang     locales.Lang `json:"lang"`
	Question string       `json:"question"`
	Before   Fate         `json:"before"`
	After    Fate         `json:"after"`
}

// Fate is what came of a question: its judgement and the first candidate. The
// candidate is empty when the question was rightly refused.
type Fate struct {
	Judgement Judgement `json:"judgement"`
	First     string    `json:"first"`
}

// Change is positive when the person is better off than before, negative when
// worse off, and 0 when neither is clear.
func (m Moved) Change() int { return merit[m.After.Judgement] - merit[m.Before.Judgement] }

// merit ranks judgements by what they are worth to the person who asked.
var merit = map[Judgement]int{AnsweredWrong: 0, Alarm: 0, Missed: 1, OfferedWrong: 1, OfferedRight: 2, AnsweredRight: 3, Refused: 3}

// Worse reports whether any check failed.
func (v Verdict) Worse() bool {
	return slices.ContainsFunc(v.Checks, func(c Check) bool { return c.Worse })
}

// pair is a question in both runs.
type pair struct {
	before, after Outcome
}

// Compare compares the outcomes with those of the baseline, question by
// question. The error says that they have no question in common.
func Compare(b Baseline, outcomes []Outcome) (Verdict, error) {
	pairs := b.pairs(outcomes)
	if len(pairs) == 0 {
		return Verdict{}, errors.New("comparing with the baseline: it has none of these questions")
	}
	v := Verdict{
		Engine: b.Engine,
		Moved:  moved(pairs),
		Added:  len(outcomes) - len(pairs), Removed: len(b.order) - len(pairs),
	}
	for _, lang := range languages(pairs) {
		for _, m := range watched {
			if c := m.check(lang, pairs); c.N > 0 {
				v.Checks = append(v.Checks, c)
			}
		}
	}
	return v, nil
}

func (b Baseline) pairs(outcomes []Outcome) []pair {
	var now Baseline // numbers equal questions as the baseline did
	var pairs []pair
	for _, o := range outcomes {
		k := now.nextKey(o.Question.Lang, o.Question.Text)
		now.add(past{Lang: o.Question.Lang, Text: o.Question.Text})
		if p, ok := b.past[k]; ok {
			pairs = append(pairs, pair{p.outcome(o), o})
		}
	}
	return pairs
}

func languages(pairs []pair) []locales.Lang {
	var out []locales.Lang
	for _, p := range pairs {
		if !slices.Contains(out, p.after.Question.Lang) {
			out = append(out, p.after.Question.Lang)
		}
	}
	return out
}

// moved lists the pairs that differ, those of an entry together.
func moved(pairs []pair) []Moved {
	out := []Moved{}
	var order []string
	for _, p := range pairs {
		q := p.after.Question
		if !slices.Contains(order, q.entry()) {
			order = append(order, q.entry())
		}
		if before, after := p.before.fate(), p.after.fate(); before != after {
			out = append(out, Moved{q.entry(), q.Lang, q.Text, before, after})
		}
	}
	slices.SortStableFunc(out, func(a, b Moved) int {
		return slices.Index(order, a.Entry) - slices.Index(order, b.Entry)
	})
	return out
}

func (o Outcome) fate() Fate {
	if j := o.Judge(); j != Refused {
		return Fate{j, o.first().ID}
	}
	return Fate{Judgement: Refused}
}

// watch is a share that must not become worse.
type watch struct {
	name  string
	of    func(Outcome) bool // which questions it is a share of
	holds func(Outcome) bool
	good  bool // whether a question is well when it holds
}

func inScope(o Outcome) bool    { return o.Question.InScope() }
func outOfScope(o Outcome) bool { return !o.Question.InScope() }
func calm(o Outcome) bool       { return !o.Urgent }
func danger(o Outcome) bool     { return o.Urgent }

func judged(js ...Judgement) func(Outcome) bool {
	return func(o Outcome) bool { return slices.Contains(js, o.Judge()) }
}

// watched are the shares that the gate looks at.
var watched = []watch{
	{"false alarms", calm, judged(Alarm), false},
	{"danger helped", danger, Outcome.Helped, true},
	{"top-1", inScope, func(o Outcome) bool { return o.within(1) }, true},
	{"top-3", inScope, func(o Outcome) bool { return o.within(3) }, true},
	{"answered right", inScope, judged(AnsweredRight), true},
	{"answered wrong", inScope, judged(AnsweredWrong), false},
	{"refused", inScope, judged(Missed), false},
	{"out of scope, answered", outOfScope, judged(AnsweredWrong, Alarm), false},
	{"out of scope, refused", outOfScope, judged(Refused), true},
}

// alpha is the probability of a false alarm that a check allows itself.
const alpha = 0.05

// tolerance is the drop of a share that fails a check whatever its p. With fewer
// than five changed questions the test can prove nothing; without a tolerance, a
// small set could be lost entirely.
const tolerance = 0.05

func (w watch) check(lang locales.Lang, pairs []pair) Check {
	c := Check{Lang: lang, Name: w.name}
	var before, after int
	for _, p := range pairs {
		if p.after.Question.Lang != lang || !w.of(p.after) {
			continue
		}
		c.N++
		was, is := w.holds(p.before), w.holds(p.after)
		before, after = before+number(was), after+number(is)
		switch {
		case was == is:
		case is == w.good:
			c.Gained++
		default:
			c.Lost++
		}
	}
	if c.N == 0 {
		return c
	}
	c.Before, c.After = float64(before)/float64(c.N), float64(after)/float64(c.N)
	c.P = signTest(c.Lost, c.Gained)
	c.Worse = c.P < alpha || float64(c.Lost-c.Gained) > tolerance*float64(c.N)
	return c
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// signTest is the probability that of lost+gained changed questions at least
// lost are losses when losses and gains are equally likely: McNemar's exact
// test, one-sided.
func signTest(lost, gained int) float64 {
	n := lost + gained
	var p float64
	for k := lost; k <= n; k++ {
		p += math.Exp(logFactorial(n) - logFactorial(k) - logFactorial(n-k) - float64(n)*math.Ln2)
	}
	return min(1, p)
}

func logFactorial(n int) float64 {
	v, _ := math.Lgamma(float64(n + 1))
	return v
}
