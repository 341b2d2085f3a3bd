package eval

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"

	"iombot/knowledge"
	"iombot/locales"
)

// echo is a searcher whose first candidate is the question's text, in the
// language of the hint.
type echo struct{ calls atomic.Int64 }

func (e *echo) Search(text string, hint locales.Lang) knowledge.Result {
	e.calls.Add(1)
	return knowledge.Result{Lang: hint, Candidates: []knowledge.Match{{ID: text}}}
}

func numbered(n int) Set {
	set := make(Set, n)
	for i := range set {
		set[i] = Question{Text: fmt.Sprint(i)}
	}
	return set
}

func TestRunAsksColdAndKeepsOrder(t *testing.T) {
	for _, c := range []struct {
		languages []locales.Lang
		hint      locales.Lang
	}{
		{[]locales.Lang{locales.EN}, locales.EN},
		{[]locales.Lang{locales.ET, locales.EN}, ""},
	} {
		set := numbered(500)
		last := 0
		out, err := Run(t.Context(), &echo{}, &knowledge.Base{Languages: c.languages}, set, Options{
			Progress: func(done, total int) {
				if done != last+1 || total != len(set) {
					t.Errorf("progress %d of %d after %d", done, total, last)
				}
				last = done
			},
		})
		if err != nil || len(out) != len(set) || last != len(set) {
			t.Fatalf("%d outcomes, last progress %d, err %v", len(out), last, err)
		}
		for i, o := range out {
			if o.Question.Text != set[i].Text || o.first().ID != set[i].Text || o.Result.Lang != c.hint {
				t.Fatalf("outcome %d of a base in %v: %+v", i, c.languages, o)
			}
		}
	}
}

func TestRunStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := &echo{}
	_, err := Run(ctx, s, &knowledge.Base{}, numbered(10_000), Options{
		Progress: func(done, _ int) {
			if done == 10 {
				cancel()
			}
		},
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v, want a cancelled context", err)
	}
	if n, most := s.calls.Load(), int64(10+runtime.GOMAXPROCS(0)); n > most {
		t.Errorf("asked %d questions, at most %d can have begun", n, most)
	}
}
