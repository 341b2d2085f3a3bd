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

// LanguageOdds is how likely the text alone makes a language.
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

// CandidateReading is why an entry came out where it did.
type CandidateReading struct {
	ID         string          `json:"id"`
	Confidence float64         `json:"confidence"`
	Phrase     string          `json:"phrase"` // the phrasing most like the question
	Found      bool            `json:"found"`  // Bleve found one of its phrasings
	Signals    []SignalReading `json:"signals"`
}

// SignalReading is what one signal adds to an entry's score.
type SignalReading struct {
	Name   string  `json:"name"`   // see SignalNames
	Value  float64 `json:"value"`  // as measured
	Points float64 `json:"points"` // value times weight: e raised to it multiplies the odds
}

// SignalNames lists the signals in order: the margin of the linear model,
// likeness to the most similar phrasing, mean likeness to the three most
// similar ones, likeness in words alone, and the shares of the question's words
// that the entry's phrasings use, that its answer uses, and that its phrasings
// use by the same word or a synonym.
var SignalNames = [sigCount]string{"model", "nearest", "nearest-three", "words", "vocabulary", "answer-text", "meaning"}

// Advice is an edit that would change the outcome.
type Advice struct {
	Kind    AdviceKind `json:"kind"`
	Entries []string   `json:"entries,omitempty"`
	Words   []string   `json:"words,omitempty"`
}

// AdviceKind tells pieces of advice apart.
type AdviceKind string

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

// explained is how many candidates an explanation shows.
const explained = 5

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
	e.Advice = x.advise(&e)
	return e
}

// words compares what was typed with what was read.
func (v *view) words() []WordReading {
	typed := v.reader.analyze.tokens(v.text)
	out := make([]WordReading, len(v.reading.tokens))
	for i, t := range v.reading.tokens {
		out[i] = WordReading{Word: t.fold, Stem: t.stem, Known: v.reader.asked.knows(t)}
		if i < len(typed) && typed[i].fold != t.fold {
			out[i].Typed = typed[i].fold
		}
	}
	return out
}

func (x *Index) explainEntry(v *view, k int, confidence float64) CandidateReading {
	c := CandidateReading{ID: x.base.Entries[k].ID, Confidence: confidence}
	c.Found = v.reading.found == nil || v.reading.found[k]
	if p := v.reading.best[k]; p >= 0 {
		c.Phrase = v.reader.phrases[p].text
	}
	for i, name := range SignalNames {
		value := float64(v.reading.signals[k][i])
		c.Signals = append(c.Signals, SignalReading{name, value, value * x.calibration.weight(signal(i), v.reader.reliance)})
	}
	return c
}

// advise names the edits that would change the outcome.
func (x *Index) advise(e *Explanation) []Advice {
	var out []Advice
	if len(e.Entries) == 0 {
		return nil
	}
	if e.Result.Outcome != knowledge.Answer {
		out = append(out, Advice{Kind: AddPhrasing, Entries: []string{e.Entries[0].ID}})
	}
	if len(e.Entries) > 1 && e.Result.Answers < 2 && e.Entries[1].Confidence > offerShare*4*e.Entries[0].Confidence {
		out = append(out, Advice{Kind: TellApart, Entries: []string{e.Entries[0].ID, e.Entries[1].ID}})
	}
	var unknown []string
	for _, w := range e.Words {
		if !w.Known && len(w.Word) > 2 {
			unknown = append(unknown, w.Word)
		}
	}
	if len(unknown) > 0 && e.Result.Outcome != knowledge.Answer {
		out = append(out, Advice{Kind: UnknownWords, Words: unknown})
	}
	return out
}
