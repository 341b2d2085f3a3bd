package index

import (
	"slices"

	"iombot/knowledge"
)

// urgentFrom is the confidence from which an urgent entry is put first: a
// person in danger must not have to choose between buttons.
const urgentFrom = 0.15

// decide turns what is understood into an outcome.
func (x *Index) decide(u understanding) knowledge.Result {
	res := knowledge.Result{Lang: u.lang, Outcome: knowledge.None}
	if u.whole == nil {
		return res
	}
	res.Candidates = x.candidates(u.whole)
	urgent := x.urgentFirst(res.Candidates)
	first := res.Candidates[0].Confidence
	switch {
	case urgent || first >= x.calibration.Answer:
		res.Outcome, res.Answers = knowledge.Answer, 1
	case first >= x.calibration.Offer:
		res.Outcome = knowledge.Choices
		res.Answers = x.offered(res.Candidates)
	}
	if !u.guess.Served {
		// Words of a served language may be known in another; only a sure
		// answer is worth more than saying that the language is not.
		res.Unserved = u.guess.Lang
		if res.Unserved == "" {
			res.Unserved = "und"
		}
		if res.Outcome == knowledge.Choices {
			res.Outcome, res.Answers = knowledge.None, 0
		}
		return res
	}
	if !urgent {
		x.second(u, &res)
	}
	return res
}

// candidates lists the likeliest entries.
func (x *Index) candidates(v *view) []knowledge.Match {
	out := make([]knowledge.Match, 0, maxCandidates)
	for i, k := range v.order[:min(maxCandidates, len(v.order))] {
		m := knowledge.Match{ID: x.base.Entries[k].ID, Confidence: v.confidence(i)}
		if p := v.reading.best[k]; p >= 0 {
			m.Phrase = v.reader.phrases[p].text
		}
		out = append(out, m)
	}
	return out
}

// urgentFirst moves an urgent entry that is likely enough to the front and
// reports whether it did or it was there. Its confidence stays its own.
func (x *Index) urgentFirst(c []knowledge.Match) bool {
	for i := range c[:min(3, len(c))] {
		if c[i].Confidence >= urgentFrom && x.base.Entry(c[i].ID).Urgent {
			m := c[i]
			copy(c[1:i+1], c[:i])
			c[0] = m
			return true
		}
	}
	return false
}

// offerShare is how likely, compared with the first, an entry must be to be
// offered beside it.
const offerShare = 0.08

// offered counts the candidates worth a button, one to three.
func (x *Index) offered(c []knowledge.Match) int {
	n := 1
	for n < min(3, len(c)) && c[n].Confidence >= offerShare*c[0].Confidence {
		n++
	}
	return n
}

// second looks for two questions in one message: two sentences that ask, each
// surely answered by another entry. Then both are answered, in the order asked.
func (x *Index) second(u understanding, res *knowledge.Result) {
	var sure []knowledge.Match
	for _, p := range u.pieces {
		if p.confidence(0) < x.calibration.Answer {
			continue
		}
		m := x.candidates(p)[0]
		if x.base.Entry(m.ID).Hidden || slices.ContainsFunc(sure, func(s knowledge.Match) bool { return s.ID == m.ID }) {
			continue
		}
		sure = append(sure, m)
	}
	if len(sure) < 2 {
		return
	}
	rest := slices.DeleteFunc(slices.Clone(res.Candidates), func(m knowledge.Match) bool {
		return m.ID == sure[0].ID || m.ID == sure[1].ID
	})
	res.Candidates = append(sure[:2:2], rest[:min(len(rest), maxCandidates-2)]...)
	res.Outcome, res.Answers = knowledge.Answer, 2
}
