package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"iombot/bot/telegram/apitest"
)

// badMessages are messages that people may send, as JSON fields, by what is odd
// about them.
func badMessages() map[string]string {
	messages := map[string]string{
		"empty text":           `"text":""`,
		"no content":           `"x":null`,
		"4,096 emoji":          `"text":"` + strings.Repeat("🙂", 4096) + `"`,
		"right to left":        `"text":"\u202eمتى يفتح المكتب\u202c"`,
		"zero width":           `"text":"\u200b\u200d\ufeff"`,
		"invalid UTF-8":        "\"text\":\"a\xff\xfe\\u0000b\"",
		"lone surrogate":       `"text":"\ud800"`,
		"forged command":       `"text":"/a","entities":[{"type":"bot_command","offset":61,"length":2},{"type":"mention","offset":-5,"length":9223372036854775807}]`,
		"forged entity types":  `"text":"hi","entities":[{"type":7,"offset":"x","length":1e99,"user":{"id":"y"}}]`,
		"command without name": `"text":"/"`,
		"for another bot":      `"text":"/start@other_bot"`,
		"mistyped text":        `"text":7`,
		"photos":               `"photo":[{"file_id":"x"}]`,
	}
	for _, kind := range []string{
		"photo", "voice", "sticker", "location", "contact", "poll", "video", "video_note", "document", "animation", "audio",
		"game", "dice", "paid_media", "story", "venue", "invoice", "checklist", "hologram_of_the_future",
	} {
		messages[kind] = fmt.Sprintf("%q:{}", kind)
	}
	return messages
}

// badPresses are the fields of button presses, in which %[1]d is the chat.
var badPresses = map[string]string{
	"unknown data":     `"message":{"message_id":1,"date":1700000000,"chat":{"id":%[1]d,"type":"private"},"text":"x"},"data":"rubbish"`,
	"stale data":       `"message":{"message_id":1,"date":1700000000,"chat":{"id":%[1]d,"type":"private"},"text":"x"},"data":"1:e:en:no-such-entry:"`,
	"no message":       `"data":"1:k:en::"`,
	"inaccessible":     `"message":{"message_id":1,"date":0,"chat":{"id":%[1]d,"type":"private"}},"data":"1:k:en::"`,
	"no data":          `"message":{"message_id":1,"date":1700000000,"chat":{"id":%[1]d,"type":"private"}},"game_short_name":"x"`,
	"no message, menu": `"data":"1:m:en::"`,
}

// pushed sends the bot an update as it is.
func pushed(t *testing.T, api *apitest.Server, format string, args ...any) {
	t.Helper()
	if _, err := api.Push(json.RawMessage(fmt.Sprintf(format, args...))); err != nil {
		t.Errorf("%s: %v", format, err)
	}
}

// Whatever a person sends, they get an answer, through the whole program:
// Telegram's JSON, poll, bot, reply. Each message comes from a person of its
// own.
func TestServeAnswersAnything(t *testing.T) {
	t.Parallel()
	api, at := telegramAt(t)
	bot := start(t, t.TempDir(), serving(t, at), "serve")
	bot.stderr.count(t, "the Bot API knows the bot", 1)
	id := int64(5000)
	type awaited struct {
		chat     int64
		messages int
	}
	await := map[string]awaited{}
	const message = `{"message":{"message_id":1,"chat":{"id":%d,"type":"private"},"date":1700000000,`
	for name, fields := range badMessages() {
		id++
		pushed(t, api, message+`"from":{"id":%[1]d,"is_bot":false,"first_name":"A"},%[2]s}}`, id, fields)
		await[name] = awaited{id, 2}
	}
	id++
	pushed(t, api, message+`"text":"hi"}}`, id)
	await["nobody"] = awaited{id, 2}
	for name, fields := range badPresses {
		id++
		api.Message(person(id), person(id).Private(), "/help") // opens the chat, and has an answer
		pushed(t, api, `{"callback_query":{"id":"q%d","from":{"id":%[1]d,"is_bot":false,"first_name":"A"},"chat_instance":"1",`+fields+`}}`, id)
		await["press, "+name] = awaited{id, 3}
	}
	id++
	for _, kind := range []string{"pinned_message", "new_chat_members", "successful_payment"} { // nobody wrote these
		pushed(t, api, message+`"from":{"id":%[1]d,"is_bot":false,"first_name":"A"},%[2]q:{}}}`, id, kind)
	}
	for name, w := range await {
		if _, err := api.WaitMessages(soon(t), w.chat, w.messages); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := api.WaitTaken(soon(t)); err != nil {
		t.Error(err)
	}
	bot.stop() // and its replies are sent
	if n := len(api.Messages(id)); n > 1 {
		t.Errorf("service messages got %d answers", n-1)
	}
	for _, bad := range []string{"panicked", "a reply was refused"} {
		if strings.Contains(bot.stderr.String(), bad) {
			t.Errorf("the log says %q", bad)
		}
	}
}
