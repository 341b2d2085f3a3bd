package telegram

import (
	"context"
	"maps"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"iombot/bot"
)

// pacer spaces calls so that Telegram need not refuse them, and holds all of
// them when it did so for several chats.
type pacer struct {
	limits Pace
	now    func() time.Time
	all    *rate.Limiter

	mu     sync.Mutex
	chats  map[int64]*rate.Limiter
	until  time.Time           // all calls are held until then
	warned map[int64]time.Time // chats that got a 429, and until when they are held
}

// manyWarned is how many chats held at the same time mean that the limit is
// that of the bot and not of a chat.
const manyWarned = 3

func newPacer(limits Pace, now func() time.Time) *pacer {
	return &pacer{
		limits: limits, now: now, all: limits.All.limiter(),
		chats: map[int64]*rate.Limiter{}, warned: map[int64]time.Time{},
	}
}

func (r Rate) limiter() *rate.Limiter { return rate.NewLimiter(rate.Every(r.Every), r.Burst) }

// next takes the chat's next place and returns how long to wait for it. A place
// more than patience away is not taken.
func (p *pacer) next(chat bot.Chat, patience time.Duration) (wait time.Duration, taken bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	held := max(p.until.Sub(now), p.warned[chat.ID].Sub(now))
	if held > patience {
		return held, false
	}
	place := p.chat(chat).ReserveN(now, 1)
	if wait = place.DelayFrom(now); wait > patience {
		place.CancelAt(now)
		return wait, false
	}
	any, taken := p.nextAnyAt(now, patience)
	if !taken {
		place.CancelAt(now)
	}
	return max(wait, any, held), taken
}

// nextAny is next for a call that counts only for the bot as a whole.
func (p *pacer) nextAny(patience time.Duration) (wait time.Duration, taken bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.nextAnyAt(p.now(), patience)
}

func (p *pacer) nextAnyAt(now time.Time, patience time.Duration) (wait time.Duration, taken bool) {
	place := p.all.ReserveN(now, 1)
	wait = max(place.DelayFrom(now), p.until.Sub(now))
	if wait > patience {
		place.CancelAt(now)
		return wait, false
	}
	return wait, true
}

func (p *pacer) chat(c bot.Chat) *rate.Limiter {
	l := p.chats[c.ID]
	if l != nil {
		return l
	}
	l = p.limits.Chat.limiter()
	if c.Group {
		l = p.limits.Group.limiter()
	}
	p.chats[c.ID] = l
	return l
}

// refused notes that Telegram holds a chat until a time. It reports whether
// that now holds all.
func (p *pacer) refused(chat int64, until time.Time) (all bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forgetWarned(p.now())
	p.warned[chat] = until
	if len(p.warned) < manyWarned {
		return false
	}
	p.extend(until)
	return true
}

func (p *pacer) forgetWarned(now time.Time) {
	maps.DeleteFunc(p.warned, func(_ int64, until time.Time) bool { return until.Before(now) })
}

// forget drops the chats that are as good as new.
func (p *pacer) forget(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forgetWarned(now)
	maps.DeleteFunc(p.chats, func(_ int64, l *rate.Limiter) bool { return l.TokensAt(now) >= float64(l.Burst()) })
}

// hold holds all calls until a time.
func (p *pacer) hold(until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.extend(until)
}

func (p *pacer) extend(until time.Time) {
	if until.After(p.until) {
		p.until = until
	}
}

// waitHold waits while all calls are held.
func (p *pacer) waitHold(ctx context.Context) {
	p.mu.Lock()
	held := p.until.Sub(p.now())
	p.mu.Unlock()
	sleep(ctx, held)
}
