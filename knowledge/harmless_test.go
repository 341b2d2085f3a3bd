package knowledge

import (
	"errors"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"iombot/locales"
)

func TestAddHarmless(t *testing.T) {
	const head = "# ours\nlanguages: [et, en] # both\ntopics:\n  - {id: a, et: A, en: A}\n"
	for _, tt := range []struct{ name, src, want string }{
		{"no key", head, head + "harmless:\n  en:\n    - 'my phone: dead'\n"},
		{"no line end", head + "# the end", head + "# the end\nharmless:\n  en:\n    - 'my phone: dead'\n"},
		{"no value", head + "harmless: # none yet\nsite: {}\n", head + "harmless: # none yet\n  en:\n    - 'my phone: dead'\nsite: {}\n"},
		{"another language", head + "harmless:\n  et:\n    - surm\n\n# below\n", head + "harmless:\n  et:\n    - surm\n  en:\n    - 'my phone: dead'\n\n# below\n"},
		{"a list", head + "harmless:\n  en:\n  - killer deal # yes\n  # and\n  et: []\n", head + "harmless:\n  en:\n  - killer deal # yes\n  - 'my phone: dead'\n  # and\n  et: []\n"},
		{"brackets", head + "harmless:\n  en: [a]\n", head + "harmless:\n  en: [a, \"my phone: dead\"]\n"},
		{"Windows", "languages: [en]\r\n", "languages: [en]\r\nharmless:\r\n  en:\r\n    - 'my phone: dead'\r\n"},
	} {
		got, err := AddHarmless([]byte(tt.src), "en", " my  phone: dead\n")
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		} else if diff := cmp.Diff(tt.want, string(got)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.name, diff)
		}
	}
	for _, tt := range []struct {
		src, text string
		want      error
	}{
		{head + "harmless: {en: [My phone, dead!]}\n", "a", ErrFieldLayout},
		{head + "harmless:\n  en: [My phone died!]\n", "my PHONE died", ErrHarmlessKnown},
		{head, " ", ErrFieldLayout},
		{head, "\xff", ErrFieldLayout},
		{head + "...\n", "a", ErrFieldLayout},
		{"topics: [", "a", ErrFieldLayout},
	} {
		if got, err := AddHarmless([]byte(tt.src), "en", tt.text); !errors.Is(err, tt.want) {
			t.Errorf("%q: %v, want %v\n%s", tt.src, err, tt.want, got)
		}
	}
}

// What is harmless is loaded, and stays while the file has an error.
func TestHarmlessIsKept(t *testing.T) {
	const good = "languages: [en]\ntopics:\n  - {id: a, en: A}\nharmless:\n  en: [my phone died]\n"
	entry := file("reviewed: 2026-11-01\nen: {title: T, questions: [q], answer: A}\n")
	b := mustLoad(t, fstest.MapFS{configFile: file(good), "a/b.yaml": entry})
	if got := texts(b.Harmless["en"]); !cmp.Equal(got, []string{"my phone died"}) {
		t.Errorf("harmless are %q", got)
	}
	kept, _ := LoadKeeping(fstest.MapFS{configFile: file("languages: ["), "a/b.yaml": entry}, b)
	if got := texts(kept.Harmless["en"]); !cmp.Equal(got, []string{"my phone died"}) {
		t.Errorf("with a broken file, harmless are %q", got)
	}
	more, err := b.WithTopic("b", map[locales.Lang]string{"en": "B"})
	if err != nil || len(more.Harmless["en"]) != 1 {
		t.Errorf("with another topic, harmless are %v (%v)", more.Harmless, err)
	}
}
