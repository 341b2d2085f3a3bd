package bot

import "iombot/locales"

// Update is one thing that happened in a chat, free of any transport's types.
type Update struct {
	ID       int64 // the transport's; unique for a day, not always growing
	Kind     UpdateKind
	Chat     Chat
	Language locales.Lang // of the person's app (primary subtag), or empty: a hint, not a choice
	Staff    bool         // the sender may use staff commands
	From     int64        // in a group, who wrote or pressed; 0 when that is not known

	Hurried bool // the sender writes faster than answers may be sent: say so beside the answer

	MessageID int64  // of the message, or of the message whose button was pressed
	Text      string // of a message or an edited one: valid UTF-8, at most 4,096 characters, without the bot's @name
	Command   string // lower case, without slash and @name, when the message begins with one for this bot
	Args      string // what follows the command
	Quoted    string // text of the message that this one replies to
	Media     Media  // set when the message has no text

	CallbackID string // of a button press, or of an inline query
	Data       string // of the pressed button; hostile until parsed
	Asked      int64  // the message that the pressed button's message replied to, or 0
	Question   string // its text, when the transport still has it

	News News // of Told
}

// UpdateKind says what happened.
type UpdateKind string

// The kinds of updates. The transport drops all others.
const (
	Message   UpdateKind = "message"
	Edited    UpdateKind = "edited"   // MessageID's text was changed by its author
	Callback  UpdateKind = "callback" // a button under the bot's message MessageID was pressed
	Blocked   UpdateKind = "blocked"  // the bot was blocked or removed: nothing can be sent
	Unblocked UpdateKind = "unblocked"
	Migrated  UpdateKind = "migrated" // the group Chat is now the supergroup Chat.MigratedTo
	Flood     UpdateKind = "flood"    // the chat sends too fast: Handle says once that it must wait
	// InlineQuery is Text that somebody types after the bot's @name in any chat.
	// Chat is that person's own with the bot.
	InlineQuery UpdateKind = "inline"
	// Told does not come from a transport: the program has News for a member of
	// staff.
	Told UpdateKind = "told"
)

// Chat is where an update came from and where its replies go.
type Chat struct {
	ID         int64
	Group      bool
	Thread     int64 // forum topic, or 0
	MigratedTo int64
}

// Media names what a message without text holds.
type Media string

// The media that get a reply of their own; everything else is OtherMedia.
const (
	Photo      Media = "photo"
	Voice      Media = "voice"
	Sticker    Media = "sticker"
	Location   Media = "location"
	Document   Media = "document"
	Contact    Media = "contact"
	Poll       Media = "poll"
	Video      Media = "video"
	OtherMedia Media = "other"
)
