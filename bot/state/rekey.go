package state

import (
	"context"
	"database/sql"
	"fmt"
)

// Rekey changes the key of the state at dsn from old to fresh while no bot runs
// on it. Replies still to be sent and kept questions are encrypted again; votes
// and handled update ids need no key. What is kept about chats is forgotten,
// because a hash cannot be turned back into the chat id: people choose their
// language again. Rekey changes everything or nothing, and returns ErrKey when
// old is not the state's key.
func Rekey(ctx context.Context, dsn string, old, fresh Key) error {
	oldKeys, err := old.derive()
	if err != nil {
		return err
	}
	freshKeys, err := fresh.derive()
	if err != nil {
		return err
	}
	from, to := tables{keys: oldKeys}, tables{keys: freshKeys}
	db, err := connect(ctx, dsn, from, Options{}.withDefaults())
	if err != nil {
		return err
	}
	defer db.close()
	err = atOnce(ctx, db, func(ctx context.Context, q querier) error {
		return rekey(ctx, q, from, to)
	})
	if err != nil {
		return fmt.Errorf("changing the state's key: %w", err)
	}
	return nil
}

func rekey(ctx context.Context, q querier, from, to tables) error {
	if err := from.checkKey(ctx, q); err != nil {
		return err
	}
	if err := rekeyReplies(ctx, q, from, to); err != nil {
		return err
	}
	if err := rekeyKept(ctx, q, from, to); err != nil {
		return err
	}
	for _, query := range []string{`DELETE FROM chats`, `DELETE FROM answers`, `DELETE FROM meta WHERE name = 'key'`} {
		if err := execute(ctx, q, "forgetting what the old key hid", query); err != nil {
			return err
		}
	}
	return to.checkKey(ctx, q)
}

func rekeyReplies(ctx context.Context, q querier, from, to tables) error {
	if err := execute(ctx, q, "deleting what was forgotten", `DELETE FROM outbox WHERE length(payload) = 0`); err != nil {
		return err
	}
	replies, err := from.replies(ctx, q, `SELECT id, chat, payload, attempt, ahead FROM outbox ORDER BY id`)
	if err != nil {
		return err
	}
	for _, r := range replies {
		var p payload
		if err := from.keys.open(replyRow, r.chat[:], r.payload, &p); err != nil {
			return err
		}
		if err := to.replace(ctx, q, r.id, to.keys.hash(p.Chat.ID), p); err != nil {
			return err
		}
	}
	return nil
}

func rekeyKept(ctx context.Context, q querier, from, to tables) error {
	type question struct{ id, sealed []byte }
	scan := func(rows *sql.Rows) (k question, err error) { return k, rows.Scan(&k.id, &k.sealed) }
	questions, err := collect(ctx, q, scan, "reading kept questions", `SELECT id, text FROM kept`)
	if err != nil {
		return err
	}
	for _, k := range questions {
		var text keptText
		if err := from.keys.open(keptRow, k.id, k.sealed, &text); err != nil {
			return err
		}
		sealed, err := to.keys.seal(keptRow, k.id, text)
		if err != nil {
			return err
		}
		if err := execute(ctx, q, "encrypting a question again", `UPDATE kept SET text = $2 WHERE id = $1`, k.id, sealed); err != nil {
			return err
		}
	}
	return nil
}
