package fakeapi

import (
	"math"
	"time"

	"golang.org/x/time/rate"
)

// Rates are the limits on sending and editing; a zero field is no limit.
type Rates struct {
	ChatPerSecond  float64 // in one chat
	ChatBurst      int     // short bursts in one chat; 1 when 0
	GroupPerMinute int     // in one group
	PerSecond      int     // in all chats together
}

// PublishedRates are those of https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this:
// "avoid sending more than one message per second" in a chat ("short bursts"
// may pass), "not be able to send more than 20 messages per minute" in a group,
// "no more than about 30 messages per second" in bulk.
var PublishedRates = Rates{ChatPerSecond: 1, ChatBurst: 3, GroupPerMinute: 20, PerSecond: 30}

// limits are the token buckets behind Rates.
type limits struct {
	rates Rates
	all   *rate.Limiter
	chats map[int64][]*rate.Limiter
}

func newLimits(r Rates) limits {
	l := limits{rates: r, chats: map[int64][]*rate.Limiter{}}
	if r.PerSecond > 0 {
		l.all = rate.NewLimiter(rate.Limit(r.PerSecond), r.PerSecond)
	}
	return l
}

// take counts a message to the chat, or refuses it with 429.
func (l *limits) take(now time.Time, c Chat) error {
	if l.rates == (Rates{}) {
		return nil
	}
	buckets, ok := l.chats[c.ID]
	if !ok {
		if l.rates.ChatPerSecond > 0 {
			buckets = append(buckets, rate.NewLimiter(rate.Limit(l.rates.ChatPerSecond), max(l.rates.ChatBurst, 1)))
		}
		if n := l.rates.GroupPerMinute; n > 0 && c.Type != "private" {
			buckets = append(buckets, rate.NewLimiter(rate.Limit(float64(n)/60), n))
		}
		l.chats[c.ID] = buckets
	}
	if l.all != nil {
		buckets = append(buckets[:len(buckets):len(buckets)], l.all)
	}
	wait := time.Duration(0)
	taken := make([]*rate.Reservation, 0, len(buckets))
	for _, b := range buckets {
		r := b.ReserveN(now, 1)
		taken = append(taken, r)
		wait = max(wait, r.DelayFrom(now))
	}
	if wait == 0 {
		return nil
	}
	for _, r := range taken {
		r.CancelAt(now)
	}
	return tooMany(int(math.Ceil(wait.Seconds())))
}
