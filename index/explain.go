package index

import (
	"iombot/knowledge"
	"iombot/locales"
)

// Explanation says why a question got its outcome, for somebody who can edit
// the entries. It is meant to be shown and to be written as JSON.
type Explanation struct {
	Question string             `json:"question"`
	Result   knowledge.Result   `json:"result"`
	Language []LanguageOdds     `json:"language"` // likeliest first
	Scope    float64            `json:"scope"`    // probability that any entry answers
	Answer   float64            `json:"answer"`   // confidence from which on the first candidate is sent
	Offer    float64            `json:"offer"`    // and from which on choices are offered
	Words    []WordReading      `json:"words"`
	Entries  []CandidateReading `json:"entries"` // the first candidates, best first
	Advice   []Advice           `json:"advice"`
}

// LanguageOdds is how likely, 0 to 1, the text alone makes a language.
type LanguageOdds struct {
	Lang        locales.Lang `json:"lang"`
	Probability float64      `json:"probability"`
}

// WordReading is how a word of the question was read.
type WordReading struct {
	Word  string `json:"word"` // without diacritics, after mending
	Stem  string `json:"stem"`
	Known bool   `json:"known"`           // some entry's phrasing or keyword uses it
	Typed string `json:"typed,omitempty"` // what was typed, when it was mended
}

// CandidateReading is why an entry came out where it did. Signals always come in
// the same order.
type CandidateReading struct {
	ID         string          `json:"id"`
	Confidence float64         `json:"confidence"`
	Phrase     string          `json:"phrase"` // the phrasing most like the question
	Found      bool            `json:"found"`  // Bleve found one of its phrasings
	Signals    []SignalReading `json:"signals"`
}

// SignalReading is what one signal adds to an entry's score. By name: "model" is
// the margin of the linear model; "nearest" the likeness to the most similar
// phrasing, "nearest-three" the mean of the three most similar ones, "words"
// likeness in words alone; "vocabulary", "answer-text" and "meaning" are the
// shares of the question's words that the entry's phrasings use, that its answer
// uses, and that its phrasings use by the same word or a synonym.
type SignalReading struct {
	Name   string  `json:"name"`
	Value  float64 `json:"value"`  // as measured
	Points float64 `json:"points"` // value times weight: e raised to it multiplies the odds
}

// Advice is an edit that would change the outcome.
type Advice struct {
	Kind    AdviceKind `json:"kind"`
	Entries []string   `json:"entries,omitempty"`
	Words   []string   `json:"words,omitempty"`
}

// AdviceKind tells pieces of advice apart.
type AdviceKind string

// The pieces of advice.
const (
	// AddPhrasing: if Entries[0] is right, add the question to its phrasings.
	AddPhrasing AdviceKind = "add-phrasing"
	// TellApart: Entries are close to each other; give each of them phrasings
	// that say what makes the difference.
	TellApart AdviceKind = "tell-apart"
	// UnknownWords: no entry uses Words; if they matter, use them in a
	// phrasing, or name them as synonyms of words that are used.
	UnknownWords AdviceKind = "unknown-words"
)

const (
	// explained is how many candidates an explanation shows.
	explained = 5
	// closeShare is how likely, compared with the first, the second candidate is
	// when the two are close to each other.
	closeShare = 4 * offerShare
	// minUnknown is the number of bytes from which an unknown word may matter.
	minUnknown = 3
)

// Explain searches like Search and says why the result is what it is.
func (x *Index) Explain(text string, hint locales.Lang) Explanation {
	u := x.understand(text, hint)
	e := Explanation{Question: text, Result: x.decide(u), Answer: x.calibration.Answer, Offer: x.calibration.Offer}
	for _, s := range u.guess.Scores {
		e.Language = append(e.Language, LanguageOdds{s.Lang, s.P})
	}
	if u.whole == nil {
		return e
	}
	v := u.whole
	e.Scope = v.scope
	e.Words = v.words()
	for i, k := range v.order[:min(explained, len(v.order))] {
		e.Entries = append(e.Entries, x.explainEntry(v, k, v.confidence(i)))
	}
	e.Advice = advise(&e)
	return e
}

// words compares what was typed with what was read.
func (v *view) words() []WordReading {
	typed := v.reader.analyze.tokens(v.text) // mending changes no token's place
	out := make([]WordReading, len(v.reading.tokens))
	for i, t := range v.reading.tokens {
		out[i] = WordReading{Word: t.fold, Stem: t.stem, Known: v.reader.asked.knows(t)}
		if typed[i].fold != t.fold {
			out[i].Typed = typed[i].fold
		}
	}
	return out
}

func (x *Index) explainEntry(v *view, k int, confidence float64) CandidateReading {
	q := &v.reading
	c := CandidateReading{
		ID: x.base.Entries[k].ID, Confidence: confidence, Phrase: v.phrasing(k),
		Found: q.candidacy == nil || q.candidacy[k] == found,
	}
	w := x.calibration.weights(q.reliance)
	for i, name := range signalNames {
		value := float64(q.signals[k][i])
		c.Signals = append(c.Signals, SignalReading{name, value, value * w.Entry[i]})
	}
	return c
}

// advise names the edits that would change the outcome.
func advise(e *Explanation) []Advice {
	var out []Advice
	first, answered := e.Entries[0], e.Result.Outcome == knowledge.Answer
	if !answered {
		out = append(out, Advice{Kind: AddPhrasing, Entries: []string{first.ID}})
	}
	if len(e.Entries) > 1 && e.Result.Answers < 2 && e.Entries[1].Confidence > closeShare*first.Confidence {
		out = append(out, Advice{Kind: TellApart, Entries: []string{first.ID, e.Entries[1].ID}})
	}
	var unknown []string
	for _, w := range e.Words {
		if !w.Known && len(w.Word) >= minUnknown {
			unknown = append(unknown, w.Word)
		}
	}
	if len(unknown) > 0 && !answered {
		out = append(out, Advice{Kind: UnknownWords, Words: unknown})
	}
	return out
}
