package state

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"iombot/bot"
)

// leased is which replies this process knows to have leased, and of which chats
// there may be one to lease.
type leased struct {
	leasing sync.Mutex // one at a time
	doubt   bool       // it may have leased more; guarded by leasing

	mu      sync.Mutex
	known   map[int64]chatHash // the chats of leased replies
	shared  bool               // others change the outbox: any chat may have a reply
	looked  time.Time          // when all chats were looked at last; zero for at once
	fresh   map[chatHash]bool  // these may
	changed chan struct{}      // closed when there may be one
}

func newLeased(shared bool) leased {
	return leased{known: map[int64]chatHash{}, shared: shared, fresh: map[chatHash]bool{}, changed: make(chan struct{})}
}

// wake says that there may be something new in the outbox of the chats.
func (l *leased) wake(chats ...chatHash) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.note(chats...)
}

// note is wake with l.mu held.
func (l *leased) note(chats ...chatHash) {
	for _, c := range chats {
		l.fresh[c] = true
	}
	close(l.changed)
	l.changed = make(chan struct{})
}

// wakeAll says that there may be something new anywhere.
func (l *leased) wakeAll() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.looked = time.Time{}
	l.note()
}

// take returns the chats to look at, or nil for all, and whether there are any.
// They are not told again.
func (l *leased) take() (chats []chatHash, some bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	all := l.shared || now.Sub(l.looked) >= pollEvery // others may have become due
	if all {
		l.looked = now
	} else {
		chats = slices.Collect(maps.Keys(l.fresh))
	}
	clear(l.fresh)
	return chats, all || len(chats) > 0
}

// again has chats looked at once more, or all if nil, with the next lease.
func (l *leased) again(chats []chatHash) {
	if chats == nil {
		l.wakeAll()
		return
	}
	l.wake(chats...)
}

func (l *leased) change() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.changed
}

func (l *leased) add(r row) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.known[r.id] = r.chat
}

func (l *leased) remove(id int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	chat := l.known[id]
	delete(l.known, id)
	l.note(chat)
}

// move notes that what is leased of one chat is of another now.
func (l *leased) move(from, to chatHash) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, chat := range l.known {
		if chat == from {
			l.known[id] = to
		}
	}
	l.note(to)
}

func (l *leased) all() map[int64]chatHash {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.known)
}

// pollEvery is how often a waiting process looks for replies that other
// processes stored or released; its own replies wake it at once. NOTIFY would be
// faster, but makes all commits wait for each other, and it only helps when the
// process that stored a reply does not send it.
const pollEvery = 500 * time.Millisecond

// errClosed ends the wait in Next when the store closes.
var errClosed = errors.New("the state was closed")

// Next implements bot.Store.
func (s *store) Next(ctx context.Context, n int) ([]bot.Delivery, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		changed := s.leased.change()
		ds, err := s.lease(ctx, n)
		if err != nil || len(ds) > 0 {
			return ds, err
		}
		wait := pollEvery
		now := s.opts.Now()
		due, err := s.tables.nextDue(ctx, s.db.reader(), now)
		if err != nil {
			return nil, err
		}
		if !due.IsZero() {
			wait = min(wait, due.Sub(now))
		}
		select {
		case <-ctx.Done():
		case <-s.closed:
			return nil, errClosed
		case <-changed:
		case <-time.After(wait):
			s.leased.wakeAll()
		}
	}
}

// lease leases up to n replies. After an error the database may have leased
// replies that this process does not know of: they are released first.
func (s *store) lease(ctx context.Context, n int) (ds []bot.Delivery, err error) {
	l := &s.leased
	l.leasing.Lock()
	defer l.leasing.Unlock()
	if l.doubt {
		err := atOnce(ctx, s.db, func(ctx context.Context, q querier) error { return s.tables.release(ctx, q, l.all()) })
		if err != nil {
			return nil, fmt.Errorf("taking replies: %w", err)
		}
		l.wakeAll()
	}
	fresh, some := l.take()
	if !some {
		return nil, nil
	}
	rows, err := s.db.lease(ctx, n, fresh)
	if l.doubt = err != nil; err != nil {
		return nil, fmt.Errorf("taking replies: %w", err)
	}
	if len(rows) == n { // there may be more
		l.again(fresh)
	}
	for _, r := range rows {
		if len(r.payload) == 0 { // its chat was forgotten by another process while it was sent
			l.doubt = s.db.complete(ctx, r.id, became{}) != nil || l.doubt
			l.wake(r.chat)
			continue
		}
		l.add(r)
		d := &delivery{store: s, row: r}
		if err := s.tables.keys.open(replyRow, r.chat[:], r.payload, &d.payload); err != nil {
			// The reply stays leased, and its chat waits: whatever made it unreadable
			// would do so again, and a newer program may still be able to read it.
			s.opts.Log.Error("a reply cannot be read; its chat is left waiting until the next start", "reply", r.id, "err", err)
			continue
		}
		ds = append(ds, d)
	}
	return ds, nil
}

// delivery is a reply leased from the outbox. After an error of Done, Retry or
// Drop it is still leased, and the call may be repeated.
type delivery struct {
	store *store
	row
	payload payload
}

// Chat implements bot.Delivery.
func (d *delivery) Chat() bot.Chat { return d.payload.Chat }

// Reply implements bot.Delivery.
func (d *delivery) Reply() bot.Reply { return d.payload.Reply }

// Update implements bot.Delivery.
func (d *delivery) Update() int64 { return d.payload.Update }

// Attempt implements bot.Delivery.
func (d *delivery) Attempt() int { return d.attempt }

// Done implements bot.Delivery. It goes straight to the database: a process that
// is killed before the statement arrives sends the reply once more.
func (d *delivery) Done(ctx context.Context, sent int64) error {
	r := d.payload.Reply
	b := became{to: r.To, part: int64(r.Part), sent: sent, trimmed: r.Kind == bot.Trim}
	if b.to == 0 || d.payload.Forgotten {
		b = became{} // nothing to remember
	}
	return d.end("removing a sent reply", d.store.db.complete(ctx, d.id, b))
}

// Retry implements bot.Delivery.
func (d *delivery) Retry(ctx context.Context, at time.Time) error {
	err := atOnce(ctx, d.store.db, func(ctx context.Context, q querier) error {
		return d.store.tables.postpone(ctx, q, d.id, at)
	})
	return d.end("giving a reply back", err)
}

// Drop implements bot.Delivery.
func (d *delivery) Drop(ctx context.Context, block bool) error {
	s := d.store
	chat, ok, err := s.tables.chatOf(ctx, s.db.reader(), d.id) // the chat may have moved
	if err == nil && !(ok && block) {
		err = s.db.complete(ctx, d.id, became{})
		return d.end("dropping a reply", err)
	}
	if err != nil {
		return d.end("dropping a chat's replies", err)
	}
	return d.end("dropping a chat's replies", s.change(ctx, func(ctx context.Context, q querier) error {
		return s.tables.block(ctx, q, chat, d.id, d.payload.Forgotten)
	}, chat))
}

// block drops a reply and all others of its chat, and marks the chat as blocked
// unless it was forgotten.
func (t tables) block(ctx context.Context, q querier, chat chatHash, reply int64, forgotten bool) error {
	if _, ok, err := t.unqueue(ctx, q, reply); err != nil || !ok {
		return err
	}
	if err := execute(ctx, q, "dropping replies", `DELETE FROM outbox WHERE chat = $1`, chat[:]); err != nil || forgotten {
		return err
	}
	state, _, err := t.chatState(ctx, q, chat)
	if err != nil {
		return err
	}
	state.Blocked = true
	return t.saveState(ctx, q, chat, state)
}

// end unlocks the chat for its next reply if the delivery ended without an
// error.
func (d *delivery) end(doing string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	d.store.leased.remove(d.id)
	return nil
}
