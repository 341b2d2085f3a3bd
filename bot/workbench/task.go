package workbench

import (
	"context"
	"sync"
)

// task is long work that staff begin on a page, and may end. It runs once at a
// time, and the page shows how far it is.
type task struct {
	wanted chan context.Context // has room for one: the run that is asked for

	mu     sync.Mutex
	state  taskState
	cancel context.CancelFunc // ends the run that goes on
}

type taskState struct {
	running     bool // or about to
	done, total int
}

func newTask() *task { return &task{wanted: make(chan context.Context, 1), cancel: func() {}} }

// run waits for what staff ask for, and does it, until ctx ends. What the work
// leaves behind is there before the task stands still.
func (t *task) run(ctx context.Context, work func(context.Context)) {
	for {
		select {
		case <-ctx.Done():
			return
		case run := <-t.wanted:
			stop := context.AfterFunc(ctx, t.end)
			work(run)
			stop()
			t.end() // frees the context
			t.mu.Lock()
			t.state.running = false
			t.mu.Unlock()
		}
	}
}

// begin asks for a run; false when one is going on.
func (t *task) begin() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.state.running {
		return false
	}
	run, cancel := context.WithCancel(context.Background())
	t.cancel, t.state = cancel, taskState{running: true}
	t.wanted <- run // there is room: none is going on
	return true
}

// end cancels the run that goes on, or is about to.
func (t *task) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.cancel()
}

// progress notes how far the run is. Parts that work side by side may report in
// the wrong order.
func (t *task) progress(done, total int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.state.done, t.state.total = max(done, t.state.done), total
}

func (t *task) now() taskState {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.state
}
