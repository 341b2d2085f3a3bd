package main

import (
	"fmt"
	"math"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"iombot/knowledge"
	"iombot/locales"
)

// featureMeanings explain package index's features to people who edit entries.
var featureMeanings = map[string]string{
	"model":            "what all phrasings together taught",
	"nearest":          "similarity to the nearest phrasing",
	"nearest-three":    "similarity to the three nearest phrasings",
	"words":            "similarity in words alone",
	"vocabulary":       "the message's words in its phrasings",
	"meaning":          "the message's words or synonyms in its phrasings",
	"answer-text":      "the message's words in its answer",
	"found":            "how well Bleve found it",
	"word-likelihood":  "how typical the words are of its phrasings",
	"pair-likelihood":  "how typical the pairs of words are of them",
	"sentence-model":   "what all phrasings taught, of the best sentence",
	"sentence-nearest": "similarity of the best sentence to a phrasing",
	"same-topic":       "it was seen last",
	"topic-before":     "it was seen before that",
	"related-topic":    "it is related to what was seen last",
	"topic-folder":     "it is of the same topic",
	"topic-model":      "what all phrasings taught, of the message behind the last title",
	"topic-nearest":    "similarity of the message behind the last title",
}

// remote is the confidence below which less than 1 % is printed.
const remote = 0.01

// explained formats an explanation for staff.
func explained(e knowledge.Explanation, base *knowledge.Base) string {
	var s strings.Builder
	fmt.Fprintf(&s, "Why: %s\n", reason(e))
	fmt.Fprintf(&s, "Language: %s\n", languageRead(e))
	fmt.Fprintf(&s, "Danger: %s\n", danger(e))
	if e.Leaned {
		s.WriteString("Read together with what the person saw last.\n")
	}
	if e.Read != "" {
		fmt.Fprintf(&s, "Only this part was read: “%s”\n", e.Read)
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
func reason(e knowledge.Explanation) string {
	limits := fmt.Sprintf("an entry is sent from %s on and offered from %s on", sureness(e.AnswerFrom), sureness(e.OfferFrom))
	if e.Unserved != "" {
		return "not answered, because the knowledge base has no texts in the question's language"
	}
	if len(e.Candidates) == 0 {
		return "not answered, because no entry resembles the question"
	}
	first := sureness(e.Candidates[0].Confidence)
	switch {
	case e.Outcome == knowledge.Cry:
		return "a bare call for help: the numbers, and the question what has happened"
	case e.Danger >= e.AlarmFrom && e.Outcome == knowledge.Answer:
		return fmt.Sprintf("sent alone, because the message tells of danger, %s sure; the limit is %s", sureness(e.Danger), sureness(e.AlarmFrom))
	case len(e.Parts) > 0 && e.Outcome == knowledge.Answer:
		return "answered both questions of the message; " + limits
	case len(e.Parts) > 0:
		return "offered as choices, because the message has two questions and the bot is not sure of both; " + limits
	case e.Outcome == knowledge.None:
		return fmt.Sprintf("not answered, because the bot is %s sure of the best entry; %s", first, limits)
	case e.Outcome == knowledge.Choices:
		return fmt.Sprintf("offered as choices, because the bot is %s sure of the best entry; %s", first, limits)
	}
	return fmt.Sprintf("answered, because the bot is %s sure of the best entry; %s", first, limits)
}

// danger says how the search judged whether somebody is in danger.
func danger(e knowledge.Explanation) string {
	switch {
	case e.Help != "":
		return fmt.Sprintf("possible, %s: a help line names %s (from %s on)", sureness(e.Danger), e.Help, sureness(e.HelpFrom))
	case e.Danger >= e.AlarmFrom:
		return sureness(e.Danger) + ": sure"
	}
	return fmt.Sprintf("%s: this is not danger (a help line goes with it from %s on)", sureness(e.Danger), sureness(e.HelpFrom))
}

// languageOf is the message's language, served or not.
func languageOf(e knowledge.Explanation) locales.Lang {
	if e.Unserved != "" {
		return e.Unserved
	}
	return e.Lang
}

func languageRead(e knowledge.Explanation) string {
	lang := languageOf(e)
	name := display.English.Tags().Name(language.Make(string(lang)))
	if e.Unserved != "" {
		return name
	}
	if e.Certainty == 0 {
		return "not recognised, taken for " + name
	}
	return fmt.Sprintf("%s, %s sure", name, sureness(e.Certainty))
}

// wordReadings are the words as the search read them; those that no phrasing has
// are marked.
func wordReadings(words []knowledge.ReadWord) string {
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

// candidates are the likely entries, always including the best one and its
// runner-up; only the names of those without a chance are printed.
func candidates(e knowledge.Explanation, base *knowledge.Base) string {
	var s strings.Builder
	var others []string
	for i, c := range e.Candidates {
		switch {
		case c.Phrase == "": // it has nothing in common with the question
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

// candidate is an entry with its phrasing most similar to the question, and what
// counts for and against it.
func candidate(i int, c knowledge.ReadMatch, base *knowledge.Base) string {
	text := fmt.Sprintf("%d. %s: %s sure\n   nearest phrasing: %s\n", i+1, c.ID, sureness(c.Confidence), placed(c, base))
	if c.Confidence < remote {
		return text
	}
	var speaks, against []string
	for _, s := range c.Features {
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

// meaning explains a feature.
func meaning(s knowledge.ReadFeature) string {
	if m, ok := featureMeanings[s.Name]; ok {
		return m
	}
	return s.Name
}

// placed is a candidate's most similar phrasing with its place.
func placed(c knowledge.ReadMatch, base *knowledge.Base) string {
	if e := base.Entry(c.ID); e != nil {
		if at := e.PhrasingAt(c.Phrase); at.Line > 0 {
			return fmt.Sprintf("“%s” (%s)", c.Phrase, at)
		}
	}
	return fmt.Sprintf("“%s”", c.Phrase)
}

// changes are the edits that would change the outcome, as sentences.
func changes(e knowledge.Explanation, base *knowledge.Base) []string {
	if e.Unserved != "" {
		return []string{fmt.Sprintf("Only texts in that language; this knowledge base has %s.", languageNames(base.Languages))}
	}
	var out []string
	for _, a := range e.Advice {
		switch {
		case a.Kind == knowledge.AddPhrasingAdvice && e.Candidates[0].Confidence >= remote:
			out = append(out, fmt.Sprintf("If %s is the right entry, add the question to its phrasings in %s.", a.Entries[0], fileOf(a.Entries[0], base)))
		case a.Kind == knowledge.DistinguishAdvice && e.Candidates[0].Confidence >= remote:
			out = append(out, fmt.Sprintf("%s are close: say in the phrasings of each what sets it apart.", strings.Join(a.Entries, " and ")))
		case a.Kind == knowledge.UnknownWordsAdvice:
			out = append(out, fmt.Sprintf("No entry uses %s: if that matters, use it in a phrasing, or name a synonym in knowledge.yaml.", strings.Join(a.Words, ", ")))
		}
	}
	if e.Outcome == knowledge.None {
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

// sureness formats a share between 0 and 1. It prints 0 % and 100 % only for
// exactly these.
func sureness(share float64) string {
	switch {
	case 0 < share && share < remote:
		return "less than 1 %"
	case share < 1 && share > 0.995:
		return "more than 99 %"
	}
	return fmt.Sprintf("%.0f %%", 100*share)
}
