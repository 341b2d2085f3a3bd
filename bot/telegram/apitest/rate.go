package apitest

import (
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

// Limit holds the bot to rates from now on.
func (s *Server) Limit(r Rates) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limits = newLimits(r)
}

// tooFast counts a call that sends or edits a message, and tells how long to
// wait when it comes too fast.
func (s *Server) tooFast(c Call) time.Duration {
	switch c.Method {
	case "sendMessage", "editMessageText", "editMessageReplyMarkup":
	default:
		return 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.limits.take(s.now(), c.Int("chat_id"))
}

// take counts a message to the chat, or tells how long to wait.
func (l *limits) take(now time.Time, chat int64) (wait time.Duration) {
	if l.rates == (Rates{}) {
		return 0
	}
	buckets, ok := l.chats[chat]
	if !ok {
		if l.rates.ChatPerSecond > 0 {
			buckets = append(buckets, rate.NewLimiter(rate.Limit(l.rates.ChatPerSecond), max(l.rates.ChatBurst, 1)))
		}
		if n := l.rates.GroupPerMinute; n > 0 && chat < 0 {
			buckets = append(buckets, rate.NewLimiter(rate.Limit(float64(n)/60), n))
		}
		l.chats[chat] = buckets
	}
	if l.all != nil {
		buckets = append(buckets[:len(buckets):len(buckets)], l.all)
	}
	taken := make([]*rate.Reservation, 0, len(buckets))
	for _, b := range buckets {
		r := b.ReserveN(now, 1)
		taken = append(taken, r)
		wait = max(wait, r.DelayFrom(now))
	}
	if wait > 0 {
		for _, r := range taken {
			r.CancelAt(now)
		}
	}
	return wait
}
