package telegram

import (
	"regexp"
	"strings"
	"unicode/utf16"
)

const (
	maxText = 4096 // characters of a message (Bot API, Message.text)
	maxName = 33   // characters of a @name (Bot API: 5-32, and the sign before it)
	maxData = 64   // bytes of callback data (Bot API, InlineKeyboardButton)
)

// clean makes a foreign text safe to keep: valid UTF-8 without NUL, which
// PostgreSQL refuses, and at most limit characters.
func clean(s string, limit int) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
	n := 0
	for i := range s {
		if n == limit {
			return s[:i]
		}
		n++
	}
	return s
}

// withoutMentions returns the message's text, or its caption, without the
// bot's own @name, and whether it was there. Only entities count: "@name2" and
// an e-mail address contain "@name" too. Entities that lie outside the text or
// overlap are passed over. Telegram marks every @name; where nothing is marked,
// the server may be one that leaves entities out.
func (me identity) withoutMentions(m *wireMessage) (text string, mentioned bool) {
	text, entities := m.Text, m.Entities
	if text == "" {
		text, entities = m.Caption, m.CaptionEntities
	}
	if len(entities) == 0 && m.Chat.isGroup() {
		entities = me.unmarked(text)
	}
	units := utf16.Encode([]rune(text))
	var kept []uint16
	at := 0
	for _, e := range entities {
		if e.Offset < at || e.Length <= 0 || e.Offset > len(units) || e.Length > len(units)-e.Offset {
			continue
		}
		end := e.Offset + e.Length
		if me.isNamed(e, units[e.Offset:end]) {
			mentioned = true
			kept = append(kept, units[at:e.Offset]...)
			at = end
		}
	}
	if !mentioned {
		return clean(text, maxText), false
	}
	text = string(utf16.Decode(append(kept, units[at:]...)))
	return clean(strings.TrimSpace(strings.TrimLeft(text, " ,:;")), maxText), true
}

// unmarked finds the bot's @name as a word of its own.
func (me identity) unmarked(text string) []wireEntity {
	if me.Username == "" || !strings.Contains(text, "@") {
		return nil
	}
	word := regexp.MustCompile(`(?i)(?:^|[^\pL\pN_.@/])(@` + regexp.QuoteMeta(me.Username) + `)(?:$|[^\pL\pN_])`)
	m := word.FindStringSubmatchIndex(text)
	if m == nil {
		return nil
	}
	units := func(s string) int { return len(utf16.Encode([]rune(s))) }
	return []wireEntity{{Type: "mention", Offset: units(text[:m[2]]), Length: units(text[m[2]:m[3]])}}
}

// isNamed reports whether an entity over name means this bot.
func (me identity) isNamed(e wireEntity, name []uint16) bool {
	switch e.Type {
	case "mention":
		if me.Username == "" { // some servers name no bot
			return false
		}
		// The length first: hostile entities are many and long.
		return len(name) == len(me.Username)+1 && strings.EqualFold(string(utf16.Decode(name)), "@"+me.Username)
	case "text_mention":
		return e.User != nil && e.User.ID == me.ID
	}
	return false
}

// isRepliedTo reports whether m replies to a message of the bot.
func (me identity) isRepliedTo(m *wireMessage) bool {
	return m.ReplyTo != nil && m.ReplyTo.From != nil && m.ReplyTo.From.ID == me.ID
}

// namesAnotherBot reports whether a message is meant for another bot, by its
// @name, which ends in "bot" (core.telegram.org/bots/features#creating-a-new-bot).
func (me identity) namesAnotherBot(m *wireMessage) bool {
	units := utf16.Encode([]rune(m.Text))
	for _, e := range m.Entities {
		switch {
		case e.Type == "text_mention" && e.User != nil && e.User.IsBot && e.User.ID != me.ID:
			return true
		case e.Type != "mention" || e.Offset < 0 || e.Length <= 0 || e.Length > maxName || e.Offset > len(units) || e.Length > len(units)-e.Offset:
		case strings.HasSuffix(strings.ToLower(string(utf16.Decode(units[e.Offset:e.Offset+e.Length]))), "bot"):
			return !me.isNamed(e, units[e.Offset:e.Offset+e.Length])
		}
	}
	return false
}

// commandForm is what Telegram's clients and server mark as a command. The text
// decides and not the entity: both say the same on Telegram, but other servers
// leave entities out.
var commandForm = regexp.MustCompile(`^/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{3,32}))?(?:([^\pL\pN_/<>])|$)`)

// command splits a text that begins with a command for this bot into the
// command in lower case and what follows; else both are empty.
func (me identity) command(text string) (name, args string) {
	name, to, args := splitCommand(text)
	if to != "" && !me.goesBy(to) {
		return "", ""
	}
	return name, args
}

// goesBy reports whether a command's @name is this bot's. A bot that was not
// told its name takes every name for its own.
func (me identity) goesBy(name string) bool {
	return me.Username == "" || strings.EqualFold(name, me.Username)
}

// splitCommand returns the command with which a text begins, and the bot that
// it names; all are empty when it begins with none.
func splitCommand(text string) (name, to, args string) {
	m := commandForm.FindStringSubmatchIndex(text)
	if m == nil {
		return "", "", ""
	}
	if m[4] >= 0 {
		to = text[m[4]:m[5]]
	}
	return strings.ToLower(text[m[2]:m[3]]), to, strings.TrimSpace(text[max(m[3], m[5]):])
}

// isAddressed reports whether a group's message is for this bot. A command that
// names nobody may be for any bot of the group: it is for this one when it is
// one of its own.
func (me identity) isAddressed(m *wireMessage, mentioned, staff bool) bool {
	switch name, to, _ := splitCommand(m.Text); {
	case to != "":
		return me.goesBy(to)
	case mentioned:
		return true
	case me.isRepliedTo(m):
		return !me.namesAnotherBot(m)
	default:
		return name != "" && (me.Knows == nil || me.Knows(name, staff))
	}
}
