package state

import (
	"context"
	"fmt"
	"time"

	"iombot/bot"
)

// delivery is a reply taken from the outbox. After an error of Done, Retry or
// Drop it is still taken, and the call may be repeated.
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

// Done implements bot.Delivery. The way to the database's settle is short: a
// process that is killed on it sends the reply once more.
func (d *delivery) Done(ctx context.Context, sent int64) error {
	b := became{to: d.payload.Reply.To, part: int64(d.payload.Reply.Part), sent: sent}
	if b.to == 0 || d.payload.Forgotten {
		b = became{} // nothing to remember
	}
	return d.giveBack("removing a sent reply", d.store.db.settle(ctx, d.row, b))
}

// Retry implements bot.Delivery.
func (d *delivery) Retry(ctx context.Context, at time.Time) error {
	err := atOnce(ctx, d.store.db, func(ctx context.Context, q querier) error {
		return d.store.tables.postpone(ctx, q, d.id, at)
	})
	return d.giveBack("giving a reply back", err)
}

// Drop implements bot.Delivery.
func (d *delivery) Drop(ctx context.Context, block bool) error {
	s := d.store
	if !block {
		return d.giveBack("dropping a reply", atOnce(ctx, s.db, func(ctx context.Context, q querier) error {
			_, _, err := s.tables.unqueue(ctx, q, d.id)
			return err
		}))
	}
	now, ok, err := s.tables.reply(ctx, s.db.reader(), d.id) // the chat may have moved
	if err != nil || !ok {
		return d.giveBack("dropping a chat's replies", err)
	}
	return d.giveBack("dropping a chat's replies", s.change(ctx, func(ctx context.Context, q querier) error {
		return s.tables.block(ctx, q, now.chat, d.id, d.payload.Forgotten)
	}, now.chat))
}

// block drops a reply and all others of its chat, which it marks as blocked,
// unless nothing is to be remembered of it.
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

// giveBack frees the chat for its next reply when what ended the delivery
// succeeded.
func (d *delivery) giveBack(doing string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	d.store.deliverer.giveBack(d.row)
	return nil
}
