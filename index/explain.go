package index

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"iombot/knowledge"
)

// featureNames are the features' names for people who edit entries.
var featureNames = [features]string{
	featLinear: "model", featNearest: "nearest", featNearest3: "nearest-three", featWords: "words",
	featAsked: "vocabulary", featAnswer: "answer-text", featSense: "meaning", featRetrieved: "found",
	featStems: "word-likelihood", featPairs: "pair-likelihood",
	featPartLinear: "sentence-model", featPartNear: "sentence-nearest",
	featTopicSame: "same-topic", featTopicDenied: "same-topic", featTopicBefore: "topic-before", featTopicRelated: "related-topic",
	featTopicFolder: "topic-folder", featTopicLinear: "topic-model", featTopicNear: "topic-nearest",
}

const (
	// explained is how many candidates an explanation shows.
	explained = 5
	// closeShare is how likely, compared with the first, the second candidate is
	// when the two are close to each other.
	closeShare = .32
	// minUnknown is the number of letters from which an unknown word may matter.
	minUnknown = 3
)

// Explain searches like Search and says why the result is what it is.
func (x *Index) Explain(m knowledge.Message) knowledge.Explanation {
	r := x.read(m)
	res := x.decide(r)
	e := knowledge.Explanation{
		Question: m.Text, Lang: res.Lang, Unserved: res.Unserved, Outcome: res.Outcome, Sent: ids(res.Sent), Offered: ids(res.Offered),
		Help: res.Help, Leaned: res.Leaned, AnswerFrom: x.calibration.Answer, OfferFrom: x.calibration.Offer,
		AlarmFrom: x.calibration.Alarm, HelpFrom: x.calibration.Help,
		Words: []knowledge.ReadWord{}, Candidates: []knowledge.ReadMatch{}, Advice: []knowledge.Advice{},
	}
	for _, s := range r.guess.Scores {
		if s.Lang == res.Lang {
			e.Certainty = s.P
		}
	}
	if r.whole == nil || r.whole.best() == nil {
		return e
	}
	e.AnswerFrom, e.OfferFrom = x.calibration.limits(r.whole)
	e.InDomain, e.Danger = r.whole.inDomain, r.whole.urgent
	e.Words = r.whole.readWords()
	if r.whole.text != x.normalize(m.Text) {
		e.Read = r.whole.text
	}
	if r.first != nil && len(res.Sent)+len(res.Offered) > 1 {
		for _, part := range []*scored{r.first, r.second} {
			m := x.match(part, 0)
			e.Parts = append(e.Parts, knowledge.ReadPart{Text: strings.TrimSpace(part.text), ID: m.ID, Confidence: m.Confidence})
		}
	}
	for _, m := range res.Candidates[:min(explained, len(res.Candidates))] {
		e.Candidates = append(e.Candidates, x.explainMatch(r.whole, m))
	}
	e.Advice = advise(&e)
	return e
}

func ids(matches []knowledge.Match) []string {
	out := make([]string, len(matches))
	for i, m := range matches {
		out[i] = m.ID
	}
	return out
}

// readWords compares what was typed with what was read.
func (r *scored) readWords() []knowledge.ReadWord {
	typed := r.language.analyzer.Tokens(r.own) // correction changes no token's place
	out := make([]knowledge.ReadWord, len(r.tokens))
	for i, t := range r.tokens {
		out[i] = knowledge.ReadWord{Word: t.Word, Stem: t.Stem, Known: r.language.stems[t.Stem] > 0}
		if i < len(typed) && typed[i].Word != t.Word {
			out[i].Typed = typed[i].Word
		}
	}
	return out
}

// explainMatch says how the message came to the match.
func (x *Index) explainMatch(r *scored, m knowledge.Match) knowledge.ReadMatch {
	out := knowledge.ReadMatch{ID: m.ID, Confidence: m.Confidence, Phrase: m.Phrase, Features: []knowledge.ReadFeature{}}
	i := slices.IndexFunc(r.candidates, func(c candidate) bool { return c.entry == x.number[m.ID] })
	if i < 0 {
		return out
	}
	w := x.calibration.weights(r.language.shrinkage, r.inContext())
	total := 0.0
	for j, v := range r.candidates[i].x {
		total += math.Abs(v * w.Entry[j])
	}
	for j, v := range r.candidates[i].x {
		if points := v * w.Entry[j]; points != 0 {
			out.Features = append(out.Features, knowledge.ReadFeature{Name: featureNames[j], Value: v, Share: points / total})
		}
	}
	slices.SortStableFunc(out.Features, func(a, b knowledge.ReadFeature) int {
		return cmp.Compare(math.Abs(b.Share), math.Abs(a.Share))
	})
	return out
}

// advise names the edits that would change the outcome.
func advise(e *knowledge.Explanation) []knowledge.Advice {
	out := []knowledge.Advice{}
	first, answered := e.Candidates[0], e.Outcome == knowledge.Answer
	if !answered {
		out = append(out, knowledge.Advice{Kind: knowledge.AddPhrasingAdvice, Entries: []string{first.ID}})
	}
	if len(e.Candidates) > 1 && len(e.Sent) < 2 && e.Candidates[1].Confidence > closeShare*first.Confidence {
		out = append(out, knowledge.Advice{Kind: knowledge.DistinguishAdvice, Entries: []string{first.ID, e.Candidates[1].ID}})
	}
	var unknown []string
	for _, w := range e.Words {
		if !w.Known && utf8.RuneCountInString(w.Word) >= minUnknown {
			unknown = append(unknown, w.Word)
		}
	}
	if len(unknown) > 0 && !answered {
		out = append(out, knowledge.Advice{Kind: knowledge.UnknownWordsAdvice, Words: unknown})
	}
	return out
}
