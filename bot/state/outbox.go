package state

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"iombot/bot"
)

// The outbox holds replies from the commit of their update until they are
// sent. A process leases the replies that it sends. A chat's replies are leased
// one by one: those that go ahead first, then in the order of their ids. Ids are
// in the order of the chat's commits: they are assigned while the chat's lock is
// held, and the lock is released only when the commit is visible. (Another
// chat's transaction may commit a smaller id later; that does no harm.)
//
// A reply that is forgotten while it is leased keeps its row, without a payload,
// until its process completes it: its chat waits until then.

// payload is the encrypted part of an outbox row.
type payload struct {
	Update    int64     `json:"update"`
	Chat      bot.Chat  `json:"chat"`
	Reply     bot.Reply `json:"reply"`
	Forgotten bool      `json:"forgotten,omitempty"` // the chat is to be forgotten: leave no answer id, no state
}

// row is a reply as it is stored.
type row struct {
	id      int64
	chat    chatHash
	payload []byte // empty when it was forgotten
	attempt int
	ahead   int
}

// became is what a sent reply became: the message sent, as a part of the answer
// to the message to. When sent is 0 there is nothing to remember.
type became struct {
	to, part, sent int64
	trimmed        bool // that part and those after it were deleted
}

// enqueue adds a reply to the chat's outbox. An edit deletes the waiting edits
// of the same message: nobody would see them.
func (t tables) enqueue(ctx context.Context, q querier, chat chatHash, p payload) error {
	sealed, err := t.keys.seal(replyRow, chat[:], p)
	if err != nil {
		return err
	}
	ahead := 0
	if p.Reply.Ahead {
		ahead = 1
	}
	if p.Reply.Kind == bot.Edit {
		err := execute(ctx, q, "dropping edits", `DELETE FROM outbox WHERE chat = $1 AND target = $2 AND target <> 0 AND leased_by = 0`,
			chat[:], p.Reply.Target)
		if err != nil {
			return err
		}
	}
	return execute(ctx, q, "storing reply", `INSERT INTO outbox (chat, payload, ahead, target) VALUES ($1, $2, $3, $4)`,
		chat[:], sealed, ahead, p.Reply.Target)
}

// The statement that leases. It looks at given chats, or jumps from chat to chat
// along the index, so that its cost grows with the number of chats that wait, not
// with a flooded chat's replies. In PostgreSQL it passes over rows that others
// change right now. SQLite compiles a statement again for each new value that
// stands alone as a limit, or compares with a column of a partial index.
const (
	allLines = `WITH RECURSIVE line (chat) AS (
			SELECT (SELECT chat FROM outbox ORDER BY chat LIMIT 1)
			UNION ALL
			SELECT (SELECT o.chat FROM outbox o WHERE o.chat > line.chat ORDER BY o.chat LIMIT 1)
			FROM line WHERE line.chat IS NOT NULL
		)`
	givenLines = `WITH line (chat) AS (SELECT unhex(value) FROM json_each($4))`
	leaseHeads = `, heads AS (
			SELECT head.id FROM line
			JOIN outbox head ON head.id = (SELECT o.id FROM outbox o WHERE o.chat = line.chat ORDER BY o.ahead DESC, o.id LIMIT 1)
			WHERE head.due <= $1 AND head.chat = line.chat AND head.leased_by = 0
			AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.chat = line.chat AND o.leased_by <> 0)
			ORDER BY head.ahead DESC, head.id LIMIT CAST($2 AS BIGINT)`
	skipLocked = ` FOR UPDATE OF head SKIP LOCKED`
	leaseThem  = `) UPDATE outbox SET leased_by = $3 FROM heads WHERE outbox.id = heads.id
		RETURNING outbox.id, outbox.chat, outbox.payload, outbox.attempt, outbox.ahead`

	leaseSQLite   = allLines + leaseHeads + leaseThem
	leaseGiven    = givenLines + leaseHeads + leaseThem // in SQLite; $4 is a JSON array of chats in hex
	leasePostgres = allLines + leaseHeads + skipLocked + leaseThem
)

// lease leases the first reply of up to n chats that is due and whose chat has
// none leased, those that go ahead before the others, then the oldest first.
func (t tables) lease(ctx context.Context, q querier, statement string, n int, now time.Time, given ...any) ([]row, error) {
	args := append([]any{now.UnixMilli(), n, t.holder}, given...)
	rows, err := collect(ctx, q, scanReply, "leasing replies", statement, args...)
	slices.SortFunc(rows, func(a, b row) int { return cmp.Or(cmp.Compare(b.ahead, a.ahead), cmp.Compare(a.id, b.id)) })
	return rows, err
}

// hexList is a JSON array of the chats in hex.
func hexList(chats []chatHash) string {
	var b strings.Builder
	for i, c := range chats {
		fmt.Fprintf(&b, `%c"%x"`, "[,"[min(i, 1)], c[:])
	}
	return b.String() + "]"
}

func scanReply(rows *sql.Rows) (r row, err error) {
	var chat []byte
	if err := rows.Scan(&r.id, &chat, &r.payload, &r.attempt, &r.ahead); err != nil {
		return r, err
	}
	r.chat = chatHash(chat)
	return r, nil
}

// release frees the replies that this process leased without knowing it: those
// but the known.
func (t tables) release(ctx context.Context, q querier, known map[int64]chatHash) error {
	scan := func(rows *sql.Rows) (id int64, err error) { return id, rows.Scan(&id) }
	ids, err := collect(ctx, q, scan, "reading leases", `SELECT id FROM outbox WHERE leased_by <> 0 AND leased_by = $1`, t.holder)
	for _, id := range ids {
		if _, ok := known[id]; err == nil && !ok {
			err = execute(ctx, q, "freeing a reply", `UPDATE outbox SET leased_by = 0 WHERE id = $1`, id)
		}
	}
	return err
}

// nextDue is when the next reply becomes due that is not due at now; the zero
// time when there is none.
func (t tables) nextDue(ctx context.Context, q querier, now time.Time) (time.Time, error) {
	var due *int64 // "due > 0" lets the partial index be used
	err := q.QueryRowContext(ctx, `SELECT min(due) FROM outbox WHERE due > 0 AND due > CAST($1 AS BIGINT)`, now.UnixMilli()).Scan(&due)
	if err != nil {
		return time.Time{}, fmt.Errorf("reading the outbox: %w", err)
	}
	if due == nil {
		return time.Time{}, nil
	}
	return time.UnixMilli(*due), nil
}

// chatOf returns the chat that a reply belongs to now; ok is false when the
// reply is gone.
func (t tables) chatOf(ctx context.Context, q querier, id int64) (chat chatHash, ok bool, err error) {
	return t.scanChat(q.QueryRowContext(ctx, `SELECT chat, length(payload) FROM outbox WHERE id = $1`, id))
}

// unqueue deletes a reply and returns the chat that it belonged to; ok is false
// when the reply was gone or forgotten.
func (t tables) unqueue(ctx context.Context, q querier, id int64) (chat chatHash, ok bool, err error) {
	return t.scanChat(q.QueryRowContext(ctx, `DELETE FROM outbox WHERE id = $1 RETURNING chat, length(payload)`, id))
}

func (t tables) scanChat(row *sql.Row) (chat chatHash, ok bool, err error) {
	var of []byte
	var size int
	err = row.Scan(&of, &size)
	if errors.Is(err, sql.ErrNoRows) {
		return chatHash{}, false, nil
	}
	if err != nil {
		return chatHash{}, false, fmt.Errorf("looking for a reply: %w", err)
	}
	return chatHash(of), size > 0, nil
}

// complete deletes a reply that was sent, and stores what it became if there is
// something to remember. If the chat was forgotten after the lease, nothing is
// stored; if it moved, the answer goes to where it moved.
func (t tables) complete(ctx context.Context, q querier, id int64, b became, now time.Time) error {
	if b.sent != 0 {
		err := execute(ctx, q, "storing answer id", `INSERT INTO answers (chat, message, part, sent, at)
			SELECT chat, $2, $3, $4, $5 FROM outbox WHERE id = $1 AND length(payload) > 0
			ON CONFLICT (chat, message, part) DO UPDATE SET sent = excluded.sent, at = excluded.at`,
			id, b.to, b.part, b.sent, now.UnixMilli())
		if err != nil {
			return err
		}
	}
	if b.trimmed {
		err := execute(ctx, q, "forgetting deleted parts", `DELETE FROM answers
			WHERE chat = (SELECT chat FROM outbox WHERE id = $1) AND message = $2 AND part >= $3`, id, b.to, b.part)
		if err != nil {
			return err
		}
	}
	return execute(ctx, q, "deleting a reply", `DELETE FROM outbox WHERE id = $1`, id)
}

// postpone makes a reply due at a later time, counts one more attempt, and
// releases it.
func (t tables) postpone(ctx context.Context, q querier, id int64, at time.Time) error {
	due := max(0, at.Add(time.Millisecond-1).UnixMilli()) // rounded up: never too early
	return execute(ctx, q, "postponing a reply", `UPDATE outbox SET due = $2, attempt = attempt + 1, leased_by = 0 WHERE id = $1 AND leased_by = $3`,
		id, due, t.holder)
}

// moveOutbox addresses the replies of chat from to chat to, which has the given
// id.
func (t tables) moveOutbox(ctx context.Context, q querier, from, to chatHash, id int64) error {
	replies, err := t.replies(ctx, q, `SELECT id, chat, payload, attempt, ahead FROM outbox WHERE chat = $1 AND length(payload) > 0 ORDER BY id`, from[:])
	if err != nil {
		return err
	}
	for _, r := range replies {
		var p payload
		if err := t.keys.open(replyRow, from[:], r.payload, &p); err != nil {
			return err
		}
		p.Chat.ID = id
		if err := t.replace(ctx, q, r.id, to, p); err != nil {
			return err
		}
	}
	return execute(ctx, q, "moving what was forgotten", `UPDATE outbox SET chat = $2 WHERE chat = $1`, from[:], to[:])
}

// replies reads the replies that the query selects.
func (t tables) replies(ctx context.Context, q querier, query string, args ...any) ([]row, error) {
	return collect(ctx, q, scanReply, "reading replies", query, args...)
}

// replace gives a reply another chat and payload, encrypted with t's keys.
func (t tables) replace(ctx context.Context, q querier, id int64, chat chatHash, p payload) error {
	sealed, err := t.keys.seal(replyRow, chat[:], p)
	if err != nil {
		return err
	}
	return execute(ctx, q, "replacing a reply", `UPDATE outbox SET chat = $2, payload = $3 WHERE id = $1`, id, chat[:], sealed)
}
