package fakeapi

import (
	"context"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// Limits of a text.
const (
	maxText = 4096  // "1-4096 characters after entities parsing", counted in the UTF-16 units of entities to be safe
	maxRaw  = 32768 // bytes with markup
)

// formatted reads text, parse_mode and entities of a call.
func formatted(a args) (string, []Entity, error) {
	text := a.str("text")
	if len(text) > maxRaw {
		return "", nil, broken("text is too long")
	}
	var es []Entity
	switch mode := a.str("parse_mode"); {
	case mode == "":
		a.into("entities", &es)
		if err := checkEntities(text, es); err != nil {
			return "", nil, err
		}
	case a.has("entities"):
		return "", nil, broken("entities can be specified instead of parse_mode, not with it")
	case strings.EqualFold(mode, "HTML"):
		var err error
		if text, es, err = parseHTML(text); err != nil {
			return "", nil, err
		}
	default:
		return "", nil, broken("unsupported parse_mode")
	}
	text, es = trim(text, es)
	switch {
	case text == "":
		return "", nil, broken("message text is empty")
	case unitLen(text) > maxText:
		return "", nil, broken("message is too long")
	}
	return text, detect(text, es), nil
}

// entityTypes are the values of MessageEntity.type that can be sent, with the
// field that each needs.
var entityTypes = map[string]string{
	"mention": "", "hashtag": "", "cashtag": "", "bot_command": "", "url": "", "email": "", "phone_number": "", "bold": "",
	"italic": "", "underline": "", "strikethrough": "", "spoiler": "", "blockquote": "", "expandable_blockquote": "", "code": "",
	"pre": "", "text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id",
}

// checkEntities: offset and length are "in UTF-16 code units", inside the text
// and not inside a character.
func checkEntities(text string, es []Entity) error {
	units := utf16.Encode([]rune(text))
	inside := func(i int) bool { // a surrogate pair begins before unit i
		return i > 0 && i < len(units) && utf16.IsSurrogate(rune(units[i])) && units[i] >= 0xDC00
	}
	for _, e := range es {
		field, ok := entityTypes[e.Type]
		switch {
		case !ok:
			return broken("can't parse entities: unsupported type %q of MessageEntity", e.Type)
		case e.Offset < 0 || e.Length < 1 || e.Offset+e.Length > len(units):
			return broken("can't parse entities: entity %q at %d of length %d is outside the text", e.Type, e.Offset, e.Length)
		case inside(e.Offset) || inside(e.Offset+e.Length):
			return broken("can't parse entities: entity %q at %d begins or ends inside a character", e.Type, e.Offset)
		case field == "url" && badURL(e.URL) != "", field == "user" && e.User == nil, field == "custom_emoji_id" && e.CustomEmojiID == "":
			return broken("can't parse entities: entity %q has no valid %s", e.Type, field)
		}
	}
	return nil
}

// keyboard is the inline keyboard of a call, nil for none.
func keyboard(a args) *Keyboard {
	var k Keyboard
	var fields map[string]json.RawMessage
	if a.into("reply_markup", &fields); fields["inline_keyboard"] == nil {
		return nil
	}
	a.into("reply_markup", &k)
	var rows [][]Button
	for _, row := range k.Rows {
		if len(row) > 0 {
			rows = append(rows, row)
		}
	}
	if rows == nil {
		return nil
	}
	return &Keyboard{Rows: rows, ForceReply: k.ForceReply}
}

func (s *Server) sendMessage(_ context.Context, a args) (any, error) {
	if a.has("ephemeral_message_parameters") {
		return nil, refused(400, "the fake has no ephemeral messages")
	}
	text, es, err := formatted(a)
	if err != nil {
		return nil, err
	}
	m := &stored{Message: Message{From: &s.bot, Text: text, Entities: es, Keyboard: keyboard(a)}}
	if a.has("link_preview_options") {
		m.LinkPreview = json.RawMessage(a.str("link_preview_options"))
	}
	var reply replyParameters
	a.into("reply_parameters", &reply)

	s.mu.Lock()
	defer s.mu.Unlock()
	ch, err := s.target(a)
	if err != nil {
		return nil, err
	}
	if thread := a.int("message_thread_id"); thread != 0 {
		if !ch.IsForum {
			return nil, refused(400, "message thread not found")
		}
		m.ThreadID, m.IsTopicMessage = thread, true
	}
	if reply.Message != nil {
		m.replyID = *reply.Message
		elsewhere := reply.Chat != nil // replies to other chats show nothing here
		if !elsewhere && ch.messages[m.replyID] == nil {
			if !reply.Allow {
				return nil, refused(400, "message to be replied not found")
			}
			m.replyID = 0
		}
	}
	if err := s.limits.take(s.opt.Now(), ch.Chat); err != nil {
		return nil, err
	}
	m.Date = s.opt.Now().Unix()
	ch.add(m)
	out := ch.shown(m)
	s.emit(Event{Kind: MessageSent, Chat: ch.ID, Message: &out})
	return out, nil
}

const notModified = "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"

// editable finds the bot's message that a call edits. s.mu is held.
func (s *Server) editable(a args) (*chat, *stored, error) {
	if a.has("inline_message_id") {
		return nil, nil, refused(400, "MESSAGE_ID_INVALID") // the fake sends no chosen inline result
	}
	if !a.has("chat_id") || !a.has("message_id") {
		return nil, nil, broken("message identifier is not specified")
	}
	ch, err := s.target(a)
	if err != nil {
		return nil, nil, err
	}
	m := ch.messages[a.int("message_id")]
	if m == nil {
		return nil, nil, refused(400, "message to edit not found")
	}
	if !m.FromBot() {
		return nil, nil, refused(400, "message can't be edited")
	}
	return ch, m, nil
}

// replace puts next in the place of a message, unless they are the same.
func (s *Server) replace(ch *chat, old *stored, next stored) (any, error) {
	if next.Text == old.Text && reflect.DeepEqual(next.Entities, old.Entities) && sameKeyboard(next.Keyboard, old.Keyboard) {
		return nil, refused(400, notModified)
	}
	if err := s.limits.take(s.opt.Now(), ch.Chat); err != nil {
		return nil, err
	}
	ch.messages[next.ID] = &next
	out := ch.shown(&next)
	s.emit(Event{Kind: MessageEdited, Chat: ch.ID, Message: &out})
	return out, nil
}

func (s *Server) editMessageText(_ context.Context, a args) (any, error) {
	if a.has("rich_message") {
		if a.has("text") {
			return nil, broken(`rich_message is "required if text isn't specified", not beside it`)
		}
		return nil, refused(400, "the fake has no rich messages")
	}
	text, es, err := formatted(a)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, m, err := s.editable(a)
	if err != nil {
		return nil, err
	}
	next := *m
	next.Text, next.Entities, next.Keyboard, next.LinkPreview = text, es, keyboard(a), nil
	if a.has("link_preview_options") {
		next.LinkPreview = json.RawMessage(a.str("link_preview_options"))
	}
	next.EditDate = s.opt.Now().Unix()
	return s.replace(ch, m, next)
}

func (s *Server) editMessageReplyMarkup(_ context.Context, a args) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, m, err := s.editable(a)
	if err != nil {
		return nil, err
	}
	next := *m
	next.Keyboard = keyboard(a)
	return s.replace(ch, m, next)
}

// deleteMessage: "A message can only be deleted if it was sent less than 48
// hours ago"; "Bots can delete outgoing messages in private chats, groups, and
// supergroups", "Bots can delete incoming messages in private chats".
func (s *Server) deleteMessage(_ context.Context, a args) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, err := s.target(a)
	if err != nil {
		return nil, err
	}
	m := ch.messages[a.int("message_id")]
	if m == nil {
		return nil, refused(400, "message to delete not found")
	}
	if age := s.opt.Now().Sub(time.Unix(m.Date, 0)); age >= 48*time.Hour || !m.FromBot() && ch.Type != "private" {
		return nil, refused(400, "message can't be deleted for everyone")
	}
	delete(ch.messages, m.ID)
	gone := m.Message
	s.emit(Event{Kind: MessageDeleted, Chat: ch.ID, Message: &gone})
	return true, nil
}

// callback is a button press that waits for its answer.
type callback struct {
	chat int64
	at   time.Time
}

func (s *Server) answerCallbackQuery(_ context.Context, a args) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q, ok := s.callbacks[a.str("callback_query_id")]
	if !ok || s.opt.Now().Sub(q.at) > s.opt.CallbackTTL {
		return nil, refused(400, "query is too old and response timeout expired or query ID is invalid")
	}
	delete(s.callbacks, a.str("callback_query_id"))
	s.emit(Event{Kind: ToastShown, Chat: q.chat, Callback: a.str("callback_query_id"), Text: a.str("text"), Alert: a.bool("show_alert")})
	return true, nil
}

func (s *Server) sendChatAction(_ context.Context, a args) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, err := s.target(a)
	if err != nil {
		return nil, err
	}
	s.emit(Event{Kind: ActionShown, Chat: ch.ID, Text: a.str("action")})
	return true, nil
}

// newQuery makes the id of a callback query. s.mu is held.
func (s *Server) newQuery(chatID int64) string {
	s.nextQuery++
	id := strconv.FormatInt(1<<60+s.nextQuery, 10)
	s.callbacks[id] = callback{chatID, s.opt.Now()}
	return id
}
