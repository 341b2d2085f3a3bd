package telegram

import (
	"context"
	"time"
)

// A Service ends in two steps. When the context of its parts ends, they take
// nothing new. What they took they finish, on the context that finishing returns,
// which ends later.

type finishingKey struct{}

// stopping returns a context that ends with ctx, and whose finishing ends grace
// after that, or with end.
func stopping(ctx context.Context, grace time.Duration) (stop context.Context, end func()) {
	work, abandon := context.WithCancel(context.WithoutCancel(ctx))
	unhook := context.AfterFunc(ctx, func() { time.AfterFunc(grace, abandon) })
	return context.WithValue(ctx, finishingKey{}, work), func() { unhook(); abandon() }
}

// finishing is the context on which to finish what was begun on ctx.
func finishing(ctx context.Context) context.Context {
	return ctx.Value(finishingKey{}).(context.Context)
}

// stoppingLater returns a context that ends with stop, or when what was begun on
// ctx is given up, but not with ctx, and has the same finishing.
func stoppingLater(ctx context.Context) (later context.Context, stop context.CancelFunc) {
	work := finishing(ctx)
	return context.WithCancel(context.WithValue(work, finishingKey{}, work))
}
