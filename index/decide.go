package index

import (
	"slices"

	"iombot/knowledge"
)

const (
	// maxCandidates is how many entries a result ranks at most.
	maxCandidates = 10
	// maxOffered is how many of them are offered at most.
	maxOffered = 3
	// offerShare is how likely, compared with the first, an entry must be to be
	// offered beside it.
	offerShare = .08
	// offerShort is the same for a question of a word or two.
	offerShort = .02
	// urgentFrom is the confidence from which an urgent entry among the first
	// maxOffered is put first: a person in danger must not have to choose between
	// buttons.
	urgentFrom = .3
)

// undetermined stands for a language of which only the script is known (BCP 47).
const undetermined = "und"

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
		res.Outcome, res.Answers = knowledge.Choices, offered(res.Candidates, u.whole.offerShare())
	}
	if !u.guess.Served {
		// Words of a served language may be known in another; only a sure
		// answer is worth more than saying that the language is not.
		res.Unserved = u.guess.Lang
		if res.Unserved == "" {
			res.Unserved = undetermined
		}
		if res.Outcome == knowledge.Choices {
			res.Outcome, res.Answers = knowledge.None, 0
		}
		return res
	}
	switch {
	case urgent:
	case u.danger != nil:
		x.helpFirst(u.danger, &res)
	default:
		x.answerBoth(u, &res)
	}
	return res
}

// helpFirst puts the entry that helps in danger first, before what else was
// surely asked.
func (x *Index) helpFirst(danger *view, res *knowledge.Result) {
	if res.Outcome == knowledge.Answer && !x.base.Entry(res.Candidates[0].ID).Hidden {
		res.Answers = 2
	} else {
		res.Outcome, res.Answers = knowledge.Answer, 1
	}
	res.Candidates = distinct(append([]knowledge.Match{x.match(danger, 0)}, res.Candidates...))
}

// candidates lists the likeliest entries.
func (x *Index) candidates(v *view) []knowledge.Match {
	out := make([]knowledge.Match, min(maxCandidates, len(v.order)))
	for i := range out {
		out[i] = x.match(v, i)
	}
	return out
}

// match is the i-th likeliest entry.
func (x *Index) match(v *view, i int) knowledge.Match {
	k := v.order[i]
	return knowledge.Match{ID: x.base.Entries[k].ID, Confidence: v.confidence(i), Phrase: v.phrasing(k)}
}

// phrasing is entry k's phrasing most like the text, empty when none is.
func (v *view) phrasing(k int) string {
	if p := v.reading.nearest[k]; p >= 0 {
		return v.reader.phrasings[p].text
	}
	return ""
}

// urgentFirst moves an urgent entry that is likely enough to the front and
// reports whether it did or it was there. Its confidence stays its own.
func (x *Index) urgentFirst(c []knowledge.Match) bool {
	for i, m := range c[:min(maxOffered, len(c))] {
		if m.Confidence >= urgentFrom && x.base.Entry(m.ID).Urgent {
			copy(c[1:i+1], c[:i])
			c[0] = m
			return true
		}
	}
	return false
}

func (v *view) offerShare() float64 {
	if len(v.reading.tokens) <= maxShort {
		return offerShort
	}
	return offerShare
}

// offered counts the candidates worth a button, the first included: those that
// are likely by the given share compared with it.
func offered(c []knowledge.Match, share float64) int {
	n := 1
	for n < min(maxOffered, len(c)) && c[n].Confidence >= share*c[0].Confidence {
		n++
	}
	return n
}

// answerBoth answers both questions of a message that has two. When the message
// as a whole has a sure answer, that comes first and the other one only needs
// to be likely; without one, two that are only likely are offered.
func (x *Index) answerBoth(u understanding, res *knowledge.Result) {
	if u.first == nil {
		return
	}
	asked := []knowledge.Match{x.match(u.first, 0), x.match(u.second, 0)}
	least := min(asked[0].Confidence, asked[1].Confidence)
	whole := res.Candidates[0]
	sure := res.Outcome == knowledge.Answer
	switch {
	case sure && !contains(asked, whole.ID):
		return
	case sure:
		asked = append([]knowledge.Match{whole}, asked...)
		res.Answers = 2
	case least >= x.calibration.Answer:
		res.Outcome, res.Answers = knowledge.Answer, 2
	default:
		asked = append([]knowledge.Match{whole}, asked...)
		res.Outcome, res.Answers = knowledge.Choices, 2
		if !contains(asked[1:], whole.ID) {
			res.Answers = maxOffered
		}
	}
	res.Candidates = distinct(append(asked, res.Candidates...))
}

// distinct keeps the first match of each entry, as many as a result ranks.
func distinct(matches []knowledge.Match) []knowledge.Match {
	var out []knowledge.Match
	for _, m := range matches {
		if !contains(out, m.ID) && len(out) < maxCandidates {
			out = append(out, m)
		}
	}
	return out
}

func contains(matches []knowledge.Match, id string) bool {
	return slices.ContainsFunc(matches, func(m knowledge.Match) bool { return m.ID == id })
}
