package eval

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/knowledge"
)

// echo is a chat whose first candidate is the message, and which sends what was
// said before in the same chat.
type echo struct {
	calls  *atomic.Int64
	before []knowledge.Match
}

func (e *echo) Ask(text string) knowledge.Result {
	e.calls.Add(1)
	r := knowledge.Result{Candidates: []knowledge.Match{{ID: text}}, Sent: e.before}
	e.before = append(e.before[:len(e.before):len(e.before)], knowledge.Match{ID: text})
	return r
}

func echoes(calls *atomic.Int64) func() Chat { return func() Chat { return &echo{calls: calls} } }

func numbered(n int) Set {
	set := make(Set, n)
	for i := range set {
		set[i] = Question{Text: fmt.Sprint(i)}
	}
	return set
}

func TestRunAsksColdAndKeepsOrder(t *testing.T) {
	set := numbered(500)
	last := 0
	out, err := Run(t.Context(), echoes(new(atomic.Int64)), &knowledge.Base{}, set, Options{
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
		if o.Question.Text != set[i].Text || o.first().ID != set[i].Text || len(o.Result.Sent) != 0 {
			t.Fatalf("outcome %d: %+v", i, o)
		}
	}
}

// The turns of a dialogue are asked in one chat, in order.
func TestRunDialogues(t *testing.T) {
	set, err := ReadSet(strings.NewReader(dialogueHeader+"\n"+
		"1\t1\tet\ta\topening\tone\n1\t2\tet\tb|a\tfollowup\ttwo\n1\t3\tet\t-\tfollowup\tthree\n"+
		"2\t1\tet\ta\topening\tfour\n2\t2\tet\ta\tfollowup\tfive\n"), "d.tsv")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"b", "a"}, set[2].Topic); diff != "" {
		t.Errorf("what was seen before the third turn: (-want +got)\n%s", diff)
	}
	out, err := Run(t.Context(), echoes(new(atomic.Int64)), &knowledge.Base{}, set, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"[]", "[one]", "[one two]", "[]", "[four]"} {
		if got := fmt.Sprint(ids(out[i].Result.Sent)); got != want {
			t.Errorf("turn %d follows %s, want %s", i, got, want)
		}
	}
	for _, bad := range []string{"1\t2\tet\ta\tk\tm", "x\ty\tet\ta\tk\tm", "1\t1\tet\ta\tk"} {
		if _, err := ReadSet(strings.NewReader(dialogueHeader+"\n"+bad+"\n"), "d.tsv"); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}

func TestRunStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	calls := new(atomic.Int64)
	_, err := Run(ctx, echoes(calls), &knowledge.Base{}, numbered(10_000), Options{
		Progress: func(done, _ int) {
			if done == 10 {
				cancel()
			}
		},
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v, want a cancelled context", err)
	}
	if n, most := calls.Load(), int64(10+runtime.GOMAXPROCS(0)); n > most {
		t.Errorf("asked %d questions, at most %d can have begun", n, most)
	}
}
