// Package en analyses English as learners and phones write it. It uses
// Snowball's English stemmer, maps irregular verbs and plurals to their base
// form, and spells out text-speak. It removes no stop words, because "can I" and
// "must I" are different questions.
//
// Reading order: en.go, filters.go, words.go.
package en

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// Stem returns the stem of a lower-case word without diacritics. Words
// without letters come back unchanged, and no word becomes empty.
func Stem(word string) string {
	if base, ok := irregular[word]; ok {
		word = base
	}
	if len(word) < 3 {
		return word
	}
	env := snowballstem.NewEnv(word)
	english.Stem(env)
	if stem := env.Current(); stem != "" {
		return stem
	}
	return word // Snowball takes all of "''s" for endings
}

// Expand spells out text-speak ("u", "pls", "2day") and contractions ("dont",
// "i'm") as the words they stand for; any other word comes back unchanged.
func Expand(word string) []string {
	if full, ok := shorthand[word]; ok {
		return strings.Fields(full)
	}
	return []string{word}
}
