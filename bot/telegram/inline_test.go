package telegram

import (
	"fmt"
	"strings"
	"testing"

	"iombot/bot"
	"iombot/bot/telegram/fakeapi"
	"iombot/knowledge"
	"iombot/locales"
)

// finder answers inline queries with three articles, the last too long.
func finder(s bot.State, u bot.Update) bot.Result {
	r := bot.Reply{Kind: bot.Inline, CallbackID: u.CallbackID}
	for i, text := range []string{"<first>", "second", strings.Repeat("õ", 5000)} {
		r.Articles = append(r.Articles, bot.Article{
			ID: fmt.Sprint(i), Title: u.Text, Teaser: string(s.Lang + u.Language), Text: say(text),
			Buttons: [][]bot.Button{{{Text: "more", URL: "https://example.org"}}, {}},
		})
	}
	if u.Text == "nothing" {
		r.Articles, r.Buttons = nil, [][]bot.Button{{{Text: "ask", Data: "ask"}}}
	}
	return bot.Result{State: bot.State{Lang: "xx"}, Replies: []bot.Reply{r}}
}

func TestInlineQueryIsAnswered(t *testing.T) {
	r := newRig(t, fakeapi.Options{Inline: true})
	r.Handler = handlerFunc(func(s bot.State, u bot.Update) bot.Result {
		if u.Kind == bot.InlineQuery {
			return finder(s, u)
		}
		return bot.Result{State: bot.State{Lang: locales.EN}, Replies: []bot.Reply{{Kind: bot.Send, Text: knowledge.Rich(say("hi"))}}}
	})
	r.start()
	r.api.Message(ann, ann.Private(), "hello")
	r.messages(ann.ID, 2)
	found, nothing := r.api.Query(ann, "raha"), r.api.Query(bob, "nothing")
	r.await("both are answered", func() bool { return r.api.Answer(found) != nil && r.api.Answer(nothing) != nil })
	got := r.api.Answer(found)
	if len(got.Results) != 2 || !got.Personal || got.Cache != 60 || got.Button != "" {
		t.Fatalf("got %+v", got)
	}
	if a := got.Results[0]; a.Title != "raha" || a.Description != "enet" || a.Content.Text != "&lt;first&gt;" || !strings.Contains(string(a.Keyboard), "https://example.org") {
		t.Errorf("the first is %+v", a)
	}
	if got := r.api.Answer(nothing); len(got.Results) != 0 || got.Button != "ask" || got.Start != "ask" {
		t.Errorf("where there is nothing: %+v", got)
	}
	r.await("both are counted", func() bool { return r.metric("iombot_updates_total", "kind=inline", "outcome=handled") == 2 })
	tx, err := r.Store.Begin(r.ctx, ann.ID, 1<<40)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if tx.State().Lang != locales.EN {
		t.Errorf("a query changed the chat's state to %+v", tx.State())
	}
}

// A query that cannot be answered costs nothing but a line in the log, and a bot
// whose inline mode is off says so.
func TestInlineQueryIsGivenUp(t *testing.T) {
	r := newRig(t, fakeapi.Options{Inline: true})
	r.Handler = handlerFunc(finder)
	r.api.Fault("answerInlineQuery", 1, fakeapi.Fault{Kind: fakeapi.Refuse, Code: 400, Description: "Bad Request: query is too old and response timeout expired or query ID is invalid"})
	r.start()
	r.api.Query(ann, "raha")
	r.await("it is given up", func() bool { return r.metric("iombot_updates_total", "kind=inline", "outcome=given up") == 1 })
	if n := r.api.Count("answerInlineQuery"); n != 1 {
		t.Errorf("%d tries", n)
	}
	if strings.Contains(r.log.String(), "/setinline") {
		t.Error("it says that inline mode is off")
	}
	off := newRig(t, fakeapi.Options{})
	off.start()
	off.await("it says that inline mode is off", func() bool { return strings.Contains(off.log.String(), "/setinline") })
}
