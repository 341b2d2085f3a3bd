package uk

import (
	"testing"
	"unicode/utf8"
)

// The forms of a word meet, and those of another do not join them.
func TestStem(t *testing.T) {
	seen := map[string]string{}
	for _, forms := range [][]string{
		{"робота", "роботи", "роботу", "роботою", "роботі"},
		{"документ", "документи", "документів", "документами", "документах"},
		{"дитина", "дитини", "дитину", "дитиною"},
		{"притулок", "притулоку"},
		{"допомога", "допомоги", "допомогу", "допомогою", "допомозі"},
		{"нога", "нозі", "ногу"},
		{"рука", "руці", "руку"},
		{"безкоштовний", "безкоштовна", "безкоштовне", "безкоштовного", "безкоштовні"},
		{"квиток", "квитока"},
		{"захист", "захисту", "захистом"},
	} {
		stem := Stem(forms[0])
		if before, taken := seen[stem]; taken {
			t.Errorf("%s and %s have the same stem %q", forms[0], before, stem)
		}
		seen[stem] = forms[0]
		for _, form := range forms[1:] {
			if got := Stem(form); got != stem {
				t.Errorf("Stem(%q) = %q, Stem(%q) = %q", form, got, forms[0], stem)
			}
		}
	}
}

func TestStemLeavesShortWords(t *testing.T) {
	for _, w := range []string{"я", "він", "а", ""} {
		if got := Stem(w); got != w {
			t.Errorf("Stem(%q) = %q", w, got)
		}
	}
}

func FuzzStem(f *testing.F) {
	f.Add("допомогою")
	f.Add("ся")
	f.Fuzz(func(t *testing.T, w string) {
		if got := Stem(w); utf8.RuneCountInString(got) > utf8.RuneCountInString(w) {
			t.Errorf("Stem(%q) = %q is longer", w, got)
		}
	})
}
