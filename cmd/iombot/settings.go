package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"iombot/bot/state"
	"iombot/bot/telegram"
	"iombot/bot/workbench"
	"iombot/index"
)

// settings are what a bot is wired from.
type settings struct {
	knowledge string // a folder; the base inside the program when empty
	state     string // as state.Open takes it
	key       state.Key
	retention time.Duration // of questions kept by consent
	contact   string
	name      string // the bot's name on Telegram; empty to leave it as it is
	staff     []int64
	workbench string           // address of the staff's pages; empty for none
	proxy     *workbench.Proxy // that logs people in there; nil for none
	hosts     []string         // names under which the pages may be opened
	models    *index.Cache     // where models are kept; nil for nowhere
	sets      string           // folder of question sets for the pages; empty for the checkout's, if there is one
	k         int              // people who must have asked before a question is shown there
	replicas  int              // bots that send with the same token

	apiURL        string
	token         telegram.Secret
	webhookURL    string // empty for polling
	webhookSecret telegram.Secret
	listen        string // for the webhook and, when opsListen is empty, for health and metrics
	opsListen     string
}

// defaultContact is the e-mail address of the office in Tallinn.
const defaultContact = "iomtallinn@iom.int"

// webhookPath is the path of the webhook's calls.
func (s settings) webhookPath() (string, error) {
	u, err := url.Parse(s.webhookURL)
	if err != nil || u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") == "" {
		return "", usagef("the webhook's address must be like https://bot.example.org/telegram, with a path of its own, not %q", s.webhookURL)
	}
	return u.Path, nil
}

const tokenAdvice = `there is no bot token. Talk to @BotFather on Telegram (https://t.me/BotFather, /newbot) to get one, ` +
	`then set TELEGRAM_BOT_TOKEN, or TELEGRAM_BOT_TOKEN_FILE to a file that holds it. To try the bot without a token, run "iombot try"`

// token reads the bot token.
func (env environment) token() (telegram.Secret, error) {
	text, ok, err := env.setting("TELEGRAM_BOT_TOKEN")
	if err != nil {
		return telegram.Secret{}, err
	}
	if !ok {
		return telegram.Secret{}, usagef(tokenAdvice)
	}
	token, err := telegram.ParseToken(text)
	if err != nil {
		return telegram.Secret{}, usagef("TELEGRAM_BOT_TOKEN: %w", err)
	}
	return token, nil
}

// webhookSecret reads the secret that Telegram sends with every call of the
// webhook.
func (env environment) webhookSecret() (telegram.Secret, error) {
	text, ok, err := env.setting("TELEGRAM_WEBHOOK_SECRET")
	if err != nil {
		return telegram.Secret{}, err
	}
	if !ok {
		return telegram.Secret{}, usagef("a webhook needs a secret, or anybody could write to the bot: set TELEGRAM_WEBHOOK_SECRET, or TELEGRAM_WEBHOOK_SECRET_FILE to a file that holds it (make one with: openssl rand -hex 32)")
	}
	secret, err := telegram.ParseWebhookSecret(text)
	if err != nil {
		return telegram.Secret{}, usagef("TELEGRAM_WEBHOOK_SECRET: %w", err)
	}
	return secret, nil
}

// key reads the key of the state at dsn from IOMBOT_KEY or its file. Without
// either it is the file iombot.key beside the state. If the file does not exist
// and mayMake is set, it is made; a state in memory gets a random key that is
// not kept.
func (env environment) key(dsn string, mayMake bool) (state.Key, error) {
	text, _ := env("IOMBOT_KEY")
	path, _ := env("IOMBOT_KEY_FILE")
	switch {
	case text != "" && path != "":
		return state.Key{}, usagef("both IOMBOT_KEY and IOMBOT_KEY_FILE are set: unset one of them")
	case text != "":
		key, err := state.ParseKey(text)
		if err != nil {
			return state.Key{}, usagef("IOMBOT_KEY: %w", err)
		}
		return key, nil
	case path == "" && dsn == stateInMemory:
		return randomKey()
	case path == "":
		path = keyBeside(dsn)
	}
	if mayMake {
		return loadOrMakeKey(path)
	}
	key, err := state.LoadKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		return key, fmt.Errorf("there is no key at %s: set IOMBOT_KEY_FILE to the file with the state's key", path)
	}
	return key, err
}

// loadOrMakeKey reads the key in a file, or makes the file if it does not exist.
func loadOrMakeKey(path string) (state.Key, error) {
	key, err := state.LoadKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if key, err = state.MakeKey(path); err != nil {
		return key, fmt.Errorf("%w: name a folder that can be written to, such as with --state sqlite:/var/lib/iombot/state.db, or set IOMBOT_KEY_FILE", err)
	}
	return key, nil
}

// stateInMemory is a state that ends with the process.
const stateInMemory = "sqlite::memory:"

// keyBeside is the default path of the key of the state at dsn.
func keyBeside(dsn string) string {
	const name = "iombot.key"
	if file, ok := sqliteFile(dsn); ok {
		return filepath.Join(filepath.Dir(file), name)
	}
	return name
}

// sqliteFile is the file of a state in SQLite.
func sqliteFile(dsn string) (path string, ok bool) {
	path, ok = strings.CutPrefix(dsn, "sqlite:")
	return path, ok && dsn != stateInMemory
}

func randomKey() (state.Key, error) {
	var secret [32]byte
	_, _ = rand.Read(secret[:]) // never fails (crypto/rand)
	return state.ParseKey(hex.EncodeToString(secret[:]))
}

// withoutPassword is a state's address without its password.
func withoutPassword(dsn string) string {
	scheme, _, _ := strings.Cut(dsn, ":")
	if scheme != "sqlite" && scheme != "postgres" && scheme != "postgresql" {
		return "***"
	}
	u, err := url.Parse(dsn)
	if err != nil {
		return scheme + ":***"
	}
	if q := u.Query(); q.Has("password") {
		q.Set("password", "xxxxx")
		u.RawQuery = q.Encode()
	}
	return u.Redacted()
}
