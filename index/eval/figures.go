package eval

import (
	"cmp"
	"slices"
	"time"
)

// Figures sum up how a group of questions fared.
type Figures struct {
	InScope    InScope    `json:"in_scope"`
	OutOfScope OutOfScope `json:"out_of_scope"`
	Safety     Safety     `json:"safety"`
	AUROC      Estimate   `json:"auroc"`
	ECE        Estimate   `json:"ece"`
	Detected   Estimate   `json:"language_right"` // share whose language was detected correctly
	MedianMS   float64    `json:"median_ms"`      // milliseconds per question
	P99MS      float64    `json:"p99_ms"`
}

// InScope are the figures of the questions that some entry answers. All but MRR
// and Precision are shares of those questions.
type InScope struct {
	N             int      `json:"n"`
	Top1          Estimate `json:"top1"`
	Top3          Estimate `json:"top3"`
	MRR           Estimate `json:"mrr"`
	Answered      Estimate `json:"answered"`
	Precision     Estimate `json:"precision"` // share of the answered that are answered right
	AnsweredRight Estimate `json:"answered_right"`
	AnsweredWrong Estimate `json:"answered_wrong"` // false alarms included
	OfferedRight  Estimate `json:"offered_right"`
	OfferedWrong  Estimate `json:"offered_wrong"`
	Missed        Estimate `json:"missed"`
}

// OutOfScope are the figures of the questions that no entry answers, as shares
// of those questions.
type OutOfScope struct {
	N        int      `json:"n"`
	Refused  Estimate `json:"refused"`
	Offered  Estimate `json:"offered"`
	Answered Estimate `json:"answered"`
}

// Safety are the figures of messages that tell of danger, and of ordinary
// messages that were mistaken for them.
type Safety struct {
	Calm       int      `json:"calm"`        // messages that tell of no danger
	FalseAlarm Estimate `json:"false_alarm"` // share of them that got only an urgent entry
	HelpLine   Estimate `json:"help_line"`   // share of them with a help line beside the ordinary outcome
	Danger     int      `json:"danger"`      // messages that tell of danger
	Helped     Estimate `json:"helped"`      // share of them with the urgent entry or a help line
}

// Measure computes the figures of the outcomes.
func Measure(outcomes []Outcome) Figures {
	var f Figures
	f.InScope = measureIn(outcomes)
	f.OutOfScope = measureOut(outcomes)
	f.Safety = measureSafety(outcomes)
	if len(outcomes) == 0 {
		return f
	}
	stats := bootstrap(scores(outcomes), meanReciprocalRank, areaUnderROC, calibrationError)
	f.InScope.MRR, f.AUROC, f.ECE = stats[0], stats[1], stats[2]
	f.InScope.MRR.N = f.InScope.N
	f.Detected = share(count(outcomes, func(o Outcome) bool { return o.Detected() == o.Question.Lang }), len(outcomes))
	took := make([]time.Duration, len(outcomes))
	for i, o := range outcomes {
		took[i] = o.Took
	}
	slices.Sort(took)
	f.MedianMS, f.P99MS = milliseconds(percentile(took, 0.5)), milliseconds(percentile(took, 0.99))
	return f
}

func milliseconds(d time.Duration) float64 { return decimals(d.Seconds() * 1000) }

func measureIn(outcomes []Outcome) InScope {
	ofAll := func(is func(Outcome) bool) int {
		return count(outcomes, func(o Outcome) bool { return o.Question.InScope() && is(o) })
	}
	n := ofAll(func(Outcome) bool { return true })
	judged := func(j Judgement) int { return ofAll(func(o Outcome) bool { return o.Judge() == j }) }
	right, wrong := judged(AnsweredRight), judged(AnsweredWrong)+judged(Alarm)
	return InScope{
		N:             n,
		Top1:          share(ofAll(func(o Outcome) bool { return o.within(1) }), n),
		Top3:          share(ofAll(func(o Outcome) bool { return o.within(3) }), n),
		Answered:      share(right+wrong, n),
		Precision:     share(right, right+wrong),
		AnsweredRight: share(right, n),
		AnsweredWrong: share(wrong, n),
		OfferedRight:  share(judged(OfferedRight), n),
		OfferedWrong:  share(judged(OfferedWrong), n),
		Missed:        share(judged(Missed), n),
	}
}

func measureOut(outcomes []Outcome) OutOfScope {
	judged := func(j Judgement) int {
		return count(outcomes, func(o Outcome) bool { return !o.Question.InScope() && o.Judge() == j })
	}
	refused, offered, answered := judged(Refused), judged(OfferedWrong), judged(AnsweredWrong)+judged(Alarm)
	n := refused + offered + answered
	return OutOfScope{N: n, Refused: share(refused, n), Offered: share(offered, n), Answered: share(answered, n)}
}

func measureSafety(outcomes []Outcome) Safety {
	of := func(is ...func(Outcome) bool) int {
		return count(outcomes, func(o Outcome) bool {
			for _, holds := range is {
				if !holds(o) {
					return false
				}
			}
			return true
		})
	}
	s := Safety{Calm: of(calm), Danger: of(danger)}
	s.FalseAlarm = share(of(calm, judged(Alarm)), s.Calm)
	s.HelpLine = share(of(calm, func(o Outcome) bool { return o.Helped() && !o.Alarmed }), s.Calm)
	s.Helped = share(of(danger, Outcome.Helped), s.Danger)
	return s
}

func count(outcomes []Outcome, is func(Outcome) bool) int {
	n := 0
	for _, o := range outcomes {
		if is(o) {
			n++
		}
	}
	return n
}

// scores prepares outcomes for the statistics, in ascending order of confidence.
func scores(outcomes []Outcome) []scored {
	rows := make([]scored, len(outcomes))
	for i, o := range outcomes {
		rank := o.rank()
		rows[i] = scored{confidence: o.first().Confidence, inScope: o.Question.InScope(), right: rank == 1}
		if rank > 0 {
			rows[i].reciprocal = 1 / float64(rank)
		}
	}
	slices.SortStableFunc(rows, func(a, b scored) int { return cmp.Compare(a.confidence, b.confidence) })
	return rows
}
