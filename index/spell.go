package index

import (
	"unicode/utf8"

	"iombot/index/classify"
)

// correct replaces each unknown word with the likeliest word of the dictionary
// that is one edit away: a letter missing, added, wrong or swapped with its
// neighbour. Long words may have two edits. A word stays if the dictionary or the
// language's own list has it, or if its stem is known: it is then an unseen form,
// not a mistake. The dictionary is Bleve's, searched with a Levenshtein automaton.
func (l *language) correct(tokens []classify.Token) (out []classify.Token, corrected int) {
	out = make([]classify.Token, len(tokens))
	for i, t := range tokens {
		out[i] = t
		if l.isKnown(t) {
			continue
		}
		if w, ok := l.nearest(t.Word); ok {
			out[i] = w.Token
			corrected++
		}
	}
	return out, corrected
}

// isKnown reports whether a word needs no correcting.
func (l *language) isKnown(t classify.Token) bool {
	if utf8.RuneCountInString(t.Word) < l.params.MinCorrect {
		return true
	}
	if _, ok := l.words[t.Word]; ok {
		return true
	}
	return l.stems[t.Stem] > 0 || l.analyzer.Listed(t.Word)
}

// nearest returns the word of the dictionary with the fewest edits from w, and of
// equally near words the most common. With two edits the first letter must be
// right: people rarely get it wrong.
func (l *language) nearest(w string) (best word, ok bool) {
	if best, ok = l.within(w, 1, ""); ok || utf8.RuneCountInString(w) < l.params.MinTwoEdits {
		return best, ok
	}
	_, size := utf8.DecodeRuneInString(w)
	return l.within(w, 2, w[:size])
}

func (l *language) within(w string, edits int, prefix string) (best word, ok bool) {
	near, err := l.dictionary.FieldDictFuzzy(fieldWords, w, edits, prefix)
	if err != nil {
		return best, false
	}
	defer near.Close()
	for {
		entry, err := near.Next()
		if err != nil || entry == nil {
			return best, ok
		}
		if known := l.words[entry.Term]; known.Count > best.Count && utf8.RuneCountInString(entry.Term) >= l.params.MinCorrect-1 {
			best, ok = known, true
		}
	}
}
