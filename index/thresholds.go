package index

import "math"

// What the thresholds aim at, on the questions that the weights were fitted to.
const (
	minRight   = .985 // of the questions answered straight, in scope
	maxFalse   = .02  // of the questions without an answer that are answered all the same
	maxRefused = .01  // of the questions with an answer that are refused
	minRefused = .85  // of the questions without one: refusing more of them costs more than it saves

	// caution is how far the threshold of answers goes on towards 1: the
	// questions it is sought on flatter it.
	caution = 1.0 / 3
)

// How the thresholds are sought.
const (
	answerFrom, answerTo = .5, .95
	offerTo              = .05
	thresholdStep        = .01
)

// outcome is what a question comes to before the thresholds.
type outcome struct {
	confidence float64 // of the first entry
	right      bool    // it is one that answers
}

// thresholds returns the lowest confidence from which answers are right often
// enough and false ones rare enough, and the highest from which on choices are
// offered that refuses few questions with an answer (in) and no more than enough
// of those without (out): buttons with "none of these" cost a person less than a
// refusal.
func thresholds(in, out []outcome) (answer, offer float64) {
	right := func(o outcome) bool { return o.right }
	for answer = answerFrom; answer < answerTo; answer += thresholdStep {
		sent := func(o outcome) bool { return o.confidence >= answer }
		if share(filter(in, sent), right) >= minRight && share(out, sent) <= maxFalse {
			break
		}
	}
	answer += caution * (1 - answer)
	for offer = answer; offer > offerTo; offer -= thresholdStep {
		refused := func(o outcome) bool { return o.confidence < offer-thresholdStep }
		if share(in, refused) <= maxRefused && share(out, refused) <= minRefused {
			break
		}
	}
	return hundredths(answer), hundredths(offer)
}

// share is the share of outcomes for which holds is true, 0 when there are none.
func share(outcomes []outcome, holds func(outcome) bool) float64 {
	return float64(len(filter(outcomes, holds))) / float64(max(len(outcomes), 1))
}

func filter(outcomes []outcome, holds func(outcome) bool) []outcome {
	var kept []outcome
	for _, o := range outcomes {
		if holds(o) {
			kept = append(kept, o)
		}
	}
	return kept
}

func hundredths(x float64) float64 { return math.Round(x*100) / 100 }
