package bot

import (
	"slices"
	"strings"

	"iombot/knowledge"
	"iombot/locales/text"
)

const (
	maxArticles = 10  // entries in answer to an inline query: nobody reads more than a screen
	maxTeaser   = 120 // characters of an answer that stand under its title

	// articleConfidence is the lowest confidence of an entry that is listed
	// without being sent or offered: the list gets better with each letter typed.
	articleConfidence = 0.02

	// askPayload opens the chat with the greeting, from an inline query that found
	// nothing.
	askPayload = "ask"
)

// Article is an entry as an inline query shows it: a line of a list, and the
// message that it becomes in whatever chat the person is in.
type Article struct {
	ID      string // 1 to 64 bytes, unique in its list
	Title   string
	Teaser  string // shown under the title
	Text    knowledge.Rich
	Buttons [][]Button // web addresses only: the bot does not see presses in other chats
}

// inline answers what somebody types after the bot's @name in any chat. It keeps
// nothing and counts nothing: one word is many queries.
func (t *turn) inline() {
	state, events := t.state, t.events
	r := Reply{Kind: Inline, CallbackID: t.update.CallbackID}
	for _, e := range t.found() {
		r.Articles = append(r.Articles, t.article(e))
	}
	if len(r.Articles) == 0 {
		r.Buttons = [][]Button{{{Text: t.label("inline.ask"), Data: askPayload}}}
	}
	t.state, t.events = state, events
	t.replies = append(t.replies, r)
}

// found lists the entries for an inline query, best first: what a message would
// get, then what else it may be about. An empty query lists the first entry of
// each topic.
func (t *turn) found() []*knowledge.Entry {
	var ids []string
	add := func(matches []knowledge.Match, least float64) {
		for _, m := range matches {
			if m.Confidence >= least {
				ids = append(ids, m.ID)
			}
		}
	}
	if text.IsBlank(t.update.Text) {
		for i := range t.base.Topics {
			for _, e := range t.base.Topics[i].Entries[:min(1, len(t.base.Topics[i].Entries))] {
				ids = append(ids, e.ID)
			}
		}
	} else {
		found := t.search.Search(knowledge.Message{Text: t.update.Text, Hint: t.hint()})
		if t.base.Reads(found.Lang) {
			t.lang = found.Lang
		}
		if found.Help != "" {
			ids = append(ids, found.Help)
		}
		add(found.Sent, 0)
		add(found.Offered, 0)
		add(found.Candidates, articleConfidence)
	}
	var out []*knowledge.Entry
	for _, id := range ids {
		if e := t.base.Entry(id); e != nil && !e.Hidden && !slices.Contains(out, e) && len(out) < maxArticles {
			out = append(out, e)
		}
	}
	return out
}

func (t *turn) article(e *knowledge.Entry) Article {
	text, _ := e.In(t.lang, t.order())
	body, _ := knowledge.ParseMarkdown(text.Answer.Text)
	teaser := cut(strings.Join(strings.Fields(body.Plain()), " "), maxTeaser)
	return Article{ID: keyOf(e.ID), Title: t.title(e), Teaser: teaser, Text: t.entryText(e), Buttons: t.links(e)}
}
