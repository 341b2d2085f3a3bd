package telegram

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// start begins a row of waits.
func (b Backoff) start() *backoff.ExponentialBackOff {
	e := backoff.NewExponentialBackOff()
	e.InitialInterval, e.MaxInterval = b.First, b.Max
	e.Reset()
	return e
}

// after is the wait after so many failures.
func (b Backoff) after(failures int) time.Duration {
	row := b.start()
	for range min(failures, 30) - 1 {
		row.NextBackOff()
	}
	return row.NextBackOff()
}

// asked is how long to wait when Telegram says how many seconds: a little
// longer, by chance, so that those held together do not return together.
func asked(seconds int) time.Duration {
	d := time.Duration(max(seconds, 1)) * time.Second
	return d + rand.N(d/10+1)
}

// beats is in how many steps patience runs out.
const beats = 10

// withPatience is a context that ends after d of the time in which this process
// ran, or with ctx. A process that was starved or stopped, as a machine is when
// it moves or sleeps, finds all its deadlines past when it runs again, and the
// answers it waited for already there: it must read them before it gives up, or
// it would send again what was sent. A step that took long counts as one.
func withPatience(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	ctx, end := context.WithCancelCause(ctx)
	var step func(left int) *time.Timer
	step = func(left int) *time.Timer {
		return time.AfterFunc(d/beats, func() {
			switch {
			case ctx.Err() != nil:
			case left == 0:
				end(context.DeadlineExceeded)
			default:
				step(left - 1)
			}
		})
	}
	first := step(beats - 1)
	return ctx, func() { first.Stop(); end(context.Canceled) }
}

// sleep waits for d, or less when ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
