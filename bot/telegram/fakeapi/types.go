package fakeapi

import "encoding/json"

// User is a Telegram user or bot.
type User struct {
	ID           int64  `json:"id"`
	IsBot        bool   `json:"is_bot"`
	FirstName    string `json:"first_name"`
	LastName     string `json:"last_name,omitempty"`
	Username     string `json:"username,omitempty"`
	LanguageCode string `json:"language_code,omitempty"` // IETF tag of the person's app
}

// Private is the user's private chat with the bot; its id is the user's.
func (u User) Private() Chat {
	return Chat{ID: u.ID, Type: "private", FirstName: u.FirstName, LastName: u.LastName, Username: u.Username}
}

// Chat is a private chat, a group or a supergroup.
type Chat struct {
	ID        int64  `json:"id"`
	Type      string `json:"type"` // "private", "group", "supergroup" or "channel"
	Title     string `json:"title,omitempty"`
	Username  string `json:"username,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	IsForum   bool   `json:"is_forum,omitempty"`
}

// Message is a message as the Bot API shows it and as the person sees it now.
type Message struct {
	ID             int64     `json:"message_id"`
	ThreadID       int64     `json:"message_thread_id,omitempty"`
	From           *User     `json:"from,omitempty"`
	Chat           Chat      `json:"chat"`
	Date           int64     `json:"date"`
	EditDate       int64     `json:"edit_date,omitempty"` // 0 when the text was never changed
	IsTopicMessage bool      `json:"is_topic_message,omitempty"`
	ReplyTo        *Message  `json:"reply_to_message,omitempty"` // as it is now, without its own ReplyTo
	Text           string    `json:"text,omitempty"`
	Entities       []Entity  `json:"entities,omitempty"`
	Keyboard       *Keyboard `json:"reply_markup,omitempty"`

	LinkPreview json.RawMessage `json:"link_preview_options,omitempty"`
	Photo       json.RawMessage `json:"photo,omitempty"`
	Voice       json.RawMessage `json:"voice,omitempty"`
	Sticker     json.RawMessage `json:"sticker,omitempty"`
	Location    json.RawMessage `json:"location,omitempty"`
	Document    json.RawMessage `json:"document,omitempty"`

	MigrateTo   int64 `json:"migrate_to_chat_id,omitempty"`
	MigrateFrom int64 `json:"migrate_from_chat_id,omitempty"`
}

// FromBot reports whether the bot wrote the message.
func (m Message) FromBot() bool { return m.From != nil && m.From.IsBot }

// Entity marks a part of a text; Offset and Length count UTF-16 code units.
type Entity struct {
	Type          string `json:"type"`
	Offset        int    `json:"offset"`
	Length        int    `json:"length"`
	URL           string `json:"url,omitempty"`
	User          *User  `json:"user,omitempty"`
	Language      string `json:"language,omitempty"`
	CustomEmojiID string `json:"custom_emoji_id,omitempty"`
}

// Keyboard is an inline keyboard. Rows is never null on the wire.
type Keyboard struct {
	Rows [][]Button `json:"inline_keyboard"`
}

// Button is a button of an inline keyboard: a link, or with Data a press.
type Button struct {
	Text string  `json:"text"`
	URL  string  `json:"url,omitempty"`
	Data *string `json:"callback_data,omitempty"`
}

// Command is an entry of the bot's command menu.
type Command struct {
	Name        string `json:"command"`
	Description string `json:"description"`
}
