package telegram

import (
	"strings"
	"testing"

	"iombot/bot"
	"iombot/bot/telegram/apitest"
	"iombot/bot/telegram/fakeapi"
)

func TestEdits(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.start()
	asked, _ := r.api.Post(fakeapi.Post{From: ann, Chat: ann.Private(), Text: "1"})
	r.messages(ann.ID, 2)
	r.settled()
	edit := func(text string) {
		if _, err := r.api.Edit(ann.ID, asked.ID, text); err != nil {
			t.Fatal(err)
		}
	}
	edit("2")
	r.await("the answer is edited", func() bool { return r.messages(ann.ID, 2)[1] == "echo 2" })
	edit("2") // not modified: a success
	r.await("both edits are done", func() bool { return r.metric("iombot_replies_total", "kind=edit-answer", "outcome=sent") == 2 })
	// When an answer is gone, a new one is sent, and edited from then on.
	r.api.Fault("editMessageText", 1, apitest.Fault{Kind: apitest.Refuse, Code: 400, Description: "Bad Request: message to edit not found"})
	edit("3")
	if got := r.messages(ann.ID, 3); got[2] != "echo 3" {
		t.Errorf("messages %q", got)
	}
	r.settled()
	edit("4")
	r.await("the new answer is edited", func() bool { return r.messages(ann.ID, 3)[2] == "echo 4" })
}

// TestEditOfSeveralAnswers: each answer to an edited question is changed where
// it stands, and only what is new is sent.
func TestEditOfSeveralAnswers(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.Handler = handlerFunc(func(s bot.State, u bot.Update) bot.Result {
		kind := map[bot.UpdateKind]bot.ReplyKind{bot.Message: bot.Send, bot.Edited: bot.EditAnswer}[u.Kind]
		res := bot.Result{State: s}
		for part, text := range strings.Fields(u.Text) {
			res.Replies = append(res.Replies, bot.Reply{Kind: kind, To: u.MessageID, Part: part, Text: say(text)})
		}
		return res
	})
	r.start()
	asked, _ := r.api.Post(fakeapi.Post{From: ann, Chat: ann.Private(), Text: "a b"})
	r.messages(ann.ID, 3)
	r.settled()
	for _, step := range []struct{ question, want string }{{"a B", "a B"}, {"A B c", "A B c"}, {"A C", "A C c"}} {
		if _, err := r.api.Edit(ann.ID, asked.ID, step.question); err != nil {
			t.Fatal(err)
		}
		var got string
		r.await("the answers are "+step.want, func() bool {
			got = strings.Join(r.messages(ann.ID, 3)[1:], " ")
			return got == step.want
		})
		r.settled()
	}
	if n := len(r.messages(ann.ID, 4)); n != 4 {
		t.Errorf("%d messages", n)
	}
}

// TestShorterAnswer: what the answer to an edited question no longer has is taken
// away, and a longer one grows again.
func TestShorterAnswer(t *testing.T) {
	for _, trouble := range []string{"none", "no such method"} {
		t.Run(trouble, func(t *testing.T) {
			r := newRig(t, fakeapi.Options{})
			if trouble != "none" {
				r.api.Fault("deleteMessage", -1, apitest.Fault{Kind: apitest.Empty500})
			}
			r.Handler = handlerFunc(func(s bot.State, u bot.Update) bot.Result {
				res := bot.Result{State: s}
				for part, text := range strings.Fields(u.Text) {
					kind := map[bot.UpdateKind]bot.ReplyKind{bot.Message: bot.Send, bot.Edited: bot.EditAnswer}[u.Kind]
					res.Replies = append(res.Replies, bot.Reply{Kind: kind, To: u.MessageID, Part: part, Text: say(text)})
				}
				if u.Kind == bot.Edited {
					res.Replies = append(res.Replies, bot.Reply{Kind: bot.Trim, To: u.MessageID, Part: len(res.Replies)})
				}
				return res
			})
			r.start()
			asked, _ := r.api.Post(fakeapi.Post{From: ann, Chat: ann.Private(), Text: "a b c"})
			r.messages(ann.ID, 4)
			r.settled()
			for _, question := range []string{"A", "A B"} {
				if _, err := r.api.Edit(ann.ID, asked.ID, question); err != nil {
					t.Fatal(err)
				}
				if err := r.api.WaitTaken(r.ctx); err != nil {
					t.Fatal(err)
				}
				r.await("the edit is handled", func() bool {
					return r.metric("iombot_updates_total", "kind=edited", "outcome=handled") == float64(len(strings.Fields(question)))
				})
				r.settled()
			}
			want := "A B"
			if trouble != "none" {
				want = "A B c"
			}
			if got := strings.Join(r.messages(ann.ID, 1)[1:], " "); got != want {
				t.Errorf("the answers are %q, want %q", got, want)
			}
		})
	}
}

func TestEditMarkup(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.Handler = handlerFunc(func(s bot.State, u bot.Update) bot.Result {
		if u.Kind == bot.Callback {
			return bot.Result{State: s, Replies: []bot.Reply{{Kind: bot.Toast, CallbackID: u.CallbackID}, {Kind: bot.EditMarkup, Target: u.MessageID}, {Kind: bot.EditMarkup, Target: 999}}}
		}
		return replies(bot.Reply{Kind: bot.Send, Text: say("vote"), Buttons: [][]bot.Button{{{Text: "up", Data: "up"}, {Text: "site", URL: "https://x.ee"}}, {}}})(s, u)
	})
	r.start()
	r.api.Message(ann, ann.Private(), "1")
	r.messages(ann.ID, 2)
	vote := r.api.Messages(ann.ID)[1]
	if _, err := r.api.Press(ann, ann.ID, vote.ID, "up"); err != nil {
		t.Fatal(err)
	}
	r.await("the buttons are gone", func() bool { return r.api.Messages(ann.ID)[1].Keyboard == nil })
	r.settled()
}
