package index

import (
	"math"

	"iombot/knowledge"
	"iombot/locales"
)

// Observation is a message with the features that its probabilities are made
// of, for fitting a Calibration.
type Observation struct {
	Shrinkage  float64                 // of the language's base, 0 to 1
	Entries    []string                // the candidates
	Candidates [][features]float64     // and their features
	Domain     [domainFeatures]float64 // those of the message, as the calibration in use has them
	Danger     [dangerFeatures]float64 // likewise; the zero array in a base without urgent entries
	Confidence float64                 // of the first candidate
	First      string                  // the first candidate, urgent entries put aside
	Urgent     float64                 // probability of danger
	InContext  bool                    // it was read with what was said before
	Alone      []float64               // then, of each candidate, its probability without that
	Lean       [leanFeatures]float64   // and what tells whether it leans on it
}

// With is the same index with another calibration. It must not be closed.
func (x *Index) With(c Calibration) *Index {
	y := *x
	y.calibration = c
	return &y
}

// Shrinkage is that of the base's first language.
func (x *Index) Shrinkage() float64 { return x.languages[0].shrinkage }

// Observe reads a message in the language that its label says. ok is false when
// the base cannot be asked in it or the text has no words.
func (x *Index) Observe(m knowledge.Message, lang locales.Lang) (o Observation, ok bool) {
	for _, l := range x.languages {
		if l.lang != lang {
			continue
		}
		s := x.normalize(m.Text)
		r, err := x.scoreText(l, s)
		if err != nil || r.best() == nil {
			return o, false
		}
		return x.observation(x.inContext(x.withoutSmallTalk(r, len(m.Topic) > 0), m.Topic, 0)), true
	}
	return o, false
}

func (x *Index) observation(r *scored) Observation {
	o := Observation{Shrinkage: r.language.shrinkage, Domain: r.domain(), Urgent: r.urgent, InContext: r.inContext(), Alone: r.alone, Lean: r.leanSigns}
	if r.language.danger >= 0 {
		o.Danger = r.dangerSigns(x.isUrgent)
	}
	for _, c := range r.candidates {
		o.Entries = append(o.Entries, x.base.Entries[c.entry].ID)
		o.Candidates = append(o.Candidates, c.x)
	}
	first := x.rank(r, false)[0]
	o.First, o.Confidence = first.ID, first.Confidence
	if math.IsNaN(o.Confidence) {
		o.Confidence = 0
	}
	return o
}
