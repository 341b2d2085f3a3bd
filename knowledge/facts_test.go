package knowledge

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// TestFacts finds the facts, the same in both languages however they are
// written, and names the language that alone has a fact.
func TestFacts(t *testing.T) {
	b := mustLoad(t, fstest.MapFS{
		configFile: file("languages: [et, en]\ntopics:\n  - {id: a, et: Teema, en: Topic}\n"),
		"a/b.yaml": file(`reviewed: 2026-11-01
et:
  title: Kus te olete?
  answer: |
    Helistage *+372 644 5148* (E–R 8.30–17), Tallinn, Pärnu mnt 139. Kehtib 13. augustist 2025 – märtsini 2027.

    1. Makske kuni 1600 eurot, 40% ehk 3,4 korda (2011–2012, 2016. aasta septembris).
    2. Vaadake [lehte](https://a.ee/et) või ti.ee.
  links:
    - {text: Leht, url: "https://b.ee"}
en:
  title: Where are you?
  answer: |
    Call *+372 644 5148* (Mon–Fri 8.30–17), Tallinn, Pärnu mnt 139. Valid from 13 August 2025 to March 2027.

    1. Pay up to 1,600 euros, 40% or 3.4 times (2011–12, in September 2016).
    2. See the [page](https://a.ee/en) or ti.ee, or write to x@y.ee. Not later than 60 days.
  links:
    - {text: Page, url: "https://b.ee"}
`),
	})
	var got []string
	for _, f := range b.Facts() {
		line := f.Text
		for _, l := range f.Langs {
			line += " " + string(l)
		}
		if f.Web {
			line += " web"
		}
		got = append(got, line)
	}
	want := []string{
		"+372 644 5148 et en", "8.30–17 et en", "Pärnu mnt 139 et en", "2025-08-13 et en", "2027-03 et en",
		"1600 et en", "40% et en", "3,4 et en", "2011–2012 et en", "2016-09 et en", "ti.ee et en web", "https://a.ee/et et web", "https://b.ee et en web",
		"x@y.ee en web", "60 en", "https://a.ee/en en web",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Facts (-want +got)\n%s", diff)
	}
}
