package telegram

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/bot"
	"iombot/bot/telegram/fakeapi"
	"iombot/locales"
)

// Staff see their commands in their own chats, and nobody else does.
func TestStaffMenu(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	help, stats := bot.Command{Name: "help", Description: "Help"}, bot.Command{Name: "stats", Description: "Stats"}
	r.Profiles = map[locales.Lang]Profile{locales.EN: {Commands: []bot.Command{help}, StaffCommands: []bot.Command{help, stats}}}
	r.Fallback = locales.EN
	r.Handler = handlerFunc(func(s bot.State, u bot.Update) bot.Result {
		return bot.Result{State: s, Replies: []bot.Reply{{Kind: bot.Commands, Lang: locales.EN, Staff: u.Chat.ID == ann.ID}}}
	})
	r.start()
	r.api.Message(ann, ann.Private(), "1")
	r.api.Message(bob, bob.Private(), "1")
	r.await("both have a menu, as all others", func() bool { return r.api.Count("setMyCommands") == 4 })
	r.settled()
	all := []fakeapi.Command{{Name: "help", Description: "Help"}}
	if diff := cmp.Diff(append(all, fakeapi.Command{Name: "stats", Description: "Stats"}), r.api.Commands(ann.ID, "et")); diff != "" {
		t.Errorf("staff (-want +got):\n%s", diff)
	}
	for name, chat := range map[string]int64{"somebody": bob.ID, "others": 99} {
		if diff := cmp.Diff(all, r.api.Commands(chat, "et")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Who counts beside the metrics hears of every event, after it is committed.
func TestEventsAreCountedAlso(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	counted := make(chan []bot.Event, 1)
	r.Metrics.Also(func(events []bot.Event) { counted <- events })
	want := []bot.Event{{Kind: bot.Handled, Outcome: "answer", Lang: locales.ET}, {Kind: bot.Shown, Entry: "e"}}
	r.Handler = handlerFunc(func(s bot.State, _ bot.Update) bot.Result { return bot.Result{State: s, Events: want} })
	r.start()
	r.api.Message(ann, ann.Private(), "1")
	if diff := cmp.Diff(want, <-counted); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
