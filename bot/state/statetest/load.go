package statetest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"iombot/bot"
)

// How much happens at once in Load.
const (
	loadUpdates  = 1000 // at least
	loadChats    = 40
	loadWorkers  = 64
	loadSenders  = 16
	loadReplies  = 2 // of each update
	loadDelivery = 2 // how often each update is delivered
)

// testLoad loads one store, or two that share a database.
func testLoad(t *testing.T, db Database) {
	stores := []bot.Store{db.Open(t)}
	if db.Shared {
		stores = append(stores, db.Open(t))
	}
	Load(t, stores, func(error) bool { return false }, func() {})
}

// Load delivers at least 1,000 updates to 40 chats twice, to many workers of
// all stores, while senders take the replies, and goes on as long as disturb
// runs. Calls that fail with a temporary error are tried again. It fails the
// test when an update or a reply is lost, doubled or out of order: the state
// counts a chat's updates, and each reply says which of them it answers.
func Load(t *testing.T, stores []bot.Store, temporary func(error) bool, disturb func()) {
	ctx, cancel := context.WithTimeout(context.Background(), 4*patience)
	defer cancel()
	l := &load{stores: stores, temporary: temporary, sent: map[int64][]string{}}
	updates := make(chan int64)
	workers := l.work(ctx, t, updates)
	sending, stop := context.WithCancel(ctx)
	defer stop()
	senders := l.send(sending, t)

	calm := make(chan struct{})
	go func() {
		defer close(calm)
		disturb()
	}()
	total := deliver(ctx, updates, calm)
	workers.Wait()
	l.drain(ctx, t)
	stop()
	senders.Wait()
	l.check(t, total)
}

// deliver hands out update ids from 0 until there were enough and calm is
// closed, and returns how many.
func deliver(ctx context.Context, updates chan<- int64, calm <-chan struct{}) (total int64) {
	defer close(updates)
	for ; ctx.Err() == nil; total++ {
		select {
		case <-calm:
			// As many to each chat.
			if total >= loadUpdates && total%loadChats == 0 {
				return total
			}
		default:
		}
		for range loadDelivery {
			updates <- total
		}
	}
	return total
}

type load struct {
	stores    []bot.Store
	temporary func(error) bool

	mu   sync.Mutex
	sent map[int64][]string // texts by chat
}

// again calls f until its error is not temporary.
func (l *load) again(ctx context.Context, f func() error) error {
	for {
		err := f()
		if err == nil || !l.temporary(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(moment / 5):
		}
	}
}

// work starts the workers that handle updates.
func (l *load) work(ctx context.Context, t *testing.T, updates <-chan int64) *sync.WaitGroup {
	var workers sync.WaitGroup
	for i := range loadWorkers {
		s := l.stores[i%len(l.stores)]
		workers.Go(func() {
			for u := range updates {
				if err := l.again(ctx, func() error { return count(ctx, s, u%loadChats+1, u) }); err != nil {
					t.Errorf("update %d: %v", u, err)
				}
			}
		})
	}
	return &workers
}

// count handles an update: it adds one to the chat's count and replies with it.
func count(ctx context.Context, s bot.Store, chat, update int64) error {
	tx, err := s.Begin(ctx, chat, update)
	if errors.Is(err, bot.ErrSeen) {
		return nil
	}
	if err != nil {
		return err
	}
	n := 1
	if last := tx.State().Offered; len(last) > 0 {
		before, err := strconv.Atoi(last[0])
		if err != nil {
			tx.Rollback()
			return err
		}
		n = before + 1
	}
	r := bot.Result{State: bot.State{Offered: []string{strconv.Itoa(n)}}}
	for i := range loadReplies {
		r.Replies = append(r.Replies, reply(fmt.Sprintf("%d.%d", n, i), 0))
	}
	return tx.Commit(ctx, bot.Chat{ID: chat}, r)
}

// send starts the senders, which end with sending.
func (l *load) send(sending context.Context, t *testing.T) *sync.WaitGroup {
	var senders sync.WaitGroup
	for i := range loadSenders {
		s := l.stores[i%len(l.stores)]
		senders.Go(func() {
			for {
				var ds []bot.Delivery
				err := l.again(sending, func() (err error) {
					ds, err = s.Next(sending, 2)
					return err
				})
				if sending.Err() != nil {
					return
				}
				if err != nil {
					t.Errorf("Next: %v", err)
					return
				}
				for _, d := range ds {
					l.mu.Lock()
					l.sent[d.Chat().ID] = append(l.sent[d.Chat().ID], text(d))
					l.mu.Unlock()
					if err := l.again(sending, func() error { return d.Done(sending, 0) }); err != nil {
						t.Errorf("Done: %v", err)
					}
				}
			}
		})
	}
	return &senders
}

// drain waits until no reply is pending.
func (l *load) drain(ctx context.Context, t *testing.T) {
	for {
		var n int
		err := l.again(ctx, func() (err error) {
			n, err = l.stores[0].Pending(ctx)
			return err
		})
		if err != nil {
			t.Errorf("Pending: %v", err)
			return
		}
		if n == 0 {
			return
		}
		select {
		case <-ctx.Done():
			t.Errorf("%d replies are still pending", n)
			return
		case <-time.After(moment):
		}
	}
}

// check compares what was sent with what total updates must have led to.
func (l *load) check(t *testing.T, total int64) {
	each := int(total / loadChats)
	var want []string
	for n := 1; n <= each; n++ {
		for r := range loadReplies {
			want = append(want, fmt.Sprintf("%d.%d", n, r))
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for chat := int64(1); chat <= loadChats; chat++ {
		stateIs(t, l.stores[0], chat, bot.State{Offered: []string{strconv.Itoa(each)}})
		same(t, fmt.Sprintf("replies to chat %d", chat), l.sent[chat], want)
	}
}
