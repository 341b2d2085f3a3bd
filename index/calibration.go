package index

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"iombot/index/classify"
)

// Calibration turns features into probabilities. It is fitted on labelled
// questions by `iombot fit` (package calibrate) and belongs to one version of
// the engine.
type Calibration struct {
	Engine string `json:"engine"` // Version it was fitted for
	// Few and Many are the weights for a base of hardly any phrasings per entry, and
	// for one with as many as the project's own. Bases in between use a mixture in
	// proportion to their shrinkage.
	Shrinkage float64 `json:"shrinkage"`
	Few       Weights `json:"few"`
	Many      Weights `json:"many"`
	// Turn takes the place of Many for a message that is read in context. Its Domain
	// weights tell whether the first candidate is right.
	Turn Weights `json:"turn"`
	// Lean weights what tells whether a message leans on what was said before: the
	// result is the log-odds.
	Lean [leanFeatures]float64 `json:"lean"`
	// Answer and Offer are confidences (0 to 1) of the first candidate: from Answer
	// on it is sent, from Offer on it is offered.
	// AnswerTurn and OfferTurn hold for a message that is read in context.
	Answer     float64 `json:"answer"`
	Offer      float64 `json:"offer"`
	AnswerTurn float64 `json:"answerTurn"`
	OfferTurn  float64 `json:"offerTurn"`
	// Alarm and Help are probabilities of danger: from Alarm on an urgent entry is
	// sent alone, from Help on a help line goes with the ordinary outcome.
	Alarm float64 `json:"alarm"`
	Help  float64 `json:"help"`
}

// Weights are the weights of the three steps from features to probabilities.
type Weights struct {
	// Entry weights a candidate's features. Given that some entry is right, the
	// probability that it is this one is proportional to exp(weights · features).
	Entry [features]float64 `json:"entry"`
	// Domain weights the features of the message. The result is the log-odds that
	// some entry is right.
	Domain [domainFeatures]float64 `json:"domain"`
	// Danger likewise: the log-odds that somebody is in danger.
	Danger [dangerFeatures]float64 `json:"danger"`
}

// Version names the features. Raise it with any change to them: a calibration
// fitted for another version is refused.
const Version = "9"

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
	// Unmarshal fills an array of another length with zeros, or cuts it.
	var given, read bytes.Buffer
	again, err := json.Marshal(c)
	if err := errors.Join(err, json.Compact(&given, src), json.Compact(&read, again)); err != nil {
		return c, fmt.Errorf("reading a calibration: %w", err)
	}
	if !bytes.Equal(given.Bytes(), read.Bytes()) {
		return c, errors.New("reading a calibration: it is for other features than those of this engine: fit it again")
	}
	return c, nil
}

// many is the share, 0 to 1, of the weights for many phrasings in a base of the
// given shrinkage. The weights for few have the rest.
func (c *Calibration) many(shrinkage float64) float64 {
	if shrinkage >= c.Shrinkage {
		return 1
	}
	return shrinkage / c.Shrinkage
}

// weights are those for a base of the given shrinkage, and for a message that is
// read in context or by itself.
func (c *Calibration) weights(shrinkage float64, inContext bool) (w Weights) {
	many, full := c.many(shrinkage), &c.Many
	if inContext {
		full = &c.Turn
	}
	mix := func(out, few, of []float64) {
		for i := range out {
			out[i] = (1-many)*few[i] + many*of[i]
		}
	}
	mix(w.Entry[:], c.Few.Entry[:], full.Entry[:])
	copy(w.Entry[featTopicSame:], full.Entry[featTopicSame:]) // Few was fitted without conversations
	mix(w.Domain[:], c.Few.Domain[:], full.Domain[:])
	mix(w.Danger[:], c.Few.Danger[:], full.Danger[:])
	return w
}

// limits are the confidences from which on the first candidate is sent, and
// offered.
func (c *Calibration) limits(r *scored) (answer, offer float64) {
	if r.inContext() {
		return c.AnswerTurn, c.OfferTurn
	}
	return c.Answer, c.Offer
}

// weigh turns a text's features into probabilities.
func (r *scored) weigh(w *Weights, isUrgent func(entry int) bool) {
	if len(r.candidates) == 0 {
		return
	}
	r.share = make([]float64, len(r.candidates))
	for i := range r.candidates {
		r.share[i] = dot(w.Entry[:], r.candidates[i].x[:])
	}
	softmax(r.share)
	if r.inContext() {
		var sum float64
		for i := range r.share {
			r.share[i] = r.leaning*r.share[i] + (1-r.leaning)*r.alone[i]
			sum += r.share[i]
		}
		for i := range r.share {
			r.share[i] /= sum
		}
	} else {
		r.mixPrior()
	}
	r.order = classify.TopK(r.share, len(r.share))
	d := r.domain()
	r.inDomain = logistic(dot(w.Domain[:], d[:]))
	if r.language.danger >= 0 {
		d := r.dangerSigns(isUrgent)
		r.urgent = logistic(dot(w.Danger[:], d[:]))
	}
}

// inContext reports whether the text was read with what was said before.
func (r *scored) inContext() bool { return r.alone != nil }

// mixPrior mixes the term prior into a short question's shares.
func (r *scored) mixPrior() {
	p := r.language.params
	if len(r.tokens) > p.Short {
		return
	}
	var any float64
	for _, c := range r.candidates {
		any += c.prior
	}
	if any == 0 {
		return
	}
	trust := p.TermPrior[len(r.tokens)]
	for i, c := range r.candidates {
		r.share[i] += trust * (c.prior - r.share[i])
	}
}

// domain returns the features of the message as a whole.
func (r *scored) domain() [domainFeatures]float64 {
	best := &r.candidates[r.order[0]]
	words := float64(max(len(r.tokens), 1))
	out := [domainFeatures]float64{
		domainBias:      1,
		domainMargin:    best.x[featLinear] - r.background,
		domainLinear:    best.x[featLinear],
		domainNearest:   best.x[featNearest],
		domainNearest3:  best.x[featNearest3],
		domainStems:     best.x[featStems],
		domainPairs:     best.x[featPairs],
		domainOutStems:  r.outStems,
		domainOutPairs:  r.outPairs,
		domainAsked:     best.x[featAsked],
		domainKnown:     r.known,
		domainShare:     r.share[r.order[0]],
		domainLength:    math.Log(words + 1),
		domainCorrected: float64(r.corrected) / words,
		domainLent:      float64(r.lent) / (words + float64(r.lent)),
		domainLean:      r.leaning,
	}
	out[domainLead] = out[domainShare]
	if len(r.order) > 1 {
		out[domainLead] -= r.share[r.order[1]]
	}
	if r.inContext() {
		out[domainAlone] = r.alone[r.order[0]]
	}
	if best.x[featTopicSame]+best.x[featTopicDenied]+best.x[featTopicBefore]+best.x[featTopicRelated]+best.x[featTopicFolder] > 0 {
		out[domainTopic] = r.leaning
	}
	out[domainPartMargin] = out[domainMargin]
	for _, p := range r.parts {
		for i := range p.candidates {
			if c := &p.candidates[i]; c.entry == best.entry {
				out[domainPartMargin] = max(out[domainPartMargin], c.x[featLinear]-p.background)
			}
		}
	}
	return out
}

// dangerSigns returns the features that tell of danger.
func (r *scored) dangerSigns(isUrgent func(entry int) bool) [dangerFeatures]float64 {
	out := [dangerFeatures]float64{dangerBias: 1, dangerMargin: r.danger, dangerPart: r.danger, dangerLength: math.Log(float64(len(r.tokens) + 1))}
	for _, p := range r.parts {
		if len(p.tokens) >= r.language.params.MinPartWords {
			out[dangerPart] = max(out[dangerPart], p.danger)
		}
	}
	var urgent, other float64
	for i := range r.candidates {
		c := &r.candidates[i]
		if isUrgent(c.entry) {
			out[dangerShare] += r.share[i]
			urgent = max(urgent, c.x[featNearest])
		} else {
			other = max(other, c.x[featNearest])
		}
	}
	out[dangerAnswers] = r.inDomain * out[dangerShare]
	out[dangerNearest] = urgent - other
	return out
}

func dot(w, x []float64) (sum float64) {
	for i := range w {
		sum += w[i] * x[i]
	}
	return sum
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
