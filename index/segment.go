package index

import (
	"slices"
	"strings"

	"iombot/locales/text"
)

const (
	// askedWithin is the number of words at the beginning of a clause among which
	// the question word is: "and also please where".
	askedWithin = 4
	// maxCuts bounds the number of places at which a message is split for a try.
	maxCuts = 4
)

// cuts lists the places between two parts of a text that both ask something:
// after punctuation, before a word that joins clauses, and before a list number.
func (l *language) cuts(s string) []int {
	spans := text.WordSpans(s)
	var places, at []int // places in bytes, and in words
	var asking []bool    // of each word: it asks
	clause := 0          // its first word
	for i, w := range spans {
		word := text.FoldMarks(s[w.Start:w.End])
		gap := s[:w.Start]
		if i > 0 {
			gap = s[spans[i-1].End:w.Start]
		}
		joins := slices.Contains(l.rules.joins, word)
		if i > 0 && (strings.ContainsAny(gap, ".,?!;:\n)") || joins) {
			clause = i
			places, at = append(places, w.Start), append(at, i)
		}
		asking = append(asking, i-clause < askedWithin && slices.Contains(l.rules.asks, word) || i == clause && slices.Contains(l.rules.opens, word))
		if joins && i == clause || isNumber(word) && i == clause {
			clause++ // its first word is the next one
		}
	}
	var out []int
	for j, place := range places {
		before, after := at[j], len(spans)-at[j]
		if before < l.params.MinPartWords || after < l.params.MinPartWords || len(out) == maxCuts {
			continue
		}
		// A mark at the end is that of the whole, unless the first part has its own.
		left, right := slices.Contains(asking[:before], true), slices.Contains(asking[before:], true)
		if isQuestion(s[:place]) {
			left, right = true, right || isQuestion(s[place:])
		}
		if left && right {
			out = append(out, place)
		}
	}
	return out
}

// isAsking reports whether a text has a question mark or a word that asks.
func (l *language) isAsking(s string) bool {
	for i, t := range l.analyzer.Tokens(s) {
		if slices.Contains(l.rules.asks, t.Word) || i == 0 && slices.Contains(l.rules.opens, t.Word) {
			return true
		}
	}
	return strings.Contains(s, "?")
}

func isNumber(word string) bool { return word != "" && strings.Trim(word, "0123456789") == "" }

// twoQuestions reads a message as two questions with different answers, split
// where both are surest. It returns nil when the message asks one thing. Both
// answers must be likely for the whole message too, because an introduction often
// resembles a question. Two sure answers after a question mark are exempt.
func (x *Index) twoQuestions(r *scored) (first, second *scored) {
	if r.best() == nil || r.isPhrasing() {
		return nil, nil
	}
	var most float64
	likeliest := map[int]bool{}
	for _, i := range r.order[:min(x.params.Offered, len(r.order))] {
		likeliest[r.candidates[i].entry] = true
	}
	for _, place := range r.language.cuts(r.text) {
		before := r.text[:place]
		a, err := x.scoreText(r.language, before)
		b, err2 := x.scoreText(r.language, r.text[place:])
		if err != nil || err2 != nil || a.best() == nil || b.best() == nil {
			continue
		}
		k, l := a.best().entry, b.best().entry
		sure := min(a.confidence(0), b.confidence(0))
		if k == l || x.base.Entries[k].Hidden || x.base.Entries[l].Hidden || sure < max(x.params.Likely, most) {
			continue
		}
		if isQuestion(before) && sure >= x.calibration.Answer || likeliest[k] && likeliest[l] {
			first, second, most = a, b, sure
		}
	}
	return first, second
}
