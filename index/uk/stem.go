// Package uk stems Ukrainian. Bleve has no analyzer for it and Snowball has no
// algorithm, so this is a light stemmer of our own. It removes endings of case,
// number, gender and person, and unifies letters that people commonly confuse.
// Stems are for matching, not for showing.
package uk

import (
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"
)

// StemName is the token filter under which importing this package registers
// Stem with Bleve.
const StemName = "iombot_uk_stem"

// endings are removed, the longest that fits, if minStem letters are left.
// They are those of adjectives, verbs and nouns; reflexive -ся and -сь go first.
var endings = strings.Fields(
	"увати ювати ування ювання ення ання яння іння ість істю остей остям остями остях ості " +
		"ового овому евого евому ими іми ого ому ий ій ою ею их іх им їм ої ая яя ує ують юють уєш уємо уєте ював ював увала ували " +
		"ати яти іти ити ути али или іли яли ала ила іла яла ало ило іло яло ають яють еть іть ить уть ють ать ять " +
		"ами ями ові еві єві ах ях ам ям ів їв ей ою ею єю ом ем єм емо имо їмо ємо єте ете ите їте " +
		"еш єш иш їш ав ив ів яв у ю а я о е є и і ї й ь")

// minStem is the number of letters that an ending must leave.
const minStem = 3

var longest = func() int {
	n := 0
	for _, e := range endings {
		n = max(n, utf8.RuneCountInString(e))
	}
	return n
}()

var isEnding = func() map[string]bool {
	m := map[string]bool{}
	for _, e := range endings {
		m[e] = true
	}
	return m
}()

// misspelt are letters that people confuse. The tokenizer has already dropped
// the apostrophe.
var misspelt = strings.NewReplacer("ґ", "г", "ё", "е", "э", "е", "ы", "и", "ъ", "")

// Stem returns the key that all forms of a lower-case word share.
func Stem(word string) string {
	r := []rune(misspelt.Replace(word))
	if n := len(r); n > minStem+2 && r[n-2] == 'с' && (r[n-1] == 'я' || r[n-1] == 'ь') {
		r = r[:n-2]
	}
	for size := min(longest, len(r)-minStem); size > 0; size-- {
		if isEnding[string(r[len(r)-size:])] {
			r = r[:len(r)-size]
			break
		}
	}
	if n := len(r); n > minStem && r[n-1] == 'ь' {
		r = r[:n-1]
	}
	return soften(r)
}

// soften undoes the alternations before an ending: рука/руці, нога/нозі,
// дорога/дорозі.
func soften(r []rune) string {
	switch n := len(r); {
	case n < minStem:
	case r[n-1] == 'ц':
		r[n-1] = 'к'
	case r[n-1] == 'з' && r[n-2] != 'а':
		r[n-1] = 'г'
	}
	return string(r)
}

type filter struct{}

// Filter implements analysis.TokenFilter: it stems each token except keywords.
func (filter) Filter(in analysis.TokenStream) analysis.TokenStream {
	for _, t := range in {
		if !t.KeyWord {
			t.Term = []byte(Stem(string(t.Term)))
		}
	}
	return in
}

// init registers the filter, so that a Bleve mapping finds it by name. A name
// that is taken is a programming error.
func init() {
	err := registry.RegisterTokenFilter(StemName, func(map[string]any, *registry.Cache) (analysis.TokenFilter, error) {
		return filter{}, nil
	})
	if err != nil {
		panic(err)
	}
}
