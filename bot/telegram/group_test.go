package telegram

import (
	"testing"

	"iombot/bot"
	"iombot/bot/telegram/fakeapi"
)

// What a press brings in a group goes to the topic and to the question of who
// pressed.
func TestPressInGroupIsAnsweredToTheAsker(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	forum := fakeapi.Chat{ID: -1000030, Type: "supergroup", Title: "F", IsForum: true}
	r.Handler = handlerFunc(func(s bot.State, u bot.Update) bot.Result {
		switch u.Kind {
		case bot.Message:
			return bot.Result{State: s, Replies: []bot.Reply{{Kind: bot.Send, To: u.MessageID, Text: say("which?"), Buttons: [][]bot.Button{{{Text: "this", Data: "x"}}}}}}
		case bot.Callback:
			return bot.Result{State: s, Replies: []bot.Reply{{Kind: bot.Toast, CallbackID: u.CallbackID}, {Kind: bot.Send, Quoting: u.Asked, Text: say("this")}}}
		}
		return bot.Result{State: s}
	})
	r.start()
	asked, _ := r.api.Post(fakeapi.Post{From: ann, Chat: forum, Thread: 12, Text: "/x@" + r.api.Bot().Username})
	r.messages(forum.ID, 2)
	if _, err := r.api.Press(ann, forum.ID, r.api.Messages(forum.ID)[1].ID, "x"); err != nil {
		t.Fatal(err)
	}
	r.messages(forum.ID, 3)
	if got := r.api.Messages(forum.ID)[2]; got.ThreadID != 12 || got.ReplyTo == nil || got.ReplyTo.ID != asked.ID {
		t.Errorf("thread %d, reply to %v", got.ThreadID, got.ReplyTo)
	}
}
