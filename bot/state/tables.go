package state

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"iombot/bot"
)

// How long things are kept.
const (
	seenFor    = 25 * time.Hour // Telegram redelivers for 24 hours
	answersFor = 48 * time.Hour
)

// querier is what *sql.DB, *sql.Conn and *sql.Tx have in common.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// tables is the SQL that both databases understand. Methods that change more
// than one row run in a transaction; their callers hold the locks of the chats
// they name.
type tables struct {
	keys   *keys
	server string // whose update numbers these are
	holder int64  // the holder of this process's leases
}

// checkKey remembers the key's check value in a new database, and returns
// ErrKey when an old one has another.
func (t tables) checkKey(ctx context.Context, q querier) error {
	_, err := q.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ('key', $1) ON CONFLICT (name) DO NOTHING`, t.keys.check)
	if err != nil {
		return err
	}
	return t.knowsKey(ctx, q)
}

// knowsKey returns ErrKey when the database was made with another key, and
// sql.ErrNoRows when it has none yet.
func (t tables) knowsKey(ctx context.Context, q querier) error {
	var check []byte
	if err := q.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = 'key'`).Scan(&check); err != nil {
		return err
	}
	if !bytes.Equal(check, t.keys.check) {
		return ErrKey
	}
	return nil
}

// load reads the chat's state and whether the update was handled before.
func (t tables) load(ctx context.Context, q querier, chat chatHash, update int64, now time.Time) (state bot.State, seen bool, err error) {
	const query = `SELECT (SELECT state FROM chats WHERE chat = $1),
		EXISTS (SELECT 1 FROM seen WHERE server = $2 AND update_id = $3 AND at > $4)`
	var sealed []byte
	row := q.QueryRowContext(ctx, query, chat[:], t.server, update, now.Add(-seenFor).UnixMilli())
	if err := row.Scan(&sealed, &seen); err != nil {
		return bot.State{}, false, fmt.Errorf("loading chat state: %w", err)
	}
	if sealed != nil {
		err = t.keys.open(stateRow, chat[:], sealed, &state)
	}
	return state, seen, err
}

// record stores an update's result. It returns bot.ErrSeen when the update was
// handled under another chat's lock since it was begun. With same, the state is
// stored already.
func (t tables) record(ctx context.Context, q querier, update int64, chat bot.Chat, r bot.Result, same bool, now time.Time) error {
	hash := t.keys.hash(chat.ID)
	if err := t.see(ctx, q, update, now); err != nil {
		return err
	}
	var err error
	switch {
	case r.Forget:
		err = t.forget(ctx, q, hash)
	case !same:
		err = t.saveState(ctx, q, hash, r.State)
	}
	if err != nil {
		return err
	}
	for _, e := range r.Events {
		if err := t.keepEvent(ctx, q, hash, e, now); err != nil {
			return err
		}
	}
	for _, reply := range r.Replies {
		p := payload{Update: update, Chat: chat, Reply: reply, Forgotten: r.Forget}
		if err := t.enqueue(ctx, q, hash, p); err != nil {
			return err
		}
	}
	return nil
}

func (t tables) see(ctx context.Context, q querier, update int64, now time.Time) error {
	const query = `INSERT INTO seen (server, update_id, at) VALUES ($1, $2, $3)
		ON CONFLICT (server, update_id) DO UPDATE SET at = excluded.at WHERE seen.at <= $4`
	result, err := q.ExecContext(ctx, query, t.server, update, now.UnixMilli(), now.Add(-seenFor).UnixMilli())
	if err != nil {
		return fmt.Errorf("storing update id: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil {
		return fmt.Errorf("storing update id: %w", err)
	} else if n == 0 {
		return bot.ErrSeen
	}
	return nil
}

// saveState stores the state; the zero State leaves no row.
func (t tables) saveState(ctx context.Context, q querier, chat chatHash, s bot.State) error {
	if s.IsZero() {
		return execute(ctx, q, "deleting chat state", `DELETE FROM chats WHERE chat = $1`, chat[:])
	}
	sealed, err := t.keys.seal(stateRow, chat[:], s)
	if err != nil {
		return err
	}
	return execute(ctx, q, "storing chat state", `INSERT INTO chats (chat, state) VALUES ($1, $2)
		ON CONFLICT (chat) DO UPDATE SET state = excluded.state`, chat[:], sealed)
}

// forget deletes everything about the chat. The outbox comes first: a reply that
// is being sent right now is either completed before, and its answer is deleted
// below, or loses its payload and stores no answer.
func (t tables) forget(ctx context.Context, q querier, chat chatHash) error {
	err := execute(ctx, q, "forgetting replies", `DELETE FROM outbox WHERE chat = $1 AND leased_by = 0`, chat[:])
	if err == nil {
		err = execute(ctx, q, "forgetting replies", `UPDATE outbox SET payload = $2, target = 0 WHERE chat = $1`, chat[:], []byte{})
	}
	for _, query := range []string{`DELETE FROM answers WHERE chat = $1`, `DELETE FROM chats WHERE chat = $1`} {
		if err == nil {
			err = execute(ctx, q, "forgetting chat", query, chat[:])
		}
	}
	return err
}

func (t tables) keepEvent(ctx context.Context, q querier, chat chatHash, e bot.Event, now time.Time) error {
	switch e.Kind {
	case bot.Voted, bot.Missed:
		var useful, useless, missed int
		switch {
		case e.Kind == bot.Missed:
			missed = 1
		case e.Useful:
			useful = 1
		default:
			useless = 1
		}
		return execute(ctx, q, "counting vote", `INSERT INTO votes (entry, lang, useful, useless, missed) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (entry, lang) DO UPDATE SET useful = votes.useful + excluded.useful,
			useless = votes.useless + excluded.useless, missed = votes.missed + excluded.missed`,
			e.Entry, string(e.Lang), useful, useless, missed)
	case bot.Withdrawn:
		return t.withdrawVote(ctx, q, e)
	case bot.Kept:
		id := make([]byte, 16)
		if _, err := rand.Read(id); err != nil {
			return fmt.Errorf("keeping question: %w", err)
		}
		sealed, err := t.keys.seal(keptRow, id, keptText{e.Text, chat.asker()})
		if err != nil {
			return err
		}
		return execute(ctx, q, "keeping question", `INSERT INTO kept (id, day, lang, text) VALUES ($1, $2, $3, $4)`,
			id, now.UTC().Truncate(24*time.Hour).UnixMilli(), string(e.Lang), sealed)
	default:
		return nil // only counted in metrics
	}
}

// move gives what is kept about from to to, which has the given id. The outbox
// comes before the answers for the reason given at forget.
func (t tables) move(ctx context.Context, q querier, from, to chatHash, id int64) error {
	if err := t.moveOutbox(ctx, q, from, to, id); err != nil {
		return err
	}
	err := execute(ctx, q, "moving answers", `DELETE FROM answers WHERE chat = $2
		AND message IN (SELECT message FROM answers WHERE chat = $1)`, from[:], to[:])
	if err != nil {
		return err
	}
	if err := execute(ctx, q, "moving answers", `UPDATE answers SET chat = $2 WHERE chat = $1`, from[:], to[:]); err != nil {
		return err
	}
	state, known, err := t.chatState(ctx, q, from)
	if err != nil || !known {
		return err
	}
	if err := t.saveState(ctx, q, to, state); err != nil {
		return err
	}
	return t.saveState(ctx, q, from, bot.State{})
}

// chatState reads the state alone.
func (t tables) chatState(ctx context.Context, q querier, chat chatHash) (state bot.State, known bool, err error) {
	var sealed []byte
	err = q.QueryRowContext(ctx, `SELECT state FROM chats WHERE chat = $1`, chat[:]).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return bot.State{}, false, nil
	}
	if err != nil {
		return bot.State{}, false, fmt.Errorf("loading chat state: %w", err)
	}
	err = t.keys.open(stateRow, chat[:], sealed, &state)
	if errors.Is(err, errUnreadable) {
		return bot.State{}, false, nil // the chat starts again, as in Begin
	}
	return state, true, err
}

// answerTo looks up which message became that part of the answer.
func (t tables) answerTo(ctx context.Context, q querier, chat chatHash, message int64, part int) (int64, error) {
	const query = `SELECT sent FROM answers WHERE chat = $1 AND message = $2 AND part = $3`
	var sent int64
	err := q.QueryRowContext(ctx, query, chat[:], message, part).Scan(&sent)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("looking up an answer: %w", err)
	}
	return sent, nil
}

// sweep deletes what is too old.
func (t tables) sweep(ctx context.Context, q querier, now time.Time, retention time.Duration) error {
	for _, s := range []struct {
		query string
		age   time.Duration
	}{
		{`DELETE FROM seen WHERE at <= $1`, seenFor},
		{`DELETE FROM answers WHERE at <= $1`, answersFor},
		{`DELETE FROM kept WHERE day <= $1`, retention},
		{`DELETE FROM tallies WHERE day <= $1`, talliesFor},
		{`DELETE FROM marks WHERE name LIKE '` + bot.MarkKept + `%' AND at <= $1`, retention},
	} {
		if err := execute(ctx, q, "sweeping", s.query, now.Add(-s.age).UnixMilli()); err != nil {
			return err
		}
	}
	// PostgreSQL writes into each row which transaction made it, and a question
	// shares that with its update id. Written again, all questions have the same.
	return execute(ctx, q, "sweeping", `UPDATE kept SET day = day`)
}

// votes reads the counts, by entry and language.
func (t tables) votes(ctx context.Context, q querier) ([]bot.VoteCount, error) {
	scan := func(rows *sql.Rows) (v bot.VoteCount, err error) {
		return v, rows.Scan(&v.Entry, &v.Lang, &v.Useful, &v.Useless, &v.Missed)
	}
	return collect(ctx, q, scan, "reading votes", `SELECT entry, lang, useful, useless, missed FROM votes ORDER BY entry, lang`)
}

// kept reads the kept questions, those of the last day first.
func (t tables) kept(ctx context.Context, q querier) ([]bot.KeptQuestion, error) {
	scan := func(rows *sql.Rows) (k bot.KeptQuestion, err error) {
		var id, sealed []byte
		var day int64
		if err := rows.Scan(&id, &day, &k.Lang, &sealed); err != nil {
			return k, err
		}
		var text keptText
		err = t.keys.open(keptRow, id, sealed, &text)
		return bot.KeptQuestion{ID: hex.EncodeToString(id), Day: time.UnixMilli(day).UTC(), Lang: k.Lang, Text: text.Text, Asker: text.Asker}, err
	}
	return collect(ctx, q, scan, "reading kept questions", `SELECT id, day, lang, text FROM kept ORDER BY day DESC, id`)
}

// execute runs a statement whose result does not matter.
func execute(ctx context.Context, q querier, doing, query string, args ...any) error {
	if _, err := q.ExecContext(ctx, query, args...); err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

// collect runs a query and reads all its rows before the connection is used for
// anything else.
func collect[T any](ctx context.Context, q querier, scan func(*sql.Rows) (T, error), doing, query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", doing, err)
		}
		all = append(all, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	return all, nil
}
