package statetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"iombot/bot"
	"iombot/locales"
)

var estonian = bot.State{Lang: locales.ET, Last: locales.EN, Offered: []string{"iom-history", "contact"}}

func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func testState(t *testing.T, db Database) {
	s := db.Open(t)
	stateIs(t, s, 1, bot.State{})
	commit(t, s, 1, 1, bot.Result{State: estonian})
	commit(t, s, -1, 2, bot.Result{State: bot.State{Blocked: true}})
	stateIs(t, s, 1, estonian)
	stateIs(t, s, -1, bot.State{Blocked: true})
	stateIs(t, s, 2, bot.State{})
	commit(t, s, 1, 3, bot.Result{})
	stateIs(t, s, 1, bot.State{})
}

func testSeen(t *testing.T, db Database) {
	s := db.Open(t)
	begin(t, s, 1, 10).Rollback()
	seen(t, s, 1, 10, false)
	commit(t, s, 1, 10, bot.Result{})
	seen(t, s, 1, 10, true)
	seen(t, s, 1, 9, false) // ids do not always grow
	seen(t, s, 1, 11, false)
}

func testSeenReopened(t *testing.T, db Database) {
	needDurable(t, db)
	s := db.Open(t)
	commit(t, s, 1, 10, bot.Result{State: estonian})
	closeStore(t, s)
	s = db.Open(t)
	seen(t, s, 1, 10, true)
	stateIs(t, s, 1, estonian)
}

func testCrashBeforeCommit(t *testing.T, db Database) {
	needDurable(t, db)
	s := db.Open(t)
	tx := begin(t, s, 1, 10)
	closeStore(t, s)
	if err := tx.Commit(background(t), bot.Chat{ID: 1}, bot.Result{State: estonian}); err == nil {
		t.Error("Commit after Close succeeded")
	}
	s = db.Open(t)
	seen(t, s, 1, 10, false)
	stateIs(t, s, 1, bot.State{})
	pending(t, s, 0)
}

func testFailedCommit(t *testing.T, db Database) {
	s := db.Open(t)
	over, cancel := context.WithCancel(context.Background())
	tx := begin(t, s, 1, 10)
	cancel()
	result := replies("hello")
	result.State = estonian
	if err := tx.Commit(over, bot.Chat{ID: 1}, result); !errors.Is(err, context.Canceled) {
		t.Errorf("Commit with an ended context: %v", err)
	}
	tx = begin(t, s, 1, 10)
	if err := tx.Commit(background(t), bot.Chat{ID: 2}, result); err == nil {
		t.Error("Commit for another chat succeeded")
	}
	seen(t, s, 1, 10, false)
	stateIs(t, s, 1, bot.State{})
	pending(t, s, 0)

	tx = begin(t, s, 1, 10)
	if err := tx.Commit(background(t), bot.Chat{ID: 1}, result); err != nil {
		t.Errorf("Commit, tried again: %v", err)
	}
	if err := tx.Commit(background(t), bot.Chat{ID: 1}, result); err == nil {
		t.Error("second Commit succeeded")
	}
	tx.Rollback()
	stateIs(t, s, 1, estonian)
	pending(t, s, 1)
}

func testChatLock(t *testing.T, db Database) {
	s := db.Open(t)
	chatLock(t, s, s)
}

func testChatLockBetweenStores(t *testing.T, db Database) {
	needShared(t, db)
	chatLock(t, db.Open(t), db.Open(t))
}

// chatLock holds a chat in one store and asks for it in the other.
func chatLock(t *testing.T, holds, asks bot.Store) {
	held := begin(t, holds, 1, 1)
	begin(t, asks, 2, 2).Rollback() // another chat is free

	ctx, cancel := context.WithTimeout(context.Background(), moment)
	defer cancel()
	if _, err := asks.Begin(ctx, 1, 3); err == nil {
		t.Fatal("Begin did not wait for the chat's lock")
	} else if ctx.Err() == nil {
		t.Fatalf("Begin: %v", err)
	}

	locked := make(chan bot.State)
	go func() {
		tx, err := asks.Begin(background(t), 1, 4)
		if err != nil {
			t.Errorf("Begin: %v", err)
			close(locked)
			return
		}
		defer tx.Rollback()
		locked <- tx.State()
	}()
	select {
	case <-locked:
		t.Fatal("Begin did not wait for the chat's lock")
	case <-time.After(moment):
	}
	if err := held.Commit(background(t), bot.Chat{ID: 1}, bot.Result{State: estonian}); err != nil {
		t.Fatal(err)
	}
	same(t, "state after waiting for the lock", <-locked, estonian)
}

func testUpdateInTwoChats(t *testing.T, db Database) {
	s := db.Open(t)
	first, second := begin(t, s, 1, 10), begin(t, s, 2, 10)
	if err := first.Commit(background(t), bot.Chat{ID: 1}, bot.Result{State: estonian}); err != nil {
		t.Fatal(err)
	}
	err := second.Commit(background(t), bot.Chat{ID: 2}, bot.Result{State: estonian})
	if !errors.Is(err, bot.ErrSeen) {
		t.Errorf("Commit of a handled update: %v", err)
	}
	stateIs(t, s, 2, bot.State{})
}

func testEvents(t *testing.T, db Database) {
	s := db.Open(t)
	votes, err := s.Votes(background(t))
	if err != nil || len(votes) != 0 {
		t.Errorf("Votes = %v, %v", votes, err)
	}
	vote := func(entry string, lang locales.Lang, useful bool) bot.Event {
		return bot.Event{Kind: bot.Voted, Entry: entry, Lang: lang, Useful: useful}
	}
	commit(t, s, 1, 1, bot.Result{Events: []bot.Event{
		{Kind: bot.Handled, Update: bot.Message, Lang: locales.ET},
		{Kind: bot.Shown, Entry: "contact", Lang: locales.ET},
		vote("contact", locales.ET, true),
	}})
	commit(t, s, 2, 2, bot.Result{Events: []bot.Event{vote("contact", locales.ET, true), vote("about", locales.EN, false),
		{Kind: bot.Missed, Entry: "about", Lang: locales.EN}, {Kind: bot.Missed, Lang: locales.EN}, {Kind: bot.Missed, Lang: locales.EN},
	}})
	commit(t, s, 1, 3, bot.Result{Forget: true, Events: []bot.Event{
		vote("contact", locales.ET, false),
		{Kind: bot.Kept, Lang: locales.ET, Text: "kus on ___ kontor?"},
	}})

	withdrawn := bot.Event{Kind: bot.Withdrawn, Entry: "about", Lang: locales.EN, Useful: true}
	commit(t, s, 2, 4, bot.Result{Events: []bot.Event{vote("about", locales.EN, true), withdrawn, withdrawn}})

	votes, err = s.Votes(background(t))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "votes", votes, []bot.VoteCount{
		{Lang: locales.EN, Missed: 2},
		{Entry: "about", Lang: locales.EN, Useless: 1, Missed: 1},
		{Entry: "contact", Lang: locales.ET, Useful: 2, Useless: 1},
	})
	kept, err := s.Kept(background(t))
	if err != nil || len(kept) != 1 {
		t.Fatalf("Kept = %v, %v; want one question", kept, err)
	}
	same(t, "hour of the kept question", kept[0].Day.Truncate(24*time.Hour), kept[0].Day)
	if age := time.Since(kept[0].Day); age < 0 || age > 25*time.Hour {
		t.Errorf("a question of today has the day %v", kept[0].Day)
	}
	if kept[0].ID == "" || kept[0].Asker < 1 || kept[0].Asker > 16 {
		t.Errorf("a kept question has the id %q and the asker %d", kept[0].ID, kept[0].Asker)
	}
	kept[0].Day, kept[0].ID, kept[0].Asker = time.Time{}, "", 0
	same(t, "kept question", kept[0], bot.KeptQuestion{Lang: locales.ET, Text: "kus on ___ kontor?"})
}

func testSweep(t *testing.T, db Database) {
	s := db.Open(t)
	result := bot.Result{
		State:   estonian,
		Replies: []bot.Reply{reply("hello", 5), reply("later", 0)},
		Events:  []bot.Event{{Kind: bot.Kept, Lang: locales.EN, Text: "why?"}},
	}
	commit(t, s, 1, 10, result)
	done(t, nextIs(t, s, "hello"), 6)

	sweep := func(age time.Duration) {
		t.Helper()
		if err := s.Sweep(background(t), time.Now().Add(age)); err != nil {
			t.Fatalf("Sweep: %v", err)
		}
	}
	kept := func(want int) {
		t.Helper()
		if k, err := s.Kept(background(t)); err != nil || len(k) != want {
			t.Errorf("%d questions are kept (%v), want %d", len(k), err, want)
		}
	}
	sweep(25*time.Hour - time.Minute)
	seen(t, s, 1, 10, true)
	sweep(25*time.Hour + time.Minute)
	seen(t, s, 1, 10, false)
	sweep(48*time.Hour - time.Minute)
	answerIs(t, s, 1, 5, 6)
	sweep(48*time.Hour + time.Minute)
	answerIs(t, s, 1, 5, 0)
	sweep(29*24*time.Hour - time.Minute)
	kept(1)
	sweep(30*24*time.Hour + time.Minute)
	kept(0)
	stateIs(t, s, 1, estonian)
	pending(t, s, 1)
}

func needDurable(t *testing.T, db Database) {
	if !db.Durable {
		t.Skip("skipped: the database ends with its store")
	}
}

func needShared(t *testing.T, db Database) {
	if !db.Shared {
		t.Skip("skipped: the database serves one process")
	}
}

func closeStore(t testing.TB, s bot.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
}
