package et

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func ExampleSplit() {
	fmt.Println(Split("elamisluba"), Split("tagasipöördumistoetus"), Split("raamat"))
	// Output: [elamis luba] [tagasipöördumis toetus] [raamat]
}

func ExampleNewSplitter() {
	s := NewSplitter("kvoot")
	fmt.Println(Split("pagulaskvoodile"), s.Split("pagulaskvoodile"))
	// Output: [pagulaskvoodile] [pagulas kvoodile]
}

func TestSplit(t *testing.T) {
	for _, want := range strings.Fields(`
		elamis|luba elamis|loa elamis|loa|kaart inim|kaubandus töötu|kassa tootu|kassa keele|kursus
		lennu|pilet varjupaiga|taotleja varjupaiga|taotlejatele perekonna|liige töö|luba töö|leping
		haigus|leht öö|maja reisi|dokumendid sise|ministeerium inim|õiguste lennu|jaamas elu|koht laste|aed
		vägi|vald ümber|asumine tugi|isik sotsiaal|kindlustus|amet sisse|sõidu|keeld üüri|leping
		juhendaja rändajatele vahenditest inimestest varasemad suuremale õpilased teenustest tulemine
		maksumust kaaslastele registreerima kodus raamat ja öö luba töötama peamine 6igus`) {
		word := strings.ReplaceAll(want, "|", "")
		if got := strings.Join(Split(word), "|"); got != want {
			t.Errorf("Split(%s) = %s, want %s", word, got, want)
		}
	}
}

// TestNewSplitter shows that words of the caller work as first and last parts.
func TestNewSplitter(t *testing.T) {
	s := NewSplitter("kvoot", "kvoodi", "x", "")
	for word, want := range map[string]string{"kvoodisüsteemid": "kvoodi|süsteemid", "pagulaskvootide": "pagulas|kvootide", "elamisluba": "elamis|luba"} {
		if got := strings.Join(s.Split(word), "|"); got != want {
			t.Errorf("Split(%s) = %s, want %s", word, got, want)
		}
	}
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{"", "elamisluba", "t66tukassa", "ELAMISLUBA", "ße", "İstanbulluba", "\xff\xfeluba", "pa\u0308evaraha"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		parts := Split(s)
		if len(parts) == 0 || len(parts) > maxParts {
			t.Fatalf("Split(%q) = %q", s, parts)
		}
		for _, p := range parts {
			if len(parts) > 1 && utf8.RuneCountInString(p) < 3 && !slices.Contains([]string{"öö", "oo", "o6", "6o"}, p) {
				t.Errorf("Split(%q) = %q: short part", s, parts)
			}
			if !utf8.ValidString(p) && utf8.ValidString(s) {
				t.Errorf("Split(%q) = %q: not UTF-8", s, parts)
			}
		}
		if len(parts) > 1 && Fold(strings.Join(parts, "")) != Fold(strings.ToLower(s)) {
			t.Errorf("Split(%q) = %q: not the word", s, parts)
		}
	})
}

func BenchmarkSplit(b *testing.B) {
	for b.Loop() {
		Split("tagasipöördumistoetust")
	}
}
