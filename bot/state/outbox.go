package state

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"iombot/bot"
)

// The outbox holds replies from the commit of their update until they are
// sent. A chat's replies are sent in the order of their ids, but those that go
// ahead before the others. The ids are in the order of the commits: they are
// given out while the chat's lock is held, and the lock is given back only when
// the commit can be seen by all. (A transaction of another chat may commit a
// smaller id later; that matters to nobody.)

// payload is what a row of the outbox encrypts.
type payload struct {
	Update    int64     `json:"update"`
	Chat      bot.Chat  `json:"chat"`
	Reply     bot.Reply `json:"reply"`
	Forgotten bool      `json:"forgotten,omitempty"` // the chat is to be forgotten: leave no answer id, no state
}

// head is the first of a chat's replies.
type head struct {
	id   int64
	chat chatHash
}

// row is a reply as it is stored.
type row struct {
	head
	payload []byte
	attempt int
	due     int64
}

// enqueue adds a reply to the chat's outbox. An edit makes those of the same
// message useless that wait before it: nobody would see what they show.
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
		if err := execute(ctx, q, "dropping edits", `DELETE FROM outbox WHERE chat = $1 AND target = $2 AND target <> 0`, chat[:], p.Reply.Target); err != nil {
			return err
		}
	}
	return execute(ctx, q, "storing reply", `INSERT INTO outbox (chat, payload, ahead, target) VALUES ($1, $2, $3, $4)`,
		chat[:], sealed, ahead, p.Reply.Target)
}

// heads finds the first replies of up to limit chats that are due, those that go
// ahead before the others, then the oldest first. It jumps from chat to chat
// along the index, so that its cost grows with the number of chats that wait,
// not with a flooded chat's replies.
func (t tables) heads(ctx context.Context, q querier, now time.Time, limit int) ([]head, error) {
	const query = `WITH RECURSIVE line (chat) AS (
			SELECT (SELECT chat FROM outbox ORDER BY chat LIMIT 1)
			UNION ALL
			SELECT (SELECT o.chat FROM outbox o WHERE o.chat > line.chat ORDER BY o.chat LIMIT 1)
			FROM line WHERE line.chat IS NOT NULL
		)
		SELECT first.id, first.chat FROM line
		JOIN outbox first ON first.id = (SELECT o.id FROM outbox o WHERE o.chat = line.chat ORDER BY o.ahead DESC, o.id LIMIT 1)
		WHERE first.due <= $1
		ORDER BY first.ahead DESC, first.id LIMIT $2`
	scan := func(rows *sql.Rows) (h head, err error) {
		var chat []byte
		if err := rows.Scan(&h.id, &chat); err != nil {
			return h, err
		}
		h.chat = chatHash(chat)
		return h, nil
	}
	return collect(ctx, q, scan, "reading the outbox", query, now.UnixMilli(), limit)
}

// nextDue tells when the next reply becomes due that is not due at now; the
// zero time when there is none.
func (t tables) nextDue(ctx context.Context, q querier, now time.Time) (time.Time, error) {
	var due *int64 // "due > 0" lets the partial index be used
	err := q.QueryRowContext(ctx, `SELECT min(due) FROM outbox WHERE due > 0 AND due > $1`, now.UnixMilli()).Scan(&due)
	if err != nil {
		return time.Time{}, fmt.Errorf("reading the outbox: %w", err)
	}
	if due == nil {
		return time.Time{}, nil
	}
	return time.UnixMilli(*due), nil
}

// reply reads one reply; ok is false when it is gone.
func (t tables) reply(ctx context.Context, q querier, id int64) (r row, ok bool, err error) {
	r.id = id
	var chat []byte
	err = q.QueryRowContext(ctx, `SELECT chat, payload, attempt, due FROM outbox WHERE id = $1`, id).
		Scan(&chat, &r.payload, &r.attempt, &r.due)
	if errors.Is(err, sql.ErrNoRows) {
		return row{}, false, nil
	}
	if err != nil {
		return row{}, false, fmt.Errorf("reading a reply: %w", err)
	}
	r.chat = chatHash(chat)
	return r, true, nil
}

// unqueue deletes a reply and tells which chat it was of by now; ok is false
// when it was gone.
func (t tables) unqueue(ctx context.Context, q querier, id int64) (chat chatHash, ok bool, err error) {
	var of []byte
	err = q.QueryRowContext(ctx, `DELETE FROM outbox WHERE id = $1 RETURNING chat`, id).Scan(&of)
	if errors.Is(err, sql.ErrNoRows) {
		return chatHash{}, false, nil
	}
	if err != nil {
		return chatHash{}, false, fmt.Errorf("deleting a reply: %w", err)
	}
	return chatHash(of), true, nil
}

// finish deletes a reply that was sent, and stores what it became, if there is
// something to remember. The chat may have moved since the reply was taken, or
// been forgotten: then it is gone, and nothing is stored.
func (t tables) finish(ctx context.Context, q querier, id int64, b became, now time.Time) error {
	chat, ok, err := t.unqueue(ctx, q, id)
	if err != nil || !ok || b.sent == 0 {
		return err
	}
	return t.remember(ctx, q, chat, b, now)
}

// finishMarked finishes a reply that an earlier process sent, if it is that one.
func (t tables) finishMarked(ctx context.Context, q querier, m mark, now time.Time) error {
	r, ok, err := t.reply(ctx, q, m.id)
	if err != nil || !ok || markOf(r, m.became) != m {
		return err
	}
	return t.finish(ctx, q, m.id, m.became, now)
}

// postpone makes a reply due at a later time, for one attempt more.
func (t tables) postpone(ctx context.Context, q querier, id int64, at time.Time) error {
	due := max(0, at.Add(time.Millisecond-1).UnixMilli()) // rounded up: never too early
	return execute(ctx, q, "postponing a reply", `UPDATE outbox SET due = $2, attempt = attempt + 1 WHERE id = $1`, id, due)
}

// remember stores which message the reply became.
func (t tables) remember(ctx context.Context, q querier, chat chatHash, b became, now time.Time) error {
	return execute(ctx, q, "storing answer id", `INSERT INTO answers (chat, message, part, sent, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (chat, message, part) DO UPDATE SET sent = excluded.sent, at = excluded.at`,
		chat[:], b.to, b.part, b.sent, now.UnixMilli())
}

// moveOutbox addresses the replies of chat from to chat to, whose id is id.
func (t tables) moveOutbox(ctx context.Context, q querier, from, to chatHash, id int64) error {
	replies, err := t.replies(ctx, q, `SELECT id, chat, payload FROM outbox WHERE chat = $1 ORDER BY id`, from[:])
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
	return nil
}

// replies reads the id, chat and payload of the replies that the query selects.
func (t tables) replies(ctx context.Context, q querier, query string, args ...any) ([]row, error) {
	scan := func(rows *sql.Rows) (r row, err error) {
		var chat []byte
		if err := rows.Scan(&r.id, &chat, &r.payload); err != nil {
			return r, err
		}
		r.chat = chatHash(chat)
		return r, nil
	}
	return collect(ctx, q, scan, "reading replies", query, args...)
}

// replace gives a reply another chat and payload, encrypted with t's keys.
func (t tables) replace(ctx context.Context, q querier, id int64, chat chatHash, p payload) error {
	sealed, err := t.keys.seal(replyRow, chat[:], p)
	if err != nil {
		return err
	}
	return execute(ctx, q, "replacing a reply", `UPDATE outbox SET chat = $2, payload = $3 WHERE id = $1`, id, chat[:], sealed)
}
