package index

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
)

// Calibration turns signals into probabilities. It is fitted on labelled
// questions (see Fit) and belongs to one version of the engine.
type Calibration struct {
	Engine string `json:"engine"` // Version it was fitted for
	// Weights weighs an entry's signals, in the order of Explanation's: the
	// probability that the entry is the right one, given that one is, goes with
	// exp(weights · signals).
	Weights [sigCount]float64 `json:"weights"`
	// Scope weighs the features of the question as a whole (see scopeFeatures):
	// the log-odds that any entry is right.
	Scope [scopeCount]float64 `json:"scope"`
	// Answer and Offer are the confidences (0 to 1) of the first candidate from
	// which on it is sent, and from which on it is offered.
	Answer float64 `json:"answer"`
	Offer  float64 `json:"offer"`
}

// Version names the features and signals. Raise it with any change to them: a
// calibration fitted for another version is refused.
const Version = "1"

//go:embed calibration.json
var calibrationFile []byte

// DefaultCalibration is the one compiled in. It panics when it was fitted for
// another version of the engine, which a test rules out.
func DefaultCalibration() Calibration {
	c, err := ParseCalibration(calibrationFile)
	if err != nil {
		panic(err)
	}
	return c
}

// ParseCalibration reads a calibration and refuses one for another engine.
func ParseCalibration(src []byte) (Calibration, error) {
	var c Calibration
	if err := json.Unmarshal(src, &c); err != nil {
		return c, fmt.Errorf("reading a calibration: %w", err)
	}
	if c.Engine != Version {
		return c, fmt.Errorf("reading a calibration: it was fitted for engine %q, this is %q: fit it again", c.Engine, Version)
	}
	return c, nil
}

// Features of a question that tell whether any entry answers it.
const (
	scopeBias   = iota
	scopeMargin // of the best entry's linear score over the background's
	scopeLinear // the best entry's linear score
	scopeBest   // likeness of the best entry's nearest phrasing
	scopeTop3   // likeness of its three nearest
	scopeAsked  // share of the words that the best entry uses
	scopeKnown  // share of the words that any entry uses
	scopeShare  // probability of the best entry among all
	scopeLength // logarithm of the number of words
	scopeCount
)

// weight is the weight of signal s in the question q.
func (c *Calibration) weight(s signal, q *reading) float64 { return c.Weights[s] * q.trust(s) }

// droppedScore is what the score of an entry that is no candidate loses:
// enough to put it behind all that are.
const droppedScore = 20

// shares returns the probability of each entry, given that one is right, and
// the entries by it, likeliest first.
func (c *Calibration) shares(q *reading) (share []float64, order []int) {
	score := make([]float64, len(q.signals))
	for k, s := range q.signals {
		for i, v := range s {
			score[k] += c.weight(signal(i), q) * float64(v)
		}
		if q.candidacy != nil && q.candidacy[k] == dropped {
			score[k] -= droppedScore
		}
	}
	softmax(score)
	return score, rank(score)
}

// inScope is the probability that any entry answers the question, whose entries
// have the probabilities share and of which entry k is the likeliest.
func (c *Calibration) inScope(q *reading, share []float64, k int) float64 {
	var sum float64
	for i, v := range scopeFeatures(q, share, k) {
		sum += c.Scope[i] * v
	}
	return logistic(sum)
}

// scopeFeatures returns the features of a question whose entries have the
// probabilities share and of which entry k is the likeliest.
func scopeFeatures(q *reading, share []float64, k int) [scopeCount]float64 {
	s := q.signals[k]
	return [scopeCount]float64{
		scopeBias:   1,
		scopeMargin: float64(s[sigLinear] - q.background),
		scopeLinear: float64(s[sigLinear]),
		scopeBest:   float64(s[sigBest]),
		scopeTop3:   float64(s[sigTop3]),
		scopeAsked:  float64(s[sigAsked]),
		scopeKnown:  float64(q.known),
		scopeShare:  share[k],
		scopeLength: math.Log(float64(len(q.tokens) + 1)),
	}
}

// softmax turns scores into probabilities, in place.
func softmax(scores []float64) {
	top := math.Inf(-1)
	for _, s := range scores {
		top = max(top, s)
	}
	var sum float64
	for i, s := range scores {
		scores[i] = math.Exp(s - top)
		sum += scores[i]
	}
	for i := range scores {
		scores[i] /= sum
	}
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
