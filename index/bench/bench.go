// Package bench measures the search beside plainer ones: SQLite's full-text
// search, Bleve's own queries and a map with BM25, on the same documents and the
// same questions, one after the other in one process. Only `iombot bench` and
// tests use it. Times depend on the machine; what counts is their ratios.
//
// Reading order: bench.go measures, generate.go makes larger bases, peers.go has
// the other searches.
package bench

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"iombot/index"
	"iombot/index/eval"
	"iombot/knowledge"
)

// Figures are what one engine took for a base and its questions.
type Figures struct {
	Engine string
	Build  time.Duration // to index the base
	Heap   uint64        // bytes that stay in use once it is built; SQLite's own are not among them
	Median time.Duration // of a question
	P99    time.Duration
	Allocs float64 // of a question, in the mean
	Top1   float64 // share of the questions whose first entry is right, 0 to 1
}

// engine is a search that can be measured.
type engine interface {
	// first returns the id of the likeliest entry, or nothing.
	first(q eval.Question) (string, error)
	close() error
}

// engines lists the engines to measure, in this order.
var engines = []struct {
	name  string
	build func(*knowledge.Base) (engine, error)
}{
	{"iombot", newOwn},
	{FTS5, newFTS5},
	{"Bleve, match", newMatch},
	{"Bleve, fuzzy", newFuzzy},
	{"map, BM25", newBM25},
}

// FTS5 names the engine that the others are compared with.
const FTS5 = "SQLite FTS5"

// Run asks every engine the questions that an entry of the base answers, once to
// warm up and once for the figures. done is called after each engine.
func Run(ctx context.Context, b *knowledge.Base, questions eval.Set, done func(Figures)) error {
	var asked eval.Set
	for _, q := range questions {
		if q.InScope() && len(q.Topic) == 0 {
			asked = append(asked, q)
		}
	}
	if len(asked) == 0 {
		return fmt.Errorf("measuring: no question has an answer")
	}
	for _, e := range engines {
		f, err := measure(ctx, e.build, b, asked)
		if err != nil {
			return fmt.Errorf("measuring %s: %w", e.name, err)
		}
		f.Engine = e.name
		done(f)
	}
	return nil
}

func measure(ctx context.Context, build func(*knowledge.Base) (engine, error), b *knowledge.Base, questions eval.Set) (f Figures, err error) {
	before := heap()
	start := time.Now()
	e, err := build(b)
	if err != nil {
		return f, err
	}
	f.Build = time.Since(start)
	if after := heap(); after > before {
		f.Heap = after - before
	}
	defer func() {
		if closed := e.close(); err == nil {
			err = closed
		}
	}()
	for _, q := range questions {
		if _, err := e.first(q); err != nil {
			return f, err
		}
		if err := ctx.Err(); err != nil {
			return f, err
		}
	}
	return f, ask(ctx, e, questions, &f)
}

// ask fills in what the questions took.
func ask(ctx context.Context, e engine, questions eval.Set, f *Figures) error {
	times := make([]time.Duration, 0, len(questions))
	right := 0
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, q := range questions {
		start := time.Now()
		id, err := e.first(q)
		times = append(times, time.Since(start))
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
		if slices.Contains(q.Expected, id) {
			right++
		}
	}
	runtime.ReadMemStats(&after)
	slices.Sort(times)
	n := len(times)
	f.Median, f.P99 = times[n/2], times[min(n-1, n*99/100)]
	f.Allocs = float64(after.Mallocs-before.Mallocs) / float64(n)
	f.Top1 = float64(right) / float64(n)
	return nil
}

// heap returns the bytes in use after two collections: the second frees what
// finalizers held.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// own is the project's search.
type own struct{ x *index.Index }

func newOwn(b *knowledge.Base) (engine, error) {
	x, err := index.Build(b)
	if err != nil {
		return nil, err
	}
	return own{x}, nil
}

func (o own) first(q eval.Question) (string, error) {
	r := o.x.Search(knowledge.Message{Text: q.Text})
	if len(r.Candidates) == 0 {
		return "", nil
	}
	return r.Candidates[0].ID, nil
}

func (o own) close() error { return o.x.Close() }
