package index

import (
	"slices"
	"strings"
	"testing"

	"iombot/locales"
)

func TestData(t *testing.T) {
	for _, lang := range []locales.Lang{locales.ET, locales.EN} {
		lines := background(lang)
		comment := func(s string) bool { return s == "" || strings.HasPrefix(s, "#") || s != strings.TrimSpace(s) }
		if len(lines) < 1000 || slices.ContainsFunc(lines, comment) {
			t.Errorf("%s: %d lines of background, comments among them: %t", lang, len(lines), slices.ContainsFunc(lines, comment))
		}
		groups := thesaurus(lang)
		for _, g := range groups {
			if len(g) < 2 || slices.ContainsFunc(g, comment) {
				t.Errorf("%s: group of synonyms %q", lang, g)
			}
		}
		if len(groups) < 200 {
			t.Errorf("%s: %d groups of synonyms", lang, len(groups))
		}
	}
	if len(background("lv")) > 0 || len(thesaurus("lv")) > 0 {
		t.Error("a language without files has data")
	}
}
