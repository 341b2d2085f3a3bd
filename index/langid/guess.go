package langid

import (
	"cmp"
	"math"
	"slices"

	"iombot/locales"
)

// Guess is the detected language of a message.
type Guess struct {
	// Lang is the likeliest language. When it is not served it is the code of
	// the language recognised, or empty when only the script is known.
	Lang   locales.Lang
	Served bool
	// Script is the ISO 15924 code of most of the message's words ("Latn",
	// "Cyrl"), "Zzzz" for a script without a name here, empty without words.
	Script string
	// Scores are the served languages, likeliest first; the probabilities sum
	// to 1 and say nothing about languages that are not served.
	Scores []Score
}

// Score is a served language and its probability.
type Score struct {
	Lang locales.Lang
	P    float64
}

// sure is the probability from which a served language counts as clear.
const sure = 0.9

// Clear reports whether the message alone determines the language. If not, the
// caller decides by other evidence.
func (g Guess) Clear() bool {
	return !g.Served || len(g.Scores) > 0 && g.Scores[0].P >= sure
}

// P is the probability of the served language lang.
func (g Guess) P(lang locales.Lang) float64 {
	for _, s := range g.Scores {
		if s.Lang == lang {
			return s.P
		}
	}
	return 0
}

// scores turns sums into probabilities of the served languages. For a language in
// two scripts, the likelier script counts.
func (m *Model) scores(sum []float32) []Score {
	out := make([]Score, len(m.served))
	for i, lang := range m.served {
		out[i] = Score{lang, math.Inf(-1)}
	}
	top := math.Inf(-1)
	for i, c := range m.classes {
		if c.served >= 0 {
			s := &out[c.served]
			s.P = max(s.P, float64(sum[i])*sharpness)
			top = max(top, s.P)
		}
	}
	total := 0.0
	for i := range out {
		out[i].P = math.Exp(out[i].P - top)
		total += out[i].P
	}
	for i := range out {
		out[i].P /= total
	}
	slices.SortStableFunc(out, func(a, b Score) int { return cmp.Compare(b.P, a.P) })
	return out
}
