package calibrate

import (
	"math"

	"iombot/index"
)

// What the thresholds aim at, on the messages that the weights were fitted to. Those
// have more strong words, danger and near misses than people's messages have, so
// that more is allowed here than people shall meet: see README.md, "What was tried".
const (
	maxRefused = .018 // of the messages with an answer that are refused
	minRefused = .85  // of those without one: refusing more of them costs more than it saves
	maxAlarms  = .006 // of the ordinary messages that get an urgent entry alone
	maxHelp    = .08  // of the ordinary messages that get that or a help line
	minHelped  = .998 // of the messages that tell of danger: no line for more than this takes
)

// policy is what answers aim at: the share that is right of the messages answered
// at once that have an answer, and of those without an answer the share that is
// answered all the same.
type policy struct{ right, falsely float64 }

// A message in a conversation is mostly about a matter that the person knows, and a
// wrong answer is noticed; few of them have none.
var policyAlone, policyTurn = policy{.968, .05}, policy{.942, .10}

// How thresholds are sought.
const (
	answerFrom, answerTo = .4, .95
	offerTo              = .05
	step                 = .01
)

func setThresholds(c *index.Calibration, rows []row) {
	var in, out, turnsIn, turnsOut, calm, danger []row
	for _, r := range rows {
		if r.danger {
			danger = append(danger, r)
			continue
		}
		calm = append(calm, r)
		switch {
		case r.talk && !r.in: // "I hear you" is no false answer to what nothing answers
		case r.InContext && r.in:
			turnsIn = append(turnsIn, r)
		case r.InContext:
			turnsOut = append(turnsOut, r)
		case r.in:
			in = append(in, r)
		default:
			out = append(out, r)
		}
	}
	c.Answer, c.Offer = answers(in, out, policyAlone)
	c.AnswerTurn, c.OfferTurn = answers(turnsIn, turnsOut, policyTurn)
	c.Alarm, c.Help = alarms(calm, danger)
}

// answers returns two thresholds of the confidence. The first is the lowest at
// which answers are right often enough and false answers rare enough. From the
// second on, choices are offered. It is the highest that refuses few messages
// with an answer, and no more than minRefused of those without one: buttons with
// "none of these" cost a person less than a refusal.
func answers(in, out []row, p policy) (answer, offer float64) {
	for answer = answerFrom; answer < answerTo; answer += step {
		sent := func(r *row) bool { return r.Confidence >= answer }
		right := func(r *row) bool { return sent(r) && r.hit }
		if share(in, right) >= p.right*share(in, sent) && share(out, sent) <= p.falsely {
			break
		}
	}
	for offer = answer; offer > offerTo; offer -= step {
		refused := func(r *row) bool { return r.Confidence < offer }
		if share(in, refused) <= maxRefused && share(out, refused) <= minRefused {
			break
		}
	}
	return hundredths(answer), hundredths(offer)
}

// alarms returns the lowest probabilities of danger at which few ordinary
// messages get an alarm, and few get a help line.
func alarms(calm, danger []row) (alarm, help float64) {
	above := func(p float64) func(*row) bool { return func(r *row) bool { return r.Urgent >= p } }
	for alarm = .5; alarm < .99 && share(calm, above(alarm)) > maxAlarms; alarm += step {
	}
	const fine = .002
	for help = fine; help < alarm && share(calm, above(help)) > maxHelp; help += fine {
	}
	for help+fine < alarm && share(danger, above(help+fine)) >= minHelped {
		help += fine
	}
	return hundredths(alarm), math.Round(help*1000) / 1000
}

// share is the share of rows for which holds is true, 0 when there are none.
func share(rows []row, holds func(*row) bool) float64 {
	n := 0
	for i := range rows {
		if holds(&rows[i]) {
			n++
		}
	}
	return float64(n) / float64(max(len(rows), 1))
}

func hundredths(x float64) float64 { return math.Round(x*100) / 100 }
