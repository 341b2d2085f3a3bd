package state

import (
	"context"
	"fmt"
	"slices"
)

// batchSize bounds how many changes share one commit.
const batchSize = 256

// writer makes all changes to a SQLite database in one goroutine. Changes that
// arrive while a commit waits for the disk share the next commit, so that the
// disk's flushes do not bound the number of changes per second.
type writer struct {
	db      *statements
	jobs    chan *job
	quit    chan struct{}
	stopped chan struct{}
}

// job is one change. It may be tried more than once; the last return value goes
// to result, which gets exactly one value.
type job struct {
	change func(context.Context, querier) error
	result chan error
}

func startWriter(db *statements) *writer {
	w := &writer{db: db, jobs: make(chan *job), quit: make(chan struct{}), stopped: make(chan struct{})}
	go func() {
		defer close(w.stopped)
		w.run()
	}()
	return w
}

// stop waits for the current batch.
func (w *writer) stop() {
	close(w.quit)
	<-w.stopped
}

// write makes the change and returns when it is durable. Once the writer has the
// change, the end of ctx no longer stops it: the caller must know whether it was
// made.
func (w *writer) write(ctx context.Context, change func(context.Context, querier) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j := &job{change: change, result: make(chan error, 1)}
	select {
	case w.jobs <- j:
		return <-j.result
	case <-ctx.Done():
		return ctx.Err()
	case <-w.stopped:
		return errClosed
	}
}

func (w *writer) run() {
	for {
		select {
		case first := <-w.jobs:
			w.commit(w.collect(first))
		case <-w.quit:
			return
		}
	}
}

// collect adds the jobs that already wait to the first one.
func (w *writer) collect(first *job) []*job {
	batch := []*job{first}
	for len(batch) < batchSize {
		select {
		case j := <-w.jobs:
			batch = append(batch, j)
		default:
			return batch
		}
	}
	return batch
}

// commit makes the changes of a batch in one transaction and answers the jobs. A
// change that fails is answered at once, and the others are tried again without
// it: that is rare, and cheaper than a savepoint around each.
func (w *writer) commit(batch []*job) {
	for len(batch) > 0 {
		failed, err := w.tryCommit(batch)
		if failed < 0 {
			for _, j := range batch {
				j.result <- err
			}
			return
		}
		batch[failed].result <- err
		batch = slices.Delete(batch, failed, failed+1)
	}
}

// tryCommit makes all changes or none. If one change is at fault, it returns
// that change's index, otherwise -1. It runs without the callers' contexts: when
// a statement is interrupted, SQLite rolls back the whole transaction.
func (w *writer) tryCommit(batch []*job) (failed int, err error) {
	ctx := context.Background()
	failed = -1
	err = w.db.transact(ctx, func(q querier) error {
		for i, j := range batch {
			if err := j.change(ctx, q); err != nil {
				failed = i
				return err
			}
		}
		return nil
	})
	if err != nil && failed < 0 {
		return -1, fmt.Errorf("committing a batch: %w", err)
	}
	return failed, err
}
