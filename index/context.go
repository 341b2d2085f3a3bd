package index

import (
	"slices"

	"iombot/index/classify"
	"iombot/knowledge"
	"iombot/locales/text"
)

// Features of a message that tell whether it leans on what was said before, each
// about 0 to 1.
const (
	leanBias     = iota
	leanLead     // it begins with a word that goes on: "and", "but"
	leanDenies   // it begins with a word that denies: "no", "not"
	leanAmends   // it begins with a word that changes a detail: "sorry", "wait"
	leanRefers   // a word in it stands for something said before: "it", "there"
	leanBrief    // it has at most briefWords words
	leanLonger   // words above fewWords, as a share of longWords
	leanRarity   // how rare its words are, compared with the rarest there can be
	leanRarest   // how rare the rarest of them is
	leanSure     // the confidence in its best entry by itself
	leanSmall    // the probability that it is small talk
	leanFeatures // their number
)

const (
	briefWords = 4
	fewWords   = 7
	longWords  = 10
)

// minLean is the probability of leaning below which a message is read by itself.
const minLean = .1

// leanSigns returns the features that tell whether a text leans on what was said
// before.
func (x *Index) leanSigns(r *scored) (out [leanFeatures]float64) {
	rules, n := &r.language.rules, len(r.tokens)
	mark := func(feature int, holds bool) {
		if holds {
			out[feature] = 1
		}
	}
	mark(leanBias, true)
	mark(leanLead, slices.Contains(rules.leads, r.tokens[0].Word))
	mark(leanDenies, slices.Contains(rules.denies, r.tokens[0].Word))
	mark(leanAmends, slices.Contains(rules.amends, r.tokens[0].Word))
	mark(leanRefers, slices.ContainsFunc(r.tokens, func(t classify.Token) bool { return slices.Contains(rules.refers, t.Word) }))
	mark(leanBrief, n <= briefWords)
	out[leanLonger] = float64(max(0, n-fewWords)) / longWords
	rarest := r.language.idf(0)
	for _, t := range r.tokens {
		rarity := r.language.idf(r.language.stems[t.Stem]) / rarest
		out[leanRarity] += rarity / float64(n)
		out[leanRarest] = max(out[leanRarest], rarity)
	}
	out[leanSure] = r.confidence(0)
	out[leanSmall] = x.smallness(r)
	return out
}

// smallness is the probability that a text is small talk.
func (x *Index) smallness(r *scored) (sum float64) {
	for i, k := range r.order {
		if x.base.Entries[r.candidates[k].entry].Hidden {
			sum += r.confidence(i)
		}
	}
	return sum
}

// behindCorrection reads what follows a first word that corrects: "sorry, in
// Tartu" is no apology. It returns nil when nothing follows but small talk.
func (x *Index) behindCorrection(r *scored) *scored {
	rules := &r.language.rules
	spans := text.WordSpans(r.text)
	if first := r.tokens[0].Word; len(spans) < 2 || !slices.Contains(rules.denies, first) && !slices.Contains(rules.amends, first) {
		return nil
	}
	rest, err := x.scoreText(r.language, r.text[spans[1].Start:])
	if err != nil || rest.best() == nil || x.smallness(rest) >= x.params.Likely {
		return nil
	}
	rest.urgent = max(rest.urgent, r.urgent)
	return rest
}

// topic lists the entries that a message may lean on, the likeliest first: what
// the message that it replies to is about, then those seen before.
func (x *Index) topic(m knowledge.Message) []string {
	s := x.normalize(m.Quoted)
	if m.Quoted == "" || !hasToken(s) {
		return m.Topic
	}
	r, err := x.detect(s, x.detector.Detect(m.Quoted), m.Hint)
	if err != nil || r == nil || r.confidence(0) < x.params.Likely {
		return m.Topic
	}
	quoted := x.match(r, 0)
	if x.isHidden(quoted) {
		return m.Topic
	}
	return append([]string{quoted.ID}, m.Topic...)
}

// inContext reads a text with the entries that the person saw last: it is scored
// once more behind the title of the last one, and entries near that one gain.
// Each candidate's probability is a mixture of the one in context and the one by
// itself, in proportion to how likely the text leans. A text that leans less than
// least is returned as it is.
func (x *Index) inContext(r *scored, topic []string, least float64) *scored {
	if len(topic) == 0 || len(r.tokens) == 0 || r.best() == nil || r.isPhrasing() && len(r.tokens) > x.params.Short {
		return r
	}
	last, ok := x.number[topic[0]]
	if !ok {
		return r
	}
	signs := x.leanSigns(r)
	if signs[leanSmall] >= x.params.Likely {
		rest := x.behindCorrection(r)
		if rest == nil {
			return r // "ok, thanks" means the same after any answer
		}
		denies, amends := signs[leanDenies], signs[leanAmends]
		r, signs = rest, x.leanSigns(rest)
		signs[leanDenies], signs[leanAmends] = denies, amends
	}
	lean := logistic(dot(x.calibration.Lean[:], signs[:]))
	if lean < least {
		return r
	}
	l := r.language
	title := x.base.Entries[last].Title(l.lang, x.base.Languages)
	both, err := l.score(text.Normalize(title, x.params.MaxRunes)+". "+r.own, nil)
	if err != nil {
		return r
	}
	hits := r.hitsWith(both)
	out := &scored{
		language: l, text: r.text, own: r.own, tokens: r.tokens, corrected: r.corrected, lent: r.lent, parts: r.parts,
		leaning: lean, leanSigns: signs, alone: make([]float64, len(hits)),
	}
	l.extract(out, hits)
	l.extract(both, hits)
	for i := range r.candidates { // they come first in hits
		out.candidates[i], out.alone[i] = r.candidates[i], r.inDomain*r.share[i]
	}
	x.setTopicFeatures(out, both, topic, signs[leanDenies] > 0)
	x.weigh(out)
	out.urgent = max(out.urgent, r.urgent)
	return out
}

// setTopicFeatures compares the candidates with the entries seen last. both is the
// text behind the last one's title; denied says that the text begins with a no.
func (x *Index) setTopicFeatures(r, both *scored, topic []string, denied bool) {
	last := x.number[topic[0]]
	near := x.nearTopic(last)
	for i := range r.candidates {
		c := &r.candidates[i]
		c.x[featTopicLinear] = both.candidates[i].x[featLinear]
		c.x[featTopicNear] = both.candidates[i].x[featNearest]
		switch {
		case c.entry == last && denied:
			c.x[featTopicDenied] = 1
		case c.entry == last:
			c.x[featTopicSame] = 1
		case slices.Contains(topic, x.base.Entries[c.entry].ID):
			c.x[featTopicBefore] = 1
		case near[c.entry]:
			c.x[featTopicRelated] = 1
		}
		if x.base.Entries[c.entry].Topic == x.base.Entries[last].Topic && c.entry != last {
			c.x[featTopicFolder] = 1
		}
	}
}

// nearTopic lists the entries that an entry refers to or that refer to it.
func (x *Index) nearTopic(entry int) map[int]bool {
	near := map[int]bool{}
	for _, it := range x.base.Entries[entry].Related {
		if k, ok := x.number[it.Text]; ok {
			near[k] = true
		}
	}
	for k, e := range x.base.Entries {
		for _, it := range e.Related {
			if it.Text == x.base.Entries[entry].ID {
				near[k] = true
			}
		}
	}
	return near
}
