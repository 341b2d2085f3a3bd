package index

import (
	"strings"

	"iombot/index/langid"
	"iombot/locales"
)

// Factors for a language's odds, before the text is searched in it.
const (
	defaultOdds = 1.1 // it is the base's first, and not the hinted one
	strangeOdds = .3  // the text has a letter that is strange to it
	phraseOdds  = 20  // staff wrote the text as a phrasing in it
)

// The minimum of a language's probability, and constants added to the confidence
// in the likeliest entry and to the share of known words. They prevent any one
// of the three from excluding a language alone.
const (
	minLanguage   = .01
	addConfidence = .05
	addKnown      = .2
)

// detect reads the text in the language that its letters and words indicate. If
// they do not decide, it chooses the language that knows more of the text; the
// hint breaks close cases.
func (x *Index) detect(s string, guess langid.Guess, hint locales.Lang) (*scored, error) {
	var best *scored
	var bestOdds float64
	for _, l := range x.languages {
		if guess.Served && guess.Clear() && guess.Lang != l.lang {
			continue
		}
		if guess.P(l.lang) < minLanguage && best != nil && guess.Served {
			continue
		}
		in := langid.InScript(l.lang, s, guess)
		r, err := x.scoreText(l, in)
		if err != nil {
			return nil, err
		}
		odds := max(guess.P(l.lang), minLanguage) * (r.confidence(0) + addConfidence) * (r.known + addKnown)
		if r.isPhrasing() {
			odds *= phraseOdds
		}
		if in != s {
			odds *= l.rules.latin
		}
		if strings.ContainsAny(s, l.rules.strange) {
			odds *= strangeOdds
		}
		switch l.lang {
		case hint:
			odds *= x.params.HintOdds
		case x.base.Default():
			odds *= defaultOdds
		}
		if best == nil || odds > bestOdds {
			best, bestOdds = r, odds
		}
	}
	return best, nil
}
