package analyzer

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/index/classify"
	"iombot/locales"
)

func analyzerOf(t *testing.T, lang locales.Lang, vocabulary ...string) *Analyzer {
	t.Helper()
	a, err := New(lang, vocabulary)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Forms of a word meet in every language that has a stemmer, ours or Bleve's.
func TestStemsMeet(t *testing.T) {
	for lang, pairs := range map[locales.Lang][][2]string{
		"et": {{"pilet", "piletid"}, {"dokument", "dokumendiga"}},
		"en": {{"ticket", "tickets"}, {"travelling", "travels"}},
		"ru": {{"билет", "билеты"}, {"документ", "документами"}},
		"uk": {{"квиток", "квитока"}, {"документ", "документами"}},
		"fi": {{"lippu", "lippua"}, {"talossa", "talosta"}},
		"de": {{"karte", "karten"}, {"kinder", "kindern"}},
	} {
		a := analyzerOf(t, lang)
		for _, p := range pairs {
			x, y := a.Tokens(p[0]), a.Tokens(p[1])
			if len(x) != 1 || len(y) != 1 || x[0].Stem != y[0].Stem || x[0].Stem == "" {
				t.Errorf("%s: %v and %v do not meet", lang, x, y)
			}
		}
	}
}

// A language without a stemmer is matched word by word.
func TestLanguageWithoutStemmer(t *testing.T) {
	want := []classify.Token{{Word: "biletas", Stem: "biletas"}}
	if diff := cmp.Diff(want, analyzerOf(t, "lt").Tokens("biletas")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// The base's own words are parts of compounds.
func TestCompoundsOfTheBase(t *testing.T) {
	tokens := analyzerOf(t, locales.ET, "lennuk", "pilet", "hind").Tokens("piletihind")
	if len(tokens) != 1 || len(tokens[0].Parts) != 2 {
		t.Errorf("the tokens are %+v, want a compound of two parts", tokens)
	}
}

// What Bleve indexes is what the model sees: one chain.
func TestMappingGivesTheSameStems(t *testing.T) {
	const s = "kas piletid on tasuta ja kes maksab lennupileti eest?"
	for _, lang := range []locales.Lang{"et", "en", "ru", "uk", "fi"} {
		a := analyzerOf(t, lang, "lennuk", "pilet")
		var want, got []string
		for _, tok := range a.Mapping.AnalyzerNamed(Stems).Analyze([]byte(s)) {
			want = append(want, string(tok.Term))
		}
		for _, tok := range a.Tokens(s) {
			got = append(append(got, tok.Stem), tok.Parts...)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: (-Bleve +Tokens)\n%s", lang, diff)
		}
	}
}

func TestFreezeChangesNoToken(t *testing.T) {
	a := analyzerOf(t, locales.EN)
	before := a.Tokens("i don't have tickets")
	a.Freeze()
	if diff := cmp.Diff(before, a.Tokens("i don't have tickets")); diff != "" {
		t.Errorf("(-before +after)\n%s", diff)
	}
	if n := len(a.Tokens("unseen words")); n != 2 {
		t.Errorf("%d tokens after Freeze, want 2", n)
	}
}

func TestWordGrams(t *testing.T) {
	if diff := cmp.Diff([]string{"_õp", "õpe", "pe_"}, WordGrams("õpe")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := WordGrams(""); len(got) != 0 {
		t.Errorf("the empty word has n-grams %q", got)
	}
}
