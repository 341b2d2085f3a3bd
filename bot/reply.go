package bot

import (
	"iombot/knowledge"
	"iombot/locales"
)

// Reply is one thing to send. Replies of one chat are sent in order, except that
// those with Ahead overtake the others that wait.
type Reply struct {
	Kind  ReplyKind `json:"kind"`
	Ahead bool      `json:"ahead,omitempty"`

	// To is the id of the message that is answered, and Part numbers the messages
	// of one answer, from 0. For Send, the first part quotes To in groups, and
	// always when Quote is set; for EditAnswer, To is the edited question, and
	// Part says which message of its answer changes.
	To    int64 `json:"to,omitempty"`
	Part  int   `json:"part,omitempty"`
	Quote bool  `json:"quote,omitempty"`
	// Quoting is a message that Send quotes although it is not an answer to it: in
	// a group, the question of the person who presses a button.
	Quoting int64 `json:"quoting,omitempty"`
	// Target is the bot's own message that Edit and EditMarkup change.
	Target int64 `json:"target,omitempty"`

	Text    knowledge.Rich `json:"text,omitempty"` // not empty for Send, Edit and EditAnswer
	Buttons [][]Button     `json:"buttons,omitempty"`

	CallbackID string       `json:"callback,omitempty"` // for Toast and Inline
	Toast      string       `json:"toast,omitempty"`    // at most 200 characters; may be empty
	Alert      bool         `json:"alert,omitempty"`    // show the toast as a dialog
	Lang       locales.Lang `json:"lang,omitempty"`     // for Commands: the chat's language, if it chose one

	Staff bool `json:"staff,omitempty"` // for Commands: with those of staff

	Articles []Article `json:"-"` // for Inline: the results, at most 10
}

// ReplyKind says how a reply is sent.
type ReplyKind string

// The kinds of replies.
const (
	// Send is a new message.
	Send ReplyKind = "send"
	// Edit changes Target; when Target is gone, a new message is sent instead. It
	// replaces earlier changes of the same message that still wait.
	Edit ReplyKind = "edit"
	// EditMarkup changes only the buttons of Target, to none when Buttons is
	// empty; when Target is gone, nothing is sent.
	EditMarkup ReplyKind = "edit-markup"
	// EditAnswer changes the bot's answer to message To, or Part of it; when none
	// is known, a new message is sent instead.
	EditAnswer ReplyKind = "edit-answer"
	// Trim deletes Part and all later parts of the bot's answer to message To, as
	// far as they are known, when an answer became shorter. It may fail.
	Trim ReplyKind = "trim"
	// Toast confirms the button press CallbackID. It is the first reply to its
	// update, and there is exactly one for each press.
	Toast ReplyKind = "toast"
	// Commands shows the chat its command menu in Lang, or without Lang the one
	// that everybody sees. It may fail.
	Commands ReplyKind = "commands"
	// Inline answers the inline query CallbackID with Articles. Without any it has
	// one of Buttons, whose Data is the payload that opens the chat with the bot.
	// It is never stored: the transport sends it at once.
	Inline ReplyKind = "inline"
)

// Button is a button under a message: exactly one of Data and URL is set.
type Button struct {
	Text string `json:"text"`
	Data string `json:"data,omitempty"` // 1 to 64 bytes
	URL  string `json:"url,omitempty"`
}

// Event is something to count or keep, free of any tie to the chat.
type Event struct {
	Kind    EventKind         `json:"kind"`
	Update  UpdateKind        `json:"update,omitempty"`
	Outcome knowledge.Outcome `json:"outcome,omitempty"` // of a question
	Entry   string            `json:"entry,omitempty"`
	Lang    locales.Lang      `json:"lang,omitempty"`
	Useful  bool              `json:"useful,omitempty"` // of a Voted or Withdrawn event
	Text    string            `json:"text,omitempty"`   // of a Kept event: the redacted question; of a Reasoned one: the reason
}

// EventKind says what happened.
type EventKind string

// The kinds of events.
const (
	Handled EventKind = "handled" // an update was handled; Update, and Outcome and Lang of a question
	Shown   EventKind = "shown"   // Entry was shown in Lang
	Offered EventKind = "offered" // Entry was offered on a button, as an answer to a question
	Helped  EventKind = "helped"  // a help line named the urgent Entry beside another outcome
	Voted   EventKind = "voted"   // somebody found Entry in Lang useful or not: counted by the store
	Alarmed EventKind = "alarmed" // a question may tell of danger: it got an urgent entry, a help line or the numbers
	Missed  EventKind = "missed"  // Entry in Lang, or without Entry all that was offered, was not what the person asked about: counted by the store
	// Withdrawn takes back a vote that was counted before.
	Withdrawn EventKind = "withdrawn"
	// Reasoned tells why Entry in Lang was not useful: Text is the reason's message id.
	Reasoned EventKind = "reasoned"
	Kept     EventKind = "kept" // a question that its author let us keep: stored encrypted, for the retention time
)

// Result is what Handle makes of an update.
type Result struct {
	State   State
	Replies []Reply
	Events  []Event
	Reload  bool // read the knowledge again, and tell the chat the result
	Forget  bool // delete everything kept about the chat, after sending Replies
}
