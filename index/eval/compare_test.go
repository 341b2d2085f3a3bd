package eval

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/knowledge"
	"iombot/locales"
)

// fared makes n outcomes of an entry "a", or of none for "-", numbered from
// start: what was done, and the first candidate.
func fared(start, n int, expected string, did knowledge.Outcome, first string) []Outcome {
	out := make([]Outcome, n)
	ids, _ := parseExpected(expected)
	for i := range out {
		found := []knowledge.Match{{ID: first, Confidence: 0.9}}
		out[i] = Outcome{
			Question: Question{Text: fmt.Sprint(start + i), Lang: locales.ET, Expected: ids},
			Result:   knowledge.Result{Lang: locales.ET, Outcome: did, Candidates: found},
		}
		switch did {
		case knowledge.Answer:
			out[i].Result.Sent = found
		case knowledge.Choices:
			out[i].Result.Offered = found
		}
	}
	return out
}

func join(parts ...[]Outcome) (all []Outcome) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

func TestCompareGate(t *testing.T) {
	const right, wrong = "a", "b"
	answered, refused, offered := knowledge.Answer, knowledge.None, knowledge.Choices
	for _, c := range []struct {
		name          string
		before, after []Outcome
		worse         []string // names of the failing checks
	}{
		{"the same", fared(0, 200, "a", answered, right), fared(0, 200, "a", answered, right), nil},
		{
			"better",
			join(fared(0, 150, "a", answered, right), fared(150, 50, "a", answered, wrong)),
			fared(0, 200, "a", answered, right), nil,
		},
		{ // 4 lost of 200: p = 1/16
			"worse within noise",
			fared(0, 200, "a", answered, right),
			join(fared(0, 196, "a", answered, right), fared(196, 4, "a", answered, wrong)), nil,
		},
		{ // 5 lost of 200: p = 1/32
			"worse",
			fared(0, 200, "a", answered, right),
			join(fared(0, 195, "a", answered, right), fared(195, 5, "a", answered, wrong)),
			[]string{"top-1", "top-3", "answered right", "answered wrong"},
		},
		{ // 9 lost, 5 gained: p = 0.21
			"worse in a larger change",
			join(fared(0, 195, "a", answered, right), fared(195, 5, "a", answered, wrong)),
			join(fared(0, 9, "a", answered, wrong), fared(9, 191, "a", answered, right)), nil,
		},
		{ // 2 lost of 20: no test could tell
			"worse in a small set",
			fared(0, 20, "a", refused, right),
			join(fared(0, 18, "a", refused, right), fared(18, 2, "a", refused, wrong)),
			[]string{"top-1", "top-3"},
		},
		{
			"refused",
			fared(0, 200, "a", answered, right),
			join(fared(0, 190, "a", answered, right), fared(190, 10, "a", refused, right)),
			[]string{"answered right", "refused"},
		},
		{
			"out of scope",
			fared(0, 100, "-", refused, wrong),
			join(fared(0, 80, "-", refused, wrong), fared(80, 10, "-", offered, wrong), fared(90, 10, "-", answered, wrong)),
			[]string{"out of scope, answered", "out of scope, refused"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, err := Compare(NewBaseline("1", c.before), c.after)
			if err != nil {
				t.Fatal(err)
			}
			var worse []string
			for _, check := range v.Checks {
				if check.Worse {
					worse = append(worse, check.Name)
				}
			}
			if diff := cmp.Diff(c.worse, worse); diff != "" || v.Worse() != (len(c.worse) > 0) {
				t.Errorf("failing checks: %s\n%+v", diff, v.Checks)
			}
		})
	}
}

// TestCompareByLanguage: what one language gains does not pay for another.
func TestCompareByLanguage(t *testing.T) {
	inEnglish := func(out []Outcome) []Outcome {
		for i := range out {
			out[i].Question.Lang = locales.EN
		}
		return out
	}
	before := join(fared(0, 100, "a", knowledge.Answer, "b"), inEnglish(fared(0, 100, "a", knowledge.Answer, "a")))
	after := join(fared(0, 100, "a", knowledge.Answer, "a"), inEnglish(fared(0, 100, "a", knowledge.Answer, "b")))
	v, err := Compare(NewBaseline("1", before), after)
	if err != nil {
		t.Fatal(err)
	}
	got := v.Checks[slices.IndexFunc(v.Checks, func(c Check) bool { return c.Lang == locales.EN && c.Name == "top-1" })]
	want := Check{Lang: locales.EN, Name: "top-1", N: 100, Before: 1, After: 0, Lost: 100, P: math.Exp2(-100), Worse: true}
	got.P, want.P = math.Log2(got.P), math.Log2(want.P)
	if math.Abs(got.P-want.P) > 1e-6 {
		t.Errorf("p = 2^%v, want 2^%v", got.P, want.P)
	}
	got.P = want.P
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCompareSaysWhatMoved(t *testing.T) {
	before := join(
		fared(0, 1, "a", knowledge.Answer, "a"), fared(1, 1, "z", knowledge.Answer, "z"), fared(2, 2, "a", knowledge.Answer, "a"),
		fared(4, 2, "-", knowledge.None, "a"), fared(6, 3, "a", knowledge.Answer, "a"),
	)
	after := join(
		fared(0, 1, "a", knowledge.Choices, "b"), fared(1, 1, "z", knowledge.Answer, "a"), fared(2, 1, "a", knowledge.Answer, "c"),
		fared(3, 1, "a", knowledge.Answer, "a"), fared(4, 1, "-", knowledge.None, "b"), fared(5, 1, "-", knowledge.Choices, "b"),
		fared(50, 2, "a", knowledge.Answer, "c"),
	)
	v, err := Compare(NewBaseline("0", before), after)
	if err != nil {
		t.Fatal(err)
	}
	want := []Moved{
		{"a", "et", "0", Fate{AnsweredRight, "a"}, Fate{OfferedWrong, "b"}},
		{"a", "et", "2", Fate{AnsweredRight, "a"}, Fate{AnsweredWrong, "c"}},
		{"z", "et", "1", Fate{AnsweredRight, "z"}, Fate{AnsweredWrong, "a"}},
		{"-", "et", "5", Fate{Refused, ""}, Fate{OfferedWrong, "b"}},
	}
	if diff := cmp.Diff(want, v.Moved); diff != "" {
		t.Error(diff)
	}
	if v.Engine != "0" || v.Added != 2 || v.Removed != 3 {
		t.Errorf("engine %q, added %d, removed %d; want 0, 2, 3", v.Engine, v.Added, v.Removed)
	}
}

func TestMovedChange(t *testing.T) {
	for _, c := range []struct {
		before, after Judgement
		want          int
	}{
		{AnsweredRight, OfferedRight, -1}, {OfferedRight, Missed, -1}, {Missed, AnsweredWrong, -1}, {Refused, OfferedWrong, -1},
		{OfferedWrong, Missed, 0}, {AnsweredRight, AnsweredRight, 0}, {AnsweredWrong, Refused, 1}, {OfferedRight, AnsweredRight, 1},
	} {
		got := Moved{Before: Fate{Judgement: c.before}, After: Fate{Judgement: c.after}}.Change()
		if max(-1, min(got, 1)) != c.want {
			t.Errorf("from %s to %s: %d, want the sign of %d", c.before, c.after, got, c.want)
		}
	}
}

// TestCompareByTodaysLabels: a corrected label is no change of the search.
func TestCompareByTodaysLabels(t *testing.T) {
	b := NewBaseline("1", fared(0, 50, "a", knowledge.Answer, "a"))
	v, err := Compare(b, fared(0, 50, "z", knowledge.Answer, "a"))
	if err != nil || v.Worse() || len(v.Moved) > 0 {
		t.Errorf("verdict %+v, %v; want nothing worse, nothing moved", v, err)
	}
}

func TestCompareWithNothingInCommon(t *testing.T) {
	_, err := Compare(NewBaseline("1", fared(0, 5, "a", knowledge.Answer, "a")), fared(5, 5, "a", knowledge.Answer, "a"))
	if err == nil {
		t.Error("a comparison of nothing passes")
	}
}

func TestSignTest(t *testing.T) {
	for _, c := range []struct {
		lost, gained int
		want         float64
	}{
		{0, 0, 1}, {0, 5, 1}, {4, 0, 1. / 16}, {5, 0, 1. / 32}, {1, 1, 3. / 4},
		{10, 3, (286 + 78 + 13 + 1) / 8192.},
	} {
		if got := signTest(c.lost, c.gained); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("signTest(%d, %d) = %v, want %v", c.lost, c.gained, got, c.want)
		}
	}
}

func TestBaselineRoundTrip(t *testing.T) {
	outcomes := join(fared(0, 2, "a", knowledge.Answer, "a"), fared(0, 1, "a", knowledge.Choices, "b"), fared(7, 1, "-", knowledge.None, "c"))
	outcomes[0].Question.Text = "<b> & \"õ\"\u2028"
	outcomes[3].Result.Candidates = nil
	var buf bytes.Buffer
	if err := NewBaseline("1", outcomes).Write(&buf); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(buf.String(), "\n"); lines != len(outcomes)+2 {
		t.Errorf("%d lines for %d questions:\n%s", lines, len(outcomes), &buf)
	}
	b, err := ReadBaseline(&buf)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(NewBaseline("1", outcomes), b, cmp.AllowUnexported(Baseline{}, askedBefore{})); diff != "" {
		t.Error(diff)
	}
	v, err := Compare(b, outcomes)
	if err != nil || len(v.Moved) > 0 || v.Added+v.Removed > 0 {
		t.Errorf("against itself: %+v, %v", v, err)
	}
}

// A baseline tells what came of the questions that it knows, by their labels of
// today.
func TestBaselineOutcomes(t *testing.T) {
	run := join(fared(0, 2, "a", knowledge.Answer, "a"), fared(2, 1, "-", knowledge.None, ""))
	var set Set
	for _, o := range run {
		set = append(set, o.Question)
	}
	set[1].Expected = []string{"b"}
	set = append(set, Question{Text: "asked since", Lang: locales.ET})
	var got []Judgement
	for _, o := range NewBaseline("1", run).Outcomes(&knowledge.Base{}, set) {
		got = append(got, o.Judge())
	}
	if diff := cmp.Diff([]Judgement{AnsweredRight, AnsweredWrong, Refused}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestReadBaselineErrors(t *testing.T) {
	for _, src := range []string{"", "{", `{"engine":"1","questions":{}}`, `{"figures":1}`} {
		if _, err := ReadBaseline(strings.NewReader(src)); err == nil {
			t.Errorf("%q is read as a baseline", src)
		}
	}
}
