package index

import (
	"slices"
	"strings"
)

// isQuestion reports whether cleaned text ends with a question mark.
func isQuestion(text string) bool { return strings.HasSuffix(strings.TrimSpace(text), "?") }

// minQuestion is the number of words below which a part of a message is no
// question of its own ("Jah?", "Why?").
const minQuestion = 3

// askedWithin is within how many words of a clause the one that asks stands:
// "and also please where".
const askedWithin = 4

// maxCuts bounds the places at which a message is tried to be cut in two.
const maxCuts = 4

// likely is the confidence from which on an entry is taken for the answer to a
// part of a message.
const likely = .6

// cuts lists the places between two parts of a cleaned text that both ask
// something: after a mark of punctuation, and before a word that joins clauses.
func (l *language) cuts(text string) []int {
	spans := wordSpans(text)
	var places, at []int // places in bytes, and in words
	var asking []bool    // of each word: it asks
	clause := 0          // its first word
	for i, w := range spans {
		word := foldMarks(text[w.start:w.end])
		gap := text[:w.start]
		if i > 0 {
			gap = text[spans[i-1].end:w.start]
		}
		joins := slices.Contains(l.joins, word)
		if i > 0 && (strings.ContainsAny(gap, ".,?!;:\n") || joins) {
			clause = i
			places, at = append(places, w.start), append(at, i)
		}
		asking = append(asking, i-clause < askedWithin && slices.Contains(l.asks, word) || i == clause && slices.Contains(l.opens, word))
		if joins && i == clause {
			clause++ // its first word is the next one
		}
	}
	var out []int
	for j, place := range places {
		before, after := at[j], len(spans)-at[j]
		if before < minQuestion || after < minQuestion || len(out) == maxCuts {
			continue
		}
		// A mark at the end is that of the whole, unless the first part has its own.
		left, right := slices.Contains(asking[:before], true), slices.Contains(asking[before:], true)
		if isQuestion(text[:place]) {
			left, right = true, right || isQuestion(text[place:])
		}
		if left && right {
			out = append(out, place)
		}
	}
	return out
}

// twoQuestions reads a message as two questions that have different answers,
// at the place where both are surest; nil when it asks but one thing. Both
// answers must be likely for the message as a whole too, as what goes before a
// question often resembles one; unless both are sure, after a question mark.
func (x *Index) twoQuestions(v *view) (first, second *view) {
	if v.isPhrasing() {
		return nil, nil
	}
	var most float64
	likeliest := v.order[:min(maxOffered, len(v.order))]
	for _, place := range v.reader.language.cuts(v.text) {
		before := v.text[:place]
		a, b := x.glance(v.reader, before), x.glance(v.reader, v.text[place:])
		k, l := a.order[0], b.order[0]
		sure := min(a.confidence(0), b.confidence(0))
		if k == l || x.base.Entries[k].Hidden || x.base.Entries[l].Hidden || sure < max(likely, most) {
			continue
		}
		if isQuestion(before) && sure >= x.calibration.Answer || slices.Contains(likeliest, k) && slices.Contains(likeliest, l) {
			first, second, most = a, b, sure
		}
	}
	return first, second
}
