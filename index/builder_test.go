package index

import (
	"slices"
	"testing"
	"testing/fstest"

	"iombot/knowledge"
	"iombot/locales"
)

// TestBackgroundSparesTheBase takes a question of the background that a base
// may well answer: there it is no example of what is asked elsewhere.
func TestBackgroundSparesTheBase(t *testing.T) {
	const line = "pancake recipe without milk"
	if !slices.Contains(background(locales.EN), line) {
		t.Fatalf("%q is not in the background", line)
	}
	for title, answered := range map[string]bool{"Working hours": false, line: true} {
		w := gather(load(t, fstest.MapFS{
			"knowledge.yaml": file("languages: [en]\ntopics: [{id: a, en: A}]\n"),
			"a/first.yaml":   file("reviewed: 2026-01-01\nen: {title: " + title + ", questions: [" + title + " please], answer: here}\n"),
			"a/office.yaml":  file("reviewed: 2026-01-01\nen: {title: \"Where is the office?\", questions: [address of your office], answer: here}\n"),
		}), locales.EN)
		w.examples()
		x := w.space.vector(w.once.tokens(line))
		same := func(e example) bool { return slices.Equal(e.x, x) }
		if kept := slices.ContainsFunc(w.background(), same); kept == answered {
			t.Errorf("an entry %q: the line is in the background: %t", title, kept)
		}
	}
}

func TestReliance(t *testing.T) {
	for _, c := range []struct {
		phrasings, entries int
		want               float64
	}{{0, 5, 0}, {halfReliance, 1, .5}, {20 * halfReliance, 20, .5}, {3 * halfReliance, 1, .75}} {
		if got := reliance(c.phrasings, c.entries); got != c.want {
			t.Errorf("%d phrasings of %d entries: %v, want %v", c.phrasings, c.entries, got, c.want)
		}
	}
	c := Calibration{Reliance: .5, Few: Weights{Entry: [sigCount]float64{8}}, Many: Weights{Entry: [sigCount]float64{4}}}
	for reliance, want := range map[float64]float64{0: 8, .25: 6, .5: 4, .75: 4} {
		if got := c.weights(reliance).Entry[0]; got != want {
			t.Errorf("with reliance %v the weight is %v, want %v", reliance, got, want)
		}
	}
	if r := newRanker(permitBase(t, ""), locales.EN); r.measure("permit").reliance != reliance(3, 1) {
		t.Errorf("three phrasings an entry: %v", r.reliance)
	}
}

// TestMissingLanguage has an entry without English, and none with Latvian: the
// checks report that, and the index must do with what there is.
func TestMissingLanguage(t *testing.T) {
	b, _, err := knowledge.Load(fstest.MapFS{
		"knowledge.yaml": file("languages: [et, en, lv]\ntopics: [{id: a, et: A, en: A, lv: A}]\n"),
		"a/leib.yaml":    file("reviewed: 2026-01-01\net: {title: \"Mis leib maksab?\", questions: [kui kallis on leib, leiva hind], answer: kaks}\n"),
		"a/pood.yaml":    file("reviewed: 2026-01-01\net: {title: \"Kus on pood?\", questions: [poe aadress, mis tänaval pood asub], answer: siin}\nen: {title: \"Where is the shop?\", questions: [address of the shop, which street is the shop in], answer: here}\n"),
	})
	if err != nil {
		t.Fatal(err)
	}
	x := build(t, b)
	for _, c := range []struct {
		question, id string
		lang         locales.Lang
	}{{"mis on leiva hind", "leib", locales.ET}, {"the address of your shop", "pood", locales.EN}} {
		res := x.Search(c.question, "")
		if res.Lang != c.lang || res.Candidates[0].ID != c.id || res.Candidates[0].Phrase == "" {
			t.Errorf("%q: %s %+v", c.question, res.Lang, res.Candidates)
		}
		checkResult(t, res)
	}
	for _, m := range x.Search("the price of bread in the shop", locales.EN).Candidates {
		if m.ID == "leib" && m.Phrase != "" {
			t.Errorf("an entry without English is like the English phrasing %q", m.Phrase)
		}
	}
	if res := x.Search("leiva hind", "lv"); res.Outcome == "" || !x.base.Has(res.Lang) {
		t.Errorf("hint at a language without entries: %+v", res)
	}
}

func TestSingleEntry(t *testing.T) {
	x := build(t, load(t, fstest.MapFS{
		"knowledge.yaml": file("languages: [en]\ntopics: [{id: a, en: A}]\n"),
		"a/office.yaml":  file("reviewed: 2026-01-01\nen: {title: \"Where is the office?\", questions: [address of your office], answer: here}\n"),
	}))
	about, other := x.Search("where is your office", ""), x.Search("who won the football", "")
	if len(about.Candidates) != 1 || about.Candidates[0].Confidence <= other.Candidates[0].Confidence {
		t.Errorf("asked for it %+v, asked for something else %+v", about.Candidates, other.Candidates)
	}
	checkResult(t, about)
	checkResult(t, other)
}

func TestBuildRefusesAnEmptyBase(t *testing.T) {
	for name, b := range map[string]*knowledge.Base{
		"no entries":   {Languages: []locales.Lang{locales.EN}},
		"no languages": {Entries: []*knowledge.Entry{{ID: "a"}}},
	} {
		if x, err := Build(b); err == nil || x != nil {
			t.Errorf("%s: got %v, %v", name, x, err)
		}
	}
}
