package index

import (
	"slices"
	"strings"

	"iombot/knowledge"
	"iombot/locales"
)

// Explanation says why a question got its outcome, for somebody who can edit
// the entries. It is meant to be shown and to be written as JSON.
type Explanation struct {
	Question string             `json:"question"`
	Result   knowledge.Result   `json:"result"`
	Language []LanguageOdds     `json:"language"`        // likeliest first
	Scope    float64            `json:"scope"`           // probability that any entry answers
	Answer   float64            `json:"answer"`          // confidence from which on the first candidate is sent
	Offer    float64            `json:"offer"`           // and from which on choices are offered
	Read     string             `json:"read,omitempty"`  // what was read, when small talk was left out
	Parts    []PartReading      `json:"parts,omitempty"` // two questions in the message, or the one sentence that tells of danger
	Words    []WordReading      `json:"words"`
	Entries  []CandidateReading `json:"entries"` // the first candidates, in the result's order
	Advice   []Advice           `json:"advice"`
}

// LanguageOdds is how likely, 0 to 1, the text alone makes a language.
type LanguageOdds struct {
	Lang        locales.Lang `json:"lang"`
	Probability float64      `json:"probability"`
}

// PartReading is a part of a message with the entry that answers it.
type PartReading struct {
	Text       string  `json:"text"`
	ID         string  `json:"id"`
	Confidence float64 `json:"confidence"`
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
	if v.text != clean(text) {
		e.Read = v.text
	}
	views := map[string]*view{}
	for _, part := range x.used(&u, e.Result) {
		m := x.match(part, 0)
		views[m.ID] = part
		e.Parts = append(e.Parts, PartReading{strings.TrimSpace(part.text), m.ID, m.Confidence})
	}
	for _, m := range e.Result.Candidates[:min(explained, len(e.Result.Candidates))] {
		seen := v
		if part := views[m.ID]; part != nil && m.Confidence == part.confidence(0) {
			seen = part
		}
		e.Entries = append(e.Entries, x.explainEntry(seen, m))
	}
	e.Advice = advise(&e)
	return e
}

// used lists the parts of the message that made the result: the sentence that
// tells of danger, or two questions; none when it was read as a whole.
func (x *Index) used(u *understanding, res knowledge.Result) []*view {
	if u.danger != nil && len(res.Candidates) > 0 && res.Candidates[0] == x.match(u.danger, 0) {
		return []*view{u.danger}
	}
	if u.first == nil || res.Answers < 2 {
		return nil
	}
	parts := []*view{u.first, u.second}
	for _, p := range parts {
		if !contains(res.Candidates[:res.Answers], x.match(p, 0).ID) {
			return nil
		}
	}
	return parts
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

// explainEntry says how v came to the match.
func (x *Index) explainEntry(v *view, m knowledge.Match) CandidateReading {
	q, k := &v.reading, x.number(m.ID)
	c := CandidateReading{
		ID: m.ID, Confidence: m.Confidence, Phrase: v.phrasing(k), Found: q.candidacy == nil || q.candidacy[k] == found,
	}
	w := x.calibration.weights(q.reliance)
	for i, name := range signalNames {
		value := float64(q.signals[k][i])
		c.Signals = append(c.Signals, SignalReading{name, value, value * w.Entry[i]})
	}
	return c
}

// number is the entry's place in the base.
func (x *Index) number(id string) int {
	return slices.IndexFunc(x.base.Entries, func(e *knowledge.Entry) bool { return e.ID == id })
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
