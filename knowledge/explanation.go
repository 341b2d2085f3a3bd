package knowledge

import "iombot/locales"

// Explanation says why a message got its result, for people who edit the
// entries. `iombot ask --why` and the workbench show it, and it is written as
// JSON. Probabilities, thresholds and shares go from 0 to 1.
type Explanation struct {
	Question  string       `json:"question"`
	Lang      locales.Lang `json:"lang"`               // of the message
	Certainty float64      `json:"certainty"`          // that the message is in this language
	Unserved  locales.Lang `json:"unserved,omitempty"` // the message's language when the base does not serve it

	Outcome Outcome  `json:"outcome"`
	Sent    []string `json:"sent"`
	Offered []string `json:"offered"`
	Help    string   `json:"help,omitempty"` // the urgent entry that a help line names
	Leaned  bool     `json:"leaned,omitempty"`

	InDomain float64 `json:"in_domain"` // probability that any entry answers
	Danger   float64 `json:"danger"`    // probability that somebody is in danger

	AnswerFrom float64 `json:"answer_from"` // confidence from which the first entry is sent
	OfferFrom  float64 `json:"offer_from"`  // confidence from which entries are offered
	AlarmFrom  float64 `json:"alarm_from"`  // probability of danger from which an urgent entry is sent alone
	HelpFrom   float64 `json:"help_from"`   // probability of danger from which a help line goes with the outcome

	Read       string      `json:"read,omitempty"`  // the part of the message that was read, when something was left out
	Parts      []ReadPart  `json:"parts,omitempty"` // the message's two questions
	Words      []ReadWord  `json:"words"`
	Candidates []ReadMatch `json:"candidates"` // the first candidates
	Advice     []Advice    `json:"advice"`
}

// ReadPart is a part of a message, with the entry that answers it.
type ReadPart struct {
	Text       string  `json:"text"`
	ID         string  `json:"id"`
	Confidence float64 `json:"confidence"`
}

// ReadWord is how the search read a word of the message.
type ReadWord struct {
	Word  string `json:"word"` // without diacritics, after correction
	Stem  string `json:"stem"`
	Known bool   `json:"known"`           // some phrasing has it
	Typed string `json:"typed,omitempty"` // what was typed, when it was corrected
}

// ReadMatch is why an entry got its rank.
type ReadMatch struct {
	ID         string        `json:"id"`
	Confidence float64       `json:"confidence"`
	Phrase     string        `json:"phrase"`   // the phrasing most similar to the message
	Features   []ReadFeature `json:"features"` // what the score consists of, the largest share first
}

// ReadFeature is what one feature adds to an entry's score.
type ReadFeature struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"` // as measured
	Share float64 `json:"share"` // of the score; negative when it speaks against the entry
}

// Advice is an edit that would change the outcome.
type Advice struct {
	Kind    AdviceKind `json:"kind"`
	Entries []string   `json:"entries,omitempty"`
	Words   []string   `json:"words,omitempty"`
}

// AdviceKind distinguishes pieces of advice.
type AdviceKind string

// The pieces of advice.
const (
	// AddPhrasingAdvice: if Entries[0] is right, add the message to its phrasings.
	AddPhrasingAdvice AdviceKind = "add-phrasing"
	// DistinguishAdvice: Entries are similar; give each of them phrasings that
	// show the difference.
	DistinguishAdvice AdviceKind = "distinguish"
	// UnknownWordsAdvice: no phrasing has Words; if they matter, use them in a
	// phrasing, or make them synonyms of words that phrasings have.
	UnknownWordsAdvice AdviceKind = "unknown-words"
)
