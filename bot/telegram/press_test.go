package telegram

import (
	"testing"

	"iombot/bot"
	"iombot/bot/telegram/apitest"
	"iombot/bot/telegram/fakeapi"
)

// TestPressIsConfirmedFirstAndOnce, whatever befalls its update.
func TestPressIsConfirmedFirstAndOnce(t *testing.T) {
	for _, trouble := range []string{"none", "panic", "store away", "no settling"} {
		t.Run(trouble, func(t *testing.T) {
			r := newRig(t, fakeapi.Options{})
			away, forgetful := &awayStore{Store: r.Store}, &forgetfulStore{Store: r.Store}
			switch trouble {
			case "store away":
				away.away.Store(true)
				r.Service.Store = away
			case "no settling":
				forgetful.fail.Store(3)
				r.Service.Store = forgetful
			}
			r.Handler = handlerFunc(func(s bot.State, u bot.Update) bot.Result {
				if trouble == "panic" {
					panic("as it may")
				}
				return bot.Result{State: s, Replies: []bot.Reply{{Kind: bot.Toast, CallbackID: u.CallbackID}, {Kind: bot.Send, Text: say("then this")}}}
			})
			r.start()
			r.api.PressForged(ann, ann.ID, 77, "x")
			if trouble == "store away" {
				r.await("the update is tried again", func() bool { return r.metric("iombot_updates_total", "outcome=retried") > 2 })
				away.away.Store(false)
			}
			r.await("the press is handled", func() bool { return r.metric("iombot_updates_total", "kind=callback", "outcome=handled") == 1 })
			r.settled()
			if n := r.api.Count("answerCallbackQuery"); n != 1 {
				t.Errorf("%d confirmations", n)
			}
			if trouble == "panic" {
				return
			}
			if sent := r.api.CallsOf("sendMessage"); len(sent) != 1 || sent[0].Time.Before(r.api.CallsOf("answerCallbackQuery")[0].Time) {
				t.Errorf("%d messages, or one before the confirmation", len(sent))
			}
		})
	}
}

func TestLatePressIsLeft(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.api.Fault("answerCallbackQuery", 1, apitest.Fault{Kind: apitest.Refuse, Code: 400, Description: "Bad Request: query is too old and response timeout expired or query ID is invalid"})
	r.start()
	r.api.PressForged(ann, ann.ID, 77, "x")
	r.await("the toast is given up", func() bool { return r.metric("iombot_replies_total", "kind=toast", "outcome=given up") == 1 })
	r.settled()
	if n := r.api.Count("answerCallbackQuery"); n != 1 {
		t.Errorf("%d tries", n)
	}
}
