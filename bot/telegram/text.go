package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"iombot/bot"
)

// Phrases of the official server.
const (
	unchanged = "message is not modified"
	unparsed  = "can't parse entities"
	noThread  = "message thread not found"
	noChat    = "chat not found"
)

// unwelcome says that a chat does not take what the bot writes, which is its
// administrators' business and nobody's fault.
var unwelcome = []string{
	"not enough rights", "have no rights to send", "topic_closed", "chat_write_forbidden", "chat_restricted", "chat_send_plain_forbidden",
	"need administrator rights", noChat,
}

// badLink says that a button's address is refused. The first form names it.
var badLink = []string{"inline keyboard button url", "button_url_invalid"}

// gone says that a message cannot be edited (any more).
var gone = []string{"message to edit not found", "message can't be edited", "message_id_invalid", "message identifier is not specified"}

// text sends a text, as an edit of target when that is not 0 and can still be
// edited. A text of several messages has its buttons under the last, whose id
// is returned.
func (s *sender) text(ctx context.Context, chat bot.Chat, r bot.Reply, target int64) (sent int64, err error) {
	parts := render(r.Text)
	quote := quoted(chat, r)
	for i, p := range parts {
		var buttons [][]bot.Button
		if i == len(parts)-1 {
			buttons = r.Buttons
		}
		sent, err = s.one(ctx, chat, p, buttons, target, quote)
		for failures := 1; i > 0 && err != nil && s.again(ctx, err, failures); failures++ {
			sent, err = s.one(ctx, chat, p, buttons, target, quote)
		}
		if err != nil {
			return 0, err
		}
		target, quote = 0, 0
	}
	return sent, nil
}

// again waits until a later part of a text can be tried again. The reply does
// not return to the store for it, which would repeat the earlier parts.
func (s *sender) again(ctx context.Context, err error, failures int) bool {
	const tries = 5
	var later errLater
	wait, limited := retryAfter(err)
	switch {
	case limited:
	case errors.As(err, &later):
		wait = later.at.Sub(s.now())
	case isOutage(err):
		wait = s.Settings.Retry.after(failures)
	default:
		return false
	}
	sleep(ctx, wait)
	return failures < tries && ctx.Err() == nil
}

// one sends one message, or edits target.
func (s *sender) one(ctx context.Context, chat bot.Chat, p part, buttons [][]bot.Button, target, quote int64) (int64, error) {
	if target != 0 {
		_, err := s.try(ctx, chat, "editMessageText", newText(chat, target, p, buttons), p, buttons)
		if err == nil || says(err, unchanged) {
			return target, nil
		}
		if !says(err, gone...) {
			return 0, err
		}
	}
	result, err := s.try(ctx, chat, "sendMessage", newMessage(chat, p, buttons, quote), p, buttons)
	return messageID(result), err
}

// try makes the call, and where Telegram refuses the form of the message, once
// more with less of it, so that the person gets at least the words.
func (s *sender) try(ctx context.Context, chat bot.Chat, method string, params tgbotapi.Params, p part, buttons [][]bot.Button) (json.RawMessage, error) {
	result, err := s.paced(ctx, chat, method, params)
	for says(err, badLink...) {
		var bad []string
		if buttons, bad = withoutLink(buttons, err); len(bad) == 0 {
			break
		}
		for _, address := range bad {
			s.log.Error("Telegram refuses a button's address; the message goes without it", "address", address, "entry", s.linkEntry(address), "err", err)
		}
		delete(params, "reply_markup")
		keyboard(params, buttons)
		result, err = s.paced(ctx, chat, method, params)
	}
	if !isRefusal(err, 400) || says(err, gone...) || says(err, unwelcome...) || says(err, unchanged) || isMigration(err) {
		return result, err
	}
	s.log.Warn("a message was refused; it is sent in a plainer form", s.chatLog(chat.ID), "err", err)
	switch {
	case says(err, unparsed):
		asPlain(params, p)
	case says(err, noThread):
		delete(params, "message_thread_id")
	default:
		asPlain(params, p)
		delete(params, "reply_markup")
		delete(params, "reply_parameters")
	}
	return s.paced(ctx, chat, method, params)
}

// withoutLink returns the buttons without that whose address err names, or when
// it names none, without all that have an address, and the addresses left out.
func withoutLink(rows [][]bot.Button, err error) (kept [][]bot.Button, bad []string) {
	named := func(b bot.Button) bool { return b.URL != "" && says(err, "'"+b.URL+"'") }
	if !slices.ContainsFunc(slices.Concat(rows...), named) {
		named = func(b bot.Button) bool { return b.URL != "" }
	}
	for _, row := range rows {
		var line []bot.Button
		for _, b := range row {
			if named(b) {
				bad = append(bad, b.URL)
			} else {
				line = append(line, b)
			}
		}
		kept = append(kept, line)
	}
	return kept, bad
}

func isMigration(err error) bool {
	var refusal *tgbotapi.Error
	return errors.As(err, &refusal) && refusal.MigrateToChatID != 0
}
