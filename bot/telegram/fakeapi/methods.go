package fakeapi

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// method is one Bot API method: what it takes and what it does. do runs only
// for parameters that hold to the table.
type method struct {
	name   string
	params []param
	do     func(s *Server, ctx context.Context, a args) (any, error)
}

const anyInt = 1 << 62

var (
	id       = integer(1, 1<<31-1)
	language = matching(`[a-z]{2}|`) // "A two-letter ISO 639-1 language code"
)

// methodTable holds every method of the fake under its name in lower case: "All
// methods in the Bot API are case-insensitive". Parameters, their types and
// limits are those of https://core.telegram.org/bots/api as of Bot API 10.3
// (August 24, 2026); what it quotes stands in quotation marks.
func methodTable() map[string]method {
	table := map[string]method{}
	for _, m := range slices.Concat(updateMethods(), chatMethods(), profileMethods(), inlineMethods()) {
		table[strings.ToLower(m.name)] = m
	}
	return table
}

// updateMethods are about the bot itself and how it gets its updates.
func updateMethods() []method {
	return []method{
		{"getMe", nil, (*Server).getMe},
		{"getUpdates", []param{
			may("offset", integer(-anyInt, anyInt)),
			may("limit", integer(1, 100)), // "Values between 1-100 are accepted."
			may("timeout", integer(0, anyInt)),
			may("allowed_updates", object(checkKinds)),
		}, (*Server).getUpdates},
		{"setWebhook", []param{
			need("url", anyText), may("certificate", file), may("ip_address", anyText),
			may("max_connections", integer(1, 100)), // "1-100. Defaults to 40."
			may("allowed_updates", object(checkKinds)), may("drop_pending_updates", boolean),
			may("secret_token", matching(`[A-Za-z0-9_-]{1,256}`)), // "1-256 characters. Only characters A-Z, a-z, 0-9, _ and - are allowed."
		}, (*Server).setWebhook},
		{"deleteWebhook", []param{may("drop_pending_updates", boolean)}, (*Server).deleteWebhook},
		{"getWebhookInfo", nil, (*Server).getWebhookInfo},
	}
}

// chatMethods are about chats and what stands in them.
func chatMethods() []method {
	return []method{
		{"sendMessage", []param{
			may("business_connection_id", anyText), need("chat_id", chatID), may("message_thread_id", id),
			may("direct_messages_topic_id", id), may("ephemeral_message_parameters", object(checkEphemeral)),
			need("text", anyText), may("parse_mode", anyText),
			may("entities", object[[]Entity](nil)), may("link_preview_options", object[linkPreview](nil)),
			may("disable_notification", boolean), may("protect_content", boolean), may("allow_paid_broadcast", boolean),
			may("message_effect_id", anyText), may("suggested_post_parameters", object[map[string]any](nil)),
			may("reply_parameters", object(checkReply)), may("reply_markup", checkMarkup),
		}, (*Server).sendMessage},
		{"editMessageText", []param{
			may("business_connection_id", anyText), may("chat_id", chatID), may("message_id", id), may("inline_message_id", anyText),
			may("text", anyText), may("parse_mode", anyText), may("entities", object[[]Entity](nil)),
			may("link_preview_options", object[linkPreview](nil)), may("rich_message", object[map[string]any](nil)),
			may("reply_markup", checkInline),
		}, (*Server).editMessageText},
		{"editMessageReplyMarkup", []param{
			may("business_connection_id", anyText), may("chat_id", chatID), may("message_id", id), may("inline_message_id", anyText),
			may("reply_markup", checkInline),
		}, (*Server).editMessageReplyMarkup},
		{"deleteMessage", []param{need("chat_id", chatID), need("message_id", id)}, (*Server).deleteMessage},
		{"answerCallbackQuery", []param{
			need("callback_query_id", anyText), may("text", characters(0, 200)), // "0-200 characters"
			may("show_alert", boolean), may("url", anyText), may("cache_time", integer(0, anyInt)),
		}, (*Server).answerCallbackQuery},
		{"sendChatAction", []param{
			may("business_connection_id", anyText), need("chat_id", chatID), may("message_thread_id", id),
			need("action", oneOf("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
				"upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note")),
		}, (*Server).sendChatAction},
		{"getChat", []param{need("chat_id", chatID)}, (*Server).getChat},
		{"leaveChat", []param{need("chat_id", chatID)}, (*Server).leaveChat},
	}
}

// profileMethods are about what apps show of the bot beside its messages.
func profileMethods() []method {
	return []method{
		{"setMyCommands", []param{need("commands", object(checkCommands)), may("scope", object(checkScope)), may("language_code", language)}, (*Server).setMyCommands},
		{"deleteMyCommands", []param{may("scope", object(checkScope)), may("language_code", language)}, (*Server).deleteMyCommands},
		{"getMyCommands", []param{may("scope", object(checkScope)), may("language_code", language)}, (*Server).getMyCommands},
		{"setMyName", []param{may("name", characters(0, 64)), may("language_code", language)}, setProfile("name")},                                        // "0-64 characters"
		{"setMyDescription", []param{may("description", characters(0, 512)), may("language_code", language)}, setProfile("description")},                  // "0-512 characters"
		{"setMyShortDescription", []param{may("short_description", characters(0, 120)), may("language_code", language)}, setProfile("short_description")}, // "0-120 characters"
		{"getMyName", []param{may("language_code", language)}, getProfile("name")},
		{"getMyDescription", []param{may("language_code", language)}, getProfile("description")},
		{"getMyShortDescription", []param{may("language_code", language)}, getProfile("short_description")},
		{"getChatMenuButton", []param{may("chat_id", integer(1, anyInt))}, (*Server).getChatMenuButton},
		{"setChatMenuButton", []param{may("chat_id", integer(1, anyInt)), may("menu_button", object(checkMenuButton))}, (*Server).setChatMenuButton},
	}
}

// linkPreview is LinkPreviewOptions.
type linkPreview struct {
	Disabled bool   `json:"is_disabled,omitempty"`
	URL      string `json:"url,omitempty"`
	Small    bool   `json:"prefer_small_media,omitempty"`
	Large    bool   `json:"prefer_large_media,omitempty"`
	Above    bool   `json:"show_above_text,omitempty"`
}

// ephemeral is EphemeralMessageParameters.
type ephemeral struct {
	Receiver int64  `json:"receiver_user_id"`
	Query    string `json:"callback_query_id"`
	Replace  bool   `json:"replace_callback_query_message"`
}

func checkEphemeral(e ephemeral) string {
	return unless(e.Receiver != 0, "receiver_user_id is required")
}

// replyParameters is ReplyParameters.
type replyParameters struct {
	Message   *int64   `json:"message_id"`
	Ephemeral *int64   `json:"ephemeral_message_id"`
	Chat      any      `json:"chat_id"`
	Allow     bool     `json:"allow_sending_without_reply"`
	Quote     string   `json:"quote"`
	ParseMode string   `json:"quote_parse_mode"`
	Entities  []Entity `json:"quote_entities"`
	Position  int64    `json:"quote_position"`
	Task      int64    `json:"checklist_task_id"`
	Option    string   `json:"poll_option_id"`
}

func checkReply(r replyParameters) string {
	switch {
	case r.Message == nil && r.Ephemeral == nil:
		return `message_id is "Required if ephemeral_message_id isn't specified"`
	case r.Message != nil && *r.Message < 1:
		return "message_id must be a positive Integer"
	}
	return unless(unitLen(r.Quote) <= 1024, "quote must have 0-1024 characters after entities parsing")
}

// updateKinds are the fields of Update, true for those that a bot gets without
// asking: "all update types except chat_member, message_reaction, and
// message_reaction_count (default)".
var updateKinds = map[string]bool{
	"message": true, "edited_message": true, "channel_post": true, "edited_channel_post": true,
	"business_connection": true, "business_message": true, "edited_business_message": true, "deleted_business_messages": true,
	"message_reaction": false, "message_reaction_count": false, "inline_query": true, "chosen_inline_result": true,
	"callback_query": true, "shipping_query": true, "pre_checkout_query": true, "purchased_paid_media": true,
	"poll": true, "poll_answer": true, "my_chat_member": true, "chat_member": false, "chat_join_request": true,
	"chat_boost": true, "removed_chat_boost": true, "guest_message": true, "managed_bot": true, "subscription": true,
	"stopped_message_generation": true,
}

func checkKinds(kinds []string) string {
	for _, k := range kinds {
		if _, ok := updateKinds[k]; !ok {
			return fmt.Sprintf("%q is no update type", k)
		}
	}
	return ""
}

var commandName = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

// checkCommands: "At most 100 commands can be specified"; BotCommand.command is
// "1-32 characters. Can contain only lowercase English letters, digits and
// underscores", description "1-256 characters".
func checkCommands(cs []Command) string {
	if len(cs) > 100 {
		return "BOT_COMMANDS_TOO_MUCH: at most 100 commands can be specified"
	}
	for _, c := range cs {
		if !commandName.MatchString(c.Name) {
			return fmt.Sprintf("BOT_COMMAND_INVALID: %q", c.Name)
		}
		if n := utf8.RuneCountInString(c.Description); n < 1 || n > 256 {
			return fmt.Sprintf("BOT_COMMAND_DESCRIPTION_INVALID: %d characters", n)
		}
	}
	return ""
}

// scope is BotCommandScope; the fake takes no usernames as its chat_id.
type scope struct {
	Type string `json:"type"`
	Chat int64  `json:"chat_id,omitempty"`
	User int64  `json:"user_id,omitempty"`
}

func checkScope(s scope) string {
	wantChat, wantUser := false, false
	switch s.Type {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
	case "chat", "chat_administrators":
		wantChat = true
	case "chat_member":
		wantChat, wantUser = true, true
	default:
		return fmt.Sprintf("unsupported type %q of BotCommandScope", s.Type)
	}
	return unless(wantChat == (s.Chat != 0) && wantUser == (s.User != 0), "fields do not fit BotCommandScope of type "+s.Type)
}

// menuButton is MenuButton.
type menuButton struct {
	Type   string `json:"type"`
	Text   string `json:"text,omitempty"`
	WebApp *struct {
		URL string `json:"url"`
	} `json:"web_app,omitempty"`
}

func checkMenuButton(b menuButton) string {
	switch b.Type {
	case "commands", "default":
		return unless(b.Text == "" && b.WebApp == nil, "fields do not fit MenuButton of type "+b.Type)
	case "web_app":
		return unless(b.Text != "" && b.WebApp != nil && strings.HasPrefix(b.WebApp.URL, "https://"), "web_app needs text and an HTTPS URL")
	}
	return fmt.Sprintf("unsupported type %q of MenuButton", b.Type)
}
