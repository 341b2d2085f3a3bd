package telegram

import (
	"context"
	"log/slog"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"golang.org/x/sync/semaphore"

	"iombot/bot"
)

const (
	maxQuery = 256 // characters of an inline query (Bot API, InlineQuery.query)

	// inlineTime is how long an answer to an inline query is worth sending, less
	// than the 30 seconds for which Telegram takes one: who typed has typed on.
	inlineTime = 5 * time.Second

	// inlineCache is how long Telegram may answer the same query of the same
	// person by itself: long enough for who types back and forth, short enough for
	// a corrected answer.
	inlineCache = "60"
)

type wireInline struct {
	ID    textOrNumber `json:"id"`
	From  wireUser     `json:"from"`
	Query string       `json:"query"`
}

func (me identity) inline(q *wireInline) arrival {
	if q.ID == "" || q.From.ID == 0 {
		return ignore("forged")
	}
	return arrival{Update: bot.Update{
		Kind: bot.InlineQuery, CallbackID: string(q.ID), Text: clean(q.Query, maxQuery),
		Chat: bot.Chat{ID: q.From.ID}, Language: language(q.From.Language),
	}}
}

// inliner answers inline queries. They pass by the store's outbox: one is of no
// use after the next letter, and what it gets depends on nothing but the
// person's language.
type inliner struct {
	handler Handler
	store   bot.Store
	api     caller
	pace    *pacer
	timeout time.Duration
	now     func() time.Time
	log     *slog.Logger
	metrics *Metrics
	turns   *semaphore.Weighted
}

// answer answers one query, or leaves it when that takes too long. The request
// that brought the query need not wait for it.
func (i *inliner) answer(ctx context.Context, u bot.Update) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), min(i.timeout, inlineTime))
	defer cancel()
	outcome := "handled"
	if err := i.try(ctx, u); err != nil {
		outcome = "given up"
		i.log.Info("an inline query is not answered", "update", u.ID, "err", err)
	}
	i.metrics.update(string(u.Kind), outcome)
}

func (i *inliner) try(ctx context.Context, u bot.Update) error {
	r, err := i.ask(ctx, u)
	if err != nil {
		return err
	}
	for _, reply := range r.Replies {
		sleep(ctx, i.pace.nextAny())
		if _, err := i.api.Call(ctx, "answerInlineQuery", newInline(reply)); err != nil {
			return err
		}
	}
	return nil
}

// ask has the bot answer, in the language that the person chose when the store
// can say.
func (i *inliner) ask(ctx context.Context, u bot.Update) (bot.Result, error) {
	if err := i.turns.Acquire(ctx, 1); err != nil {
		return bot.Result{}, err
	}
	defer i.turns.Release(1)
	var state bot.State
	if tx, err := i.store.Begin(ctx, u.Chat.ID, u.ID); err == nil {
		state = tx.State()
		tx.Rollback()
	}
	return i.handler.Handle(i.now(), state, u), nil
}

// newInline makes the parameters of answerInlineQuery. A text of more than one
// message cannot be a result, and is left out.
func newInline(r bot.Reply) tgbotapi.Params {
	type content struct {
		Text      string         `json:"message_text"`
		ParseMode string         `json:"parse_mode"`
		Preview   map[string]any `json:"link_preview_options"`
	}
	type article struct {
		Type     string  `json:"type"`
		ID       string  `json:"id"`
		Title    string  `json:"title"`
		Teaser   string  `json:"description,omitempty"`
		Content  content `json:"input_message_content"`
		Keyboard any     `json:"reply_markup,omitempty"`
	}
	all := []article{} // not nil: null is refused
	for _, a := range r.Articles {
		parts := render(a.Text)
		if len(parts) != 1 {
			continue
		}
		one := article{Type: "article", ID: a.ID, Title: a.Title, Teaser: a.Teaser,
			Content: content{parts[0].HTML, "HTML", map[string]any{"is_disabled": true}}}
		if rows := keyboardRows(a.Buttons); len(rows) > 0 {
			one.Keyboard = map[string]any{"inline_keyboard": rows}
		}
		all = append(all, one)
	}
	params := tgbotapi.Params{
		"inline_query_id": r.CallbackID, "results": object(all), "cache_time": inlineCache, "is_personal": "true",
	}
	if len(r.Buttons) > 0 {
		b := r.Buttons[0][0]
		params["button"] = object(map[string]string{"text": b.Text, "start_parameter": b.Data})
	}
	return params
}
