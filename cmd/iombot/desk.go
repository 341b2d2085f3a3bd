package main

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"iombot/bot"
	"iombot/index/live"
)

const (
	deskEvery  = time.Minute         // how often counts are stored and the staff's figures are read
	deskReads  = 92 * 24 * time.Hour // how far back figures go
	lastCounts = 2 * time.Second     // how long storing the last counts may take when the bot ends

	// newsAt is when a day of news begins, after midnight UTC: a message about
	// entries that expire can wait until staff in Tallinn are awake.
	newsAt = 6 * time.Hour
)

// desk connects the conversation and the staff: it counts what happens, gives
// the conversation the figures that staff may see, reloads the knowledge when
// they ask, and sends them news.
type desk struct {
	bot     *bot.Bot
	store   bot.Store
	live    *live.Source
	builtIn bool    // there is no folder to reload
	staff   []int64 // the ids of their chats too
	every   time.Duration
	log     *slog.Logger

	asked chan int64               // chats that asked to reload the knowledge
	shown atomic.Pointer[bot.Desk] // nil until it is read for the first time
	mu    sync.Mutex
	fresh bot.Tallies // counted, and not stored yet
}

func newDesk(b *bot.Bot, store bot.Store, l *live.Source, s settings, log *slog.Logger) *desk {
	return &desk{
		bot: b, store: store, live: l, builtIn: s.knowledge == "", staff: s.staff, every: deskEvery, log: log,
		asked: make(chan int64, 8),
	}
}

// Handle implements telegram.Handler.
func (d *desk) Handle(now time.Time, s bot.State, u bot.Update) bot.Result {
	r := d.bot.Handle(now, s, u)
	if r.Reload {
		select {
		case d.asked <- u.Chat.ID:
		default: // enough reloads are waiting
		}
	}
	return r
}

// look is bot.Bot.Desk.
func (d *desk) look() bot.Desk {
	if shown := d.shown.Load(); shown != nil {
		return *shown
	}
	return bot.Desk{}
}

// count counts what the conversation did.
func (d *desk) count(events []bot.Event) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fresh.Add(time.Now(), events)
}

// run works until ctx ends, and then stores the last counts.
func (d *desk) run(ctx context.Context) {
	for _, id := range d.staff {
		d.tell(ctx, id, bot.News{Kind: bot.OnDuty}, once())
	}
	tick := time.NewTicker(d.every)
	defer tick.Stop()
	for {
		d.round(ctx, time.Now())
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastCounts)
			defer cancel()
			d.flush(last)
			return
		case chat := <-d.asked:
			d.reload(ctx, chat)
		case <-tick.C:
		}
	}
}

// round stores the counts and, if there are staff, reads what they may see and
// sends them news.
func (d *desk) round(ctx context.Context, now time.Time) {
	d.flush(ctx)
	if len(d.staff) == 0 {
		return
	}
	if err := d.refresh(ctx, now); err != nil {
		if ctx.Err() == nil {
			d.log.Warn("staff's figures could not be read", "err", err)
		}
		return
	}
	for key, news := range d.news(now) {
		for _, id := range d.staff {
			d.tell(ctx, id, news, key)
		}
	}
}

// flush stores the counts. What cannot be stored is kept for the next time.
func (d *desk) flush(ctx context.Context) {
	d.mu.Lock()
	list := d.fresh.List()
	d.fresh = bot.Tallies{}
	d.mu.Unlock()
	if len(list) == 0 {
		return
	}
	if err := d.store.AddTallies(ctx, list); err != nil {
		d.log.Warn("counts could not be stored; they are kept", "err", err)
		d.mu.Lock()
		defer d.mu.Unlock()
		d.fresh.Merge(list)
	}
}

func (d *desk) refresh(ctx context.Context, now time.Time) error {
	tallies, err := d.store.Tallies(ctx, now.Add(-deskReads))
	if err != nil {
		return err
	}
	kept, err := d.store.Kept(ctx)
	if err != nil {
		return err
	}
	d.shown.Store(&bot.Desk{Tallies: tallies, Kept: kept})
	return nil
}

// news lists what staff should know. A key stays the same as long as its news
// does, so that nobody is told twice.
func (d *desk) news(now time.Time) map[string]bot.News {
	today := now.UTC().Add(-newsAt).Format(time.DateOnly)
	out := map[string]bot.News{"expiring " + today: {Kind: bot.Expiring}}
	for _, n := range bot.Jumps(d.look().Tallies, now) {
		out[string(n.Kind)+" "+today] = n
	}
	if failed := d.reloaded(bot.ReloadFailed); failed.Refused != "" || len(failed.Findings) > 0 {
		out[fmt.Sprint("failed ", today, failed.Refused, failed.Findings)] = failed
	}
	return out
}

// reloaded is the news about the last reload.
func (d *desk) reloaded(kind bot.NewsKind) bot.News {
	now := d.live.Status()
	n := bot.News{Kind: kind, Findings: now.Faults, BuiltIn: d.builtIn && kind == bot.Reloaded}
	if kind == bot.Reloaded && !n.BuiltIn {
		n.Findings = now.Findings
	}
	if now.Refused != nil {
		n.Refused = now.Refused.Error()
	}
	return n
}

// reload reads the knowledge again and tells the chat the result.
func (d *desk) reload(ctx context.Context, chat int64) {
	d.live.Reload()
	d.live.Wait() // until its findings are known
	d.tell(ctx, chat, d.reloaded(bot.Reloaded), once())
}

// tell has the conversation make a message for a member of staff, and the store
// send it. Each key is told once a day, by whichever bot comes first: the store
// drops an update whose number it knows. Who could not be told is told next
// time.
func (d *desk) tell(ctx context.Context, chat int64, n bot.News, key string) {
	u := bot.Update{ID: newsID(chat, key), Kind: bot.Told, Chat: bot.Chat{ID: chat}, Staff: true, News: n}
	err := func() error {
		tx, err := d.store.Begin(ctx, chat, u.ID)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		return tx.Commit(ctx, u.Chat, d.bot.Handle(time.Now(), tx.State(), u))
	}()
	if err != nil && !errors.Is(err, bot.ErrSeen) && ctx.Err() == nil {
		d.log.Warn("staff could not be told", "news", n.Kind, "err", err)
	}
}

// newsID is the number of the update that carries news. It is negative, and
// those of Telegram are positive.
func newsID(chat int64, key string) int64 {
	h := fnv.New64a()
	fmt.Fprint(h, chat, " ", key)
	return int64(h.Sum64() | 1<<63)
}

// once is a key for news that is told every time.
func once() string { return time.Now().Format(time.RFC3339Nano) }
