package telegram

import (
	"strconv"
	"unicode/utf8"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"iombot/bot"
)

// maxToast is the length of a callback answer (answerCallbackQuery, text).
const maxToast = 200

func number(n int64) string { return strconv.FormatInt(n, 10) }

// newMessage makes the parameters of sendMessage.
func newMessage(chat bot.Chat, p part, buttons [][]bot.Button, quote int64) tgbotapi.Params {
	params := withText(tgbotapi.Params{"chat_id": number(chat.ID)}, p, buttons)
	if chat.Thread != 0 {
		params["message_thread_id"] = number(chat.Thread)
	}
	if quote != 0 {
		params["reply_parameters"] = object(map[string]any{"message_id": quote, "allow_sending_without_reply": true})
	}
	return params
}

// newText makes the parameters of editMessageText.
func newText(chat bot.Chat, target int64, p part, buttons [][]bot.Button) tgbotapi.Params {
	return withText(tgbotapi.Params{"chat_id": number(chat.ID), "message_id": number(target)}, p, buttons)
}

func withText(params tgbotapi.Params, p part, buttons [][]bot.Button) tgbotapi.Params {
	params["text"] = p.HTML
	params["parse_mode"] = "HTML"
	params["link_preview_options"] = `{"is_disabled":true}`
	keyboard(params, buttons)
	return params
}

// asPlain takes the formatting out of the parameters of a text.
func asPlain(params tgbotapi.Params, p part) {
	params["text"] = p.Plain
	delete(params, "parse_mode")
}

// newToast makes the parameters of answerCallbackQuery.
func newToast(r bot.Reply) tgbotapi.Params {
	params := tgbotapi.Params{"callback_query_id": r.CallbackID}
	if r.Toast != "" {
		params["text"] = cutRunes(r.Toast, maxToast)
		params.AddBool("show_alert", r.Alert)
	}
	return params
}

func cutRunes(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return string([]rune(s)[:limit])
}

// quoted is the message that a new message replies to, or 0.
func quoted(chat bot.Chat, r bot.Reply) int64 {
	if r.Quoting != 0 {
		return r.Quoting
	}
	if r.Part == 0 && (chat.Group || r.Quote) {
		return r.To
	}
	return 0
}
