package fakeapi

import (
	"fmt"
	"slices"
	"strings"
)

// chat is what the server keeps of a chat.
type chat struct {
	Chat
	messages map[int64]*stored
	order    []int64 // ids of messages, oldest first; deleted ones included
	lastID   int64
	refusal  error // why the bot cannot write here, or nil
	lastBot  int64 // id of the bot's last message
	lastFrom bool  // the bot wrote last
}

// stored is a message as it is kept: changed by replacing it, never in place.
type stored struct {
	Message
	replyID int64
}

// chat returns the chat, made when it is new. s.mu is held.
func (s *Server) chat(c Chat) *chat {
	ch := s.chats[c.ID]
	if ch == nil {
		ch = &chat{Chat: c, messages: map[int64]*stored{}}
		s.chats[c.ID] = ch
	}
	return ch
}

// add gives the message the next id of the chat and keeps it.
func (ch *chat) add(m *stored) {
	m.ID = ch.lastID + 1
	m.Chat = ch.Chat
	ch.keep(m)
	ch.lastFrom = m.FromBot()
	if ch.lastFrom {
		ch.lastBot = m.ID
	}
}

// keep keeps a message that has an id which the chat does not have yet.
func (ch *chat) keep(m *stored) {
	if m.ID > 0 && ch.messages[m.ID] == nil {
		ch.messages[m.ID] = m
		ch.order = append(ch.order, m.ID)
		ch.lastID = max(ch.lastID, m.ID)
	}
}

// shown is m with the message it replies to, as that one is now.
func (ch *chat) shown(m *stored) Message {
	out := m.Message
	if to := ch.messages[m.replyID]; to != nil {
		reply := to.Message
		out.ReplyTo = &reply
	}
	return out
}

// Messages is what the chat shows now, oldest first.
func (s *Server) Messages(chatID int64) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.chats[chatID]
	if ch == nil {
		return nil
	}
	var ms []Message
	for _, id := range ch.order {
		if m := ch.messages[id]; m != nil {
			ms = append(ms, ch.shown(m))
		}
	}
	return ms
}

// Shown returns one message as the chat shows it now.
func (s *Server) Shown(chatID, messageID int64) (Message, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ch := s.chats[chatID]; ch != nil && ch.messages[messageID] != nil {
		return ch.shown(ch.messages[messageID]), true
	}
	return Message{}, false
}

// target finds the chat that a call is for. s.mu is held.
func (s *Server) target(a args) (*chat, error) {
	var ch *chat
	if name, ok := strings.CutPrefix(a.str("chat_id"), "@"); ok {
		for _, c := range s.chats {
			if strings.EqualFold(c.Username, name) && c.Type != "private" {
				ch = c
			}
		}
	} else {
		ch = s.chats[a.int("chat_id")]
	}
	if ch == nil {
		return nil, refused(400, "chat not found")
	}
	return ch, ch.refusal
}

// member changes the bot's membership and tells the bot. s.mu is held.
func (s *Server) member(ch *chat, by User, from, to string, refusal error) int64 {
	ch.refusal = refusal
	type status struct {
		Status string `json:"status"`
		User   User   `json:"user"`
		Until  *int64 `json:"until_date,omitempty"`
	}
	of := func(name string) status {
		st := status{Status: name, User: s.bot}
		if name == "kicked" {
			st.Until = new(int64) // forever
		}
		return st
	}
	return s.push("my_chat_member", chatLane(ch.ID), struct {
		Chat Chat   `json:"chat"`
		From User   `json:"from"`
		Date int64  `json:"date"`
		Old  status `json:"old_chat_member"`
		New  status `json:"new_chat_member"`
	}{ch.Chat, by, s.opt.Now().Unix(), of(from), of(to)})
}

func chatLane(id int64) string { return fmt.Sprint("chat ", id) }

// Chats lists the chats there are, by id.
func (s *Server) Chats() []Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	var cs []Chat
	for _, ch := range s.chats {
		cs = append(cs, ch.Chat)
	}
	slices.SortFunc(cs, func(a, b Chat) int { return int(min(max(a.ID-b.ID, -1), 1)) })
	return cs
}
