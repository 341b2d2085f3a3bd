package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// Whatever a person sends, an answer comes, along the whole way: Telegram's JSON,
// poll, bot, reply. Each is sent by a person of its own.
func TestServeAnswersAnything(t *testing.T) {
	t.Parallel()
	api, at := telegramAt(t)
	bot := start(t, t.TempDir(), serving(t, at), "serve")
	bot.stderr.count(t, "the Bot API knows the bot", 1)
	messages := map[string]string{
		"empty text":           `"text":""`,
		"no content":           `"x":null`,
		"4,096 emoji":          `"text":"` + strings.Repeat("🙂", 4096) + `"`,
		"right to left":        `"text":"\u202eمتى يفتح المكتب\u202c"`,
		"zero width":           `"text":"\u200b\u200d\ufeff"`,
		"invalid UTF-8":        "\"text\":\"a\xff\xfe\x00b\"",
		"lone surrogate":       `"text":"\ud800"`,
		"forged command":       `"text":"/a","entities":[{"type":"bot_command","offset":61,"length":2},{"type":"mention","offset":-5,"length":9223372036854775807}]`,
		"forged entity types":  `"text":"hi","entities":[{"type":7,"offset":"x","length":1e99,"user":{"id":"y"}}]`,
		"command without name": `"text":"/"`,
		"for another bot":      `"text":"/start@other_bot"`,
		"mistyped text":        `"text":7`,
	}
	for _, kind := range []string{
		"photo", "voice", "sticker", "location", "contact", "poll", "video", "video_note", "document", "animation", "audio",
		"game", "dice", "paid_media", "story", "venue", "invoice", "checklist", "hologram_of_the_future",
	} {
		messages[kind] = fmt.Sprintf("%q:{}", kind)
	}
	messages["photos"] = `"photo":[{"file_id":"x"}]`
	id := int64(5000)
	chats := map[int64]string{}
	push := func(name, format string, args ...any) {
		t.Helper()
		chats[id] = name
		if _, err := api.Push(json.RawMessage(fmt.Sprintf(format, args...))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, fields := range messages {
		id++
		fields = strings.ReplaceAll(fields, "\x00", `\u0000`)
		push(name, `{"message":{"message_id":1,"from":{"id":%d,"is_bot":false,"first_name":"A"},"chat":{"id":%[1]d,"type":"private"},"date":1700000000,%s}}`, id, fields)
	}
	id++
	push("nobody", `{"message":{"message_id":1,"chat":{"id":%d,"type":"private"},"date":1700000000,"text":"hi"}}`, id)
	for name, message := range map[string]string{
		"press, unknown data":    `"message":{"message_id":1,"date":1700000000,"chat":{"id":%[1]d,"type":"private"},"text":"x"},"data":"rubbish"`,
		"press, stale data":      `"message":{"message_id":1,"date":1700000000,"chat":{"id":%[1]d,"type":"private"},"text":"x"},"data":"1:e:en:no-such-entry:"`,
		"press, no message":      `"data":"1:k:en::"`,
		"press, inaccessible":    `"message":{"message_id":1,"date":0,"chat":{"id":%[1]d,"type":"private"}},"data":"1:k:en::"`,
		"press, no data":         `"message":{"message_id":1,"date":1700000000,"chat":{"id":%[1]d,"type":"private"}},"game_short_name":"x"`,
		"press, no message menu": `"data":"1:m:en::"`,
	} {
		id++
		api.Message(person(id), person(id).Private(), "/help") // opens the chat, and what is said to it is message 2
		push(name, `{"callback_query":{"id":"q%d","from":{"id":%[1]d,"is_bot":false,"first_name":"A"},"chat_instance":"1",`+message+`}}`, id)
	}
	// Nobody wrote these.
	for _, kind := range []string{"pinned_message", "new_chat_members", "successful_payment"} {
		if _, err := api.Push(json.RawMessage(fmt.Sprintf(`{"message":{"message_id":1,"from":{"id":4000,"first_name":"A"},"chat":{"id":4000,"type":"private"},"date":1700000000,%q:{}}}`, kind))); err != nil {
			t.Error(err)
		}
	}
	for chat, name := range chats {
		want := 2
		if strings.HasPrefix(name, "press") {
			want = 3
		}
		if _, err := api.WaitMessages(soon(t), chat, want); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(api.Messages(4000)); n > 1 {
		t.Errorf("service messages got %d answers", n-1)
	}
	bot.stop()
	for _, bad := range []string{"panicked", "a reply was refused"} {
		if strings.Contains(bot.stderr.String(), bad) {
			t.Errorf("the log says %q", bad)
		}
	}
}
