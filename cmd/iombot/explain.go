package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"iombot/bot/workbench"
	"iombot/index"
	"iombot/locales"
)

// forPage is an explanation as the workbench shows it.
func forPage(e index.Explanation) workbench.Explanation {
	out := workbench.Explanation{
		Lang: e.Result.Lang, Unserved: e.Result.Unserved, Outcome: e.Result.Outcome, Answers: e.Result.Answers,
		AnswerFrom: e.Answer, OfferFrom: e.Offer, Certainty: certainty(e, detected(e.Result)),
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
	for _, s := range strongest(signals) {
		out = append(out, workbench.Signal{Name: s.Name, Value: s.Value, Share: s.Points / total})
	}
	return out
}

func strongest(signals []index.SignalReading) []index.SignalReading {
	return slices.SortedStableFunc(slices.Values(signals), func(a, b index.SignalReading) int {
		return cmp.Compare(math.Abs(b.Points), math.Abs(a.Points))
	})
}

// explained is an explanation as text.
func explained(e index.Explanation) string {
	var s strings.Builder
	fmt.Fprintf(&s, "Outcome %s: answered from %.0f %%, offered from %.0f %%; some entry answers it: %.0f %%\n",
		e.Result.Outcome, 100*e.Answer, 100*e.Offer, 100*e.Scope)
	fmt.Fprintf(&s, "Language %s (%.0f %%)\n", detected(e.Result), 100*certainty(e, detected(e.Result)))
	fmt.Fprintf(&s, "Words    %s\n\n", strings.Join(wordReadings(e.Words), ", "))
	table := tabwriter.NewWriter(&s, 0, 0, 2, ' ', 0)
	for i, c := range e.Entries {
		fmt.Fprintf(table, "%d.\t%s\t%.1f %%\t%s\n\t\t\t%s\n", i+1, c.ID, 100*c.Confidence, c.Phrase, points(c))
	}
	_ = table.Flush() // a strings.Builder takes everything
	for _, a := range e.Advice {
		s.WriteString("\n" + advice(a))
	}
	if len(e.Advice) > 0 {
		s.WriteString("\n")
	}
	return s.String()
}

// wordReadings are the words as they were read; a star marks those that no
// phrasing uses.
func wordReadings(words []index.WordReading) []string {
	var out []string
	for _, w := range words {
		text := w.Stem
		if w.Typed != "" {
			text = w.Typed + " → " + text
		}
		if !w.Known {
			text += "*"
		}
		out = append(out, text)
	}
	return out
}

// points are what each signal adds to a candidate's score.
func points(c index.CandidateReading) string {
	var out []string
	for _, s := range strongest(c.Signals) {
		out = append(out, fmt.Sprintf("%s %.2f (%+.1f)", s.Name, s.Value, s.Points))
	}
	if !c.Found {
		out = append(out, "not found by Bleve")
	}
	return strings.Join(out, ", ")
}

// advice is an edit that would change the outcome, as a sentence.
func advice(a index.Advice) string {
	switch a.Kind {
	case index.AddPhrasing:
		return fmt.Sprintf("If %s is right, add the question to its phrasings.", strings.Join(a.Entries, ", "))
	case index.TellApart:
		return fmt.Sprintf("%s are close: say in the phrasings of each what sets it apart.", strings.Join(a.Entries, " and "))
	default:
		return fmt.Sprintf("No entry uses %s: if they matter, use them in a phrasing or name synonyms in knowledge.yaml.", strings.Join(a.Words, ", "))
	}
}
