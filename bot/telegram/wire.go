package telegram

import (
	"bytes"
	"encoding/json"
)

// The parts of the Bot API's objects that the bot looks at, by their published
// names. The library's own types lack topics and more.

type wireUpdate struct {
	ID       int64OrNone   `json:"update_id"`
	Message  *wireMessage  `json:"message"`
	Edited   *wireMessage  `json:"edited_message"`
	Callback *wireCallback `json:"callback_query"`
	Member   *wireMember   `json:"my_chat_member"`
}

type wireUser struct {
	ID       int64  `json:"id"`
	IsBot    bool   `json:"is_bot"`
	Username string `json:"username"`
	Language string `json:"language_code"`
}

type wireChat struct {
	ID   int64  `json:"id"`
	Type string `json:"type"`
}

// isGroup goes by the id where the type is missing or not one of those that
// are published: people's ids are positive, all others negative.
func (c wireChat) isGroup() bool {
	switch c.Type {
	case "group", "supergroup":
		return true
	case "private", "channel":
		return false
	}
	return c.ID < 0
}

type wireMessage struct {
	ID          int64        `json:"message_id"`
	Thread      int64        `json:"message_thread_id"`
	InTopic     bool         `json:"is_topic_message"`
	From        *wireUser    `json:"from"`
	SenderChat  *wireChat    `json:"sender_chat"`
	Chat        wireChat     `json:"chat"`
	Date        int64        `json:"date"` // 0 of a message that is not accessible (any more)
	EditDate    int64        `json:"edit_date"`
	Forwarded   bool         `json:"is_automatic_forward"`
	Business    string       `json:"business_connection_id"`
	Guest       string       `json:"guest_query_id"`
	ReplyTo     *wireMessage `json:"reply_to_message"`
	Text        string       `json:"text"`
	Entities    []wireEntity `json:"entities"`
	MigrateTo   int64        `json:"migrate_to_chat_id"`
	MigrateFrom int64        `json:"migrate_from_chat_id"`

	Caption         string       `json:"caption"`
	CaptionEntities []wireEntity `json:"caption_entities"`
	Photo           present      `json:"photo"`
	Voice           present      `json:"voice"`
	Sticker         present      `json:"sticker"`
	Location        present      `json:"location"`
	Document        present      `json:"document"`

	// Told apart from service messages, which nobody wrote, and no further.
	Animation present `json:"animation"`
	Audio     present `json:"audio"`
	Checklist present `json:"checklist"`
	Contact   present `json:"contact"`
	Dice      present `json:"dice"`
	Game      present `json:"game"`
	Invoice   present `json:"invoice"`
	PaidMedia present `json:"paid_media"`
	Poll      present `json:"poll"`
	Rich      present `json:"rich_message"`
	Story     present `json:"story"`
	Video     present `json:"video"`
	VideoNote present `json:"video_note"`
}

// wireEntity marks a part of a text; Offset and Length count UTF-16 units and
// are not to be trusted.
type wireEntity struct {
	Type   string    `json:"type"`
	Offset int       `json:"offset"`
	Length int       `json:"length"`
	User   *wireUser `json:"user"`
}

type wireCallback struct {
	ID      textOrNumber `json:"id"`
	From    wireUser     `json:"from"`
	Message *wireMessage `json:"message"`
	Data    string       `json:"data"`
}

type wireMember struct {
	Chat wireChat   `json:"chat"`
	Date int64      `json:"date"`
	Old  wireStatus `json:"old_chat_member"`
	New  wireStatus `json:"new_chat_member"`
}

type wireStatus struct {
	Status   string `json:"status"`
	IsMember bool   `json:"is_member"` // of the status "restricted"
}

// in reports whether the bot is in the chat.
func (s wireStatus) in() bool {
	switch s.Status {
	case "creator", "administrator", "member":
		return true
	}
	return s.Status == "restricted" && s.IsMember
}

// int64OrNone tells 0 from what is missing or no number.
type int64OrNone struct {
	number int64
	known  bool
}

func (n *int64OrNone) UnmarshalJSON(b []byte) error {
	err := json.Unmarshal(b, &n.number)
	n.known = err == nil && !bytes.Equal(b, []byte("null"))
	return err
}

// textOrNumber is a String of the Bot API that some servers write as a number.
type textOrNumber string

func (t *textOrNumber) UnmarshalJSON(b []byte) error {
	if b[0] == '"' {
		return json.Unmarshal(b, (*string)(t))
	}
	var n json.Number
	err := json.Unmarshal(b, &n)
	*t = textOrNumber(n)
	return err
}

// present is set when the field is there, whatever it holds.
type present bool

func (p *present) UnmarshalJSON(b []byte) error {
	*p = present(!bytes.Equal(b, []byte("null")))
	return nil
}
