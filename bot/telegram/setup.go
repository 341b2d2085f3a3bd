package telegram

import (
	"context"
	"log/slog"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"iombot/bot"
	"iombot/locales"
)

// Profile is what Telegram shows about the bot in a language.
type Profile struct {
	Commands         []bot.Command // at most 100
	Description      string        // in the empty chat, at most 512 characters
	ShortDescription string        // on the bot's page, at most 120 characters
}

// menu is the parameter "commands" of setMyCommands.
func menu(commands []bot.Command) string {
	type command struct {
		Name        string `json:"command"`
		Description string `json:"description"`
	}
	out := make([]command, len(commands)) // not nil: null is refused
	for i, c := range commands {
		out[i] = command(c)
	}
	return object(out)
}

// setup tells Telegram the bot's profile in every language, and for people of
// other languages in fallback. All of it is decoration: a server that refuses
// it costs a warning.
func setup(ctx context.Context, api caller, profiles map[locales.Lang]Profile, fallback locales.Lang, log *slog.Logger) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	set := func(method string, lang locales.Lang, params tgbotapi.Params) {
		params.AddNonEmpty("language_code", string(lang))
		if _, err := callPatiently(ctx, api, method, params); err != nil && ctx.Err() == nil {
			log.Warn("the profile could not be set", "method", method, "language", lang, "err", err)
		}
	}
	tell := func(lang locales.Lang, p Profile) {
		if len(p.Commands) > 0 {
			set("setMyCommands", lang, tgbotapi.Params{"commands": menu(p.Commands)})
		}
		set("setMyDescription", lang, tgbotapi.Params{"description": p.Description})
		set("setMyShortDescription", lang, tgbotapi.Params{"short_description": p.ShortDescription})
	}
	for lang, p := range profiles {
		tell(lang, p)
	}
	if p, ok := profiles[fallback]; ok {
		tell("", p)
		set("setChatMenuButton", "", tgbotapi.Params{"menu_button": `{"type":"commands"}`})
	}
}

// callPatiently waits out one 429.
func callPatiently(ctx context.Context, api caller, method string, params tgbotapi.Params) (result []byte, err error) {
	result, err = api.Call(ctx, method, params)
	if wait, limited := retryAfter(err); limited {
		sleep(ctx, wait)
		result, err = api.Call(ctx, method, params)
	}
	return result, err
}
