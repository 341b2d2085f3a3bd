package fakeapi_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"iombot/bot/telegram/apitest"
	"iombot/bot/telegram/fakeapi"
)

// ids polls and returns the ids of the updates that came.
func (a *api) ids(p params) []int64 {
	a.t.Helper()
	var us []struct {
		ID int64 `json:"update_id"`
	}
	a.do("getUpdates", p, &us)
	var ids []int64
	for _, u := range us {
		ids = append(ids, u.ID)
	}
	return ids
}

func (a *api) wantIDs(p params, want ...int64) {
	a.t.Helper()
	if d := cmp.Diff(want, a.ids(p)); d != "" {
		a.t.Errorf("getUpdates %v:\n%s", p, d)
	}
}

func (a *api) chatter(n int) {
	for range n {
		a.Message(mari, mari.Private(), "tere")
	}
}

func TestOffsets(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	a.wantIDs(nil)
	a.chatter(5)
	a.wantIDs(nil, 1, 2, 3, 4, 5)
	a.wantIDs(nil, 1, 2, 3, 4, 5) // nothing was confirmed
	a.wantIDs(params{"offset": "1"}, 1, 2, 3, 4, 5)
	a.wantIDs(params{"offset": "3", "limit": "2"}, 3, 4)
	a.wantIDs(params{"offset": "1"}, 3, 4, 5) // confirmed is confirmed
	a.wantIDs(params{"offset": "1000"}, 3, 4, 5)
	a.wantIDs(params{"offset": "-1"}, 5) // "All previous updates will be forgotten."
	a.wantIDs(nil, 5)
	if n := a.Pending(); n != 1 {
		t.Errorf("pending: %d", n)
	}
	a.wantIDs(params{"offset": "6"})
	if err := a.WaitTaken(deadline(t)); err != nil {
		t.Error(err)
	}
}

func TestIDsRestart(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	a.chatter(2)
	a.RestartIDs(1_000_000)
	a.chatter(2)
	a.RestartIDs(500)
	a.chatter(2)
	a.wantIDs(params{"offset": "2"}, 2, 1_000_000, 1_000_001, 500, 501)
	a.wantIDs(params{"offset": "3"}, 1_000_000, 1_000_001, 500, 501)
	a.wantIDs(params{"offset": "1000004"}, 1_000_000, 1_000_001, 500, 501) // in no sequence
	a.wantIDs(params{"offset": "1000002"}, 500, 501)
	a.wantIDs(params{"offset": "501"}, 501)
	a.wantIDs(params{"offset": "502"})
}

func TestUpdatesGrowOld(t *testing.T) {
	c := newClock()
	a := serve(t, fakeapi.Options{Now: c.Now})
	a.chatter(1)
	a.do("sendMessage", keys(`[[{"text":"a","callback_data":"b"}]]`), nil)
	q, err := a.Press(mari, 7, 2, "b")
	if err != nil {
		t.Fatal(err)
	}
	c.Add(149 * time.Second)
	a.wantIDs(nil, 1, 2)
	c.Add(2 * time.Second)
	a.wantIDs(nil, 1) // a press is kept for 150 s
	a.refuses("answerCallbackQuery", params{"callback_query_id": q}, 400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
	c.Add(24 * time.Hour)
	a.wantIDs(nil)
	if n := a.Pending(); n != 0 {
		t.Errorf("pending: %d", n)
	}
	a.clean()
}

// poll polls in the background; the answer is sent when it comes.
func (a *api) poll(p params) <-chan answer {
	done := make(chan answer, 1)
	go func() {
		an, err := a.try("getUpdates", p)
		if err != nil {
			an.Description = err.Error()
		}
		done <- an
	}()
	return done
}

// held waits until a poll is held.
func (a *api) held() {
	a.t.Helper()
	if err := a.Wait(deadline(a.t), a.Polling); err != nil {
		a.t.Fatal(err)
	}
}

func TestAPollIsHeld(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	done := a.poll(params{"timeout": "50"})
	a.held()
	a.chatter(1)
	if an := <-done; !an.OK || string(an.Result) == "[]" {
		t.Errorf("%+v", an)
	}
	a.do("getUpdates", params{"offset": "2"}, nil)

	short := serve(t, fakeapi.Options{MaxPoll: time.Millisecond})
	short.wantIDs(params{"timeout": "1000000"}) // capped: it ends
}

func TestASecondPollerEndsTheFirst(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	first := a.poll(params{"timeout": "50"})
	a.held()
	second := a.poll(params{"timeout": "50"})
	an := <-first
	if an.Code != 409 || an.Description != "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running" {
		t.Errorf("first: %+v", an)
	}
	a.held()
	a.do("setWebhook", params{"url": "https://bot.example/hook"}, nil)
	if an := <-second; an.Code != 409 || an.Description != "Conflict: terminated by setWebhook request" {
		t.Errorf("second: %+v", an)
	}
	a.refuses("getUpdates", nil, 409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	a.clean()
}

func TestAllowedUpdatesAreSticky(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	push := func(kind string) int64 {
		t.Helper()
		id, err := a.Push(json.RawMessage(`{"` + kind + `":{"chat":{"id":7,"type":"private"}}}`))
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	if push("message") == 0 || push("chat_member") != 0 || push("message_reaction") != 0 {
		t.Error("default: all update types except chat_member, message_reaction, message_reaction_count")
	}
	a.do("getUpdates", params{"allowed_updates": `["message_reaction"]`}, nil)
	a.do("getUpdates", nil, nil)
	if push("message") != 0 || push("message_reaction") == 0 {
		t.Error("the previous setting must be used")
	}
	a.do("getUpdates", params{"allowed_updates": `[]`}, nil)
	if push("message") == 0 || push("message_reaction") != 0 {
		t.Error("an empty list is the default")
	}
}

// A chunked answer costs some clients their connection.
func TestLongAnswersHaveALength(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	a.chatter(100)
	resp, err := http.Get(a.base + "getUpdates")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.ContentLength < 4096 {
		t.Errorf("Content-Length %d", resp.ContentLength)
	}
}

// BenchmarkUpdates shows what an update costs the fake itself: written by a
// person, polled in batches, answered over HTTP.
func BenchmarkUpdates(b *testing.B) {
	s := apitest.New(fakeapi.Options{})
	base, err := s.Listen("127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.Close)
	a := &api{Server: s, base: base + "/bot" + s.Token() + "/"}
	people := make([]fakeapi.User, 1000)
	for i := range people {
		people[i] = fakeapi.User{ID: int64(i + 1), FirstName: "A"}
	}
	for i := range b.N {
		p := people[i%len(people)]
		s.Message(p, p.Private(), "mis on iom?")
	}
	b.ResetTimer()
	for i := range b.N {
		if i%100 == 0 {
			if _, err := a.try("getUpdates", params{"offset": strconv.Itoa(i + 1)}); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := a.try("sendMessage", params{"chat_id": strconv.Itoa(i%1000 + 1), "text": "<b>IOM</b>", "parse_mode": "HTML"}); err != nil {
			b.Fatal(err)
		}
	}
}
