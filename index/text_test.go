package index

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"TERE\u200b, Õun":         "tere, õun",
		"o\u0303un":               "õun",
		"don\u2019t":              "don't",
		"a\xffb":                  "a b",
		"tab\there\x00":           "tab here ",
		"two\r\nLines":            "two \nlines",
		strings.Repeat("ä", 2000): strings.Repeat("ä", maxRunes),
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSentences(t *testing.T) {
	got := sentences(clean("Tere! Kes maksab pileti? Tahan koju\nKas ma saan tagasi tulla?"))
	if diff := cmp.Diff([]string{"tere!", "kes maksab pileti?", "tahan koju", "kas ma saan tagasi tulla?"}, got); diff != "" {
		t.Error(diff)
	}
}
