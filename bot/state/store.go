package state

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"iombot/bot"
)

// database is what SQLite and PostgreSQL do differently.
type database interface {
	// join makes this process one of those that send. Replies that it leased in an
	// earlier life are released.
	join(ctx context.Context) error
	// reader is for single statements outside of any transaction.
	reader() querier
	// begin starts a transaction that holds the chats' locks against other
	// processes. The caller holds them within this one.
	begin(ctx context.Context, chats ...chatHash) (transaction, error)

	// lease is what lease of tables says, of the chats in fresh if it is not nil. An
	// ended ctx does not stop it midway. PostgreSQL looks at all chats always.
	lease(ctx context.Context, n int, fresh []chatHash) ([]row, error)
	// shared reports whether other processes use the database.
	shared() bool
	// complete is what complete of tables says.
	complete(ctx context.Context, id int64, b became) error

	// scrub removes deleted data from the disk, as far as the program can.
	scrub(ctx context.Context) error
	lead(ctx context.Context) (lead context.Context, release func(), err error)
	ping(ctx context.Context) error
	close() error
}

// transaction is ended by commit or rollback.
type transaction interface {
	// reader sees what the transaction sees.
	reader() querier
	// commit runs change and commits durably, or changes nothing and returns an
	// error. After an error the commit may still have happened, if the connection
	// broke at that moment: a second try then finds that the update was seen or
	// that the reply is gone.
	commit(ctx context.Context, change func(context.Context, querier) error) error
	rollback()
}

// store is the Store over either database.
type store struct {
	tables tables
	db     database
	locks  chatLocks
	leased leased
	opts   Options
	closed chan struct{}
	shut   func() error
}

func newStore(db database, t tables, opts Options) *store {
	s := &store{tables: t, db: db, opts: opts, closed: make(chan struct{})}
	s.leased = newLeased(db.shared())
	s.shut = sync.OnceValue(func() error {
		close(s.closed)
		return db.close()
	})
	return s
}

// Begin implements bot.Store.
func (s *store) Begin(ctx context.Context, chat, update int64) (bot.Tx, error) {
	t := &tx{store: s, chat: s.tables.keys.hash(chat), update: update}
	unlock, err := s.locks.lock(ctx, t.chat)
	if err != nil {
		return nil, err
	}
	t.unlock = unlock
	if t.db, err = s.db.begin(ctx, t.chat); err != nil {
		unlock()
		return nil, fmt.Errorf("beginning an update: %w", err)
	}
	state, seen, err := s.tables.load(ctx, t.db.reader(), t.chat, update, s.opts.Now())
	if errors.Is(err, errUnreadable) {
		// It would be so with every try, and the updates behind it would wait.
		s.opts.Log.Error("a chat's state cannot be read; the chat starts again", "update", update, "err", err)
		state, err = bot.State{}, nil
	} else if err == nil {
		t.stored, err = json.Marshal(state) // what is handled may change it in place
	}
	if err == nil && seen {
		err = bot.ErrSeen
	}
	if err != nil {
		t.Rollback()
		return nil, err
	}
	t.state = state
	return t, nil
}

// change runs f in a transaction of its own with the chats' locks held.
func (s *store) change(ctx context.Context, f func(context.Context, querier) error, chats ...chatHash) error {
	unlock, err := s.locks.lock(ctx, chats...)
	if err != nil {
		return err
	}
	defer unlock()
	return atOnce(ctx, s.db, f, inLockOrder(chats)...)
}

// atOnce begins a transaction and commits f.
func atOnce(ctx context.Context, db database, f func(context.Context, querier) error, chats ...chatHash) error {
	t, err := db.begin(ctx, chats...)
	if err != nil {
		return err
	}
	return t.commit(ctx, f)
}

// AnswerTo implements bot.Store.
func (s *store) AnswerTo(ctx context.Context, chat, message int64, part int) (int64, error) {
	return s.tables.answerTo(ctx, s.db.reader(), s.tables.keys.hash(chat), message, part)
}

// Move implements bot.Store. It waits for the transactions of both chats: a
// caller that holds one of them must end it first.
func (s *store) Move(ctx context.Context, from, to int64) error {
	if from == to {
		return nil
	}
	old, now := s.tables.keys.hash(from), s.tables.keys.hash(to)
	err := s.change(ctx, func(ctx context.Context, q querier) error {
		return s.tables.move(ctx, q, old, now, to)
	}, old, now)
	if err != nil {
		return fmt.Errorf("moving a chat: %w", err)
	}
	s.leased.move(old, now)
	return nil
}

// Sweep implements bot.Store.
func (s *store) Sweep(ctx context.Context, now time.Time) error {
	err := atOnce(ctx, s.db, func(ctx context.Context, q querier) error {
		return s.tables.sweep(ctx, q, now, s.opts.Retention)
	})
	if err != nil {
		return err
	}
	return s.db.scrub(ctx)
}

// Votes implements bot.Store.
func (s *store) Votes(ctx context.Context) ([]bot.VoteCount, error) {
	return s.tables.votes(ctx, s.db.reader())
}

// Kept implements bot.Store.
func (s *store) Kept(ctx context.Context) ([]bot.KeptQuestion, error) {
	return s.tables.kept(ctx, s.db.reader())
}

// Pending implements bot.Store.
func (s *store) Pending(ctx context.Context) (int, error) {
	var n int
	if err := s.db.reader().QueryRowContext(ctx, `SELECT count(*) FROM outbox`).Scan(&n); err != nil {
		return 0, fmt.Errorf("counting replies: %w", err)
	}
	return n, nil
}

// Ping implements bot.Store.
func (s *store) Ping(ctx context.Context) error {
	if err := s.db.ping(ctx); err != nil {
		return fmt.Errorf("reaching the state: %w", err)
	}
	return nil
}

// Lead implements Store.
func (s *store) Lead(ctx context.Context) (lead context.Context, release func(), err error) {
	return s.db.lead(ctx)
}

// Close implements bot.Store. Those who wait in Next get an error.
func (s *store) Close() error {
	if err := s.shut(); err != nil {
		return fmt.Errorf("closing the state: %w", err)
	}
	return nil
}
