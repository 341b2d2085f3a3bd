package telegram

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"iombot/bot"
	"iombot/bot/telegram/fakeapi"
	"iombot/locales"
)

// TestLaxServer: a server that knows five methods, fails the rest with an
// empty 500, answers an edit with null, and sends messages without an id.
func TestLaxServer(t *testing.T) {
	var sent, toasts atomic.Int32
	var edited atomic.Bool
	updates := make(chan string, 3)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		result := ""
		switch r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:] {
		case "getMe":
			result = `{"id":1,"is_bot":true,"first_name":"B","username":"b"}`
		case "getUpdates":
			select {
			case u := <-updates:
				result = "[" + u + "]"
			default:
				result = "[]"
			}
		case "sendMessage":
			sent.Add(1)
			result = "true"
		case "editMessageText":
			edited.Store(true)
			result = "null"
		case "answerCallbackQuery":
			toasts.Add(1)
			result = "true"
		default:
			w.WriteHeader(500)
			return
		}
		fmt.Fprintf(w, `{"ok":true,"result":%s}`, result)
	}))
	defer server.Close()
	r := newRig(t, fakeapi.Options{})
	r.Client = newClient(t, server.URL, "anything")
	r.Profiles, r.Fallback = map[locales.Lang]Profile{locales.EN: {Commands: []bot.Command{{Name: "a", Description: "A"}}}}, locales.EN
	r.Handler = handlerFunc(func(s bot.State, u bot.Update) bot.Result {
		if u.Kind == bot.Callback {
			return bot.Result{State: s, Replies: []bot.Reply{
				{Kind: bot.Toast, CallbackID: u.CallbackID}, {Kind: bot.Edit, Target: u.MessageID, Text: say("x")},
				{Kind: bot.EditMarkup, Target: u.MessageID}, {Kind: bot.Commands, Lang: locales.EN}, {Kind: bot.Send, Text: say("end")},
			}}
		}
		return echo(s, u)
	})
	r.start()
	updates <- `{"update_id":1,"message":{"message_id":1,"from":{"id":5,"first_name":"A"},"chat":{"id":5,"type":"private"},"date":1,"text":"/start"}}`
	updates <- `{"update_id":2,"callback_query":{"id":"c","from":{"id":5,"first_name":"A"},"message":{"message_id":2,"date":1,"chat":{"id":5,"type":"private"}},"data":"x"}}`
	r.settledSends(4)
	r.settled()
	if sent.Load() != 2 || toasts.Load() != 1 || !edited.Load() {
		t.Errorf("%d messages, %d toasts, edited %v", sent.Load(), toasts.Load(), edited.Load())
	}
}
