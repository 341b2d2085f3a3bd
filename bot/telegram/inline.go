package telegram

import (
	"context"
	"fmt"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"iombot/bot"
)

const (
	maxQuery = 256 // characters of an inline query (Bot API, InlineQuery.query)

	// inlineTime is how long an answer to an inline query is worth sending, less
	// than the 30 seconds for which Telegram takes one: who typed has typed on.
	inlineTime = 5 * time.Second

	// inlinePatience is how long a query waits for its place among all calls: one
	// person's typing shall not hold up everybody's answers.
	inlinePatience = time.Second

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

// answerInline answers one inline query, or leaves it when that takes too long.
// The request that brought the query need not wait for it. Inline queries pass by
// the store's outbox: one is of no use after the next letter, and what it gets
// depends on nothing but the person's language.
func (d *dispatcher) answerInline(ctx context.Context, u bot.Update) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), min(d.Settings.CallTimeout, inlineTime))
	defer cancel()
	outcome := "handled"
	if err := d.tryInline(ctx, u); err != nil {
		outcome = "given up"
		d.log.Info("an inline query is not answered", "update", u.ID, "err", err)
	}
	d.metrics.update(string(u.Kind), outcome)
}

func (d *dispatcher) tryInline(ctx context.Context, u bot.Update) error {
	r, err := d.askInline(ctx, u)
	if err != nil {
		return err
	}
	for _, reply := range r.Replies {
		wait, taken := d.pace.nextAny(inlinePatience)
		if !taken {
			return fmt.Errorf("the limit of calls to Telegram is reached for %v", wait)
		}
		sleep(ctx, wait)
		if _, err := d.api.Call(ctx, "answerInlineQuery", newInline(reply)); err != nil {
			return err
		}
	}
	return nil
}

// askInline has the bot answer, in the language that the person chose when the
// store can say.
func (d *dispatcher) askInline(ctx context.Context, u bot.Update) (bot.Result, error) {
	if err := d.turns.Acquire(ctx, 1); err != nil {
		return bot.Result{}, err
	}
	defer d.turns.Release(1)
	var state bot.State
	if tx, err := d.Store.Begin(ctx, u.Chat.ID, u.ID); err == nil {
		state = tx.State()
		tx.Rollback()
	}
	return d.answer(state, u), nil
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
