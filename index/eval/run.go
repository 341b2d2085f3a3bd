package eval

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"iombot/knowledge"
	"iombot/locales"
)

// Searcher is what is measured.
type Searcher interface {
	// Search ranks the entries for a question; hint is the language to fall
	// back on when the text does not tell, empty for none. It must be safe for
	// concurrent use.
	Search(text string, hint locales.Lang) knowledge.Result
}

// Outcome is what a search made of a question.
type Outcome struct {
	Question Question
	Result   knowledge.Result
	Took     time.Duration
}

// Options change how a set is run.
type Options struct {
	// Progress, if any, is called after each question, by one goroutine at a
	// time, with how many are done and how many there are.
	Progress func(done, total int)
}

// Run asks every question of the set as the first message of a stranger: no
// history, and no language hint unless b has one language only. The outcomes
// are in the order of the set. Questions run in parallel on all processors and
// are timed one by one. The error is ctx's when it ends before the set.
func Run(ctx context.Context, s Searcher, b *knowledge.Base, set Set, opts Options) ([]Outcome, error) {
	var hint locales.Lang
	if len(b.Languages) == 1 {
		hint = b.Default()
	}
	out := make([]Outcome, len(set))
	report := progress(opts.Progress, len(set))
	var next atomic.Int64
	work, ctx := errgroup.WithContext(ctx)
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() error {
			for i := next.Add(1) - 1; i < int64(len(set)); i = next.Add(1) - 1 {
				if err := ctx.Err(); err != nil {
					return err
				}
				out[i] = ask(s, set[i], hint)
				report()
			}
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		return nil, fmt.Errorf("asking the questions: %w", err)
	}
	return out, nil
}

func ask(s Searcher, q Question, hint locales.Lang) Outcome {
	start := time.Now()
	res := s.Search(q.Text, hint)
	return Outcome{Question: q, Result: res, Took: time.Since(start)}
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
