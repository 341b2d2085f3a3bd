// Package statetest is the conformance suite of bot.Store: what its contract
// says, sentence by sentence, as tests that run on any implementation.
//
// Reading order: statetest.go lists the tests, chats.go and deliveries.go have
// the contract of a chat and of its replies, then forget.go, tallies.go,
// office.go and load.go.
package statetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"iombot/bot"
	"iombot/knowledge"
)

// Database is an empty database to test on.
type Database struct {
	// Open opens a Store on the database that keeps questions for 30 days and
	// is closed by the end of the test.
	Open func(t testing.TB) bot.Store
	// Durable says that the database outlives its Stores.
	Durable bool
	// Shared says that several Stores may be open on it at once, as those of
	// several processes are.
	Shared bool
	// Dump returns all rows of all tables but the ids of handled updates, in
	// any text that is the same for the same rows. It may be nil.
	Dump func(t testing.TB) string
}

// Run runs the suite; it asks for a new Database for each of its tests.
func Run(t *testing.T, open func(t *testing.T) Database) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Database)
	}{
		{"state of a chat", testState},
		{"update ids", testSeen},
		{"update ids outlive the store", testSeenReopened},
		{"crash before commit", testCrashBeforeCommit},
		{"failed commit", testFailedCommit},
		{"chat lock", testChatLock},
		{"chat lock between stores", testChatLockBetweenStores},
		{"one update in two chats", testUpdateInTwoChats},
		{"votes and kept questions", testEvents},
		{"tallies", testTallies},
		{"askers", testAskers},
		{"marks", testMarks},
		{"accounts", testAccounts},
		{"sweep", testSweep},
		{"forget", testForget},
		{"forget while sending", testForgetWhileSending},
		{"forget and block", testForgetAndBlock},
		{"move", testMove},
		{"move an unknown chat", testMoveUnknown},
		{"move while sending", testMoveWhileSending},
		{"move between stores while sending", testMoveBetweenStores},

		{"order of replies", testOrder},
		{"replies that go ahead", testAhead},
		{"edits that are overtaken", testOvertaken},
		{"next waits", testNextWaits},
		{"next between stores", testNextBetweenStores},
		{"retry", testRetry},
		{"retry later", testRetryLater},
		{"done leaves no trace", testDone},
		{"answers", testAnswers},
		{"answers of several parts", testAnswerParts},
		{"parts of an answer that were deleted", testTrim},
		{"drop", testDrop},
		{"block", testBlock},
		{"replies outlive the store", testRepliesReopened},
		{"replies of a dead process", testDeadProcess},
		{"close", testClose},
		{"load", testLoad},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

// patience is how long a test waits for what must happen, even on a busy machine
// under the race detector.
const patience = 2 * time.Minute

// moment is how long a test waits for what must not happen.
const moment = 50 * time.Millisecond

// background is a context that ends a test that hangs.
func background(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

// begin begins an update that must not be seen.
func begin(t testing.TB, s bot.Store, chat, update int64) bot.Tx {
	t.Helper()
	tx, err := s.Begin(background(t), chat, update)
	if err != nil {
		t.Fatalf("Begin(chat %d, update %d): %v", chat, update, err)
	}
	return tx
}

// commit handles an update.
func commit(t testing.TB, s bot.Store, chat, update int64, r bot.Result) {
	t.Helper()
	if err := begin(t, s, chat, update).Commit(background(t), bot.Chat{ID: chat}, r); err != nil {
		t.Fatalf("Commit(chat %d, update %d): %v", chat, update, err)
	}
}

// replies is a result that sends the texts.
func replies(texts ...string) bot.Result {
	var r bot.Result
	for _, text := range texts {
		r.Replies = append(r.Replies, reply(text, 0))
	}
	return r
}

// reply answers message to, if that is not 0.
func reply(text string, to int64) bot.Reply {
	return bot.Reply{Kind: bot.Send, To: to, Text: knowledge.Rich{knowledge.Plain(knowledge.Paragraph, text)}}
}

// text is the text of a delivery made by reply.
func text(d bot.Delivery) string { return d.Reply().Text[0].Spans[0].Text }

// next leases the one reply that is due.
func next(t testing.TB, s bot.Store) bot.Delivery {
	t.Helper()
	ds, err := s.Next(background(t), 1)
	if err != nil || len(ds) != 1 {
		t.Fatalf("Next: %d replies, %v", len(ds), err)
	}
	return ds[0]
}

// nextIs takes the reply that must be due and has the text.
func nextIs(t testing.TB, s bot.Store, want string) bot.Delivery {
	t.Helper()
	d := next(t, s)
	if text(d) != want {
		t.Fatalf("Next gave %q, want %q", text(d), want)
	}
	return d
}

// nothing demands that no reply can be taken.
func nothing(t testing.TB, s bot.Store) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), moment)
	defer cancel()
	ds, err := s.Next(ctx, 1)
	if err == nil {
		t.Fatalf("Next gave %q, want nothing", text(ds[0]))
	}
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("Next: %v", err)
	}
}

// done ends a delivery.
func done(t testing.TB, d bot.Delivery, sent int64) {
	t.Helper()
	if err := d.Done(background(t), sent); err != nil {
		t.Fatalf("Done: %v", err)
	}
}

// pending demands a number of unsent replies.
func pending(t testing.TB, s bot.Store, want int) {
	t.Helper()
	got, err := s.Pending(background(t))
	if err != nil || got != want {
		t.Errorf("Pending = %d, %v; want %d", got, err, want)
	}
}

// answerIs demands what AnswerTo returns of the first part.
func answerIs(t testing.TB, s bot.Store, chat, message, want int64) {
	t.Helper()
	got, err := s.AnswerTo(background(t), chat, message, 0)
	if err != nil || got != want {
		t.Errorf("AnswerTo(chat %d, message %d) = %d, %v; want %d", chat, message, got, err, want)
	}
}

// seen demands whether an update counts as handled.
func seen(t testing.TB, s bot.Store, chat, update int64, want bool) {
	t.Helper()
	tx, err := s.Begin(background(t), chat, update)
	if err == nil {
		tx.Rollback()
	} else if !errors.Is(err, bot.ErrSeen) {
		t.Fatalf("Begin: %v", err)
	}
	if got := err != nil; got != want {
		t.Errorf("update %d seen = %t, want %t", update, got, want)
	}
}

// stateIs demands a chat's state.
func stateIs(t testing.TB, s bot.Store, chat int64, want bot.State) {
	t.Helper()
	const unused = -1 // an update id that is never committed
	tx := begin(t, s, chat, unused)
	defer tx.Rollback()
	same(t, "state", tx.State(), want)
}

// dump returns all rows, or nothing when the database does not tell.
func dump(t testing.TB, db Database) string {
	t.Helper()
	if db.Dump == nil {
		return ""
	}
	return db.Dump(t)
}
