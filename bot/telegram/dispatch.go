package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"iombot/bot"
)

// Handler is the conversation; *bot.Bot is one.
type Handler interface {
	Handle(now time.Time, s bot.State, u bot.Update) bot.Result
}

// dispatcher handles updates, those of one chat one after the other in the
// order of submit, those of different chats side by side. A chat with many
// waiting gets no more turns than one with few.
type dispatcher struct {
	handler Handler
	store   bot.Store
	gate    *floodGate
	albums  albums
	inline  *inliner
	retry   Backoff
	now     func() time.Time
	log     *slog.Logger
	chatLog func(id int64) slog.Attr
	metrics *Metrics

	turns *semaphore.Weighted // first come, first served
	mu    sync.Mutex
	lines map[int64][]func() // what waits, by chat; a chat is there while a goroutine works on it
	work  sync.WaitGroup
}

// errRepeated says that an update was handled before.
var errRepeated = errors.New("repeated")

// submit takes an update. The channel gets nil when its effects are committed,
// or it has none; errRepeated when they were before; otherwise ctx has ended,
// and the update must be delivered again.
func (d *dispatcher) submit(ctx context.Context, a arrival) <-chan error {
	done := make(chan error, 1)
	if a.Ignored != "" {
		d.metrics.update("ignored", a.Ignored)
		done <- nil
		return done
	}
	if a.Update.Kind == bot.InlineQuery {
		d.work.Go(func() { d.inline.answer(ctx, a.Update) })
		done <- nil
		return done
	}
	if !d.albums.isFirst(a, d.now()) {
		d.metrics.update("ignored", "album")
		done <- nil
		return done
	}
	u, admitted := d.admit(a)
	if !admitted {
		d.metrics.update(string(u.Kind), "flood")
		done <- nil
		return done
	}
	chat := home(u).ID
	d.mu.Lock()
	defer d.mu.Unlock()
	line, busy := d.lines[chat]
	d.lines[chat] = append(line, func() { done <- d.handle(ctx, u) })
	if !busy {
		d.work.Go(func() { d.serve(chat) })
	}
	return done
}

// admit holds an update to its chat's limit. Only what people write counts;
// Telegram's own notices always pass.
func (d *dispatcher) admit(a arrival) (u bot.Update, admitted bool) {
	u = a.Update
	switch u.Kind {
	case bot.Message, bot.Edited, bot.Callback:
	default:
		return u, true
	}
	at := a.At
	if at.IsZero() {
		at = d.now()
	}
	switch d.gate.pass(u.Chat.ID, at) {
	case surplus:
		return u, false
	case hurried:
		u.Hurried = true
	case warn:
		d.log.Warn("a chat writes too fast; the rest of it is dropped until it is quiet", "update", u.ID, d.chatLog(u.Chat.ID))
		u.Kind = bot.Flood
	}
	return u, true
}

// refund takes back what admit counted, so that a repeated delivery does not
// count again, and who was to be told of a flood will be.
func (d *dispatcher) refund(u bot.Update) {
	switch u.Kind {
	case bot.Message, bot.Edited, bot.Callback:
		judged := admit
		if u.Hurried {
			judged = hurried
		}
		d.gate.refund(u.Chat.ID, judged)
	case bot.Flood:
		d.gate.refund(u.Chat.ID, warn)
	}
}

// home is the chat to which an update and its effects belong.
func home(u bot.Update) bot.Chat {
	c := u.Chat
	if u.Kind == bot.Migrated {
		c.ID, c.MigratedTo = c.MigratedTo, 0
	}
	return c
}

// serve works off a chat's line.
func (d *dispatcher) serve(chat int64) {
	for {
		d.mu.Lock()
		line := d.lines[chat]
		if len(line) == 0 {
			delete(d.lines, chat)
			d.mu.Unlock()
			return
		}
		d.lines[chat] = line[1:]
		d.mu.Unlock()
		line[0]()
	}
}

// wait returns when no update is being handled.
func (d *dispatcher) wait() { d.work.Wait() }

// handle tries until the update is committed, or its context ends.
func (d *dispatcher) handle(ctx context.Context, u bot.Update) error {
	row := d.retry.start()
	for {
		err := d.try(ctx, u)
		switch {
		case err == nil:
			d.metrics.update(string(u.Kind), "handled")
			return nil
		case errors.Is(err, bot.ErrSeen):
			d.metrics.update(string(u.Kind), "repeated")
			d.refund(u)
			return errRepeated
		case ctx.Err() != nil:
			d.metrics.update(string(u.Kind), "put off")
			d.refund(u)
			return ctx.Err()
		}
		d.metrics.update(string(u.Kind), "retried")
		d.log.Error("the store failed; the update is tried again", "update", u.ID, d.chatLog(u.Chat.ID), "err", err)
		sleep(ctx, row.NextBackOff())
	}
}

// try handles the update in one transaction.
func (d *dispatcher) try(ctx context.Context, u bot.Update) error {
	if err := d.turns.Acquire(ctx, 1); err != nil {
		return err
	}
	defer d.turns.Release(1)
	if u.Kind == bot.Migrated {
		if err := d.store.Move(ctx, u.Chat.ID, u.Chat.MigratedTo); err != nil {
			return fmt.Errorf("moving a chat: %w", err)
		}
	}
	tx, err := d.store.Begin(ctx, home(u).ID, u.ID)
	if err != nil {
		return fmt.Errorf("beginning: %w", err)
	}
	defer tx.Rollback()
	r := d.answer(tx.State(), u)
	if err := tx.Commit(ctx, home(u), r); err != nil {
		return fmt.Errorf("committing: %w", err)
	}
	d.metrics.events(r.Events)
	return nil
}

// answer asks the bot. A panic there must not come again with every delivery
// of the update: it is logged, and the update has no effect but that a press
// is confirmed.
func (d *dispatcher) answer(s bot.State, u bot.Update) (r bot.Result) {
	defer func() {
		if p := recover(); p != nil {
			d.metrics.update(string(u.Kind), "panic")
			d.log.Error("the bot panicked; the update is dropped", "update", u.ID, "stack", string(debug.Stack()))
			r = bot.Result{State: s}
			if u.CallbackID != "" {
				r.Replies = []bot.Reply{{Kind: bot.Toast, Ahead: true, CallbackID: u.CallbackID}}
			}
		}
	}()
	return d.handler.Handle(d.now(), s, u)
}
