package index

import (
	"bufio"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"iombot/knowledge"
	"iombot/locales"
)

// own is the project's own base, indexed once for all tests.
var own = sync.OnceValue(func() *Index {
	b, _, err := knowledge.Load(knowledge.Embedded())
	if err != nil {
		panic(err)
	}
	x, err := Build(b)
	if err != nil {
		panic(err)
	}
	return x
})

// TestCases runs testdata/cases.tsv: a language, an outcome, the entry that
// must come first (or -), and the question. Editors add lines without Go.
func TestCases(t *testing.T) {
	f, err := os.Open("testdata/cases.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		if lines.Text() == "" || lines.Text()[0] == '#' {
			continue
		}
		col := strings.Split(lines.Text(), "\t")
		if len(col) != 4 {
			t.Fatalf("testdata/cases.tsv:%d: %d columns, not 4", n, len(col))
		}
		res := own().Search(col[3], "")
		lang := string(res.Lang)
		if res.Unserved != "" {
			lang = string(res.Unserved)
		}
		first := "-"
		if res.Outcome != knowledge.None {
			first = res.Candidates[0].ID
		}
		got := []string{lang, string(res.Outcome), first}
		if diff := cmp.Diff(col[:3], got); diff != "" {
			t.Errorf("testdata/cases.tsv:%d: %q (-want +got):\n%s", n, col[3], diff)
		}
	}
}

func TestSearchOddInput(t *testing.T) {
	for name, text := range map[string]string{
		"empty":            "",
		"spaces":           " \t\n ",
		"emoji":            strings.Repeat("👍", 4096),
		"right to left":    "\u202e\u200fmoi\u202c",
		"zero width":       "\u200b\u200d\ufeff",
		"invalid":          "mis \xff\xfe on",
		"NUL":              "\x00\x00",
		"query language":   `+"a" -b* /x/ field:y^2 ~`,
		"long":             strings.Repeat("kuidas ma koju saan ", 5000),
		"one word":         strings.Repeat("a", 100_000),
		"marks":            strings.Repeat("\u0301", 2000),
		"only punctuation": "?!?!...",
	} {
		t.Run(name, func(t *testing.T) {
			res := own().Search(text, "xx")
			if res.Outcome == "" || !own().base.Has(res.Lang) {
				t.Errorf("got outcome %q, language %q", res.Outcome, res.Lang)
			}
			checkResult(t, res)
		})
	}
}

// checkResult holds what is true of every result.
func checkResult(t *testing.T, res knowledge.Result) {
	t.Helper()
	if len(res.Candidates) > maxCandidates || res.Answers > len(res.Candidates) || res.Answers > 3 {
		t.Errorf("%d candidates, %d answers", len(res.Candidates), res.Answers)
	}
	if (res.Outcome == knowledge.None) != (res.Answers == 0) {
		t.Errorf("outcome %s with %d answers", res.Outcome, res.Answers)
	}
	seen := map[string]bool{}
	for _, c := range res.Candidates {
		if c.Confidence < 0 || c.Confidence > 1 || seen[c.ID] || !utf8.ValidString(c.Phrase) {
			t.Errorf("candidate %+v", c)
		}
		seen[c.ID] = true
	}
}

func FuzzSearch(f *testing.F) {
	x := own() // before fuzzing begins: an instrumented build takes longer than an input may
	f.Add("kas iom aitab", "et")
	f.Add("Who pays? And can I come back?", "")
	f.Fuzz(func(t *testing.T, text, hint string) {
		checkResult(t, x.Search(text, locales.Lang(hint)))
	})
}

// TestBuildIsDeterministic builds again on one processor and compares what was
// learnt and what is found.
func TestBuildIsDeterministic(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	again, err := Build(own().base)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	for i, r := range own().readers {
		if !slices.Equal(r.linear.weights, again.readers[i].linear.weights) || !slices.Equal(r.linear.bias, again.readers[i].linear.bias) {
			t.Errorf("%s: the linear models of two builds differ", r.lang)
		}
	}
	for _, q := range []string{"kes maksab pileti", "my boss took my passport", "mis vahe on kaitsel ja varjupaigal"} {
		if diff := cmp.Diff(own().Search(q, ""), again.Search(q, "")); diff != "" {
			t.Errorf("%q differs between two builds:\n%s", q, diff)
		}
	}
}

func TestHintTipsTheScales(t *testing.T) {
	for _, lang := range []locales.Lang{locales.ET, locales.EN} {
		if res := own().Search("IOM", lang); res.Lang != lang {
			t.Errorf("hint %s: read as %s", lang, res.Lang)
		}
		if res := own().Search("kus on teie kontor ja millal see lahti on", lang); res.Lang != locales.ET {
			t.Errorf("hint %s: plain Estonian read as %s", lang, res.Lang)
		}
	}
}

func TestTwoQuestionsGetTwoAnswers(t *testing.T) {
	res := own().Search("Hello! Who pays for my plane ticket home? And where is your office in Tallinn?", "")
	if res.Outcome != knowledge.Answer || res.Answers != 2 ||
		res.Candidates[0].ID != "return-cost" || res.Candidates[1].ID != "contact" {
		t.Errorf("got %s, %d answers, %+v", res.Outcome, res.Answers, res.Candidates[:2])
	}
}

// TestUrgentComesFirst uses a base in which an urgent entry and another claim
// nearly the same words.
func TestUrgentComesFirst(t *testing.T) {
	x := build(t, load(t, fstest.MapFS{
		"knowledge.yaml": file("languages: [en]\ntopics: [{id: a, en: A}]\n"),
		"a/call.yaml":    file("reviewed: 2026-01-01\nurgent: true\nen: {title: Somebody hits me, questions: [somebody hits me at home, who helps when somebody hits me], answer: call}\n"),
		"a/sport.yaml":   file("reviewed: 2026-01-01\nen: {title: Somebody hits the ball, questions: [somebody hits me the ball, who hits the ball at home], answer: play}\n"),
		"a/bread.yaml":   file("reviewed: 2026-01-01\nen: {title: Baking bread, questions: [how is bread baked, bread without yeast], answer: bake}\n"),
	}))
	c := []knowledge.Match{{ID: "sport", Confidence: .6}, {ID: "call", Confidence: urgentFrom}, {ID: "bread", Confidence: .1}}
	if !x.urgentFirst(c) || c[0].ID != "call" || c[1].ID != "sport" || c[2].ID != "bread" {
		t.Errorf("likely urgent entry: %+v", c)
	}
	c = []knowledge.Match{{ID: "sport", Confidence: .6}, {ID: "call", Confidence: urgentFrom - .01}}
	if x.urgentFirst(c) || c[0].ID != "sport" {
		t.Errorf("unlikely urgent entry: %+v", c)
	}
	c = []knowledge.Match{{ID: "sport", Confidence: .3}, {ID: "bread", Confidence: .2}, {ID: "bread", Confidence: .2}, {ID: "call", Confidence: .2}}
	if x.urgentFirst(c) || c[0].ID != "sport" {
		t.Errorf("urgent entry that would not be offered: %+v", c)
	}
}

// TestOtherLanguages indexes a base in a language that has no analyzer here.
func TestOtherLanguages(t *testing.T) {
	x := build(t, load(t, fstest.MapFS{
		"knowledge.yaml": file("languages: [lv]\ntopics: [{id: a, lv: A}]\n"),
		"a/majas.yaml":   file("reviewed: 2026-01-01\nlv: {title: \"Kā atgriezties mājās?\", questions: [gribu braukt mājās, kā tikt mājās], answer: mājās}\n"),
		"a/darbs.yaml":   file("reviewed: 2026-01-01\nlv: {title: \"Kur meklēt darbu?\", questions: [gribu strādāt, kur ir darbs], answer: darbs}\n"),
	}))
	res := x.Search("gribu uz majam", "")
	if res.Lang != "lv" || res.Unserved != "" || res.Candidates[0].ID != "majas" {
		t.Errorf("got %s (%s) %+v", res.Lang, res.Unserved, res.Candidates)
	}
}

// load reads a small base that must be right.
func load(t *testing.T, fsys fstest.MapFS) *knowledge.Base {
	t.Helper()
	b, findings, err := knowledge.Load(fsys)
	if err != nil || knowledge.HasErrors(findings) {
		t.Fatal(err, findings)
	}
	return b
}

func build(t *testing.T, b *knowledge.Base) *Index {
	t.Helper()
	x, err := Build(b)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	return x
}

func file(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
