package index

import (
	"math"
	"slices"

	"iombot/index/classify"
	"iombot/knowledge"
	"iombot/locales/text"
)

// What makes a message lean on what was said before, as log-odds. Chosen by hand
// on the dialogues in testdata/fit; how much leaning counts is fitted.
const (
	leanBias     = -1.2
	leanLead     = 2.2  // it begins with a word that goes on: "and", "but"
	leanRefers   = 1.4  // a word in it stands for something said before: "it", "there"
	leanBrief    = 1.6  // it has at most briefWords words
	leanLonger   = -.25 // for each word above fewWords
	leanComplete = -3.5 // it has a sure answer by itself, times how sure
	briefWords   = 4
	fewWords     = 7
)

// minLean is the probability of leaning below which a message is read by itself.
const minLean = .1

// lean is how likely, 0 to 1, a text leans on what was said before.
func (r *scored) lean() float64 {
	z, rules, n := leanBias, &r.language.rules, len(r.tokens)
	if n == 0 {
		return 0
	}
	if slices.Contains(rules.leads, r.tokens[0].Word) {
		z += leanLead
	}
	if slices.ContainsFunc(r.tokens, func(t classify.Token) bool { return slices.Contains(rules.refers, t.Word) }) {
		z += leanRefers
	}
	if n <= briefWords {
		z += leanBrief
	}
	z += leanLonger * math.Max(0, float64(n-fewWords))
	z += leanComplete * math.Max(0, 2*r.confidence(0)-1)
	return logistic(z)
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

// inContext reads a text with the entries that the person saw last, as far as it
// leans on them: it is scored once more behind the title of the last one, and
// entries near that one gain.
func (x *Index) inContext(r *scored, topic []string, leans *bool) *scored {
	if len(topic) == 0 || r.best() == nil || r.isPhrasing() && len(r.tokens) > x.params.Short {
		return r
	}
	last, ok := x.number[topic[0]]
	if !ok {
		return r
	}
	lean := r.lean()
	if lean < minLean {
		return r
	}
	l := r.language
	title := x.base.Entries[last].Title(l.lang, x.base.Languages)
	both, err := l.score(text.Normalize(title, x.params.MaxRunes)+". "+r.text, nil)
	if err != nil {
		return r
	}
	hits := r.hits()
	seen := map[int]bool{}
	for _, h := range hits {
		seen[h.entry] = true
	}
	for _, c := range both.candidates {
		if !seen[c.entry] {
			hits = append(hits, hit{c.entry, 0})
		}
	}
	out := &scored{language: l, text: r.text, tokens: r.tokens, corrected: r.corrected, lent: r.lent, leaning: lean}
	l.extract(out, hits)
	l.extract(both, hits)
	near := x.nearTopic(last)
	for i := range out.candidates {
		c := &out.candidates[i]
		c.x[featTopicLinear] = lean * both.candidates[i].x[featLinear]
		c.x[featTopicNear] = lean * both.candidates[i].x[featNearest]
		switch {
		case c.entry == last:
			c.x[featTopicSame] = lean
		case slices.Contains(topic, x.base.Entries[c.entry].ID):
			c.x[featTopicBefore] = lean
		case near[c.entry]:
			c.x[featTopicRelated] = lean
		}
		if x.base.Entries[c.entry].Topic == x.base.Entries[last].Topic && c.entry != last {
			c.x[featTopicFolder] = lean
		}
	}
	x.weigh(out)
	out.urgent = max(out.urgent, r.urgent)
	*leans = lean > .5
	return out
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
