package fakeapi_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/bot/telegram/fakeapi"
)

func TestEvents(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	early, cancel := a.Subscribe(0)
	a.chatter(1)
	a.do("sendMessage", keys(`[[{"text":"a","callback_data":"b"}]]`), nil)
	id, err := a.Press(mari, 7, 2, "b")
	if err != nil {
		t.Fatal(err)
	}
	a.do("answerCallbackQuery", params{"callback_query_id": id, "text": "Aitäh", "show_alert": "true"}, nil)
	a.do("editMessageText", text("message_id", "2", "text", "y"), nil)
	a.do("deleteMessage", params{"chat_id": "7", "message_id": "2"}, nil)
	a.do("setMyCommands", params{"commands": "[]"}, nil)

	want := []fakeapi.Event{
		{Number: 1, Kind: fakeapi.MessageSent, Chat: 7},
		{Number: 2, Kind: fakeapi.MessageSent, Chat: 7},
		{Number: 3, Kind: fakeapi.ToastShown, Chat: 7, Callback: id, Text: "Aitäh", Alert: true},
		{Number: 4, Kind: fakeapi.MessageEdited, Chat: 7},
		{Number: 5, Kind: fakeapi.MessageDeleted, Chat: 7},
		{Number: 6, Kind: fakeapi.CommandsChanged},
	}
	texts := map[int64]string{1: "tere", 2: "x", 4: "y", 5: "y"}
	read := func(from <-chan fakeapi.Event, want []fakeapi.Event) {
		t.Helper()
		for _, w := range want {
			e := <-from
			if e.Message != nil && e.Message.Text != texts[e.Number] {
				t.Errorf("event %d: text %q", e.Number, e.Message.Text)
			}
			e.Message = nil
			if d := cmp.Diff(w, e); d != "" {
				t.Error(d)
			}
		}
	}
	read(early, want)
	cancel()
	if _, open := <-early; open {
		t.Error("a cancelled subscription goes on")
	}
	late, cancel := a.Subscribe(4) // as after Last-Event-ID: 4
	defer cancel()
	read(late, want[4:])
	if n := a.LastEvent(); n != 6 {
		t.Errorf("last event %d", n)
	}
	a.Close()
	if _, open := <-late; open {
		t.Error("Close left a subscription open")
	}
}

func TestEventsKeepTheLast(t *testing.T) {
	a := serve(t, fakeapi.Options{KeepEvents: 10})
	a.chatter(100)
	es, cancel := a.Subscribe(0)
	defer cancel()
	if e := <-es; e.Number < 80 || e.Number > 91 {
		t.Errorf("replay begins at %d of 100", e.Number)
	}
}
