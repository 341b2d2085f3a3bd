package fakeapi

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Post is what a person writes.
type Post struct {
	From    User
	Chat    Chat
	Text    string
	Media   string // "photo", "voice", "sticker", "location" or "document" instead of Text
	ReplyTo int64  // id of the message that is answered
	Thread  int64  // forum topic
}

// samples are media as the Bot API shows them.
var samples = map[string]string{
	"photo":    `[{"file_id":"AgACAgIAAx","file_unique_id":"AQADx","width":90,"height":67,"file_size":1200}]`,
	"voice":    `{"file_id":"AwACAgIAAx","file_unique_id":"AgADx","duration":3,"mime_type":"audio/ogg","file_size":9000}`,
	"sticker":  `{"file_id":"CAACAgIAAx","file_unique_id":"AgADy","type":"regular","width":512,"height":512,"is_animated":false,"is_video":false,"emoji":"👍"}`,
	"location": `{"latitude":59.437,"longitude":24.7536}`,
	"document": `{"file_id":"BQACAgIAAx","file_unique_id":"AgADz","file_name":"a.pdf","mime_type":"application/pdf","file_size":9000}`,
}

// Message has a person write a text, cut as Telegram's apps cut what is longer
// than 4,096 UTF-16 units. It returns the id of the (last) update, 0 when the
// bot does not see it or nothing but white space was written.
func (s *Server) Message(from User, chat Chat, text string) int64 {
	var id int64
	for text = strings.TrimSpace(text); text != ""; {
		n := cut(text, maxText)
		_, id = s.Post(Post{From: from, Chat: chat, Text: text[:n]})
		text = text[n:]
	}
	return id
}

// cut is the length in bytes of the longest beginning of text of at most n
// UTF-16 units.
func cut(text string, n int) int {
	for i, r := range text {
		if n -= unitLen(string(r)); n < 0 {
			return i
		}
	}
	return len(text)
}

// Post has a person write a message. It returns the message and the id of the
// update, 0 when the bot does not see it (privacy mode).
func (s *Server) Post(p Post) (Message, int64) {
	m := &stored{Message: Message{From: &p.From, Date: s.opt.Now().Unix()}, replyID: p.ReplyTo}
	m.Text, m.Entities = p.Text, detect(p.Text, nil)
	sample := json.RawMessage(samples[p.Media])
	switch p.Media {
	case "":
	case "photo":
		m.Photo = sample
	case "voice":
		m.Voice = sample
	case "sticker":
		m.Sticker = sample
	case "location":
		m.Location = sample
	case "document":
		m.Document = sample
	default:
		panic("fakeapi: no such media: " + p.Media)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.chat(p.Chat)
	m.ThreadID, m.IsTopicMessage = p.Thread, p.Thread != 0
	botLast := ch.lastFrom
	ch.add(m)
	out := ch.shown(m)
	s.emit(Event{Kind: MessageSent, Chat: ch.ID, Message: &out})
	if !s.sees(ch, m, botLast) {
		return out, 0
	}
	return out, s.push("message", chatLane(ch.ID), out)
}

// sees holds to https://core.telegram.org/bots/features#privacy-mode: in groups
// a bot sees commands for it, general commands if it was the last to write,
// replies to it, and mentions.
func (s *Server) sees(ch *chat, m *stored, botLast bool) bool {
	if ch.refusal != nil {
		return false
	}
	if ch.Type == "private" || s.opt.SeesAll {
		return true
	}
	if to := ch.messages[m.replyID]; to != nil && to.FromBot() {
		return true
	}
	for _, e := range m.Entities {
		if e.Type != "bot_command" && e.Type != "mention" {
			continue
		}
		word := part(m.Text, e)
		if _, name, ok := strings.Cut(word, "@"); ok && strings.EqualFold(name, s.bot.Username) || !ok && botLast {
			return true
		}
	}
	return false
}

// part is the text that an entity marks.
func part(text string, e Entity) string {
	units := unitOffsets(text)
	from := slices.Index(units, e.Offset)
	to := slices.Index(units, e.Offset+e.Length)
	return text[from:to]
}

// Edit has a person change the text of their message. It returns the id of the
// update, or an error when there is no such message.
func (s *Server) Edit(chatID, messageID int64, text string) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.chats[chatID]
	if ch == nil || ch.messages[messageID] == nil || ch.messages[messageID].FromBot() {
		return 0, fmt.Errorf("no message %d of a person in chat %d", messageID, chatID)
	}
	next := *ch.messages[messageID]
	next.Text, next.Entities, next.EditDate = text, detect(text, nil), s.opt.Now().Unix()
	ch.messages[messageID] = &next
	out := ch.shown(&next)
	s.emit(Event{Kind: MessageEdited, Chat: ch.ID, Message: &out})
	if !s.sees(ch, &next, false) {
		return 0, nil
	}
	return s.push("edited_message", chatLane(ch.ID), out), nil
}

// Press has a person press the button with data under a message. It returns
// the id of the callback query, or an error when there is no such button.
func (s *Server) Press(from User, chatID, messageID int64, data string) (string, error) {
	m, ok := s.Shown(chatID, messageID)
	if ok && m.Keyboard != nil {
		for _, row := range m.Keyboard.Rows {
			for _, b := range row {
				if b.Data != nil && *b.Data == data {
					return s.PressForged(from, chatID, messageID, data), nil
				}
			}
		}
	}
	return "", fmt.Errorf("no button %q under message %d in chat %d", data, messageID, chatID)
}

// PressForged sends the bot a press of a button that may not be there: "the
// message originated the query can contain no callback buttons with this data".
// It returns the id of the callback query.
func (s *Server) PressForged(from User, chatID, messageID int64, data string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.chat(Chat{ID: chatID, Type: "private", FirstName: from.FirstName})
	var message any = struct { // InaccessibleMessage
		Chat Chat  `json:"chat"`
		ID   int64 `json:"message_id"`
		Date int64 `json:"date"`
	}{ch.Chat, messageID, 0}
	if m := ch.messages[messageID]; m != nil {
		message = ch.shown(m)
	}
	id := s.newQuery(ch.ID)
	s.push("callback_query", fmt.Sprint("callback ", from.ID), struct {
		ID       string `json:"id"`
		From     User   `json:"from"`
		Message  any    `json:"message"`
		Instance string `json:"chat_instance"`
		Data     string `json:"data"`
	}{id, from, message, fmt.Sprint(-ch.ID), data})
	return id
}

// Join adds the bot to a group. It returns the id of the update.
func (s *Server) Join(by User, group Chat) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.member(s.chat(group), by, "left", "member", nil)
}

// Block has the person block the bot, or the group remove it. It returns the
// id of the update.
func (s *Server) Block(chatID int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.chat(Chat{ID: chatID, Type: "private"})
	why := "bot was blocked by the user"
	if ch.Type != "private" {
		why = "bot was kicked from the " + ch.Type + " chat"
	}
	return s.member(ch, ch.person(), "member", "kicked", refused(403, why))
}

// Unblock takes Block back. It returns the id of the update.
func (s *Server) Unblock(chatID int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.chat(Chat{ID: chatID, Type: "private"})
	return s.member(ch, ch.person(), "kicked", "member", nil)
}

// Deactivate has the person delete their account, which the bot is not told.
func (s *Server) Deactivate(chatID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chat(Chat{ID: chatID, Type: "private"}).refusal = refused(403, "user is deactivated")
}

// person is the user of a private chat, or somebody in a group.
func (ch *chat) person() User {
	if ch.Type != "private" {
		return User{ID: 1, FirstName: "Admin"}
	}
	return User{ID: ch.ID, FirstName: ch.FirstName, LastName: ch.LastName, Username: ch.Username}
}

// Migrate makes the group from the supergroup to: both chats get the service
// message, and calls for the old one are refused with the new one's id.
func (s *Server) Migrate(from, to int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.chat(Chat{ID: from, Type: "group"})
	now := s.chat(Chat{ID: to, Type: "supergroup", Title: old.Title})
	admin := old.person()
	gone := &stored{Message: Message{From: &admin, Date: s.opt.Now().Unix(), MigrateTo: to}}
	come := &stored{Message: Message{From: &admin, Date: s.opt.Now().Unix(), MigrateFrom: from}}
	old.add(gone)
	now.add(come)
	old.refusal = &apiError{code: 400, description: "Bad Request: group chat was upgraded to a supergroup chat", migrateTo: to}
	s.push("message", chatLane(from), gone.Message)
	s.push("message", chatLane(to), come.Message)
}

// Push sends the bot an update as it is, except that it gets the next update_id,
// which Push returns (0 when the bot did not ask for its kind). Its chat becomes
// known, and a message in it is shown, so that it can be replied to.
func (s *Server) Push(raw json.RawMessage) (int64, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return 0, fmt.Errorf("reading a raw update: %w", err)
	}
	delete(fields, "update_id")
	if len(fields) != 1 {
		return 0, fmt.Errorf("a raw update has one field beside update_id, not %d", len(fields))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for kind, payload := range fields {
		var m Message
		_ = json.Unmarshal(payload, &m) // of a strange payload what can be read
		lane := chatLane(m.Chat.ID)
		if kind == "callback_query" && m.From != nil {
			lane = fmt.Sprint("callback ", m.From.ID)
		}
		if m.Chat.ID != 0 {
			s.chat(m.Chat).keep(&stored{Message: m})
		}
		return s.push(kind, lane, payload), nil
	}
	panic("unreachable: there is one field")
}
