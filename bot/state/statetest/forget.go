package statetest

import (
	"testing"

	"iombot/bot"
)

// livedIn makes chat 1 known: a state, an answer and a reply not yet sent.
func livedIn(t *testing.T, s bot.Store) {
	t.Helper()
	commit(t, s, 1, 1, bot.Result{State: estonian, Replies: []bot.Reply{reply("sent", 5), reply("unsent", 6)}})
	done(t, nextIs(t, s, "sent"), 50)
}

func testForget(t *testing.T, db Database) {
	s := db.Open(t)
	commit(t, s, 2, 100, bot.Result{State: estonian, Replies: []bot.Reply{reply("other", 5)}})
	done(t, nextIs(t, s, "other"), 51)
	before := dump(t, db)

	livedIn(t, s)
	commit(t, s, 1, 2, bot.Result{State: estonian, Forget: true, Replies: []bot.Reply{reply("forgotten", 7)}})
	stateIs(t, s, 1, bot.State{})
	answerIs(t, s, 1, 5, 0)
	pending(t, s, 1)
	done(t, nextIs(t, s, "forgotten"), 52)
	answerIs(t, s, 1, 7, 0)
	pending(t, s, 0)
	seen(t, s, 1, 1, true)
	seen(t, s, 1, 2, true)

	same(t, "rows after forgetting", dump(t, db), before)
	stateIs(t, s, 2, estonian)
	answerIs(t, s, 2, 5, 51)
}

func testForgetWhileSending(t *testing.T, db Database) {
	s := db.Open(t)
	before := dump(t, db)
	livedIn(t, s)
	taken := nextIs(t, s, "unsent")
	commit(t, s, 1, 2, bot.Result{Forget: true, Replies: []bot.Reply{reply("forgotten", 7)}})
	nothing(t, s) // the chat still has a reply taken
	done(t, taken, 51)
	answerIs(t, s, 1, 6, 0)
	done(t, nextIs(t, s, "forgotten"), 52)
	same(t, "rows after forgetting", dump(t, db), before)
}

func testForgetAndBlock(t *testing.T, db Database) {
	s := db.Open(t)
	before := dump(t, db)
	livedIn(t, s)
	taken := nextIs(t, s, "unsent")
	commit(t, s, 1, 2, bot.Result{Forget: true, Replies: []bot.Reply{reply("forgotten", 7)}})
	if err := taken.Drop(background(t), true); err != nil {
		t.Fatal(err)
	}
	if err := nextIs(t, s, "forgotten").Drop(background(t), true); err != nil {
		t.Fatal(err)
	}
	pending(t, s, 0)
	stateIs(t, s, 1, bot.State{})
	same(t, "rows after forgetting", dump(t, db), before)
}

func testMove(t *testing.T, db Database) {
	s := db.Open(t)
	livedIn(t, s)
	commit(t, s, 2, 2, bot.Result{State: bot.State{Blocked: true}, Replies: []bot.Reply{reply("second", 5)}})
	if err := s.Move(background(t), 1, 2); err != nil {
		t.Fatalf("Move: %v", err)
	}
	stateIs(t, s, 1, bot.State{})
	stateIs(t, s, 2, estonian)
	answerIs(t, s, 1, 5, 0)
	answerIs(t, s, 2, 5, 50)
	for i, want := range []string{"unsent", "second"} {
		d := nextIs(t, s, want)
		if d.Chat().ID != 2 {
			t.Errorf("%q goes to chat %d", want, d.Chat().ID)
		}
		nothing(t, s)
		done(t, d, int64(60+i))
	}
	answerIs(t, s, 2, 6, 60)
	answerIs(t, s, 2, 5, 61)
}

func testMoveUnknown(t *testing.T, db Database) {
	s := db.Open(t)
	livedIn(t, s)
	for _, from := range []int64{1, 3} {
		if err := s.Move(background(t), from, 1); err != nil {
			t.Fatalf("Move(%d, 1): %v", from, err)
		}
	}
	stateIs(t, s, 1, estonian)
	answerIs(t, s, 1, 5, 50)
	pending(t, s, 1)
}

func testMoveWhileSending(t *testing.T, db Database) {
	s := db.Open(t)
	moveWhileSending(t, s, s)
}

func testMoveBetweenStores(t *testing.T, db Database) {
	needShared(t, db)
	moveWhileSending(t, db.Open(t), db.Open(t))
}

// moveWhileSending sends in one store and moves the chat in the other.
func moveWhileSending(t *testing.T, sends, moves bot.Store) {
	livedIn(t, sends)
	taken := nextIs(t, sends, "unsent")
	commit(t, sends, 1, 2, replies("second"))
	if err := moves.Move(background(t), 1, 2); err != nil {
		t.Fatalf("Move: %v", err)
	}
	nothing(t, moves) // "unsent" is the new chat's first, and taken
	if err := taken.Retry(background(t), longAgo); err != nil {
		t.Fatal(err)
	}
	d := nextIs(t, moves, "unsent")
	if d.Chat().ID != 2 || d.Attempt() != 2 {
		t.Errorf("moved reply: chat %d, attempt %d", d.Chat().ID, d.Attempt())
	}
	if err := moves.Move(background(t), 2, 3); err != nil {
		t.Fatalf("Move: %v", err)
	}
	done(t, d, 51)
	answerIs(t, sends, 3, 6, 51)
	if d := nextIs(t, sends, "second"); d.Chat().ID != 3 {
		t.Errorf("moved reply goes to chat %d", d.Chat().ID)
	}
}
