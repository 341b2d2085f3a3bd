package statetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"iombot/bot"
	"iombot/knowledge"
	"iombot/locales"
)

// longAgo is a time at which everything is due.
var longAgo = time.Unix(0, 0)

func testOrder(t *testing.T, db Database) {
	s := db.Open(t)
	commit(t, s, 1, 1, replies("1a", "1b"))
	commit(t, s, 2, 2, replies("2a"))
	commit(t, s, 1, 3, replies("1c"))

	a := nextIs(t, s, "1a")
	other := nextIs(t, s, "2a") // 1b waits for 1a
	nothing(t, s)
	done(t, a, 0)
	b := nextIs(t, s, "1b")
	commit(t, s, 1, 4, replies("1d"))
	nothing(t, s)
	pending(t, s, 4)
	done(t, b, 0)
	done(t, nextIs(t, s, "1c"), 0)
	done(t, nextIs(t, s, "1d"), 0)
	done(t, other, 0)
	pending(t, s, 0)
	nothing(t, s)
}

func testAhead(t *testing.T, db Database) {
	s := db.Open(t)
	commit(t, s, 1, 1, replies("a", "b"))
	a := nextIs(t, s, "a")
	now := replies("first", "second")
	for i := range now.Replies {
		now.Replies[i].Ahead = true
	}
	commit(t, s, 1, 2, now)
	nothing(t, s) // what is being sent is not overtaken
	if err := a.Retry(background(t), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	first := nextIs(t, s, "first") // though the chat's next reply is not due
	if err := s.Move(background(t), 1, 2); err != nil {
		t.Fatal(err)
	}
	done(t, first, 0)
	done(t, nextIs(t, s, "second"), 0)
	nothing(t, s)
	pending(t, s, 2)
}

// testOvertaken wants an edit of a message to drop those that wait before it, and
// nothing else: not what is new, nor edits of other messages and chats.
func testOvertaken(t *testing.T, db Database) {
	s := db.Open(t)
	edit := func(text string, target int64) bot.Result {
		r := replies(text)
		r.Replies[0].Kind, r.Replies[0].Target = bot.Edit, target
		return r
	}
	commit(t, s, 1, 1, edit("sent", 7))
	sending := nextIs(t, s, "sent")
	commit(t, s, 1, 2, edit("other message", 8))
	commit(t, s, 2, 3, edit("other chat", 7))
	commit(t, s, 1, 4, edit("overtaken", 7))
	commit(t, s, 1, 5, replies("new"))
	commit(t, s, 1, 6, edit("last", 7))
	pending(t, s, 5) // with the one that is being sent
	done(t, sending, 0)
	for _, text := range []string{"other message", "other chat", "new", "last"} {
		done(t, nextIs(t, s, text), 0)
	}
	pending(t, s, 0)
}

func testNextWaits(t *testing.T, db Database) {
	s := db.Open(t)
	over, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Next(over, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("Next with an ended context: %v", err)
	}
	nothing(t, s)

	full := bot.Reply{
		Kind: bot.EditAnswer, To: 3, Quote: true, Target: 4,
		Text: knowledge.Rich{{Kind: knowledge.ListItem, Number: 2, Depth: 1, Spans: []knowledge.Span{
			{Text: "õäöü \x00 🙂", Bold: true, URL: "https://iom.int"}}}},
		Buttons:    [][]bot.Button{{{Text: "a", Data: "b"}}, {{Text: "c", URL: "https://iom.int"}}},
		CallbackID: "press", Toast: "done", Alert: true, Lang: locales.EN,
	}
	chat := bot.Chat{ID: -100123, Group: true, Thread: 7}
	got := make(chan bot.Delivery)
	go func() {
		defer close(got)
		if ds, err := s.Next(background(t), 2); err != nil || len(ds) != 1 {
			t.Errorf("Next: %d replies, %v", len(ds), err)
		} else {
			got <- ds[0]
		}
	}()
	select {
	case <-got:
		t.Fatal("Next did not wait")
	case <-time.After(moment):
	}
	if err := begin(t, s, chat.ID, 10).Commit(background(t), chat, bot.Result{Replies: []bot.Reply{full}}); err != nil {
		t.Fatal(err)
	}
	d := <-got
	if d == nil {
		return
	}
	same(t, "reply", d.Reply(), full)
	same(t, "chat", d.Chat(), chat)
	same(t, "update", d.Update(), int64(10))
	same(t, "attempt", d.Attempt(), 1)
}

func testNextBetweenStores(t *testing.T, db Database) {
	needShared(t, db)
	a, b := db.Open(t), db.Open(t)
	commit(t, a, 1, 1, replies("1a", "1b"))
	commit(t, a, 2, 2, replies("2a"))
	first := nextIs(t, a, "1a")
	second := nextIs(t, b, "2a")
	nothing(t, a)
	nothing(t, b)
	done(t, first, 0)
	third := nextIs(t, b, "1b")
	nothing(t, a)
	if err := third.Retry(background(t), longAgo); err != nil {
		t.Fatal(err)
	}
	done(t, nextIs(t, a, "1b"), 0)
	done(t, second, 0)
	pending(t, b, 0)
}

func testRetry(t *testing.T, db Database) {
	s := db.Open(t)
	commit(t, s, 1, 1, replies("1a", "1b"))
	commit(t, s, 2, 2, replies("2a"))
	for attempt := 1; attempt <= 3; attempt++ {
		d := nextIs(t, s, "1a")
		if d.Attempt() != attempt {
			t.Errorf("Attempt = %d, want %d", d.Attempt(), attempt)
		}
		if err := d.Retry(background(t), longAgo); err != nil {
			t.Fatal(err)
		}
	}
	d := nextIs(t, s, "1a")
	if err := d.Retry(background(t), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	done(t, nextIs(t, s, "2a"), 0) // the other chat does not wait
	nothing(t, s)                  // 1b waits behind 1a
	pending(t, s, 2)
}

func testRetryLater(t *testing.T, db Database) {
	s := db.Open(t)
	commit(t, s, 1, 1, replies("1a", "1b"))
	at := time.Now().Add(4 * moment)
	if err := nextIs(t, s, "1a").Retry(background(t), at); err != nil {
		t.Fatal(err)
	}
	d := nextIs(t, s, "1a") // and not 1b, which waits behind it
	if early := time.Until(at); early > 0 {
		t.Errorf("the reply came %v too early", early)
	}
	done(t, d, 0)
	done(t, nextIs(t, s, "1b"), 0)
}

func testDone(t *testing.T, db Database) {
	s := db.Open(t)
	before := dump(t, db)
	commit(t, s, 1, 1, bot.Result{Replies: []bot.Reply{reply("a", 0), reply("b", 5)}})
	done(t, nextIs(t, s, "a"), 50)
	done(t, nextIs(t, s, "b"), 0) // it became no message: nothing to remember
	same(t, "rows after sending", dump(t, db), before)
}

func testAnswers(t *testing.T, db Database) {
	s := db.Open(t)
	answerIs(t, s, 1, 5, 0)
	commit(t, s, 1, 1, bot.Result{Replies: []bot.Reply{reply("a", 5), reply("b", 6), reply("c", 5), reply("d", 0)}})
	for sent, want := range []string{"a", "b", "c", "d"} {
		done(t, nextIs(t, s, want), int64(50+sent))
	}
	answerIs(t, s, 1, 5, 52) // the last
	answerIs(t, s, 1, 6, 51)
	answerIs(t, s, 1, 0, 0)
	answerIs(t, s, 2, 5, 0)
}

func testAnswerParts(t *testing.T, db Database) {
	s := db.Open(t)
	second := reply("b", 5)
	second.Part = 1
	commit(t, s, 1, 1, bot.Result{Replies: []bot.Reply{reply("a", 5), second}})
	done(t, nextIs(t, s, "a"), 50)
	done(t, nextIs(t, s, "b"), 51)
	if err := s.Move(background(t), 1, 2); err != nil {
		t.Fatalf("Move: %v", err)
	}
	for part, want := range []int64{50, 51, 0} {
		if got, err := s.AnswerTo(background(t), 2, 5, part); err != nil || got != want {
			t.Errorf("part %d became %d, %v; want %d", part, got, err, want)
		}
	}
}

func testTrim(t *testing.T, db Database) {
	s := db.Open(t)
	second, third := reply("b", 5), reply("c", 5)
	second.Part, third.Part = 1, 2
	commit(t, s, 1, 1, bot.Result{Replies: []bot.Reply{reply("a", 5), second, third, reply("d", 6)}})
	for i, text := range []string{"a", "b", "c", "d"} {
		done(t, nextIs(t, s, text), int64(50+i))
	}
	commit(t, s, 1, 2, bot.Result{Replies: []bot.Reply{{Kind: bot.Trim, To: 5, Part: 1}}})
	done(t, next(t, s), 0)
	for part, want := range []int64{50, 0, 0} {
		if got, err := s.AnswerTo(background(t), 1, 5, part); err != nil || got != want {
			t.Errorf("part %d is %d, %v; want %d", part, got, err, want)
		}
	}
	answerIs(t, s, 1, 6, 53)
}

func testDrop(t *testing.T, db Database) {
	s := db.Open(t)
	commit(t, s, 1, 1, bot.Result{State: estonian, Replies: []bot.Reply{reply("a", 5), reply("b", 6)}})
	if err := nextIs(t, s, "a").Drop(background(t), false); err != nil {
		t.Fatal(err)
	}
	answerIs(t, s, 1, 5, 0)
	done(t, nextIs(t, s, "b"), 50)
	pending(t, s, 0)
	stateIs(t, s, 1, estonian)
}

func testBlock(t *testing.T, db Database) {
	s := db.Open(t)
	commit(t, s, 1, 1, bot.Result{State: estonian, Replies: []bot.Reply{reply("1a", 5), reply("1b", 6)}})
	commit(t, s, 2, 2, replies("2a"))
	if err := nextIs(t, s, "1a").Drop(background(t), true); err != nil {
		t.Fatal(err)
	}
	blocked := estonian
	blocked.Blocked = true
	stateIs(t, s, 1, blocked)
	done(t, nextIs(t, s, "2a"), 0)
	pending(t, s, 0)
	nothing(t, s)
}

func testRepliesReopened(t *testing.T, db Database) {
	needDurable(t, db)
	s := db.Open(t)
	commit(t, s, 1, 1, bot.Result{Replies: []bot.Reply{reply("a", 5), reply("b", 6)}})
	done(t, nextIs(t, s, "a"), 50)
	closeStore(t, s)
	s = db.Open(t)
	answerIs(t, s, 1, 5, 50)
	done(t, nextIs(t, s, "b"), 51)
	pending(t, s, 0)
}

func testDeadProcess(t *testing.T, db Database) {
	needDurable(t, db)
	s := db.Open(t)
	commit(t, s, 1, 1, replies("a", "b"))
	commit(t, s, 1, 2, replies("c"))
	nextIs(t, s, "a")
	closeStore(t, s)
	s = db.Open(t)
	for _, want := range []string{"a", "b", "c"} {
		done(t, nextIs(t, s, want), 0)
	}
}

func testClose(t *testing.T, db Database) {
	s := db.Open(t)
	if err := s.Ping(background(t)); err != nil {
		t.Errorf("Ping: %v", err)
	}
	ended := make(chan error)
	go func() {
		_, err := s.Next(background(t), 1)
		ended <- err
	}()
	closeStore(t, s)
	if err := <-ended; err == nil || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Next after Close: %v", err)
	}
	if err := s.Ping(background(t)); err == nil {
		t.Error("Ping after Close succeeded")
	}
	if _, err := s.Begin(background(t), 1, 1); err == nil {
		t.Error("Begin after Close succeeded")
	}
}
