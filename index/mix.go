package index

import (
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
		if in := langid.WordInScript(o.lang, word); o.asks(o.analyzer.Tokens(in)) {
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

// asks reports whether people ask with all tokens in the language.
func (l *language) asks(tokens []classify.Token) bool {
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
	hits := r.hits()
	seen := map[int]bool{}
	for _, h := range hits {
		seen[h.entry] = true
	}
	for _, c := range o.candidates {
		if !seen[c.entry] {
			hits = append(hits, hit{c.entry, 0})
		}
	}
	if len(r.tokens) > 0 {
		r.language.extract(r, hits)
	} else {
		r.candidates = make([]candidate, len(hits))
		for i, h := range hits {
			r.candidates[i] = candidate{entry: h.entry, nearest: -1}
		}
	}
	o.language.extract(o, hits)
	share := float64(len(o.tokens)) / float64(len(r.tokens)+r.lent+len(o.tokens))
	for i := range r.candidates {
		for j := range r.candidates[i].x {
			r.candidates[i].x[j] += share * (o.candidates[i].x[j] - r.candidates[i].x[j])
		}
	}
	r.background += share * (o.background - r.background)
	r.known += share * (o.known - r.known)
	r.danger = max(r.danger, o.danger)
	r.lent += len(o.tokens)
	return nil
}

// hits are the candidates as Bleve's hits.
func (r *scored) hits() []hit {
	out := make([]hit, len(r.candidates))
	for i, c := range r.candidates {
		out[i] = hit{c.entry, c.x[featRetrieved]}
	}
	return out
}
