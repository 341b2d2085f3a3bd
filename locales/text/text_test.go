package text

import (
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestNormalize(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"lower case", "Kas IOM Aitab?", "kas iom aitab?"},
		{"full width", "ｈｅｌｐ", "help"},
		{"mathematical letters", "𝐡𝐞𝐥𝐩 𝓶𝓮", "help me"},
		{"drawn out", "heeeelp kojuuuuu", "help koju"},
		{"two alike stay", "saada allkiri", "saada allkiri"},
		{"digits stay", "1110007", "1110007"},
		{"Cyrillic look-alikes in a Latin word", "hеlр mе", "help me"},
		{"Latin look-alikes in a Cyrillic word", "пoмoщь", "помощь"},
		{"apostrophes", "don’t IOM´i", "don't iom'i"},
		{"invisible", "he\u200blp\u00ad me\ufe0f", "help me"},
		{"decomposed", "to\u0303o\u0308", "tõö"},
		{"no-break space", "112\u00a0now", "112 now"},
		{"line breaks stay", "a\nb", "a\nb"},
		{"invalid bytes", "he\xfflp", "he lp"},
		{"nothing", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Normalize(tt.in, 100); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestNormalizeReadsTheFirstCharacters(t *testing.T) {
	if got := Normalize("õõab", 3); got != "õõa" {
		t.Errorf("got %q", got)
	}
}

func TestFoldMarks(t *testing.T) {
	if got := FoldMarks("õäöü šž ёй ї"); got != "oaou sz еи і" {
		t.Errorf("got %q", got)
	}
}

func TestSpans(t *testing.T) {
	words := func(spans []Span, s string) (out []string) {
		for _, w := range spans {
			out = append(out, s[w.Start:w.End])
		}
		return out
	}
	const s = "don't go, 'cause 👍 112!"
	if diff := cmp.Diff([]string{"don't", "go", "cause", "112"}, words(WordSpans(s), s)); diff != "" {
		t.Errorf("words (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"don't", "go", "cause", "👍", "112"}, words(TokenSpans(s), s)); diff != "" {
		t.Errorf("tokens (-want +got)\n%s", diff)
	}
}

func TestIsBlank(t *testing.T) {
	for s, want := range map[string]bool{"": true, " \u200b\u2800": true, ".": false, "👍": false, "а": false} {
		if got := IsBlank(s); got != want {
			t.Errorf("IsBlank(%q) = %v", s, got)
		}
	}
}

// Normalised text is valid and stays as it is when it is normalised again.
func FuzzNormalize(f *testing.F) {
	for _, s := range []string{"Tere, ÕÄÖÜ!", "heeeelp", "пoмoщь", "ｆｕｌｌ", "e\u0301\u0301\u0301", "İ", "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Normalize(s, 200)
		if !utf8.ValidString(once) {
			t.Fatalf("Normalize(%q) = %q is no UTF-8", s, once)
		}
		for _, spans := range [][]Span{WordSpans(once), TokenSpans(once)} {
			at := 0
			for _, w := range spans {
				if w.Start < at || w.End <= w.Start || w.End > len(once) {
					t.Fatalf("the spans of %q are %v", once, spans)
				}
				at = w.End
			}
		}
	})
}
