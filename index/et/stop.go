package et

import (
	"slices"
	"strings"
	"sync"
)

var stopWords = sync.OnceValue(func() []string {
	var out []string
	eachLine(stopText, func(_ string, words []string) { out = append(out, words...) })
	slices.Sort(out)
	return slices.Compact(out)
})

// StopWords returns Estonian function words (pronouns, conjunctions, question
// words, forms of olema) in lower case with their diacritics, sorted. The
// analyzer does not remove them: in a question, "kuidas" and "kus" carry meaning.
func StopWords() []string { return slices.Clone(stopWords()) }

// IsStopWord reports whether word, in lower case and with or without diacritics,
// is one of StopWords.
func IsStopWord(word string) bool { return stopSet()[Fold(word)] }

var stopSet = sync.OnceValue(func() map[string]bool { return set(Fold(strings.Join(stopWords(), " "))) })
