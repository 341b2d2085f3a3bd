package en

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestStemMeets(t *testing.T) {
	for _, group := range []string{
		"apply applies applied applying",
		"pay pays paid paying",
		"go goes went gone going",
		"country countries",
		"child children kids",
		"wife wives",
		"refusal refused refuse",
		"lose lost losing",
		"steal stolen stole",
		"document documents",
		"return returns returned returning",
	} {
		words := strings.Fields(group)
		for _, w := range words[1:] {
			if Stem(w) != Stem(words[0]) {
				t.Errorf("%s is %q, %s is %q", words[0], Stem(words[0]), w, Stem(w))
			}
		}
	}
}

func TestStemKeepsApart(t *testing.T) {
	for _, pair := range [][2]string{{"asylum", "asia"}, {"permit", "perm"}, {"work", "word"}, {"visa", "visit"}} {
		if Stem(pair[0]) == Stem(pair[1]) {
			t.Errorf("%s and %s are both %q", pair[0], pair[1], Stem(pair[0]))
		}
	}
}

func TestExpand(t *testing.T) {
	for in, want := range map[string]string{
		"pls": "please", "dont": "do not", "u": "you", "2day": "today", "im": "i am", "passport": "passport", "1247": "1247",
	} {
		if got := strings.Join(Expand(in), " "); got != want {
			t.Errorf("Expand(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWordLists(t *testing.T) {
	for form, base := range irregular {
		if form == base || irregular[base] != "" {
			t.Errorf("%s → %s → %q: the base form must stand for itself", form, base, irregular[base])
		}
	}
	for short, full := range shorthand {
		if slices.ContainsFunc(strings.Fields(full), func(w string) bool { return shorthand[w] != "" }) {
			t.Errorf("%s is spelled out as %q, which holds shorthand", short, full)
		}
	}
}

func FuzzStem(f *testing.F) {
	f.Add("running")
	f.Add("õ\xff")
	f.Add("''s")
	f.Fuzz(func(t *testing.T, word string) {
		if got := Stem(word); utf8.ValidString(word) && (!utf8.ValidString(got) || word != "" && got == "") {
			t.Errorf("Stem(%q) = %q", word, got)
		}
	})
}
