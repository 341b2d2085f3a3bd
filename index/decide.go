package index

import (
	"cmp"
	"slices"

	"iombot/knowledge"
)

// undetermined stands for a language of which only the script is known (BCP 47).
const undetermined = "und"

// decide turns what was read into what the person gets. Danger is a question of
// its own, beside "which entry answers". When danger is sure, the urgent entry is
// sent alone. When it is possible, a help line goes with the ordinary outcome,
// and urgent entries do not take part in that.
func (x *Index) decide(r reading) knowledge.Result {
	res := knowledge.Result{Lang: r.lang, Outcome: knowledge.None, Leaned: r.leans}
	if r.cry {
		res.Outcome = knowledge.Cry
	}
	if !r.guess.Served && r.whole != nil {
		res.Unserved = r.guess.Lang
		if res.Unserved == "" {
			res.Unserved = undetermined
		}
	}
	if r.whole == nil || r.whole.best() == nil {
		return res
	}
	danger := r.whole.urgent
	alarm := x.likeliestUrgent(r.whole)
	// What staff wrote as a phrasing of an urgent entry tells of danger.
	written := r.whole.isPhrasing() && x.isUrgent(r.whole.best().entry)
	sure := alarm != nil && (danger >= x.calibration.Alarm || written)
	res.Candidates = x.rank(r.whole, sure)
	switch {
	case r.cry:
		return res
	case sure:
		res.Outcome, res.Sent = knowledge.Answer, []knowledge.Match{*alarm}
		return res
	case alarm != nil && danger >= x.calibration.Help:
		res.Help = alarm.ID
	case r.leans && x.isUrgent(x.number[r.topic[0]]):
		// Who asks on after an urgent answer ("do they speak Russian?") may still be in
		// danger.
		res.Help = r.topic[0]
	}
	x.ordinary(r, &res)
	if contains(res.Sent, res.Help) {
		res.Help = "" // the answer says more
	}
	if res.Unserved != "" && res.Outcome == knowledge.Choices {
		// Words of a served language may be known in another. Only a sure answer is
		// better than saying that the language is not served.
		res.Outcome, res.Offered = knowledge.None, nil
	}
	return res
}

// ordinary decides between an answer, choices and none.
func (x *Index) ordinary(r reading, res *knowledge.Result) {
	guessed := r.whole.corrected > 0 && len(r.whole.tokens) == 1 // a single corrected word is never sure
	sure, _ := x.calibration.limits(r.whole)
	if talk := x.likeliestTalk(res.Candidates); talk != nil && !guessed {
		res.Outcome, res.Sent = knowledge.Answer, []knowledge.Match{*talk}
	} else if res.Candidates[0].Confidence >= sure && !guessed {
		res.Outcome, res.Sent = knowledge.Answer, res.Candidates[:1:1]
	} else if offered := x.offered(res.Candidates, r.whole); len(offered) > 0 {
		res.Outcome, res.Offered = knowledge.Choices, offered
	}
	if res.Unserved == "" {
		x.answerBoth(r, res)
	}
}

// likeliestTalk is the likeliest entry of small talk, or nil when the message is
// hardly small talk. "Ok thanks, bye" is surely that, though no reply to it is sure.
func (x *Index) likeliestTalk(candidates []knowledge.Match) *knowledge.Match {
	var likeliest *knowledge.Match
	var sum float64
	for i := range candidates {
		m := &candidates[i]
		if x.isHidden(*m) {
			sum += m.Confidence
			if likeliest == nil {
				likeliest = m
			}
		}
	}
	if sum < x.params.Likely {
		return nil
	}
	return likeliest
}

// likeliestUrgent is the likeliest urgent entry, or nil.
func (x *Index) likeliestUrgent(r *scored) *knowledge.Match {
	for _, from := range append([]*scored{r}, r.parts...) {
		for i, k := range from.order {
			if x.isUrgent(from.candidates[k].entry) {
				m := x.match(from, i)
				return &m
			}
		}
	}
	return nil
}

// rank lists the likeliest entries. Urgent entries come first when danger is
// sure. Otherwise they come last, unless the message is a question about them.
func (x *Index) rank(r *scored, danger bool) []knowledge.Match {
	var urgent, others []knowledge.Match
	for i, k := range r.order {
		if m := x.match(r, i); x.isUrgent(r.candidates[k].entry) {
			urgent = append(urgent, m)
		} else {
			others = append(others, m)
		}
	}
	var out []knowledge.Match
	if danger {
		out = append(urgent, others...)
	} else {
		out = x.calm(urgent, others, r)
	}
	return out[:min(len(out), x.params.Ranked)]
}

// calm ranks the entries of a message without sure danger. It moves the share of
// the urgent entries to the others: the less likely danger is, the more.
func (x *Index) calm(urgent, others []knowledge.Match, r *scored) []knowledge.Match {
	var held, rest float64
	for _, m := range urgent {
		held += m.Confidence
	}
	for _, m := range others {
		rest += m.Confidence
	}
	if len(others) == 0 || rest == 0 {
		return append(others, urgent...)
	}
	keep := r.urgent // of what the urgent entries hold
	for i := range others {
		others[i].Confidence *= (rest + (1-keep)*held) / rest
	}
	for i := range urgent {
		urgent[i].Confidence *= keep
	}
	out := append(others, urgent...)
	slices.SortStableFunc(out, func(a, b knowledge.Match) int {
		return cmp.Compare(b.Confidence, a.Confidence)
	})
	return out
}

// match is the i-th likeliest candidate.
func (x *Index) match(r *scored, i int) knowledge.Match {
	c := &r.candidates[r.order[i]]
	return knowledge.Match{ID: x.base.Entries[c.entry].ID, Confidence: r.confidence(i), Phrase: r.phrase(c)}
}

// phrase is the candidate's phrasing most similar to the text. It is empty when
// the candidate was not compared.
func (r *scored) phrase(c *candidate) string {
	if c.nearest < 0 {
		return ""
	}
	return r.language.phrasings[c.nearest]
}

// offered lists the candidates worth a button: likely ones, and likely enough
// compared with the first. Small talk is never offered.
func (x *Index) offered(c []knowledge.Match, r *scored) []knowledge.Match {
	_, least := x.calibration.limits(r)
	share := x.params.OfferShare
	if len(r.tokens) <= x.params.Short {
		share = x.params.OfferShort
	}
	var out []knowledge.Match
	for _, m := range c {
		switch {
		case x.isHidden(m):
		case len(out) == 0 && m.Confidence >= least, len(out) > 0 && m.Confidence >= share*out[0].Confidence:
			out = append(out, m)
		default:
			return out
		}
		if len(out) == x.params.Offered {
			return out
		}
	}
	return out
}

// isHidden reports whether a match is an entry of small talk.
func (x *Index) isHidden(m knowledge.Match) bool { return x.base.Entries[x.number[m.ID]].Hidden }

// answerBoth answers both questions of a message that has two. If the whole
// message has a sure answer, that comes first, and the other one only needs to be
// likely. Otherwise two likely answers are offered.
func (x *Index) answerBoth(r reading, res *knowledge.Result) {
	if r.first == nil {
		return
	}
	asked := []knowledge.Match{x.match(r.first, 0), x.match(r.second, 0)}
	least := min(asked[0].Confidence, asked[1].Confidence)
	whole := res.Candidates[0]
	switch {
	case x.isUrgent(x.number[asked[0].ID]) || x.isUrgent(x.number[asked[1].ID]):
		return
	case res.Outcome == knowledge.Answer && !contains(asked, whole.ID):
		return
	case res.Outcome == knowledge.Answer:
		res.Sent = distinct(append([]knowledge.Match{whole}, asked...))[:2]
	case least >= x.calibration.Answer:
		res.Outcome, res.Sent, res.Offered = knowledge.Answer, asked, nil
	default:
		if !x.isHidden(whole) {
			asked = append([]knowledge.Match{whole}, asked...)
		}
		res.Outcome, res.Offered = knowledge.Choices, distinct(asked)
		res.Offered = res.Offered[:min(len(res.Offered), x.params.Offered)]
	}
	res.Candidates = distinct(slices.Concat(res.Sent, res.Offered, res.Candidates))
	res.Candidates = res.Candidates[:min(len(res.Candidates), x.params.Ranked)]
}

// distinct keeps the first match of each entry.
func distinct(matches []knowledge.Match) []knowledge.Match {
	var out []knowledge.Match
	for _, m := range matches {
		if !contains(out, m.ID) {
			out = append(out, m)
		}
	}
	return out
}

func contains(matches []knowledge.Match, id string) bool {
	return slices.ContainsFunc(matches, func(m knowledge.Match) bool { return m.ID == id })
}
