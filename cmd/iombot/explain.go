package main

import (
	"cmp"
	"math"
	"slices"

	"iombot/bot/workbench"
	"iombot/index"
	"iombot/locales"
)

// forPage is an explanation as the workbench shows it.
func forPage(e index.Explanation) workbench.Explanation {
	out := workbench.Explanation{
		Lang: e.Result.Lang, Unserved: e.Result.Unserved, Outcome: e.Result.Outcome, Answers: e.Result.Answers,
		AnswerFrom: e.Answer, OfferFrom: e.Offer, Certainty: certainty(e, detected(e.Result)),
		Read: e.Read,
	}
	for _, p := range e.Parts {
		out.Parts = append(out.Parts, p.Text)
	}
	for _, c := range e.Entries {
		out.Candidates = append(out.Candidates, workbench.Candidate{ID: c.ID, Confidence: c.Confidence, Phrase: c.Phrase, Signals: shares(c.Signals)})
	}
	return out
}

// certainty is how likely the question's words make its language.
func certainty(e index.Explanation, lang locales.Lang) float64 {
	for _, l := range e.Language {
		if l.Lang == lang {
			return l.Probability
		}
	}
	return 0
}

// shares are the signals by what they contribute to the score, the strongest
// first.
func shares(signals []index.SignalReading) []workbench.Signal {
	total := 0.0
	for _, s := range signals {
		total += math.Abs(s.Points)
	}
	if total == 0 {
		return nil
	}
	var out []workbench.Signal
	for _, s := range signals {
		out = append(out, workbench.Signal{Name: s.Name, Value: s.Value, Share: s.Points / total})
	}
	slices.SortStableFunc(out, func(a, b workbench.Signal) int { return cmp.Compare(math.Abs(b.Share), math.Abs(a.Share)) })
	return out
}
