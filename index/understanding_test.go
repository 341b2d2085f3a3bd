package index

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/index/langid"
	"iombot/knowledge"
	"iombot/locales"
)

// TestStrangeLetters asks what fits both languages, but for a letter.
func TestStrangeLetters(t *testing.T) {
	for _, c := range []struct {
		text string
		want locales.Lang
	}{{"xerxes", locales.EN}, {"zürich", locales.ET}, {"IOM x", locales.EN}, {"IOM õ", locales.ET}} {
		if guess := own().detector.Detect(c.text); guess.Clear() {
			t.Fatalf("%q is clear by itself: %+v", c.text, guess)
		}
		if got := own().Search(c.text, "").Lang; got != c.want {
			t.Errorf("%q is read as %s", c.text, got)
		}
	}
}

// TestClearGuessSettles asks in Estonian what the detector is said to take for
// English: a clear guess leaves nothing to the entries, an unclear one does.
func TestClearGuessSettles(t *testing.T) {
	for p, want := range map[float64]locales.Lang{.95: locales.EN, .7: locales.ET} {
		guess := langid.Guess{Lang: locales.EN, Served: true, Scores: []langid.Score{{Lang: locales.EN, P: p}, {Lang: locales.ET, P: 1 - p}}}
		if got := own().inLanguage("kus asub teie kontor", guess, locales.ET).reader.lang; got != want {
			t.Errorf("English with probability %v: read as %s, want %s", p, got, want)
		}
	}
}

// TestConcurrentSearch asks from many goroutines at once, under the race
// detector, and demands what each question gets by itself.
func TestConcurrentSearch(t *testing.T) {
	questions := []string{
		"kes maksab pileti", "my boss took my passport", "pasport kadnud", "IOM",
		"Who pays for my plane ticket? And where is your office in Tallinn?", "", "как получить убежище",
	}
	alone := make([]knowledge.Result, len(questions))
	for i, q := range questions {
		alone[i] = own().Search(q, "")
	}
	var work sync.WaitGroup
	for range 8 {
		work.Go(func() {
			for i, q := range questions {
				if diff := cmp.Diff(alone[i], own().Search(q, "")); diff != "" {
					t.Errorf("%q (-alone +among others):\n%s", q, diff)
				}
			}
		})
	}
	work.Wait()
}

// TestPhrasingIsSure asks with phrasings as staff wrote them: one that is likeliest
// is sure, however few others like it there are.
func TestPhrasingIsSure(t *testing.T) {
	english := own().readers[1]
	v := own().view(english, "thx")
	if got := v.confidence(0); got < certain || !own().base.Entries[v.order[0]].Hidden {
		t.Errorf("a phrasing has confidence %v", got)
	}
	share := []float64{.6, .3, .1}
	unsure := &view{share: share, order: []int{0, 1, 2}, scope: .5}
	unsure.makeSure()
	if c := unsure.confidence(0); c != certain || unsure.confidence(1) <= unsure.confidence(2) || unsure.confidence(1) > 1-certain {
		t.Errorf("made sure: %v, then %v and %v", c, unsure.confidence(1), unsure.confidence(2))
	}
}
