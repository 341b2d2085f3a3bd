package state

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

const (
	// pollEvery is how often a process that waits for replies looks for those
	// that others stored or gave back; its own wake it at once. NOTIFY would
	// tell sooner, but makes all commits wait for each other, to hurry what
	// only happens when the process that stored a reply does not send it.
	pollEvery = 500 * time.Millisecond
	// takeLimit bounds one look into the outbox.
	takeLimit = 10 * time.Second
	// others is how many chats may be taken by other processes before a look
	// into the outbox may miss one that is free.
	others = 256
	// grace is how long a process takes nothing after its session broke or the
	// server started. When the server restarts all claims are gone; in this time
	// all processes claim again what they are still sending.
	grace = 3 * time.Second
)

// claims are the replies that this process has taken from a PostgreSQL outbox.
// One session holds two advisory locks for each: that of the chat lets a
// chat's replies be taken one by one, that of the reply keeps it taken when its
// chat moves meanwhile. Rows themselves stay unlocked, so that they can be
// forgotten or moved while they are being sent. Its methods are for one
// goroutine.
type claims struct {
	tables  tables
	opts    Options
	connect func(context.Context) (*session, error)

	session *session  // nil until it is needed
	lost    bool      // there was a session before
	quiet   time.Time // take nothing before
}

// take implements outbox.
func (c *claims) take(ctx context.Context, n int, taken []row) (rows []row, again time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, takeLimit)
	defer cancel()
	if err := c.open(ctx, taken); err != nil {
		return nil, 0, err
	}
	if wait := time.Until(c.quiet); wait > 0 {
		return nil, wait, nil
	}
	if n == 0 {
		err = execute(ctx, c.session.conn, "asking for a sign of life", `SELECT 1`)
	} else {
		rows, err = c.claim(ctx, n, taken)
	}
	if err != nil {
		c.drop() // which locks it holds is not certain
		return nil, 0, err
	}
	return rows, pollEvery, nil
}

// open makes sure that there is a session. A new one claims again what is
// taken.
func (c *claims) open(ctx context.Context, taken []row) error {
	if c.session != nil {
		return nil
	}
	s, err := c.connect(ctx)
	if err != nil {
		return err
	}
	if _, err := tryLocks(ctx, s.conn, locksOf(taken)); err != nil {
		s.close()
		return err
	}
	wait, err := c.wait(ctx, s)
	if err != nil {
		s.close()
		return err
	}
	c.quiet = time.Now().Add(wait)
	c.session = s
	return nil
}

// wait returns how long the new session is to take nothing.
func (c *claims) wait(ctx context.Context, s *session) (time.Duration, error) {
	if c.lost {
		c.opts.Log.Warn("the session with the database was lost and made anew")
		return grace, nil
	}
	var up float64 // seconds
	err := s.conn.QueryRowContext(ctx, `SELECT extract(epoch FROM clock_timestamp() - pg_postmaster_start_time())::float8`).Scan(&up)
	if err != nil {
		return 0, fmt.Errorf("asking when the server started: %w", err)
	}
	return grace - time.Duration(up*float64(time.Second)), nil
}

// drop closes the session, and with it gives up all locks.
func (c *claims) drop() {
	c.session.close()
	c.session, c.lost = nil, true
}

// claim locks up to n heads. What it reads of them it reads after it has the
// locks, in a new statement: what was seen before may have been sent since.
func (c *claims) claim(ctx context.Context, n int, taken []row) ([]row, error) {
	conn, now := c.session.conn, c.opts.Now()
	// Each taken reply keeps at most two heads from being free.
	heads, err := c.tables.heads(ctx, conn, now, n+2*len(taken)+others)
	if err != nil {
		return nil, err
	}
	chats := map[int64]head{}
	var order []int64
	for _, h := range free(heads, taken) {
		_, key := h.chat.lockKeys()
		chats[key] = h
		order = append(order, key)
	}
	locked, err := tryLocksUpTo(ctx, conn, order, n)
	if err != nil {
		return nil, err
	}
	var rows []row
	for _, key := range locked {
		r, ok, err := c.claimReply(ctx, conn, chats[key], now)
		if err != nil {
			return nil, err
		}
		if ok {
			rows = append(rows, r)
		} else if err := unlock(ctx, conn, []int64{key}); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// claimReply locks the reply of a chat that is locked. ok is false when another
// process has it, has sent it or has postponed it by now, or when it moved.
func (c *claims) claimReply(ctx context.Context, q querier, h head, now time.Time) (r row, ok bool, err error) {
	locked, err := tryLocks(ctx, q, []int64{h.id})
	if err != nil || len(locked) == 0 {
		return row{}, false, err
	}
	r, ok, err = c.tables.reply(ctx, q, h.id)
	if err != nil || ok && r.chat == h.chat && r.due <= now.UnixMilli() {
		return r, ok, err
	}
	return row{}, false, unlock(ctx, q, []int64{h.id})
}

// giveBack implements outbox.
func (c *claims) giveBack(ctx context.Context, rows []row) error {
	if c.session == nil {
		return nil // the locks went with it
	}
	ctx, cancel := context.WithTimeout(ctx, takeLimit)
	defer cancel()
	if err := unlock(ctx, c.session.conn, locksOf(rows)); err != nil {
		c.drop()
		return err
	}
	return nil
}

// locksOf are the advisory locks of taken replies. The ids of replies are small
// numbers and the chats' keys 64 random bits, so that they do not meet.
func locksOf(rows []row) []int64 {
	var keys []int64
	for _, r := range rows {
		_, chat := r.chat.lockKeys()
		keys = append(keys, chat, r.id)
	}
	return keys
}

// tryLocks takes those locks that no other session has, and returns them.
func tryLocks(ctx context.Context, q querier, keys []int64) ([]int64, error) {
	return tryLocksUpTo(ctx, q, keys, len(keys))
}

// tryLocksUpTo tries the locks one after the other until it has n.
func tryLocksUpTo(ctx context.Context, q querier, keys []int64, n int) ([]int64, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	scan := func(rows *sql.Rows) (key int64, err error) { return key, rows.Scan(&key) }
	return collect(ctx, q, scan, "taking locks",
		`SELECT key FROM unnest($1::bigint[]) AS key WHERE pg_try_advisory_lock(key) LIMIT $2`, keys, n)
}

func unlock(ctx context.Context, q querier, keys []int64) error {
	return execute(ctx, q, "giving up claims", `SELECT pg_advisory_unlock(key) FROM unnest($1::bigint[]) AS key`, keys)
}
