package main

import (
	"fmt"
	"math"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"iombot/bot/workbench"
	"iombot/index"
	"iombot/knowledge"
	"iombot/locales"
)

// signalMeanings say what package index's signals are, for people who edit
// entries.
var signalMeanings = map[string]string{
	"model":         "what all phrasings together taught",
	"nearest":       "likeness to the nearest phrasing",
	"nearest-three": "likeness to the three nearest phrasings",
	"words":         "likeness in words alone",
	"vocabulary":    "the question's words in its phrasings",
	"meaning":       "the question's words or synonyms in its phrasings",
	"answer-text":   "the question's words in its answer",
}

// remote is a confidence that is told as less than 1 %.
const remote = 0.01

// explained is an explanation as text for staff.
func explained(e index.Explanation, base *knowledge.Base) string {
	var s strings.Builder
	fmt.Fprintf(&s, "Why: %s\n", reason(e))
	fmt.Fprintf(&s, "Language: %s\n", languageRead(e))
	if e.Read != "" {
		fmt.Fprintf(&s, "Read without the small talk: “%s”\n", e.Read)
	}
	for _, p := range e.Parts {
		fmt.Fprintf(&s, "Part: “%s” → %s, %s sure\n", p.Text, p.ID, sureness(p.Confidence))
	}
	if len(e.Words) > 0 {
		fmt.Fprintf(&s, "Words as read: %s\n", wordReadings(e.Words))
	}
	s.WriteString(candidates(e, base))
	s.WriteString("\nWhat would change it:\n")
	for _, a := range changes(e, base) {
		s.WriteString("- " + a + "\n")
	}
	return s.String()
}

// reason says what decided.
func reason(e index.Explanation) string {
	limits := fmt.Sprintf("an entry is sent from %s on and offered from %s on", sureness(e.Answer), sureness(e.Offer))
	if e.Result.Unserved != "" {
		return "not answered, because the knowledge base has no texts in the question's language"
	}
	if len(e.Entries) == 0 {
		return "not answered, because no entry resembles the question"
	}
	first := sureness(e.Entries[0].Confidence)
	switch {
	case len(e.Parts) == 1:
		return "answered, because a sentence of the message tells of danger; " + limits
	case len(e.Parts) > 0 && e.Result.Outcome == knowledge.Answer:
		return "answered both questions of the message; " + limits
	case len(e.Parts) > 0:
		return "offered as choices, because the message has two questions and the bot is not sure of both; " + limits
	case e.Result.Outcome == knowledge.None:
		return fmt.Sprintf("not answered, because the bot is %s sure of the best entry; %s", first, limits)
	case e.Result.Outcome == knowledge.Choices:
		return fmt.Sprintf("offered as choices, because the bot is %s sure of the best entry; %s", first, limits)
	case e.Entries[0].Confidence < e.Answer:
		return fmt.Sprintf("answered at %s, below the limit, because the entry is urgent; %s", first, limits)
	default:
		return fmt.Sprintf("answered, because the bot is %s sure of the best entry; %s", first, limits)
	}
}

func languageRead(e index.Explanation) string {
	lang := detected(e.Result)
	name := display.English.Tags().Name(language.Make(string(lang)))
	if e.Result.Unserved != "" {
		return name
	}
	if certainty(e, lang) == 0 {
		return "not recognised, taken for " + name
	}
	return fmt.Sprintf("%s, %s sure", name, sureness(certainty(e, lang)))
}

// wordReadings are the words as they were read; those that no phrasing uses
// are marked.
func wordReadings(words []index.WordReading) string {
	var out []string
	for _, w := range words {
		text := w.Word
		if w.Typed != "" {
			text = w.Typed + " → " + text
		}
		if !w.Known {
			text += " (no entry uses it)"
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

// candidates are the entries in question, the best one and its runner-up in
// any case; those that the bot gives no chance have only their names.
func candidates(e index.Explanation, base *knowledge.Base) string {
	var s strings.Builder
	var others []string
	for i, c := range e.Entries {
		switch {
		case c.Phrase == "": // it is not like the question in anything
		case i < 2 || c.Confidence >= remote:
			s.WriteString("\n" + candidate(i, c, base))
		default:
			others = append(others, c.ID)
		}
	}
	if len(others) > 0 {
		fmt.Fprintf(&s, "\nOthers, each less than 1 %% sure: %s\n", strings.Join(others, ", "))
	}
	return s.String()
}

// candidate is an entry with the phrasing that is like the question, and what
// speaks for it and against it.
func candidate(i int, c index.CandidateReading, base *knowledge.Base) string {
	text := fmt.Sprintf("%d. %s: %s sure\n   nearest phrasing: %s\n", i+1, c.ID, sureness(c.Confidence), placed(c, base))
	if c.Confidence < remote {
		return text
	}
	var speaks, against []string
	for _, s := range shares(c.Signals) {
		part := fmt.Sprintf("%s %.0f %%", meaning(s), 100*math.Abs(s.Share))
		if s.Share < 0 {
			against = append(against, part)
		} else if s.Share > 0 {
			speaks = append(speaks, part)
		}
	}
	if len(speaks) > 0 {
		text += "   for it: " + strings.Join(speaks, ", ") + "\n"
	}
	if len(against) > 0 {
		text += "   against it: " + strings.Join(against, ", ") + "\n"
	}
	return text
}

// meaning is what a signal is.
func meaning(s workbench.Signal) string {
	if m, ok := signalMeanings[s.Name]; ok {
		return m
	}
	return s.Name
}

// placed is a candidate's nearest phrasing with the place where it is written.
func placed(c index.CandidateReading, base *knowledge.Base) string {
	if e := base.Entry(c.ID); e != nil {
		if at := e.PhrasingAt(c.Phrase); at.Line > 0 {
			return fmt.Sprintf("“%s” (%s)", c.Phrase, at)
		}
	}
	return fmt.Sprintf("“%s”", c.Phrase)
}

// changes are the edits that would change the outcome, as sentences.
func changes(e index.Explanation, base *knowledge.Base) []string {
	if e.Result.Unserved != "" {
		return []string{fmt.Sprintf("Only texts in that language; this knowledge base has %s.", languageNames(base.Languages))}
	}
	var out []string
	for _, a := range e.Advice {
		switch {
		case a.Kind == index.AddPhrasing && e.Entries[0].Confidence >= remote:
			out = append(out, fmt.Sprintf("If %s is the right entry, add the question to its phrasings in %s.", a.Entries[0], fileOf(a.Entries[0], base)))
		case a.Kind == index.TellApart && e.Entries[0].Confidence >= remote:
			out = append(out, fmt.Sprintf("%s are close: say in the phrasings of each what sets it apart.", strings.Join(a.Entries, " and ")))
		case a.Kind == index.UnknownWords:
			out = append(out, fmt.Sprintf("No entry uses %s: if that matters, use it in a phrasing, or name a synonym in knowledge.yaml.", strings.Join(a.Words, ", ")))
		}
	}
	if e.Result.Outcome == knowledge.None {
		return append(out, "If an entry should have answered, add the question to its phrasings.")
	}
	return append(out, "If another entry should have answered, add the question to the phrasings of that one.")
}

func fileOf(id string, base *knowledge.Base) string {
	if e := base.Entry(id); e != nil {
		return e.Pos.File
	}
	return "its file"
}

func languageNames(languages []locales.Lang) string {
	var names []string
	for _, l := range languages {
		names = append(names, fmt.Sprintf("%s (%s)", display.English.Tags().Name(language.Make(string(l))), l))
	}
	return strings.Join(names, ", ")
}

// sureness writes a share between 0 and 1, never as nothing or as all unless it
// is exactly that.
func sureness(share float64) string {
	switch {
	case 0 < share && share < remote:
		return "less than 1 %"
	case share < 1 && share > 0.995:
		return "more than 99 %"
	}
	return fmt.Sprintf("%.0f %%", 100*share)
}
