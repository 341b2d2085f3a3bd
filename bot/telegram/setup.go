package telegram

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"iombot/bot"
	"iombot/locales"
)

// Profile is what Telegram shows about the bot in a language.
type Profile struct {
	Name             string        // at most 64 characters; what @BotFather was told when empty
	Commands         []bot.Command // at most 100
	StaffCommands    []bot.Command // at most 100; in the chats of staff
	Description      string        // in the empty chat, at most 512 characters
	ShortDescription string        // on the bot's page, at most 120 characters
}

// command is a BotCommand of the Bot API.
type command struct {
	Name        string `json:"command"`
	Description string `json:"description"`
}

// menu is the parameter "commands" of setMyCommands.
func menu(commands []bot.Command) string {
	out := make([]command, len(commands)) // not nil: null is refused
	for i, c := range commands {
		out[i] = command(c)
	}
	return object(out)
}

// profileText is one thing that Telegram shows about the bot: how to ask for it,
// how to set it, and what it shall be.
type profileText struct {
	get, set string // methods
	field    string // of both, as a parameter and in the result
	lang     locales.Lang
	want     string // as the parameter is written
}

// profileTexts lists the profiles, first that which people see whose language
// has none: Telegram answers with it where a language has none yet.
func profileTexts(profiles map[locales.Lang]Profile, fallback locales.Lang) []profileText {
	var all []profileText
	add := func(lang locales.Lang, p Profile) {
		if p.Name != "" {
			all = append(all, profileText{"getMyName", "setMyName", "name", lang, p.Name})
		}
		if len(p.Commands) > 0 {
			all = append(all, profileText{"getMyCommands", "setMyCommands", "commands", lang, menu(p.Commands)})
		}
		all = append(all,
			profileText{"getMyDescription", "setMyDescription", "description", lang, p.Description},
			profileText{"getMyShortDescription", "setMyShortDescription", "short_description", lang, p.ShortDescription})
	}
	if p, ok := profiles[fallback]; ok {
		add("", p)
		all = append(all, profileText{"getChatMenuButton", "setChatMenuButton", "menu_button", "", `{"type":"commands"}`})
	}
	for lang, p := range profiles {
		add(lang, p)
	}
	return all
}

// shown is what a result of get says that Telegram shows now.
func (t profileText) shown(result json.RawMessage) string {
	switch t.field {
	case "commands":
		var commands []command
		_ = json.Unmarshal(result, &commands) // what cannot be read differs
		return object(commands)
	case "menu_button":
		var button struct {
			Type string `json:"type"`
		}
		_ = json.Unmarshal(result, &button)
		return object(button)
	}
	var text map[string]string
	_ = json.Unmarshal(result, &text)
	return text[t.field]
}

// tell sets the text unless Telegram shows it already. A server that cannot be
// asked is told.
func (t profileText) tell(ctx context.Context, api caller) error {
	params := tgbotapi.Params{}
	params.AddNonEmpty("language_code", string(t.lang))
	if result, err := api.Call(ctx, t.get, params); err == nil && t.shown(result) == t.want {
		return nil
	} else if _, limited := retryAfter(err); limited {
		return err
	}
	params[t.field] = t.want
	_, err := api.Call(ctx, t.set, params)
	return err
}

// setupTries is how often a text of the profile is tried to be set, with waits
// in between that Telegram asks for, or else of setupWait.
const (
	setupTries = 5
	setupWait  = time.Minute
)

// setup tells Telegram the bot's profile in every language, and for people of
// other languages in fallback. All of it is decoration: what fails costs a
// warning, holds up nothing else, and is tried again later when that may help.
func setup(ctx context.Context, api caller, texts []profileText, timeout time.Duration, log *slog.Logger) {
	for try := 1; len(texts) > 0 && ctx.Err() == nil; try++ {
		var again []profileText
		var wait time.Duration
		for _, t := range texts {
			call, cancel := context.WithTimeout(ctx, timeout)
			err := t.tell(call, api)
			cancel()
			if err == nil || ctx.Err() != nil {
				continue
			}
			log.Warn("the profile could not be set", "method", t.set, "language", t.lang, "attempt", try, "err", err)
			asked, limited := retryAfter(err)
			if limited {
				wait = max(wait, asked)
			}
			if isOutage(err) && try < setupTries {
				again = append(again, t)
			}
		}
		if texts = again; wait == 0 {
			wait = setupWait
		}
		if len(texts) > 0 {
			sleep(ctx, wait)
		}
	}
}
