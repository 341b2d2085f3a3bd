package telegram

// The parts of the Bot API's objects that the bot looks at, by their published
// names. The library's own types lack topics and more.

type wireUpdate struct {
	ID       int64OrNone   `json:"update_id"`
	Message  *wireMessage  `json:"message"`
	Edited   *wireMessage  `json:"edited_message"`
	Callback *wireCallback `json:"callback_query"`
	Member   *wireMember   `json:"my_chat_member"`
	Inline   *wireInline   `json:"inline_query"`
}

type wireUser struct {
	ID       int64  `json:"id"`
	IsBot    bool   `json:"is_bot"`
	Username string `json:"username"`
	Language string `json:"language_code"`
	Inline   bool   `json:"supports_inline_queries"` // of the bot itself
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
	Quote       *wireQuote   `json:"quote"`
	Album       textOrNumber `json:"media_group_id"`
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
	Venue           present      `json:"venue"`
	Contact         present      `json:"contact"`
	Poll            present      `json:"poll"`
	Audio           present      `json:"audio"`
	Video           present      `json:"video"`
	VideoNote       present      `json:"video_note"`
	Animation       present      `json:"animation"` // comes with "document" set as well
	Document        present      `json:"document"`

	fields map[string]present // all that it has, by name
}

// isService reports whether nobody wrote the message: Telegram tells of
// something that happened.
func (m *wireMessage) isService() bool {
	for _, name := range serviceFields {
		if _, ok := m.fields[name]; ok {
			return true
		}
	}
	return false
}

// serviceFields are the fields of Message that make it a service message (Bot
// API 10.3, Message). One that is not among them is something that a person sent,
// and that we may not know yet.
var serviceFields = []string{
	"boost_added", "channel_chat_created", "chat_background_set", "chat_owner_changed", "chat_owner_left",
	"chat_shared", "checklist_tasks_added", "checklist_tasks_done", "community_chat_added", "community_chat_joined",
	"community_chat_removed", "connected_website", "delete_chat_photo",
	"direct_message_price_changed", "forum_topic_closed", "forum_topic_created", "forum_topic_edited",
	"forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden", "gift",
	"gift_upgrade_sent", "giveaway_completed", "giveaway_created", "group_chat_created", "left_chat_member",
	"left_chat_participant", "managed_bot_created", "message_auto_delete_timer_changed", "migrate_from_chat_id", "migrate_to_chat_id",
	"new_chat_member", "new_chat_members", "new_chat_participant", "new_chat_photo", "new_chat_title",
	"paid_message_price_changed", "passport_data", "pinned_message", "poll_option_added", "poll_option_deleted", "proximity_alert_triggered",
	"refunded_payment", "successful_payment", "suggested_post_approval_failed", "suggested_post_approved",
	"suggested_post_declined", "suggested_post_paid", "suggested_post_refunded", "supergroup_chat_created",
	"unique_gift", "user_shared", "users_shared", "video_chat_ended", "video_chat_participants_invited",
	"video_chat_scheduled", "video_chat_started", "voice_chat_ended", "voice_chat_participants_invited",
	"voice_chat_scheduled", "voice_chat_started", "web_app_data", "write_access_allowed",
}

// wireEntity marks a part of a text; Offset and Length count UTF-16 units and
// are not to be trusted.
type wireEntity struct {
	Type   string    `json:"type"`
	Offset int       `json:"offset"`
	Length int       `json:"length"`
	User   *wireUser `json:"user"`
}

// wireQuote is the part of the message replied to that its author marked.
type wireQuote struct {
	Text string `json:"text"`
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
