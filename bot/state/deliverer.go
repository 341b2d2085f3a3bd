package state

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// errClosed is what those get who still wait in Next when the store closes.
var errClosed = errors.New("the state was closed")

// outbox is where a deliverer takes replies from.
type outbox interface {
	// take returns up to n replies that are due, each the first of its chat and
	// not taken, and claims them against other processes. When there are fewer
	// it also tells how long to wait before asking again; 0 is until a change
	// in this process. With n of 0 it only sees to it that the claims last.
	take(ctx context.Context, n int, taken []row) (rows []row, again time.Duration, err error)
	// giveBack gives up the claims on replies.
	giveBack(ctx context.Context, rows []row) error
}

// deliverer hands the outbox's replies to those who wait for them, in one
// goroutine: many waiters cost one look into the database. Within the process
// a reply's chat is taken as long as the reply is.
type deliverer struct {
	outbox outbox
	opts   Options

	requests chan request
	changed  chan struct{} // holds one token when there was a change
	cancel   context.CancelFunc
	stopped  chan struct{}

	taken map[int64]row // by id; belongs to run

	mu    sync.Mutex
	ended []int64 // ids of replies that were given back since run last looked
}

// request is one waiter. The reply is handed over only while it still waits.
type request struct {
	reply chan<- row
	gone  <-chan struct{}
}

func startDeliverer(o outbox, opts Options) *deliverer {
	ctx, cancel := context.WithCancel(context.Background())
	d := &deliverer{
		outbox: o, opts: opts, cancel: cancel,
		requests: make(chan request),
		changed:  make(chan struct{}, 1),
		stopped:  make(chan struct{}),
		taken:    map[int64]row{},
	}
	go func() {
		defer close(d.stopped)
		d.run(ctx)
	}()
	return d
}

func (d *deliverer) stop() {
	d.cancel()
	<-d.stopped
}

// next waits for a reply.
func (d *deliverer) next(ctx context.Context) (row, error) {
	if err := ctx.Err(); err != nil {
		return row{}, err
	}
	reply := make(chan row)
	select {
	case d.requests <- request{reply, ctx.Done()}:
	case <-ctx.Done():
		return row{}, ctx.Err()
	case <-d.stopped:
		return row{}, errClosed
	}
	select {
	case r := <-reply:
		return r, nil
	case <-ctx.Done():
		return row{}, ctx.Err()
	case <-d.stopped:
		return row{}, errClosed
	}
}

// wake says that there may be something new in the outbox.
func (d *deliverer) wake() {
	select {
	case d.changed <- struct{}{}:
	default:
	}
}

// giveBack says that a reply is no longer needed by who took it.
func (d *deliverer) giveBack(r row) {
	d.mu.Lock()
	d.ended = append(d.ended, r.id)
	d.mu.Unlock()
	d.wake()
}

// run serves requests until ctx ends.
func (d *deliverer) run(ctx context.Context) {
	var waiting []request
	retry := backoff.NewExponentialBackOff()
	retry.InitialInterval, retry.MaxInterval = 50*time.Millisecond, time.Second
	for {
		again, err := d.serve(ctx, &waiting)
		var wakeUp <-chan time.Time
		if again > 0 {
			wakeUp = time.After(again)
		}
		if err != nil && ctx.Err() == nil {
			d.opts.Log.Warn("looking into the outbox failed; trying again", "err", err)
			select {
			case <-ctx.Done():
			case <-time.After(retry.NextBackOff()):
			}
			continue
		}
		retry.Reset()
		select {
		case <-ctx.Done():
			return
		case r := <-d.requests:
			waiting = append(waiting, r)
		case <-d.changed:
		case <-wakeUp:
		}
	}
}

// serve gives as many of those who wait as possible a reply, and returns how
// long to wait before looking again, 0 for as long as nothing changes.
func (d *deliverer) serve(ctx context.Context, waiting *[]request) (again time.Duration, err error) {
	if err := d.endTaken(ctx); err != nil {
		return 0, err
	}
	d.listen(waiting)
	if len(*waiting)+len(d.taken) == 0 {
		return 0, nil
	}
	rows, again, err := d.outbox.take(ctx, len(*waiting), slices.Collect(maps.Values(d.taken)))
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		d.taken[r.id] = r
		if !handOver(r, waiting) {
			d.giveBack(r)
		}
	}
	return again, nil
}

// listen adds all that ask right now to those who wait, and takes away those
// who have gone.
func (d *deliverer) listen(waiting *[]request) {
	for {
		select {
		case r := <-d.requests:
			*waiting = append(*waiting, r)
			continue
		default:
		}
		break
	}
	*waiting = slices.DeleteFunc(*waiting, func(r request) bool {
		select {
		case <-r.gone:
			return true
		default:
			return false
		}
	})
}

// handOver gives the reply to the first who still waits.
func handOver(r row, waiting *[]request) bool {
	for len(*waiting) > 0 {
		first := (*waiting)[0]
		*waiting = (*waiting)[1:]
		select {
		case first.reply <- r:
			return true
		case <-first.gone:
		}
	}
	return false
}

// endTaken gives up the claims on the replies that were given back.
func (d *deliverer) endTaken(ctx context.Context) error {
	d.mu.Lock()
	ended := d.ended
	d.ended = nil
	d.mu.Unlock()
	var rows []row
	for _, id := range ended {
		if r, ok := d.taken[id]; ok { // not when it was given back twice
			rows = append(rows, r)
			delete(d.taken, id)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return d.outbox.giveBack(ctx, rows)
}

// free tells which heads can be taken: those that are not taken themselves and
// whose chat has no reply taken. A reply whose chat moved while it was taken is
// the first of another chat now, hence both.
func free(heads []head, taken []row) []head {
	ids, chats := map[int64]bool{}, map[chatHash]bool{}
	for _, r := range taken {
		ids[r.id], chats[r.chat] = true, true
	}
	return slices.DeleteFunc(heads, func(h head) bool { return ids[h.id] || chats[h.chat] })
}
