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
	// Few and Many are the weights for a base of hardly any phrasings an entry
	// and of any number. What lies between is weighed in proportion (see
	// reliance).
	Reliance float64 `json:"reliance"`
	Few      Weights `json:"few"`
	Many     Weights `json:"many"`
	// Answer and Offer are the confidences (0 to 1) of the first candidate from
	// which on it is sent, and from which on it is offered.
	Answer float64 `json:"answer"`
	Offer  float64 `json:"offer"`
}

// Weights are the weights of both steps from signals to a probability.
type Weights struct {
	// Entry weighs an entry's signals, in the order of Explanation's: the
	// probability that the entry is the right one, given that one is, goes with
	// exp(weights · signals).
	Entry [sigCount]float64 `json:"entry"`
	// Scope weighs the features of the question as a whole (see scopeFeatures):
	// the log-odds that any entry is right.
	Scope [scopeCount]float64 `json:"scope"`
}

// Version names the features and signals. Raise it with any change to them: a
// calibration fitted for another version is refused.
const Version = "2"

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

// many is how much of the weights for many phrasings counts in a base of the
// given reliance, 0 to 1; those for few have the rest.
func (c *Calibration) many(reliance float64) float64 {
	if reliance >= c.Reliance {
		return 1
	}
	return reliance / c.Reliance
}

// weights are those for a base of the given reliance.
func (c *Calibration) weights(reliance float64) (w Weights) {
	many := c.many(reliance)
	for i := range w.Entry {
		w.Entry[i] = (1-many)*c.Few.Entry[i] + many*c.Many.Entry[i]
	}
	for i := range w.Scope {
		w.Scope[i] = (1-many)*c.Few.Scope[i] + many*c.Many.Scope[i]
	}
	return w
}

// droppedScore is what the score of an entry that is no candidate loses:
// enough to put it behind all that are.
const droppedScore = 20

// shares returns the probability of each entry, given that one is right, and
// the entries by it, likeliest first.
func (c *Calibration) shares(q *reading) (share []float64, order []int) {
	w := c.weights(q.reliance)
	score := make([]float64, len(q.signals))
	for k, s := range q.signals {
		for i, v := range s {
			score[k] += w.Entry[i] * float64(v)
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
	w := c.weights(q.reliance)
	var sum float64
	for i, v := range scopeFeatures(q, share, k) {
		sum += w.Scope[i] * v
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
