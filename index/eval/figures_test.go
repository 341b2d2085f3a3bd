package eval

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"iombot/knowledge"
	"iombot/locales"
)

// outcomeOf makes an outcome: expected ids joined with "|" or "-", what was
// done, how many were offered, and the candidates as id:confidence.
func outcomeOf(t *testing.T, expected string, did knowledge.Outcome, answers int, candidates string) Outcome {
	t.Helper()
	ids, err := parseExpected(expected)
	if err != nil {
		t.Fatal(err)
	}
	o := Outcome{Question: Question{Text: candidates, Expected: ids}, Result: knowledge.Result{Outcome: did}}
	for f := range strings.FieldsSeq(candidates) {
		id, number, _ := strings.Cut(f, ":")
		m := knowledge.Match{ID: id}
		if _, err := fmt.Sscan(number, &m.Confidence); err != nil {
			t.Fatal(err)
		}
		o.Result.Candidates = append(o.Result.Candidates, m)
	}
	switch acted := o.Result.Candidates[:min(answers, len(o.Result.Candidates))]; did {
	case knowledge.Answer:
		o.Result.Sent = acted
	case knowledge.Choices:
		o.Result.Offered = acted
	}
	return o
}

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		expected   string
		did        knowledge.Outcome
		answers    int
		candidates string
		want       Judgement
	}{
		{"a", knowledge.Answer, 1, "a:.9 b:.1", AnsweredRight},
		{"b|a", knowledge.Answer, 1, "a:.9 b:.1", AnsweredRight},
		{"b", knowledge.Answer, 1, "a:.9 b:.1", AnsweredWrong},
		{"b", knowledge.Choices, 2, "a:.9 b:.1", OfferedRight},
		{"b", knowledge.Choices, 1, "a:.9 b:.1", OfferedWrong},
		{"c", knowledge.Choices, 2, "a:.9 b:.1", OfferedWrong},
		{"a", knowledge.None, 0, "a:.1", Missed},
		{"a", knowledge.None, 0, "", Missed},
		{"-", knowledge.Answer, 1, "a:.9", AnsweredWrong},
		{"-", knowledge.Choices, 1, "a:.9", OfferedWrong},
		{"-", knowledge.None, 0, "a:.9", Refused},
	} {
		if got := outcomeOf(t, c.expected, c.did, c.answers, c.candidates).Judge(); got != c.want {
			t.Errorf("expected %s, %s of %d from %q: %s, want %s", c.expected, c.did, c.answers, c.candidates, got, c.want)
		}
	}
}

// TestMeasure checks every figure of a run small enough to count by hand.
func TestMeasure(t *testing.T) {
	out := []Outcome{
		outcomeOf(t, "a", knowledge.Answer, 1, "a:.95 b:.02"),           // right, 1/1
		outcomeOf(t, "b|c", knowledge.Answer, 1, "a:.85 c:.10 b:.01"),   // wrong, 1/2
		outcomeOf(t, "c", knowledge.Choices, 2, "a:.45 b:.30 c:.10"),    // offered wrong, 1/3
		outcomeOf(t, "d", knowledge.Choices, 1, "d:.45"),                // offered right, 1/1
		outcomeOf(t, "d", knowledge.None, 0, "a:.15 b:.1 c:.05 d:.01"),  // missed, 1/4
		outcomeOf(t, "-", knowledge.None, 0, ""),                        // refused, confidence 0
		outcomeOf(t, "-", knowledge.None, 0, "a:.15"),                   // refused, ties with the fifth
		outcomeOf(t, "-", knowledge.Choices, 1, "a:.45"),                // offered, ties with two
		outcomeOf(t, "-", knowledge.Answer, 1, "b:.70"),                 // answered
		outcomeOf(t, "-", knowledge.Choices, 3, "b:.40 a:.30 c:.2 d:0"), // offered
	}
	for i := range out {
		out[i].Question.Lang, out[i].Result.Lang = locales.ET, locales.ET
		out[i].Took = time.Duration(10-i) * time.Millisecond
	}
	out[7].Result.Lang = locales.EN
	out[8].Result.Unserved = "fi"

	got := Measure(out)
	want := map[string]float64{
		"top1": 2. / 5, "top3": 4. / 5, "mrr": (1 + 1./2 + 1./3 + 1 + 1./4) / 5,
		"answered": 2. / 5, "precision": 1. / 2, "answered right": 1. / 5, "answered wrong": 1. / 5,
		"offered right": 1. / 5, "offered wrong": 1. / 5, "missed": 1. / 5,
		"refused": 2. / 5, "offered": 2. / 5, "out answered": 1. / 5,
		// Wins of .95, .85, .45, .45, .15 over 0, .15, .45, .70, .40: 5, 5, 3.5, 3.5, 1.5.
		"auroc": 18.5 / 25,
		// Gaps by bin: [0,.1) 0; [.1,.2) .15+.15; [.4,.5) .45+.45+.45+.40-1; [.7,.8) .70; [.8,.9) .85; [.9,1] .95-1.
		"ece":      (.30 + .75 + .70 + .85 + .05) / 10,
		"language": 8. / 10, "median": 5, "p99": 10,
	}
	in, oos := got.InScope, got.OutOfScope
	have := map[string]float64{
		"top1": in.Top1.Value, "top3": in.Top3.Value, "mrr": in.MRR.Value,
		"answered": in.Answered.Value, "precision": in.Precision.Value, "answered right": in.AnsweredRight.Value, "answered wrong": in.AnsweredWrong.Value,
		"offered right": in.OfferedRight.Value, "offered wrong": in.OfferedWrong.Value, "missed": in.Missed.Value,
		"refused": oos.Refused.Value, "offered": oos.Offered.Value, "out answered": oos.Answered.Value,
		"auroc": got.AUROC.Value, "ece": got.ECE.Value,
		"language": got.Detected.Value, "median": got.MedianMS, "p99": got.P99MS,
	}
	if diff := cmp.Diff(want, have, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Error(diff)
	}
	if in.N != 5 || oos.N != 5 || in.MRR.N != 5 || in.Precision.N != 2 || got.Detected.N != 10 {
		t.Errorf("numbers of questions: %+v", got)
	}
}

func TestMeasureOneSide(t *testing.T) {
	f := Measure([]Outcome{outcomeOf(t, "-", knowledge.None, 0, "a:.2")})
	if f.AUROC.N != 0 || f.InScope.MRR.N != 0 || f.InScope.Top1.N != 0 || f.OutOfScope.Refused.Value != 1 {
		t.Errorf("figures without a question in scope: %+v", f)
	}
	if f := Measure(nil); f != (Figures{}) {
		t.Errorf("figures of nothing: %+v", f)
	}
}

func TestShareHasWilsonsInterval(t *testing.T) {
	// Values of Brown, Cai and DasGupta's formula, computed by hand.
	for _, c := range []struct {
		k, n      int
		low, high float64
	}{{8, 10, 0.4902, 0.9433}, {0, 10, 0, 0.2775}, {10, 10, 0.7225, 1}, {50, 100, 0.4038, 0.5962}} {
		e := share(c.k, c.n)
		if math.Abs(e.Low-c.low) > 5e-5 || math.Abs(e.High-c.high) > 5e-5 || e.Value != float64(c.k)/float64(c.n) {
			t.Errorf("share(%d, %d) = %+v, want %v to %v", c.k, c.n, e, c.low, c.high)
		}
	}
}

// TestBootstrap compares the interval of a mean with the normal one.
func TestBootstrap(t *testing.T) {
	rows := make([]scored, 400)
	for i := range rows {
		rows[i] = scored{inScope: true, reciprocal: float64(i % 2)}
	}
	a := bootstrap(rows, meanReciprocalRank)[0]
	half := z95 * 0.5 / math.Sqrt(400)
	if a.Value != 0.5 || math.Abs(a.Low-(0.5-half)) > 0.01 || math.Abs(a.High-(0.5+half)) > 0.01 {
		t.Errorf("interval %+v, want 0.5 ± %.3f", a, half)
	}
	if b := bootstrap(rows, meanReciprocalRank)[0]; a != b {
		t.Errorf("a second run gives %+v, not %+v", b, a)
	}
}

// TestIntervalHoldsValue: in a calibrated set every resample has a larger
// calibration error than the set.
func TestIntervalHoldsValue(t *testing.T) {
	var rows []scored
	for bin := range bins {
		for i := range 40 {
			rows = append(rows, scored{confidence: (float64(bin) + 0.5) / bins, right: i < 4*bin+2})
		}
	}
	e := bootstrap(rows, calibrationError)[0]
	if e.Value > 1e-12 || e.Low != e.Value || e.High < 0.02 {
		t.Errorf("calibration error %+v, want 0 at the interval's lower end", e)
	}
}

func TestCalibrationErrorOfCertainty(t *testing.T) {
	if got := calibrationError([]scored{{confidence: 1, right: true}, {confidence: 0}}, []int{3, 1}); got != 0 {
		t.Errorf("calibration error %v of two who are sure and right, want 0", got)
	}
}

func TestReportGroups(t *testing.T) {
	ask := func(lang locales.Lang, style, expected string) Outcome {
		o := outcomeOf(t, expected, knowledge.Answer, 1, "a:.9")
		o.Question.Lang, o.Question.Style = lang, style
		return o
	}
	r := NewReport([]Outcome{
		ask("et", "short", "a"), ask("en", "short", "b|a"), ask("et", "typo", "a"), ask("et", "short", "-"), ask("et", "short", "a"),
	})
	type row struct {
		Key
		In, Out int
	}
	rows := func(gs []Group) (out []row) {
		for _, g := range gs {
			out = append(out, row{g.Key, g.InScope.N, g.OutOfScope.N})
		}
		return out
	}
	for _, c := range []struct {
		name string
		got  []Group
		want []row
	}{
		{"languages", r.Languages, []row{{Key{Lang: "et"}, 3, 1}, {Key{Lang: "en"}, 1, 0}}},
		{"styles", r.Styles, []row{{Key{Style: "short"}, 3, 1}, {Key{Style: "typo"}, 1, 0}}},
		{"both", r.LanguagesStyles, []row{
			{Key{Lang: "et", Style: "short"}, 2, 1}, {Key{Lang: "en", Style: "short"}, 1, 0}, {Key{Lang: "et", Style: "typo"}, 1, 0},
		}},
		{"entries", r.Entries, []row{{Key{Entry: "a"}, 3, 0}, {Key{Entry: "b"}, 1, 0}, {Key{Entry: "-"}, 0, 1}}},
	} {
		if diff := cmp.Diff(c.want, rows(c.got)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
	if r.All.InScope.N != 4 || r.All.OutOfScope.N != 1 {
		t.Errorf("in all: %+v", r.All)
	}
}
