package main

import (
	"time"

	"iombot/bot"
	"iombot/index/eval"
	"iombot/knowledge"
	"iombot/locales"
)

// evalChat is a new person's chat with the whole bot: it measures what the
// replies say, not what the search meant.
type evalChat struct {
	bot    *bot.Bot
	search *recorder
	lang   locales.Lang // of the app, if the base has only one language
	state  bot.State
	now    time.Time
	id     int64
}

// recorder is a searcher that remembers its last result.
type recorder struct {
	bot.Searcher
	last knowledge.Result
}

// Search implements bot.Searcher.
func (r *recorder) Search(m knowledge.Message) knowledge.Result {
	r.last = r.Searcher.Search(m)
	return r.last
}

// newEvalChats returns what opens chats with a bot that answers from the base and
// by the search of snapshot. No hint is given at the language, unless the base has
// only one.
func newEvalChats(snapshot func() bot.Snapshot) func() eval.Chat {
	return func() eval.Chat {
		r := &recorder{}
		c := &evalChat{search: r, now: time.Now()}
		if base := snapshot().Base; len(base.Asked()) == 1 {
			c.lang = base.Default()
		}
		c.bot = &bot.Bot{
			Catalog: locales.Embedded(), Contact: defaultContact,
			Snapshot: func() bot.Snapshot {
				now := snapshot()
				r.Searcher, now.Search = now.Search, r
				return now
			},
		}
		return c
	}
}

// Ask implements eval.Chat.
func (c *evalChat) Ask(text string) knowledge.Result {
	c.id++
	c.now = c.now.Add(time.Minute)
	c.search.last = knowledge.Result{Outcome: knowledge.None}
	done := c.bot.Handle(c.now, c.state, bot.Update{ID: c.id, Kind: bot.Message, MessageID: c.id, Text: text, Language: c.lang})
	c.state = done.State
	got := c.search.last
	sent, offered := got.Sent, got.Offered
	got.Sent, got.Offered, got.Help = nil, nil, ""
	for _, e := range done.Events {
		switch e.Kind {
		case bot.Shown:
			got.Sent = append(got.Sent, matchOf(e.Entry, sent))
		case bot.Offered:
			got.Offered = append(got.Offered, matchOf(e.Entry, offered))
		case bot.Helped:
			got.Help = e.Entry
		}
	}
	return got
}

// matchOf is the search's match for an entry, if it has one.
func matchOf(id string, matches []knowledge.Match) knowledge.Match {
	for _, m := range matches {
		if m.ID == id {
			return m
		}
	}
	return knowledge.Match{ID: id}
}
