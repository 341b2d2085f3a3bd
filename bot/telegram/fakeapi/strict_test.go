package fakeapi_test

import (
	"fmt"
	"strings"
	"testing"

	"iombot/bot/telegram/fakeapi"
)

func text(p ...string) params {
	m := params{"chat_id": "7", "text": "x"}
	for i := 0; i < len(p); i += 2 {
		m[p[i]] = p[i+1]
	}
	return m
}

func keys(buttons string) params {
	return text("reply_markup", `{"inline_keyboard":`+buttons+`}`)
}

func html(s string) params { return text("text", s, "parse_mode", "HTML") }

// rules are calls that break a published rule, each with the rule as the Bot
// API's page has it and a part of the refusal.
var rules = []struct {
	rule, method string
	params       params
	want         string
}{
	// Parameters.
	{"reply_to_message_id: replaced by reply_parameters in Bot API 7.0", "sendMessage", text("reply_to_message_id", "1"), "not published"},
	{"disable_web_page_preview: replaced by link_preview_options in Bot API 7.0", "sendMessage", text("disable_web_page_preview", "true"), "not published"},
	{"getMe: Requires no parameters.", "getMe", params{"x": "1"}, "not published"},
	{"text: String, required", "sendMessage", params{"chat_id": "7"}, "message text is empty"},
	{"chat_id: Integer or String, required", "sendMessage", params{"text": "x"}, `"chat_id" is required`},
	{"chat_id: Integer or @channelusername", "sendMessage", params{"text": "x", "chat_id": "Mari"}, "chat_id"},
	{"chat_id: it has at most 52 significant bits", "sendMessage", params{"text": "x", "chat_id": "9007199254740993"}, "52"},
	{"message_thread_id: Integer", "sendMessage", text("message_thread_id", "a"), "must be of type Integer"},
	{"link_preview_options: LinkPreviewOptions", "sendMessage", text("link_preview_options", `{"disabled":true}`), "unknown field"},
	{"reply_parameters: ReplyParameters", "sendMessage", text("reply_parameters", `{"message":1}`), "unknown field"},
	{"ReplyParameters.message_id: Integer, required", "sendMessage", text("reply_parameters", `{"allow_sending_without_reply":true}`), "message_id"},
	{"ReplyParameters.message_id: Integer", "sendMessage", text("reply_parameters", `{"message_id":"1"}`), "can't parse JSON object"},
	{"link_preview_options: an object", "sendMessage", text("link_preview_options", "true"), "can't parse JSON object"},
	{"chat_id: Integer, no fraction", "sendMessage", params{"text": "x", "chat_id": "7.5"}, "chat_id"},
	{"message_id: Integer", "editMessageText", text("message_id", "x"), "must be of type Integer"},
	{"text: required if rich_message isn't specified", "editMessageText", params{"chat_id": "7", "message_id": "1"}, "message text is empty"},
	{"show_alert: Boolean", "answerCallbackQuery", params{"callback_query_id": "1", "show_alert": "1"}, "must be of type Boolean"},
	{"timeout: Integer", "getUpdates", params{"timeout": "50s"}, "must be of type Integer"},
	{"limit: Values between 1-100 are accepted.", "getUpdates", params{"limit": "0"}, "1 to 100"},
	{"allowed_updates: Array of String", "getUpdates", params{"allowed_updates": "message"}, "can't parse JSON object"},
	{"commands: required", "setMyCommands", params{}, `"commands" is required`},
	{"BotCommand: no other field", "setMyCommands", params{"commands": `[{"command":"a","description":"b","name":"c"}]`}, "unknown field"},
	{"description: 1-256 characters", "setMyCommands", params{"commands": `[{"command":"a","description":"` + strings.Repeat("õ", 257) + `"}]`}, "BOT_COMMAND_DESCRIPTION_INVALID"},
	{"command: 1-32 characters", "setMyCommands", params{"commands": `[{"command":"` + strings.Repeat("a", 33) + `","description":"b"}]`}, "BOT_COMMAND_INVALID"},
	{"BotCommandScope: one of the listed", "deleteMyCommands", params{"scope": `{"type":"everybody"}`}, "unsupported type"},
	{"BotCommandScopeDefault: no chat_id", "setMyCommands", params{"commands": `[]`, "scope": `{"type":"default","chat_id":7}`}, "do not fit"},
	{"menu_button: MenuButton", "setChatMenuButton", params{"menu_button": "commands"}, "can't parse JSON object"},
	{"chat_id of a private chat: Integer", "setChatMenuButton", params{"chat_id": "@mari"}, "must be of type Integer"},
	{"url: String, required", "setWebhook", params{}, `"url" is required`},
	{"reply_markup: an object", "sendMessage", text("reply_markup", "null"), "null is not an object"},

	// Texts.
	{"text: 1-4096 characters after entities parsing", "sendMessage", text("text", ""), "message text is empty"},
	{"text: 1-4096 characters after entities parsing", "sendMessage", html("<b> </b>"), "message text is empty"},
	{"text: 1-4096 characters after entities parsing", "sendMessage", text("text", strings.Repeat("õ", 4097)), "message is too long"},
	{"offset and length in UTF-16 code units", "sendMessage", text("text", strings.Repeat("👋", 2049)), "message is too long"},
	{"32768 bytes of text with markup", "sendMessage", html(strings.Repeat("<b></b>", 5000) + "x"), "text is too long"},
	{"strings must be encoded in UTF-8", "sendMessage", text("text", "\xff"), "UTF-8"},
	{"parse_mode: HTML, MarkdownV2 or Markdown (which the fake does not have)", "sendMessage", text("parse_mode", "BBCode"), "unsupported parse_mode"},
	{"Only the tags mentioned above are currently supported.", "sendMessage", html("a<br>b"), `can't parse entities: Unsupported start tag "br" at byte offset 1`},

	// Keyboards.
	{"inline_keyboard: Array of Array of InlineKeyboardButton, required", "sendMessage", keys("null"), `Field "inline_keyboard" must be of type Array`},
	{"inline_keyboard: Array of Array of InlineKeyboardButton", "sendMessage", keys(`[null]`), "a row must be of type Array"},
	{"InlineKeyboardButton.text: String, required", "sendMessage", keys(`[[{"text":" ","callback_data":"a"}]]`), "text is empty"},
	{"Exactly one of the fields other than text, … must be used", "sendMessage", keys(`[[{"text":"a"}]]`), "Exactly one"},
	{"Exactly one of the fields other than text, … must be used", "sendMessage", keys(`[[{"text":"a","callback_data":"a","url":"https://a.ee"}]]`), "Exactly one"},
	{"callback_data: 1-64 bytes", "sendMessage", keys(`[[{"text":"a","callback_data":""}]]`), "BUTTON_DATA_INVALID"},
	{"callback_data: 1-64 bytes", "sendMessage", keys(`[[{"text":"a","callback_data":"` + strings.Repeat("õ", 33) + `"}]]`), "BUTTON_DATA_INVALID"},
	{"url: HTTP or tg:// URL to be opened", "sendMessage", keys(`[[{"text":"a","url":"estonia"}]]`), "is invalid"},
	{"url: HTTP or tg:// URL to be opened", "sendMessage", keys(`[[{"text":"a","url":"https://localhost"}]]`), "Wrong HTTP URL"},
	{"InlineKeyboardButton: no other field", "sendMessage", keys(`[[{"text":"a","data":"b"}]]`), "unknown field"},
	{"inline_keyboard: an object with it, not the array", "sendMessage", text("reply_markup", `[[{"text":"a","callback_data":"b"}]]`), "can't parse JSON object"},
	{"url: HTTP or tg:// URL to be opened", "sendMessage", keys(`[[{"text":"a","url":"https://iom.int:99999"}]]`), "Wrong port number"},
	{"url: HTTP or tg:// URL to be opened", "sendMessage", keys(`[[{"text":"a","url":"https://-www.iom.int"}]]`), "Wrong HTTP URL"},
	{"url: HTTP or tg:// URL to be opened", "sendMessage", keys(`[[{"text":"a","url":"mailto:a@iom.int"}]]`), "Unsupported URL protocol"},
	{"callback_data: String", "sendMessage", keys(`[[{"text":"a","callback_data":5}]]`), "can't parse JSON object"},
	{"reply_markup of an edit: InlineKeyboardMarkup", "editMessageReplyMarkup", params{"chat_id": "7", "message_id": "1", "reply_markup": `{"remove_keyboard":true}`}, "inline_keyboard"},

	// Answers to presses.
	{"callback_query_id: String, required", "answerCallbackQuery", params{}, "is required"},
	{"text: 0-200 characters", "answerCallbackQuery", params{"callback_query_id": "1", "text": strings.Repeat("õ", 201)}, "0-200"},

	// Updates.
	{"limit: Values between 1-100 are accepted.", "getUpdates", params{"limit": "101"}, "1 to 100"},
	{"allowed_updates: a list of the update types", "getUpdates", params{"allowed_updates": `["messages"]`}, "no update type"},
	{"allowed_updates: Array of String", "getUpdates", params{"allowed_updates": `null`}, "null"},
	{"url: HTTPS URL to send updates to", "setWebhook", params{"url": "http://bot.example"}, "HTTPS URL must be provided"},
	{"Ports currently supported for webhooks: 443, 80, 88, 8443.", "setWebhook", params{"url": "https://bot.example:8080/"}, "only on ports"},
	{"secret_token: 1-256 characters. Only A-Z, a-z, 0-9, _ and -", "setWebhook", params{"url": "https://bot.example", "secret_token": "ä"}, "secret_token"},
	{"max_connections: 1-100", "setWebhook", params{"url": "https://bot.example", "max_connections": "101"}, "1 to 100"},

	// The bot itself.
	{"commands: Array of BotCommand", "setMyCommands", params{"commands": "null"}, "null"},
	{"At most 100 commands can be specified.", "setMyCommands", params{"commands": "[" + strings.Repeat(`{"command":"a","description":"b"},`, 100) + `{"command":"a","description":"b"}]`}, "at most 100"},
	{"command: 1-32 characters. Can contain only lowercase English letters, digits and underscores.", "setMyCommands", params{"commands": `[{"command":"Start","description":"b"}]`}, "BOT_COMMAND_INVALID"},
	{"description: 1-256 characters", "setMyCommands", params{"commands": `[{"command":"start","description":""}]`}, "BOT_COMMAND_DESCRIPTION_INVALID"},
	{"language_code: A two-letter ISO 639-1 language code", "setMyCommands", params{"commands": `[]`, "language_code": "et-EE"}, "language_code"},
	{"scope: BotCommandScope", "setMyCommands", params{"commands": `[]`, "scope": `{"type":"chat"}`}, "BotCommandScope"},
	{"description: 0-512 characters", "setMyDescription", params{"description": strings.Repeat("õ", 513)}, "0-512"},
	{"short_description: 0-120 characters", "setMyShortDescription", params{"short_description": strings.Repeat("õ", 121)}, "0-120"},
	{"MenuButton: one of commands, web_app, default", "setChatMenuButton", params{"menu_button": `{"type":"menu"}`}, "MenuButton"},
	{"name: 0-64 characters", "setMyName", params{"name": strings.Repeat("õ", 65)}, "0-64"},
}

func buttons(n int) string {
	return strings.Repeat(`{"text":"a","callback_data":"a"},`, n-1) + `{"text":"a","callback_data":"a"}`
}

func TestPublishedRulesAreEnforced(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	a.Message(mari, mari.Private(), "tere")
	for i, r := range rules {
		t.Run(fmt.Sprint(r.method, " ", r.rule), func(t *testing.T) {
			sub := &api{a.Server, t, a.base}
			sub.refuses(r.method, r.params, 400, "Bad Request: ")
			sub.refuses(r.method, r.params, 400, r.want)
			if n := len(a.Violations()); n != 2*(i+1) {
				t.Errorf("%d violations, want %d", n, 2*(i+1))
			}
		})
	}
	if ms := a.Messages(7); len(ms) != 1 {
		t.Errorf("a refused message was sent: %+v", ms[1:])
	}
}

func TestPublishedParametersAreTaken(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	a.Message(mari, mari.Private(), "tere")
	for _, c := range []struct {
		method string
		params params
	}{
		{"sendMessage", text("text", strings.Repeat("õ", 4096))},
		{"sendMessage", html(strings.Repeat("<b>õ</b>", 2000))},
		{"sendMessage", text("link_preview_options", `{"is_disabled":true}`)},
		{"sendMessage", text("reply_parameters", `{"message_id":99,"allow_sending_without_reply":true}`)},
		{"sendMessage", keys(`[[{"text":"a","url":"https://iom.int/x?y=1#z"},{"text":"b","callback_data":"` + strings.Repeat("d", 64) + `"}]]`)},
		{"sendMessage", keys("[" + strings.Repeat("["+buttons(9)+"],", 12) + "[]]")},
		{"getUpdates", params{"offset": "-1", "limit": "1", "timeout": "0", "allowed_updates": `["message","callback_query"]`}},
		{"setMyCommands", params{"commands": `[{"command":"start","description":"b"}]`, "scope": `{"type":"chat","chat_id":7}`, "language_code": "et"}},
		{"deleteMyCommands", params{}},
		{"getMyCommands", params{"scope": `{"type":"all_private_chats"}`}},
		{"setMyDescription", params{"description": "a", "language_code": ""}},
		{"setMyShortDescription", params{"short_description": "a", "language_code": "en"}},
		{"setMyName", params{"name": "a"}},
		{"setChatMenuButton", params{"menu_button": `{"type":"commands"}`}},
		{"getWebhookInfo", nil},
		{"deleteWebhook", params{"drop_pending_updates": "true"}},
	} {
		a.do(c.method, c.params, nil)
	}
	a.clean()
}

func TestJSONTypesAreChecked(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	a.Message(mari, mari.Private(), "tere")
	for body, want := range map[string]string{
		`{"chat_id":7,"text":5}`:     "must be of type String",
		`[]`:                         "can't parse request body",
		`{"chat_id":7.5,"text":"x"}`: "chat_id",
		`{"chat_id":7,"text":null}`:  "must be of type String",
	} {
		resp, err := postJSON(a.base+"sendMessage", body)
		if err != nil {
			t.Fatal(err)
		}
		if resp.Code != 400 || !strings.Contains(resp.Description, want) {
			t.Errorf("%s: %+v, want %q", body, resp, want)
		}
	}
}

// Refusals that depend on the chat's state are no violations.
func TestStateIsChecked(t *testing.T) {
	c := newClock()
	a := serve(t, fakeapi.Options{Now: c.Now})
	a.refuses("sendMessage", params{"chat_id": "8", "text": "x"}, 400, "Bad Request: chat not found")
	a.Message(mari, mari.Private(), "tere")
	a.do("sendMessage", text("reply_markup", `{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}`), nil) // message 2

	a.refuses("sendMessage", text("reply_parameters", `{"message_id":99}`), 400, "Bad Request: message to be replied not found")
	a.refuses("sendMessage", text("message_thread_id", "5"), 400, "message thread not found")
	a.refuses("editMessageText", text("message_id", "99"), 400, "Bad Request: message to edit not found")
	a.refuses("editMessageText", text("message_id", "1"), 400, "Bad Request: message can't be edited")
	same := text("message_id", "2", "reply_markup", `{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}`)
	const notModified = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"
	a.refuses("editMessageText", same, 400, notModified)
	a.refuses("editMessageReplyMarkup", params{"chat_id": "7", "message_id": "2", "reply_markup": same["reply_markup"]}, 400, notModified)
	a.do("editMessageText", text("message_id", "2"), nil) // without reply_markup: removes the keyboard
	if m, _ := a.Shown(7, 2); m.Keyboard != nil || m.EditDate == 0 {
		t.Errorf("after an edit: %+v", m)
	}
	a.refuses("editMessageReplyMarkup", params{"chat_id": "7", "message_id": "2"}, 400, notModified)

	a.refuses("deleteMessage", params{"chat_id": "7", "message_id": "99"}, 400, "message to delete not found")
	a.do("deleteMessage", params{"chat_id": "7", "message_id": "2"}, nil)
	if _, ok := a.Shown(7, 2); ok {
		t.Error("a deleted message is shown")
	}
	c.Add(48 * 60 * 60 * 1e9)
	a.refuses("deleteMessage", params{"chat_id": "7", "message_id": "1"}, 400, "can't be deleted")
	a.clean()
}
