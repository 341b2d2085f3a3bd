package telegram

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"iombot/bot"
	"iombot/bot/telegram/fakeapi"
)

func text(id, chat int64, at time.Time, text string) arrival {
	return arrival{ID: id, At: at, Update: bot.Update{ID: id, Kind: bot.Message, Chat: bot.Chat{ID: chat}, MessageID: id, Text: text}}
}

// idleDispatcher makes the dispatcher of a service that does not run.
func idleDispatcher(t *testing.T, h handlerFunc, change func(*Settings)) *dispatcher {
	t.Helper()
	store := openStore(t, "sqlite::memory:")
	s := &Service{Store: store, Handler: h, Settings: fastSettings(), Log: slog.New(slog.DiscardHandler), Metrics: NewMetrics(prometheus.NewRegistry(), store)}
	change(&s.Settings)
	return s.start().dispatch
}

// TestBusyChatSlowsNobody: a chat with many updates waiting gets one turn in
// two while another chat has some.
func TestBusyChatSlowsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var order []int64 // by the only handler at a time
		d := idleDispatcher(t, func(s bot.State, u bot.Update) bot.Result {
			time.Sleep(time.Millisecond) // of the bubble: until all others wait
			order = append(order, u.Chat.ID)
			return bot.Result{State: s}
		}, func(s *Settings) { s.Handlers = 1 })
		if err := d.turns.Acquire(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		for id := range int64(60) {
			chat := int64(1)
			if id >= 50 {
				chat = 2
			}
			d.submit(t.Context(), text(id+1, chat, time.Now(), ""))
		}
		d.turns.Release(1)
		d.wait()
		last := 0
		for i, chat := range order {
			if chat == 2 {
				last = i
			}
		}
		if len(order) != 60 || last > 22 {
			t.Errorf("of %d updates, the other chat's 10 were done after %d", len(order), last+1)
		}
	})
}

func TestFloodingChatIsToldOnceAndDropped(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.Settings.Flood = Flood{Rate: Rate{Every: time.Minute, Burst: 5}, Hurry: 5, Quiet: time.Minute}
	for i := range 50 {
		r.api.Message(ann, ann.Private(), fmt.Sprint(i))
	}
	for i := range 3 {
		r.api.Message(bob, bob.Private(), fmt.Sprint(i))
	}
	r.start()
	r.messages(bob.ID, 6)
	if err := r.api.WaitTaken(r.ctx); err != nil {
		t.Error(err)
	}
	r.settled()
	got := r.messages(ann.ID, 56)[50:]
	want := "echo 0|echo 1|echo 2|echo 3|echo 4|wait"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("got %s, want %s", s, want)
	}
	if n := r.metric("iombot_updates_total", "outcome=flood"); n != 44 {
		t.Errorf("%v updates are counted as dropped, want 44", n)
	}
}

// TestBacklogIsNoFlood: after an outage of ours all that a person wrote in
// hours comes at once.
func TestBacklogIsNoFlood(t *testing.T) {
	var floods atomic.Int32
	d := idleDispatcher(t, func(s bot.State, u bot.Update) bot.Result {
		if u.Kind == bot.Flood {
			floods.Add(1)
		}
		return bot.Result{State: s}
	}, func(s *Settings) { s.Flood = DefaultSettings().Flood })
	begin := time.Unix(1700000000, 0)
	for i := range int64(500) {
		if err := <-d.submit(t.Context(), text(i+1, 1, begin.Add(time.Duration(i)*3*time.Second), "")); err != nil {
			t.Fatal(err)
		}
	}
	if n := floods.Load(); n != 0 {
		t.Errorf("a backlog of 25 minutes counted as %d floods", n)
	}
}

func TestPanicDropsOneUpdate(t *testing.T) {
	r := newRig(t, fakeapi.Options{Inline: true})
	r.Handler = handlerFunc(func(s bot.State, u bot.Update) bot.Result {
		if u.Text == "secret text" {
			panic(u.Text)
		}
		return echo(s, u)
	})
	r.api.Message(ann, ann.Private(), "secret text")
	r.api.Query(ann, "secret text")
	r.api.Message(ann, ann.Private(), "2")
	r.start()
	r.messages(ann.ID, 3)
	if err := r.api.WaitTaken(r.ctx); err != nil {
		t.Error(err)
	}
	if log := r.log.String(); !strings.Contains(log, "panicked") || strings.Contains(log, "secret text") {
		t.Errorf("log:\n%s", log)
	}
}

func TestSubmitGivesUpWithItsContext(t *testing.T) {
	d := idleDispatcher(t, echo, func(s *Settings) { s.Handlers = 1 })
	if err := d.turns.Acquire(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := d.submit(ctx, text(1, 1, time.Now(), ""))
	cancel()
	if err := <-done; err == nil {
		t.Error("an update that is not committed was acknowledged")
	}
	d.turns.Release(1)
	if err := <-d.submit(t.Context(), text(1, 1, time.Now(), "")); err != nil {
		t.Errorf("delivered again: %v", err)
	}
}

// TestMigratedGroupKeepsItsState: both service messages are handled.
func TestMigratedGroupKeepsItsState(t *testing.T) {
	r := newRig(t, fakeapi.Options{SeesAll: true})
	r.Handler = handlerFunc(func(s bot.State, u bot.Update) bot.Result {
		res := echo(s, u)
		if u.Kind == bot.Message {
			res.Replies[0].Text = say(fmt.Sprintf("%v then %v", s.Offered, u.Text))
			res.State.Offered = append(res.State.Offered, u.Text)
		}
		return res
	})
	old := fakeapi.Chat{ID: -20, Type: "group", Title: "G"}
	now := fakeapi.Chat{ID: -1000020, Type: "supergroup", Title: "G"}
	r.start()
	r.api.Message(ann, old, "/one")
	r.messages(old.ID, 2)
	r.api.Migrate(old.ID, now.ID)
	if err := r.api.WaitTaken(r.ctx); err != nil {
		t.Fatal(err)
	}
	r.api.Message(ann, now, "/two")
	got := r.messages(now.ID, 3)
	if got[2] != "[/one] then /two" {
		t.Errorf("messages %q", got)
	}
}
