package state

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"iombot/bot"
)

// tx is one update's transaction.
type tx struct {
	store  *store
	db     transaction
	chat   chatHash
	update int64
	state  bot.State
	stored []byte // state as the database holds it; nil when that cannot be read
	unlock func()
	ended  bool
}

// State implements bot.Tx.
func (t *tx) State() bot.State { return t.state }

// Commit implements bot.Tx. It ends the transaction even when it fails.
func (t *tx) Commit(ctx context.Context, chat bot.Chat, r bot.Result) error {
	if t.ended {
		return errors.New("committing an update: the transaction was ended before")
	}
	if t.store.tables.keys.hash(chat.ID) != t.chat {
		t.Rollback()
		return errors.New("committing an update: it was begun for another chat")
	}
	t.ended = true
	defer t.unlock()
	err := t.db.commit(ctx, func(ctx context.Context, q querier) error {
		now, err := json.Marshal(r.State)
		same := err == nil && bytes.Equal(now, t.stored)
		return t.store.tables.record(ctx, q, t.update, chat, r, same, t.store.opts.Now())
	})
	if err != nil {
		return fmt.Errorf("committing an update: %w", err)
	}
	t.store.leased.wake(t.chat)
	return nil
}

// Rollback implements bot.Tx.
func (t *tx) Rollback() {
	if t.ended {
		return
	}
	t.ended = true
	t.db.rollback()
	t.unlock()
}
