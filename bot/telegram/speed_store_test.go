package telegram_test

import (
	"context"
	"sync"
	"time"

	"iombot/bot"
)

// noStore keeps the replies in memory until they are sent, each chat's in order,
// and nothing else: what the Service costs without a database.
type noStore struct {
	bot.Store // the methods that no echo bot needs

	mu      sync.Mutex
	changed chan struct{}         // closed when there may be a reply to take
	waiting map[int64][]*memReply // of chats, the one that is taken included
	free    []int64               // chats of which none is taken, the longest waiting first
}

func newNoStore() *noStore {
	return &noStore{changed: make(chan struct{}), waiting: map[int64][]*memReply{}}
}

// Begin implements bot.Store.
func (s *noStore) Begin(_ context.Context, _, update int64) (bot.Tx, error) {
	return memTx{s, update}, nil
}

// Next implements bot.Store.
func (s *noStore) Next(ctx context.Context, n int) (out []bot.Delivery, err error) {
	for {
		s.mu.Lock()
		changed := s.changed
		for len(s.free) > 0 && len(out) < n {
			out = append(out, s.waiting[s.free[0]][0])
			s.free = s.free[1:]
		}
		s.mu.Unlock()
		if len(out) > 0 {
			return out, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Pending implements bot.Store.
func (s *noStore) Pending(context.Context) (int, error) { return 0, nil }

// Sweep implements bot.Store.
func (s *noStore) Sweep(context.Context, time.Time) error { return nil }

// offer lets the chat's first reply be taken. s.mu is held.
func (s *noStore) offer(chat int64) {
	s.free = append(s.free, chat)
	close(s.changed)
	s.changed = make(chan struct{})
}

type memTx struct {
	store  *noStore
	update int64
}

// State implements bot.Tx.
func (memTx) State() bot.State { return bot.State{} }

// Commit implements bot.Tx.
func (t memTx) Commit(_ context.Context, chat bot.Chat, r bot.Result) error {
	s := t.store
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, reply := range r.Replies {
		s.waiting[chat.ID] = append(s.waiting[chat.ID], &memReply{s, chat, reply, t.update})
		if len(s.waiting[chat.ID]) == 1 {
			s.offer(chat.ID)
		}
	}
	return nil
}

// Rollback implements bot.Tx.
func (memTx) Rollback() {}

type memReply struct {
	store  *noStore
	chat   bot.Chat
	reply  bot.Reply
	update int64
}

// Chat implements bot.Delivery.
func (d *memReply) Chat() bot.Chat { return d.chat }

// Reply implements bot.Delivery.
func (d *memReply) Reply() bot.Reply { return d.reply }

// Update implements bot.Delivery.
func (d *memReply) Update() int64 { return d.update }

// Attempt implements bot.Delivery.
func (d *memReply) Attempt() int { return 1 }

// Done implements bot.Delivery.
func (d *memReply) Done(context.Context, int64) error {
	s := d.store
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting[d.chat.ID] = s.waiting[d.chat.ID][1:]; len(s.waiting[d.chat.ID]) > 0 {
		s.offer(d.chat.ID)
	}
	return nil
}

// Retry implements bot.Delivery: a feed refuses nothing.
func (d *memReply) Retry(context.Context, time.Time) error { panic("nothing is tried again") }

// Drop implements bot.Delivery.
func (d *memReply) Drop(ctx context.Context, _ bool) error { return d.Done(ctx, 0) }
