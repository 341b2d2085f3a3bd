package et

import (
	"fmt"
	"slices"
	"testing"
)

func ExampleFold() {
	fmt.Println(Fold("Töötukassa õigus žürii"), Fold("s6na 6igus 6a 112 klass 6"))
	// Output: Tootukassa oigus zurii sona oigus 6a 112 klass 6
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "õäöüšžÕÄÖÜŠŽ": "oaouszOAOUSZ", "o\u0303a\u0308": "oa", "naïve": "naive", "йод": "йод", "и\u0306од": "йод",
		"t66tukassa": "tootukassa", "6": "6", "66": "66", "6kuune": "6kuune", "A6": "A6", "2026aasta": "2026aasta",
		"16aastane": "16aastane", "j6gi": "jogi", "\xff": "\uFFFD", "s6da, s6prus": "soda, soprus",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFoldVariants(t *testing.T) {
	for in, want := range map[string][]string{
		"luba":         {"luba"},
		"toeoetukassa": {"toeoetukassa", "tootukassa"},
		"t88tukassa":   {"t88tukassa", "tootukassa"},
		"p2ev":         {"p2ev", "paev"},
		"yyr":          {"yyr", "uur"},
		"aeg":          {"aeg", "ag"},
	} {
		if got := FoldVariants(in); !slices.Equal(got, want) {
			t.Errorf("FoldVariants(%s) = %q, want %q", in, got, want)
		}
	}
}

func TestStopWords(t *testing.T) {
	words := StopWords()
	if !slices.IsSorted(words) || len(words) < 100 {
		t.Errorf("%d stop words, sorted: %v", len(words), slices.IsSorted(words))
	}
	if !IsStopWord("kuidas") || !IsStopWord("nuud") || IsStopWord("luba") {
		t.Error("IsStopWord")
	}
	words[0] = "changed"
	if IsStopWord("changed") || StopWords()[0] == "changed" {
		t.Error("the list can be changed from outside")
	}
}
