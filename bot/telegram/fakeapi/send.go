package fakeapi

import (
	"context"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Limits of a text.
const (
	maxText = 4096  // "1-4096 characters after entities parsing", counted in the UTF-16 units of entities to be safe
	maxRaw  = 32768 // bytes with markup
)

// formatted reads text and parse_mode of a call.
func formatted(a args) (string, []Entity, error) {
	text := a.str("text")
	if len(text) > maxRaw {
		return "", nil, broken("text is too long")
	}
	var es []Entity
	switch mode := a.str("parse_mode"); {
	case mode == "":
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

// keyboard is the inline keyboard of a call, nil for none.
func keyboard(a args) *Keyboard {
	var k Keyboard
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
	return &Keyboard{Rows: rows}
}

func (s *Server) sendMessage(_ context.Context, a args) (any, error) {
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
	if reply.Message != 0 && ch.messages[reply.Message] != nil {
		m.replyID = reply.Message
	} else if reply.Message != 0 && !reply.Allow {
		return nil, refused(400, "message to be replied not found")
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
	ch.messages[next.ID] = &next
	out := ch.shown(&next)
	s.emit(Event{Kind: MessageEdited, Chat: ch.ID, Message: &out})
	return out, nil
}

func (s *Server) editMessageText(_ context.Context, a args) (any, error) {
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

// newQuery makes the id of a callback query. s.mu is held.
func (s *Server) newQuery(chatID int64) string {
	s.nextQuery++
	id := strconv.FormatInt(1<<60+s.nextQuery, 10)
	s.callbacks[id] = callback{chatID, s.opt.Now()}
	return id
}
