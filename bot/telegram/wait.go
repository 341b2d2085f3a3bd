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
