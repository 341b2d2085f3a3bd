package index

import (
	"math"
	"strings"
	"unicode/utf8"

	"iombot/index/classify"
	"iombot/index/langid"
	"iombot/locales/text"
)

// borrowed is what a message says in another language than its own.
type borrowed struct {
	language *language
	words    []string
}

// foreignWords splits a text into l's own words and words that only another
// language of the base knows: people mix languages. Russian and Ukrainian words
// may be in Latin letters. Names and typing errors, which no language knows, stay.
func (x *Index) foreignWords(l *language, s string) (own string, others []borrowed) {
	if len(x.languages) < 2 {
		return s, nil
	}
	var kept strings.Builder
	at := 0
	for _, w := range text.WordSpans(s) {
		word := s[w.Start:w.End]
		if o, in := x.knownElsewhere(l, word); o != nil {
			kept.WriteString(s[at:w.Start])
			at = w.End
			others = lend(others, o, in)
		}
	}
	if at == 0 {
		return s, nil
	}
	kept.WriteString(s[at:])
	return kept.String(), others
}

func lend(others []borrowed, l *language, word string) []borrowed {
	for i := range others {
		if others[i].language == l {
			others[i].words = append(others[i].words, word)
			return others
		}
	}
	return append(others, borrowed{l, []string{word}})
}

// minForeign is the minimum number of letters of a word from another language.
// Shorter words exist in all of them.
const minForeign = 3

// knownElsewhere returns the language that knows a word which l does not, and
// the word as that language writes it.
func (x *Index) knownElsewhere(l *language, word string) (*language, string) {
	if utf8.RuneCountInString(word) < minForeign || l.knowsAll(l.analyzer.Tokens(word)) {
		return nil, ""
	}
	for _, o := range x.languages {
		if o == l {
			continue
		}
		if in := langid.WordInScript(o.lang, word); o.hasStems(o.analyzer.Tokens(in)) {
			return o, in
		}
	}
	return nil, ""
}

// knowsAll reports whether the language knows every token: then the word is its
// own.
func (l *language) knowsAll(tokens []classify.Token) bool {
	for _, t := range tokens {
		if _, ok := l.words[t.Word]; !ok && l.stems[t.Stem] == 0 && !l.analyzer.Listed(t.Word) {
			return false
		}
	}
	return true
}

// hasStems reports whether people ask with all tokens in the language.
func (l *language) hasStems(tokens []classify.Token) bool {
	for _, t := range tokens {
		if l.stems[t.Stem] == 0 {
			return false
		}
	}
	return len(tokens) > 0
}

// borrow adds to a text what it says in another language: the features of the
// candidates of both, each counting by its share of the words.
func (r *scored) borrow(b borrowed) error {
	o, err := b.language.score(strings.Join(b.words, " "), nil)
	if err != nil || len(o.tokens) == 0 {
		return err
	}
	hits := r.hitsWith(o)
	lent := o.scoresOf(hits)
	if len(r.tokens) > 0 {
		r.language.extract(r, hits)
	} else {
		r.candidates = make([]candidate, len(hits))
		for i, h := range hits {
			r.candidates[i] = candidate{entry: h.entry, nearest: -1}
		}
	}
	o.language.extract(o, lent)
	r.add(o, float64(len(o.tokens))/float64(len(r.tokens)+r.lent+len(o.tokens)))
	r.danger = max(r.danger, o.danger)
	r.lent += len(o.tokens)
	return nil
}

// add adds the features of the same candidates in another language, whose words
// are the given share of all. The text's vector has length 1, and the squares of
// its parts' lengths add up to that: a part that is half of the words has a
// length of 0.7. What is linear in the vector counts by this length, and so does
// the similarity to a phrasing, which is in one language. Shares of words count by
// the share.
func (r *scored) add(o *scored, share float64) {
	own, lent := math.Sqrt(1-share), math.Sqrt(share)
	margin := func(class int, of, in float64, other int) float64 {
		bias, biasIn := float64(r.language.model.Bias(class)), float64(o.language.model.Bias(other))
		return own*(of-bias) + lent*(in-biasIn) + (1-share)*bias + share*biasIn
	}
	for i := range r.candidates {
		entry, x, y := r.candidates[i].entry, &r.candidates[i].x, &o.candidates[i].x
		for j := range x {
			switch j {
			case featLinear, featPartLinear:
				x[j] = margin(entry, x[j], y[j], entry)
			case featStems, featPairs:
				x[j] = own*x[j] + lent*y[j]
			case featNearest, featNearest3, featWords, featPartNear:
				x[j] = max(own*x[j], lent*y[j])
			default:
				x[j] += share * (y[j] - x[j])
			}
		}
	}
	r.background = margin(r.language.background, r.background, o.background, o.language.background)
	r.outStems, r.outPairs = own*r.outStems+lent*o.outStems, own*r.outPairs+lent*o.outPairs
	r.known += share * (o.known - r.known)
}

// hitsWith are the candidates of r as Bleve's hits, and then those of o that r
// does not have.
func (r *scored) hitsWith(o *scored) []hit {
	var out []hit
	seen := map[int]bool{}
	for _, c := range r.candidates {
		out = append(out, hit{c.entry, c.x[featRetrieved]})
		seen[c.entry] = true
	}
	for _, c := range o.candidates {
		if !seen[c.entry] {
			out = append(out, hit{c.entry, 0})
		}
	}
	return out
}

// scoresOf are the same hits with the scores that Bleve gave them for r.
func (r *scored) scoresOf(hits []hit) []hit {
	score := map[int]float64{}
	for _, c := range r.candidates {
		score[c.entry] = c.x[featRetrieved]
	}
	out := make([]hit, len(hits))
	for i, h := range hits {
		out[i] = hit{h.entry, score[h.entry]}
	}
	return out
}
