package bot

import (
	"context"
	"errors"
	"time"

	"iombot/locales"
)

// State is what is kept about a chat between updates: no text, no name. The
// zero State is a chat that is not known.
type State struct {
	Lang    locales.Lang `json:"lang,omitempty"`    // chosen with /language
	Last    locales.Lang `json:"last,omitempty"`    // of the last question that was understood
	Offered []string     `json:"offered,omitempty"` // entry ids of the last choices offered, best first
	Instead []string     `json:"instead,omitempty"` // after an urgent answer: its id, and those of what else the message may be about
	Topic   []string     `json:"topic,omitempty"`   // entry ids seen last, newest first, at most maxTopic
	TopicAt time.Time    `json:"topicAt,omitzero"`  // when Topic changed; it no longer counts after topicTime
	Blocked bool         `json:"blocked,omitempty"` // the person blocked the bot: send nothing

	// Ballots are the votes on the latest answers, the newest last.
	Ballots []Ballot `json:"ballots,omitempty"`
	// Rated is the message of the answer that was seen last, once a button under
	// it was pressed to rate it: a vote in words is on the same.
	Rated int64 `json:"rated,omitempty"`

	// ConsentRequests are the ids of the messages for which the bot asked for
	// consent to keep a question and did not get it yet: the question, or the
	// bot's own message whose choices did not fit. The newest is last; each
	// consent counts once.
	ConsentRequests []int64 `json:"asked,omitempty"`
	// ConsentGiven is set when the person agreed but the question's text was no
	// longer available: the next question is kept if it gets no answer either.
	ConsentGiven bool `json:"leave,omitempty"`
	// ForgetAsked is set when the last message asked whether to forget the chat: a
	// typed yes or no is the answer to that.
	ForgetAsked bool `json:"forgetAsked,omitempty"`
}

// IsZero reports whether there is nothing to keep.
func (s State) IsZero() bool {
	return s.Lang == "" && s.Last == "" && len(s.Offered) == 0 && len(s.Instead) == 0 && len(s.Topic) == 0 && !s.Blocked && len(s.ConsentRequests) == 0 && len(s.Ballots) == 0 && !s.ConsentGiven && !s.ForgetAsked
}

// ErrSeen says that an update was handled before: acknowledge and drop it.
var ErrSeen = errors.New("update was handled before")

// Store keeps chat states, the ids of handled updates, the outbox, vote counts
// and questions kept by consent. Callers pass chat ids in the clear; a store
// keeps only a keyed hash of them, or encrypts them. Implementations are safe
// for concurrent use, by several processes where they say so; package statetest
// is their conformance suite.
type Store interface {
	// Begin locks the chat against other transactions and loads its state. It
	// returns ErrSeen, and no transaction, when the update's id was committed
	// within the last 25 hours. Callers that wait for the same chat get it in no
	// fixed order: to keep an order, begin one after the other. Every Tx must be
	// ended with Commit or Rollback.
	Begin(ctx context.Context, chat int64, update int64) (Tx, error)

	// Next leases up to n replies that are due, the oldest first, each of a chat
	// that has no leased reply: the replies of one chat are leased one by one,
	// those that go ahead first, then in the order of their commits. It waits
	// until there is one or ctx ends (then it returns ctx's error). When a process
	// dies, what it leased is free again: at once when it alone uses the database,
	// otherwise within 15 seconds.
	Next(ctx context.Context, n int) ([]Delivery, error)

	// AnswerTo returns the id of the bot's message that became that part of the
	// answer to the chat's message, or 0 when it is not known (any more).
	AnswerTo(ctx context.Context, chat, message int64, part int) (int64, error)

	// Move gives what is kept about chat from to chat to (a group that became a
	// supergroup), including replies still to be sent.
	Move(ctx context.Context, from, to int64) error

	// Sweep deletes what is too old at now: update ids after 25 hours, answer ids
	// after 48 hours, kept questions and their marks after the retention time,
	// tallies after 92 days.
	Sweep(ctx context.Context, now time.Time) error

	// Votes and Kept read what staff may see.
	Votes(ctx context.Context) ([]VoteCount, error)
	Kept(ctx context.Context) ([]KeptQuestion, error)

	// AddTallies adds to the daily counts, either all of them or, after an error,
	// possibly none. Tallies reads the counts from the day of since on, by day.
	AddTallies(ctx context.Context, tallies []Tally) error
	Tallies(ctx context.Context, since time.Time) ([]Tally, error)

	// Pending counts replies not yet sent.
	Pending(ctx context.Context) (int, error)

	// Ping reports whether the store can be used right now.
	Ping(ctx context.Context) error
	Close() error
}

// Tx is one update's transaction.
type Tx interface {
	// State is the chat's state, zero when the chat is not known.
	State() State
	// Commit stores, at once and durably: the update's id, the state, the
	// events to be kept, and the replies to be sent to the chat. With
	// Result.Forget it deletes all else there is about the chat first.
	// After an error nothing is stored and the update may be tried again.
	Commit(ctx context.Context, chat Chat, r Result) error
	// Rollback unlocks the chat; after Commit it does nothing.
	Rollback()
}

// Delivery is a reply leased from the store in order to be sent.
type Delivery interface {
	Chat() Chat
	Reply() Reply
	Update() int64 // the id of the update it answers
	Attempt() int  // 1 for the first
	// Done removes the reply. sent is the id of the message it became, or 0;
	// it is remembered for AnswerTo when the reply has a To. What a Trim
	// deleted is remembered no longer.
	Done(ctx context.Context, sent int64) error
	// Retry releases the reply, which is not leased again before at. Later replies
	// of the chat wait behind it.
	Retry(ctx context.Context, at time.Time) error
	// Drop removes the reply unsent, and with block all others of the chat,
	// and marks the chat as blocked.
	Drop(ctx context.Context, block bool) error
}

// VoteCount is how often an entry was found useful in a language, and not.
type VoteCount struct {
	Entry           string // empty when all that was offered was wrong; then only Missed counts
	Lang            locales.Lang
	Useful, Useless int
	Missed          int // people had asked about something else
}

// KeptQuestion is a redacted question that its author allowed us to keep.
type KeptQuestion struct {
	ID   string    // random
	Day  time.Time // the day it was asked, not the hour
	Lang locales.Lang
	Text string
	// Asker is a number from 1 that is the same for one chat and shared by many
	// chats, so that several numbers mean several people; 0 when it is not known.
	Asker int
}
