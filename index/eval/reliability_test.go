package eval

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"iombot/knowledge"
)

// The bins are those of the calibration error.
func TestReliability(t *testing.T) {
	got := Reliability([]Outcome{
		outcomeOf(t, "a", knowledge.Answer, 1, "a:.95"),
		outcomeOf(t, "b", knowledge.Answer, 1, "a:.99 b:.01"),
		outcomeOf(t, "a", knowledge.Answer, 1, "a:1"),
		outcomeOf(t, "-", knowledge.None, 0, ""),
		outcomeOf(t, "a", knowledge.Choices, 1, "a:.3"),
	})
	want := make([]Bin, 10)
	for b := range want {
		want[b].Low, want[b].High = float64(b)/10, float64(b+1)/10
	}
	want[0].Right = share(0, 1)
	want[3].Confidence, want[3].Right = 0.3, share(1, 1)
	want[9].Confidence, want[9].Right = 0.98, share(2, 3)
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// As many questions are asked at once as there are workers.
func TestRunWorkers(t *testing.T) {
	for _, workers := range []int{1, 7} {
		synctest.Test(t, func(t *testing.T) {
			var now, most atomic.Int64
			open := func() Chat {
				return chatFunc(func(string) knowledge.Result {
					most.Store(max(most.Load(), now.Add(1)))
					time.Sleep(time.Second) // until all others wait too
					now.Add(-1)
					return knowledge.Result{Outcome: knowledge.None}
				})
			}
			if _, err := Run(t.Context(), open, &knowledge.Base{}, make(Set, 50), Options{Workers: workers}); err != nil {
				t.Error(err)
			}
			if got := int(most.Load()); got != workers {
				t.Errorf("%d workers ask %d questions at once", workers, got)
			}
		})
	}
}

type chatFunc func(string) knowledge.Result

// Ask implements Chat.
func (f chatFunc) Ask(text string) knowledge.Result { return f(text) }
