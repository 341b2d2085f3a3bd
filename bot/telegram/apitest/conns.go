package apitest

import (
	"context"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// lastCall is the last call on a connection: what it points to is set when the
// connection is closed.
type lastCall struct{ atomic.Pointer[atomic.Bool] }

type lastCallKey struct{}

// watchConns makes the hooks of an http.Server that tell which calls were the
// last on their connections.
func watchConns() (func(context.Context, net.Conn) context.Context, func(net.Conn, http.ConnState)) {
	var open sync.Map // of *lastCall by net.Conn
	begin := func(ctx context.Context, c net.Conn) context.Context {
		last := new(lastCall)
		open.Store(c, last)
		return context.WithValue(ctx, lastCallKey{}, last)
	}
	change := func(c net.Conn, to http.ConnState) {
		if to != http.StateClosed && to != http.StateHijacked {
			return
		}
		if last, ok := open.LoadAndDelete(c); ok {
			if left := last.(*lastCall).Load(); left != nil {
				left.Store(true)
			}
		}
	}
	return begin, change
}

// begun notes that a call has begun on the connection of ctx.
func begun(ctx context.Context) (left *atomic.Bool) {
	last, ok := ctx.Value(lastCallKey{}).(*lastCall)
	if !ok {
		return nil
	}
	left = new(atomic.Bool)
	last.Store(left)
	return left
}
