package telegram

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"iombot/bot"
	"iombot/locales"
)

// allowedUpdates is sent in full every time: the server keeps the last list
// that it was given.
const allowedUpdates = `["message","edited_message","callback_query","my_chat_member","inline_query"]`

// identity is who the bot is, and whom it knows.
type identity struct {
	ID       int64
	Username string
	Staff    map[int64]bool                        // ids of the people who may use staff commands
	Knows    func(command string, staff bool) bool // nil: all commands
}

// arrival is an update as it came: Update is set when it is to be handed to
// the bot, and Ignored says why it is not.
type arrival struct {
	ID      int64
	At      time.Time // when the person wrote, by Telegram's clock; zero when not known
	Album   string    // of which the message is a part; empty when it is alone
	Update  bot.Update
	Ignored string
}

func ignore(why string) arrival { return arrival{Ignored: why} }

// decode reads one update. It fails only where there is no update id; any
// other field may be missing, or be of another type than the published one.
func (me identity) decode(raw []byte) (arrival, error) {
	var w wireUpdate
	err := json.Unmarshal(raw, &w)
	var mistyped *json.UnmarshalTypeError
	if err != nil && !errors.As(err, &mistyped) {
		return arrival{}, fmt.Errorf("decoding an update: %w", err)
	}
	if !w.ID.known {
		return arrival{}, errors.New("decoding an update: it has no update_id")
	}
	a := me.sort(w)
	a.ID, a.Update.ID = w.ID.number, w.ID.number
	return a, nil
}

// sort tells the kinds of updates apart.
func (me identity) sort(w wireUpdate) arrival {
	switch {
	case w.Message != nil:
		return me.message(w.Message)
	case w.Edited != nil:
		return me.edited(w.Edited)
	case w.Callback != nil:
		return me.callback(w.Callback)
	case w.Member != nil:
		return member(w.Member)
	case w.Inline != nil:
		return me.inline(w.Inline)
	}
	return ignore("kind")
}

func (me identity) message(m *wireMessage) arrival {
	switch {
	case m.MigrateTo != 0:
		return migrated(m.Chat.ID, m.MigrateTo)
	case m.MigrateFrom != 0:
		return migrated(m.MigrateFrom, m.Chat.ID)
	}
	if m.isService() {
		return ignore("service message")
	}
	u, why := me.written(m)
	if why != "" {
		return ignore(why)
	}
	u.Kind, u.Media = bot.Message, m.media()
	if u.Media == "" {
		u.Command, u.Args = me.command(u.Text)
	}
	return arrival{At: unix(m.Date), Album: string(m.Album), Update: u}
}

// unix is a time of Telegram's; 0 is none, not the year 1970.
func unix(seconds int64) time.Time {
	if seconds == 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0)
}

func (me identity) edited(m *wireMessage) arrival {
	// A live location is edited too: no question changed.
	if m.Text == "" && m.Caption == "" {
		return ignore("edit without text")
	}
	u, why := me.written(m)
	if why != "" {
		return ignore(why)
	}
	u.Kind, u.Media = bot.Edited, m.media()
	if u.Media == "" {
		u.Command, u.Args = me.command(u.Text)
	}
	return arrival{At: unix(max(m.EditDate, m.Date)), Update: u}
}

// written is what a new and an edited message have in common.
func (me identity) written(m *wireMessage) (u bot.Update, why string) {
	if m.Chat.ID == 0 || m.Chat.Type == "channel" {
		return u, "channel"
	}
	if m.Business != "" || m.Guest != "" {
		// Of a chat that is not the bot's, although its id may be the same (Message).
		return u, "business or guest"
	}
	var from wireUser // zero in a private chat of a server that leaves it out: the chat says who it is
	switch {
	case m.From != nil:
		from = *m.From
	case m.Chat.isGroup():
		return u, "not from a person"
	}
	if m.Forwarded || from.IsBot && !m.asChat() {
		return u, "not from a person"
	}
	text, mentioned := me.withoutMentions(m)
	u = bot.Update{
		Chat: m.chat(), MessageID: m.ID, Text: text, Quoted: me.quoted(m),
		Language: language(from.Language), Staff: me.Staff[from.ID] && !from.IsBot,
	}
	if u.Chat.Group && !m.asChat() {
		u.From = from.ID
	}
	if u.Chat.Group && !me.isAddressed(m, mentioned, u.Staff) {
		return u, "not addressed"
	}
	return u, ""
}

// quoted is what a message replies to: the words that its author marked, or the
// whole text or caption.
func (me identity) quoted(m *wireMessage) (text string) {
	if m.Quote != nil && m.Quote.Text != "" {
		return clean(m.Quote.Text, maxText)
	}
	if m.ReplyTo != nil {
		text, _ = me.withoutMentions(m.ReplyTo)
	}
	return text
}

// asChat reports whether a person wrote as a chat: an anonymous admin as the
// group, or somebody as their channel. The sender is then a bot of Telegram's,
// "for backward compatibility" (Message.sender_chat).
func (m *wireMessage) asChat() bool { return m.SenderChat != nil }

func (m *wireMessage) chat() bot.Chat {
	c := bot.Chat{ID: m.Chat.ID, Group: m.Chat.isGroup()}
	if m.InTopic {
		c.Thread = m.Thread
	}
	return c
}

func (m *wireMessage) media() bot.Media {
	switch {
	case bool(m.Photo):
		return bot.Photo
	case bool(m.Voice || m.Audio):
		return bot.Voice
	case bool(m.Sticker):
		return bot.Sticker
	case bool(m.Location || m.Venue):
		return bot.Location
	case bool(m.Contact):
		return bot.Contact
	case bool(m.Poll):
		return bot.Poll
	case bool(m.Animation || m.Video || m.VideoNote):
		return bot.Video
	case bool(m.Document):
		return bot.Document
	case m.Text == "" && !bool(m.fields["text"]): // there are many, and more to come
		return bot.OtherMedia
	}
	return ""
}

func (me identity) callback(c *wireCallback) arrival {
	if c.ID == "" || c.From.ID == 0 && (c.Message == nil || c.Message.Chat.ID == 0) {
		return ignore("forged")
	}
	u := bot.Update{
		Kind: bot.Callback, CallbackID: string(c.ID), Data: clean(c.Data, maxData),
		Chat:     bot.Chat{ID: c.From.ID}, // where there is no message, the person's own chat
		Language: language(c.From.Language), Staff: me.Staff[c.From.ID],
	}
	if m := c.Message; m != nil {
		if u.MessageID = m.ID; m.Chat.ID != 0 {
			u.Chat = m.chat()
		}
		if u.Chat.Group {
			u.From = c.From.ID
		}
		if m.ReplyTo != nil {
			u.Asked = m.ReplyTo.ID
			u.Question, _ = me.withoutMentions(m.ReplyTo)
		}
	}
	return arrival{Update: u}
}

func member(m *wireMember) arrival {
	u := bot.Update{Chat: bot.Chat{ID: m.Chat.ID, Group: m.Chat.isGroup()}}
	switch {
	case m.Chat.ID == 0 || m.Chat.Type == "channel":
		return ignore("channel")
	case m.Old.in() && !m.New.in():
		u.Kind = bot.Blocked
	case !m.Old.in() && m.New.in():
		u.Kind = bot.Unblocked
	default:
		return ignore("rights")
	}
	return arrival{At: unix(m.Date), Update: u}
}

func migrated(from, to int64) arrival {
	return arrival{Update: bot.Update{Kind: bot.Migrated, Chat: bot.Chat{ID: from, Group: true, MigratedTo: to}}}
}

var primarySubtag = regexp.MustCompile(`^([a-z]{2,3})(?:[-_]|$)`)

// language is the primary subtag of an IETF tag.
func language(tag string) locales.Lang {
	m := primarySubtag.FindStringSubmatch(strings.ToLower(tag))
	if m == nil {
		return ""
	}
	return locales.Lang(m[1])
}
