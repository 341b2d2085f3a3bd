package telegram

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"iombot/bot"
)

func TestFloodGate(t *testing.T) {
	g := newFloodGate(Flood{Rate: Rate{Every: 2 * time.Second, Burst: 3}, Hurry: 3, Quiet: 10 * time.Second})
	begin := time.Unix(1700000000, 0)
	for _, step := range []struct {
		chat int64
		at   time.Duration
		want verdict
	}{
		{1, 0, admit}, {1, 0, admit}, {1, 0, admit},
		{1, 0, warn}, {1, time.Second, surplus},
		{2, time.Second, admit},              // others are not slowed
		{1, 10 * time.Second, surplus},       // not yet quiet for 10 s
		{1, 20 * time.Second, admit},         // quiet: it is served again
		{1, 15 * time.Second, admit},         // older by a hand's breadth: time does not run back
		{1, 20 * time.Second, admit},         //
		{1, 20 * time.Second, warn},          // told again in a new flood
		{3, 0, admit}, {3, time.Hour, admit}, // a slow writer
	} {
		if got := g.pass(step.chat, begin.Add(step.at)); got != step.want {
			t.Errorf("chat %d at %v: %v, want %v", step.chat, step.at, got, step.want)
		}
	}
}

// TestFloodGateTellsWhoHurries: once in a burst, and nothing is dropped.
func TestFloodGateTellsWhoHurries(t *testing.T) {
	g := newFloodGate(Flood{Rate: Rate{Every: time.Second, Burst: 10}, Hurry: 2, Quiet: time.Second})
	at := time.Unix(1700000000, 0)
	want := []verdict{admit, admit, hurried, admit, admit}
	for i, w := range want {
		if got := g.pass(1, at); got != w {
			t.Errorf("message %d: %v, want %v", i+1, got, w)
		}
	}
	g.refund(1, hurried)
	if got := g.pass(1, at); got != hurried {
		t.Errorf("after a repeated delivery: %v", got)
	}
	if got := g.pass(1, at.Add(time.Minute)); got != admit {
		t.Errorf("after a rest: %v", got)
	}
}

func TestFloodGateRefundsRepeatedDeliveries(t *testing.T) {
	g := newFloodGate(Flood{Rate: Rate{Every: time.Hour, Burst: 1}, Hurry: 1, Quiet: time.Second})
	at := time.Unix(1700000000, 0)
	for range 5 {
		if got := g.pass(1, at); got != admit {
			t.Fatalf("a repeated delivery: %v", got)
		}
		g.refund(1, admit)
	}
}

// TestFloodGateWarnsAgain: a warning that was not given is still due.
func TestFloodGateWarnsAgain(t *testing.T) {
	g := newFloodGate(Flood{Rate: Rate{Every: time.Hour, Burst: 1}, Hurry: 1, Quiet: time.Minute})
	at := time.Unix(1700000000, 0)
	g.pass(1, at)
	for range 3 {
		if got := g.pass(1, at); got != warn {
			t.Fatalf("%v", got)
		}
		g.refund(1, warn)
	}
}

func TestFloodGateForgetsChatsAtRest(t *testing.T) {
	g := newFloodGate(Flood{Rate: Rate{Every: time.Second, Burst: 3}, Hurry: 3, Quiet: time.Second})
	at := time.Unix(1700000000, 0)
	g.pass(1, at)
	g.pass(2, at.Add(time.Second))
	if g.forget(at.Add(4 * time.Second)); g.chats[1] != nil || g.chats[2] == nil {
		t.Errorf("%v are kept", g.chats)
	}
}

func TestPacerForgetsChatsAtRest(t *testing.T) {
	now := time.Unix(1700000000, 0)
	p := newPacer(Pace{Chat: Rate{Every: time.Second, Burst: 2}, All: Rate{Every: time.Microsecond, Burst: 100}}, func() time.Time { return now })
	p.next(bot.Chat{ID: 1}, time.Second)
	p.next(bot.Chat{ID: 2}, time.Second)
	p.next(bot.Chat{ID: 2}, time.Second)
	p.refused(3, now.Add(500*time.Millisecond))
	now = now.Add(time.Second)
	if p.forget(now); p.chats[1] != nil || p.chats[2] == nil || len(p.warned) != 0 {
		t.Errorf("%v and %v are kept", p.chats, p.warned)
	}
}

func TestPacer(t *testing.T) {
	now := time.Unix(1700000000, 0)
	p := newPacer(Pace{
		Chat: Rate{Every: time.Second, Burst: 2}, Group: Rate{Every: 3 * time.Second, Burst: 1}, All: Rate{Every: 10 * time.Millisecond, Burst: 4},
	}, func() time.Time { return now })
	type place struct {
		Wait  time.Duration
		Taken bool
	}
	var got []place
	next := func(c bot.Chat) {
		wait, taken := p.next(c, time.Second)
		got = append(got, place{wait.Round(time.Millisecond), taken})
	}
	person, crowd := bot.Chat{ID: 1}, bot.Chat{ID: -1, Group: true}
	for range 4 {
		next(person)
	}
	next(crowd)
	next(crowd)
	next(bot.Chat{ID: 2})
	p.hold(now.Add(5 * time.Second))
	next(bot.Chat{ID: 3})
	want := []place{
		{0, true}, {0, true}, {time.Second, true}, {2 * time.Second, false}, // a place too far off is not taken
		{0, true}, {3 * time.Second, false},
		{10 * time.Millisecond, true}, // the fifth in all
		{5 * time.Second, false},      // all are held
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
}

// Calls that give up hold up nobody.
func TestPacerGivesPlacesBack(t *testing.T) {
	now := time.Unix(1700000000, 0)
	every := Rate{Every: 10 * time.Millisecond, Burst: 1}
	p := newPacer(Pace{Chat: every, Group: every, All: every}, func() time.Time { return now })
	for range 1000 {
		p.nextAny(100 * time.Millisecond)
	}
	for chat := range int64(1000) {
		p.next(bot.Chat{ID: chat}, 200*time.Millisecond)
	}
	if wait, taken := p.next(bot.Chat{ID: -1}, time.Second); !taken || wait > 300*time.Millisecond {
		t.Errorf("an answer waits %v, taken %v", wait, taken)
	}
}

func TestPacerHoldsAllWhenManyAreRefused(t *testing.T) {
	now := time.Unix(1700000000, 0)
	p := newPacer(DefaultSettings().Pace, func() time.Time { return now })
	for chat, want := range []bool{false, false, true} {
		if got := p.refused(int64(chat), now.Add(time.Minute)); got != want {
			t.Errorf("refusal %d holds all: %v", chat+1, got)
		}
	}
	if _, taken := p.next(bot.Chat{ID: 77}, time.Second); taken {
		t.Error("another chat may still send")
	}
	now = now.Add(2 * time.Minute)
	if p.refused(5, now.Add(time.Minute)) {
		t.Error("refusals long ago count")
	}
}
