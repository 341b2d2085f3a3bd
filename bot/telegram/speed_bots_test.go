package telegram_test

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"golang.org/x/sync/semaphore"

	"iombot/bot"
	"iombot/bot/state"
	"iombot/bot/telegram"
	"iombot/index/live"
	"iombot/knowledge"
	"iombot/locales"
)

// speedKind is a bot that BenchmarkSpeed measures.
type speedKind int

// The bots, from the plainest on. Each is what the one before is and one thing
// more.
const (
	noBot       speedKind = iota
	libraryEcho           // on go-telegram-bot-api alone
	echoHandler           // on the Service, with a store that keeps nothing but the outbox in memory
	echoSQLite
	wholeBot
)

var speedNames = map[speedKind]string{
	libraryEcho: "an echo bot on the library", echoHandler: "echo handler, no state",
	echoSQLite: "echo handler, SQLite file", wholeBot: "the whole bot, SQLite file",
}

// echoed is what an echo bot replies, as long as an answer.
var echoed = strings.Repeat("An echo of 40 characters for the people. ", 15)

// speedChild runs one of the bots until ctx ends.
func speedChild(ctx context.Context, c childConfig, key state.Key, log *slog.Logger) error {
	if c.Speed == libraryEcho {
		return runLibraryEcho(ctx, c)
	}
	s := &telegram.Service{Settings: telegram.DefaultSettings(), Log: log, Handler: speedEcho{}}
	fast := telegram.Rate{Every: time.Microsecond, Burst: 1_000_000}
	s.Settings.Pace = telegram.Pace{Chat: fast, Group: fast, All: fast}
	s.Settings.Flood = telegram.Flood{Rate: fast, Hurry: 1_000_000}
	s.Store = newNoStore()
	if c.Speed != echoHandler {
		store, err := state.Open(ctx, c.DSN, key, state.Options{Log: log})
		if err != nil {
			return err
		}
		defer store.Close()
		s.Store, s.Lead = store, store.Lead
	}
	if c.Speed == wholeBot {
		source, err := live.Open(ctx, "", nil, log)
		if err != nil {
			return err
		}
		defer source.Close()
		s.Handler = &bot.Bot{
			Catalog: locales.Embedded(), Contact: "office@example.org", KeepDays: 30,
			Snapshot: func() bot.Snapshot { return bot.Snapshot{Base: source.Status().Base, Search: source} },
		}
	}
	if err := connect(s, c); err != nil {
		return err
	}
	return s.Run(ctx)
}

// speedEcho answers every message with the same text.
type speedEcho struct{}

func (speedEcho) Handle(_ time.Time, s bot.State, u bot.Update) bot.Result {
	s.Last = locales.ET
	return bot.Result{State: s, Replies: []bot.Reply{{
		Kind: bot.Send, To: u.MessageID, Text: knowledge.Rich{knowledge.Plain(knowledge.Paragraph, echoed)},
	}}}
}

// runLibraryEcho is how one writes an echo bot on the library that keeps a
// chat's replies in order: a line for each chat, and 32 calls at once. The
// transport is the Service's.
func runLibraryEcho(ctx context.Context, c childConfig) error {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = 256, 128
	api, err := tgbotapi.NewBotAPIWithClient(c.Token, c.API+"/bot%s/%s", &http.Client{Transport: transport})
	if err != nil {
		return err
	}
	go func() { <-ctx.Done(); api.StopReceivingUpdates() }()
	lines := map[int64]chan tgbotapi.Update{}
	sends := semaphore.NewWeighted(32)
	var work sync.WaitGroup
	for u := range api.GetUpdatesChan(tgbotapi.UpdateConfig{Limit: 100, Timeout: 50}) {
		line := lines[u.Message.Chat.ID]
		if line == nil {
			line = make(chan tgbotapi.Update, 100)
			lines[u.Message.Chat.ID] = line
			work.Go(func() {
				for u := range line {
					if sends.Acquire(ctx, 1) == nil {
						_, _ = api.Send(tgbotapi.NewMessage(u.Message.Chat.ID, echoed)) // the feed counts
						sends.Release(1)
					}
				}
			})
		}
		line <- u
	}
	for _, line := range lines {
		close(line)
	}
	work.Wait()
	return nil
}
