package eval

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"iombot/knowledge"
)

// Chat is a stranger's chat with the bot. It is used by one goroutine at a time.
type Chat interface {
	// Ask sends a message and returns what the person got. Sent, Offered and Help
	// come from the replies, everything else from the search.
	Ask(text string) knowledge.Result
}

// Outcome is what a person got for a question.
type Outcome struct {
	Question Question
	Result   knowledge.Result
	Urgent   bool // every entry that answers the question is urgent: it tells of danger
	Alarmed  bool // an urgent entry was sent that does not answer it
	Took     time.Duration
}

// Options change how a set is run.
type Options struct {
	// Progress, if any, is called after each question, by one goroutine at a
	// time, with how many are done and how many there are.
	Progress func(done, total int)
	// Workers is how many chats are asked side by side; 0 for one on each processor.
	Workers int
}

// Run asks every question in its own chat, and the turns of a dialogue in one
// chat, in order. open starts a chat. The outcomes are in the order of the set.
// Chats run in parallel, on all processors unless opts says less; each question is
// timed separately. If
// ctx ends first, Run returns its error.
func Run(ctx context.Context, open func() Chat, b *knowledge.Base, set Set, opts Options) ([]Outcome, error) {
	out := make([]Outcome, len(set))
	report := progress(opts.Progress, len(set))
	chats := set.chats()
	var next atomic.Int64
	work, ctx := errgroup.WithContext(ctx)
	workers := opts.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	for range workers {
		work.Go(func() error {
			for c := next.Add(1) - 1; c < int64(len(chats)); c = next.Add(1) - 1 {
				chat := open()
				for _, i := range chats[c] {
					if err := ctx.Err(); err != nil {
						return err
					}
					out[i] = ask(chat, b, set[i])
					report()
				}
			}
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		return nil, fmt.Errorf("asking the questions: %w", err)
	}
	return out, nil
}

// chats lists the questions of each chat, by their places in the set.
func (s Set) chats() [][]int {
	var out [][]int
	for i, q := range s {
		if q.Turn > 1 && len(out) > 0 {
			out[len(out)-1] = append(out[len(out)-1], i)
		} else {
			out = append(out, []int{i})
		}
	}
	return out
}

func ask(c Chat, b *knowledge.Base, q Question) Outcome {
	start := time.Now()
	o := Outcome{Question: q, Result: c.Ask(q.Text), Urgent: q.urgent(b)}
	o.Took = time.Since(start)
	for _, m := range o.Result.Sent {
		o.Alarmed = o.Alarmed || isUrgent(b, m.ID) && !slices.Contains(q.Expected, m.ID)
	}
	return o
}

// urgent reports whether every entry that answers the question is urgent in b.
func (q Question) urgent(b *knowledge.Base) bool {
	return q.InScope() && !slices.ContainsFunc(q.Expected, func(id string) bool { return !isUrgent(b, id) })
}

func isUrgent(b *knowledge.Base, id string) bool {
	e := b.Entry(id)
	return e != nil && e.Urgent
}

// progress counts finished questions for call.
func progress(call func(done, total int), total int) func() {
	if call == nil {
		return func() {}
	}
	var mu sync.Mutex
	done := 0
	return func() {
		mu.Lock()
		defer mu.Unlock()
		done++
		call(done, total)
	}
}
