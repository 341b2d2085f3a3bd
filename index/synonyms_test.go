package index

import (
	"fmt"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"iombot/knowledge"
	"iombot/locales"
)

func TestSynonyms(t *testing.T) {
	analyze := languageOf(locales.EN).analyzer(nil)
	general := [][]string{{"refugee", "displaced"}, {"flat", "apartment", "room"}, {"room", "space"}}
	for name, c := range map[string]struct {
		own  [][]string
		a, b string
		same bool
	}{
		"of the language":                    {nil, "refugees", "displaced", true},
		"of the base":                        {[][]string{{"permit", "licence"}}, "permits", "licence", true},
		"a group joins the base's":           {[][]string{{"fugitive", "refugee"}}, "fugitive", "displaced", true},
		"the base joins two groups":          {[][]string{{"refugee", "apartment"}}, "displaced", "flat", true},
		"the first of two groups counts":     {nil, "flat", "room", true},
		"the second of them does not":        {nil, "room", "space", false},
		"a term of two words joins no group": {[][]string{{"surgery", "emergency room"}}, "surgery", "flat", false},
		"no synonyms":                        {nil, "refugee", "flat", false},
	} {
		s := newSynonyms(c.own, general, analyze)
		if same := cmp.Equal(s.meanings(analyze(c.a))[0].stem, s.meanings(analyze(c.b))[0].stem); same != c.same {
			t.Errorf("%s: %q and %q mean the same: %t", name, c.a, c.b, same)
		}
	}
	tokens := analyze.tokens("the zebra")
	if diff := cmp.Diff(tokens, synonyms{}.meanings(tokens), cmp.AllowUnexported(token{})); diff != "" {
		t.Errorf("words without synonyms changed: %s", diff)
	}
}

// permitBase is a small base; settings are lines for its knowledge.yaml.
func permitBase(t *testing.T, settings string) *knowledge.Base {
	t.Helper()
	return load(t, fstest.MapFS{
		"knowledge.yaml": file("languages: [en]\ntopics: [{id: a, en: A}]\n" + settings),
		"a/permit.yaml":  file("reviewed: 2026-01-01\nen: {title: \"How do I get a permit?\", questions: [where to ask for a permit, permit for my wife], answer: ask}\n"),
		"a/office.yaml":  file("reviewed: 2026-01-01\nen: {title: \"Where is the office?\", questions: [address of your office, which street are you in], answer: here}\n"),
		"a/course.yaml":  file("reviewed: 2026-01-01\nen: {title: \"Where can I learn Estonian?\", questions: [language course, lessons in Estonian], answer: there}\n"),
	})
}

func TestOwnSynonymsFindTheEntry(t *testing.T) {
	read := func(settings string) (permit, office CandidateReading) {
		for _, e := range build(t, permitBase(t, settings)).Explain("zarnapas", "").Entries {
			switch e.ID {
			case "permit":
				permit = e
			case "office":
				office = e
			}
		}
		return permit, office
	}
	permit, office := read("")
	helped, beside := read("synonyms: {en: [[zarnapas, permit]]}\n")
	if without, with := permit.Signals[sigSense].Value, helped.Signals[sigSense].Value; without != 0 || with != 1 || beside.Signals[sigSense].Value != 0 {
		t.Errorf("share of words that mean the same: %v without the synonym, %v with it", without, with)
	}
	if without, with := permit.Confidence/office.Confidence, helped.Confidence/beside.Confidence; with <= without {
		t.Errorf("the permit is %v times as likely as the office without the synonym, %v times with it", without, with)
	}
}

// TestSynonymsOfOtherBases builds bases at the same time: one base's synonyms
// must not show up in another.
func TestSynonymsOfOtherBases(t *testing.T) {
	bases := make([]*knowledge.Base, 4)
	for i := range bases {
		bases[i] = permitBase(t, fmt.Sprintf("synonyms: {en: [[zarnapas%d, permit]]}\n", i))
	}
	var work sync.WaitGroup
	for i, b := range bases {
		work.Go(func() {
			known := newRanker(b, locales.EN).synonyms
			for j := range bases {
				if got := known[fmt.Sprintf("zarnapas%d", j)] != ""; got != (i == j) {
					t.Errorf("base %d knows the synonym of base %d: %t", i, j, got)
				}
			}
		})
	}
	work.Wait()
}
