package fakeapi

import (
	"context"
	"encoding/json"
)

// commandKey is where a command list belongs.
type commandKey struct {
	scope    scope
	language string
}

type profileKey struct{ field, language string }

// keyOf is the scope and language of a call; "Defaults to BotCommandScopeDefault".
func keyOf(a args) commandKey {
	k := commandKey{scope{Type: "default"}, a.str("language_code")}
	a.into("scope", &k.scope)
	return k
}

// known refuses a scope in a chat that the bot cannot see. s.mu is held.
func (s *Server) known(k commandKey) error {
	if k.scope.Chat != 0 && s.chats[k.scope.Chat] == nil {
		return refused(400, "chat not found")
	}
	return nil
}

func (s *Server) setMyCommands(_ context.Context, a args) (any, error) {
	var cs []Command
	a.into("commands", &cs)
	return s.putCommands(keyOf(a), cs)
}

func (s *Server) deleteMyCommands(_ context.Context, a args) (any, error) {
	return s.putCommands(keyOf(a), nil)
}

func (s *Server) putCommands(k commandKey, cs []Command) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.known(k); err != nil {
		return nil, err
	}
	if s.commands[k] = cs; len(cs) == 0 {
		delete(s.commands, k)
	}
	s.emit(Event{Kind: CommandsChanged, Chat: k.scope.Chat})
	return true, nil
}

func (s *Server) getMyCommands(_ context.Context, a args) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := keyOf(a)
	if err := s.known(k); err != nil {
		return nil, err
	}
	if cs := s.commands[k]; cs != nil {
		return cs, nil
	}
	return []Command{}, nil
}

// Commands is the command menu that a person with an app in language sees in a
// chat: the first list there is in the order of "Determining list of commands",
// for people who are not administrators.
func (s *Server) Commands(chatID int64, language string) []Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	kind := "all_private_chats"
	if ch := s.chats[chatID]; ch != nil && ch.Type != "private" {
		kind = "all_group_chats"
	}
	for _, sc := range []scope{{Type: "chat", Chat: chatID}, {Type: kind}, {Type: "default"}} {
		for _, l := range []string{language, ""} {
			if cs := s.commands[commandKey{sc, l}]; cs != nil {
				return append([]Command(nil), cs...)
			}
		}
	}
	return nil
}

// setProfile is the method that sets a text of the bot's profile in a
// language; an empty text removes it.
func setProfile(field string) func(*Server, context.Context, args) (any, error) {
	return func(s *Server, _ context.Context, a args) (any, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.profile[profileKey{field, a.str("language_code")}] = a.str(field)
		s.emit(Event{Kind: ProfileChanged})
		return true, nil
	}
}

func getProfile(field string) func(*Server, context.Context, args) (any, error) {
	return func(s *Server, _ context.Context, a args) (any, error) {
		return map[string]string{field: s.Profile(field, a.str("language_code"))}, nil
	}
}

// Profile is a text of the bot's profile ("name", "description" or
// "short_description") as a person with an app in language sees it.
func (s *Server) Profile(field, language string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if text := s.profile[profileKey{field, language}]; text != "" {
		return text
	}
	if text := s.profile[profileKey{field, ""}]; text != "" || field != "name" {
		return text
	}
	return s.bot.FirstName
}

// setChatMenuButton: "If not specified, default bot's menu button will be changed".
func (s *Server) setChatMenuButton(_ context.Context, a args) (any, error) {
	b := menuButton{Type: "default"}
	a.into("menu_button", &b)
	s.mu.Lock()
	defer s.mu.Unlock()
	if id := a.int("chat_id"); id != 0 && s.chats[id] == nil {
		return nil, refused(400, "chat not found")
	}
	s.menus[a.int("chat_id")] = b
	s.emit(Event{Kind: ProfileChanged, Chat: a.int("chat_id")})
	return true, nil
}

// getChatMenuButton: "If not specified, default bot's menu button will be returned".
func (s *Server) getChatMenuButton(_ context.Context, a args) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b, ok := s.menus[a.int("chat_id")]; ok {
		return b, nil
	}
	return menuButton{Type: "default"}, nil
}

// MenuButton is the MenuButton last set for a chat, or for all with chatID 0,
// as JSON; null when it was never set.
func (s *Server) MenuButton(chatID int64) json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.menus[chatID]
	if !ok {
		return json.RawMessage("null")
	}
	j, err := json.Marshal(b)
	if err != nil {
		panic("fakeapi: encoding a menu button: " + err.Error())
	}
	return j
}
