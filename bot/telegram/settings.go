package telegram

import "time"

// Settings are the bounds within which a Service works. Start from
// DefaultSettings; a field that is zero is not filled in.
type Settings struct {
	PollTimeout time.Duration // how long Telegram holds a poll; it takes at most 50 s
	CallTimeout time.Duration // of every other call
	Handlers    int           // updates handled at the same time
	Senders     int           // calls for replies at the same time
	Retry       Backoff       // after failures, of the store with waits of 3 s at most
	Pace        Pace
	Flood       Flood
	Stop        time.Duration // Run returns at most this long after its context ended
	Drain       time.Duration // of Stop, for sending what is due; the rest waits in the store
}

// Backoff is how long to wait after failures in a row: from First, half as
// long again each time, up to Max, each by chance up to half longer or shorter.
type Backoff struct {
	First, Max time.Duration
}

// Pace is how fast replies go out, in messages and edits. Several processes
// that share a token share Telegram's limits: give each its part of All.
type Pace struct {
	Chat  Rate // of each chat
	Group Rate // of each group
	All   Rate // of all chats together
}

// Rate lets Burst through at once and then one every Every.
type Rate struct {
	Every time.Duration
	Burst int
}

// Flood is how much a chat may write. Who writes more than Hurry messages at
// once is told that the answers come one by one, as the pace allows; they all
// come. Burst at once, and then one every Every, is the end of it: above that
// the chat is told, and what it writes is dropped until it has been quiet for
// Quiet. Times are those of Telegram's messages, so that an outage of ours makes
// nobody a flooder.
type Flood struct {
	Rate
	Hurry int
	Quiet time.Duration
}

// DefaultSettings hold to the published limits (core.telegram.org/bots/faq):
// in a chat one message a second with short bursts, in a group 20 a minute, 30 a
// second in all. Burst and rate of a window together stay within them.
func DefaultSettings() Settings {
	return Settings{
		PollTimeout: 50 * time.Second,
		CallTimeout: 10 * time.Second,
		Handlers:    32,
		Senders:     32,
		Retry:       Backoff{First: 500 * time.Millisecond, Max: time.Minute},
		Pace: Pace{
			Chat:  Rate{Every: 1100 * time.Millisecond, Burst: 3}, // calls arrive less evenly than they leave
			Group: Rate{Every: 4 * time.Second, Burst: 5},
			All:   Rate{Every: time.Second / 25, Burst: 5},
		},
		Flood: Flood{Rate: Rate{Every: 2 * time.Second, Burst: 1000}, Hurry: 20, Quiet: 10 * time.Second},
		Stop:  8 * time.Second,
		Drain: 3 * time.Second,
	}
}
