package main

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
	"golang.org/x/sync/errgroup"

	"iombot/bot"
	"iombot/bot/state"
	"iombot/bot/telegram"
	"iombot/bot/workbench"
	"iombot/index/live"
	"iombot/knowledge"
	"iombot/locales"
)

// app is a bot with everything that it consists of. It is the only type that
// knows every package.
type app struct {
	settings
	log     *slog.Logger
	live    *live.Source
	store   state.Store
	bot     *bot.Bot
	desk    *desk
	service *telegram.Service
	ops     *http.Server // nil when nothing listens, or when the webhook's server has these pages
	opsAt   net.Listener
	pages   *http.Server // the staff's; nil when they are not wanted
	pagesAt net.Listener
	quality *workbench.Quality // nil without question sets
	links   *workbench.Links   // nil without staff's pages
}

// newApp wires a bot. The caller closes it after run.
func newApp(ctx context.Context, s settings, log *slog.Logger) (*app, error) {
	a := &app{settings: s, log: log}
	if err := a.wire(ctx); err != nil {
		return nil, errors.Join(err, a.close())
	}
	return a, nil
}

func (a *app) wire(ctx context.Context) (err error) {
	client, err := telegram.NewClient(a.apiURL, a.token)
	if err != nil {
		return usageError{err}
	}
	webhook, err := a.listenAll()
	if err != nil {
		return err
	}
	if a.store, err = openState(ctx, a.state, a.key, state.Options{Server: strings.TrimRight(a.apiURL, "/"), Retention: a.retention, Log: a.log}); err != nil {
		return err
	}
	a.log.Debug("the state is open")
	if a.live, err = live.Open(ctx, a.knowledge, a.models, a.log); err != nil {
		return err
	}
	a.bot = &bot.Bot{
		Catalog: locales.Embedded(), Snapshot: snapshotOf(a.live), Contact: a.contact,
		KeepDays: int(a.retention / day),
	}
	a.desk = newDesk(a.bot, a.store, a.live, a.settings, a.log)
	a.bot.Desk = a.desk.look
	limits := telegram.DefaultSettings()
	limits.Pace.All.Every *= time.Duration(a.replicas)
	limits.Pace.All.Burst = max(1, limits.Pace.All.Burst/a.replicas)
	o := newOps(a.store, a.live)
	a.service = &telegram.Service{
		Client: client, Store: a.store, Handler: a.desk, Settings: limits,
		Webhook: webhook, Lead: a.store.Lead,
		Profiles: profiles(a.bot, a.name), Fallback: locales.EN, Staff: a.staff, Knows: a.bot.Knows, LinkEntry: a.linkEntry,
		Log: a.log, HashChat: chatHash(), Metrics: telegram.NewMetrics(o.registry, a.store),
	}
	a.service.Metrics.Also(a.desk.count)
	switch {
	case a.opsAt != nil:
		a.ops = o.server()
	case webhook != nil:
		webhook.Other = o.handler()
	}
	return a.wirePages(ctx)
}

// linkEntry is the id of the first entry with a link to the address.
func (a *app) linkEntry(address string) string {
	for _, e := range a.live.Status().Base.Entries {
		for _, text := range e.Texts {
			if slices.ContainsFunc(text.Links, func(l knowledge.Link) bool { return l.URL.Text == address }) {
				return e.ID
			}
		}
	}
	return ""
}

// snapshotOf gives the conversation the current base and its search.
func snapshotOf(l *live.Source) func() bot.Snapshot {
	return func() bot.Snapshot { return bot.Snapshot{Base: l.Status().Base, Search: l} }
}

// listenAll opens the ports, so that the start fails at once when one is taken.
func (a *app) listenAll() (webhook *telegram.Webhook, err error) {
	opsListen := a.opsListen
	if a.webhookURL == "" {
		if opsListen == "" {
			opsListen = a.listen
		}
	} else {
		webhook = &telegram.Webhook{URL: a.webhookURL, Secret: a.webhookSecret}
		if webhook.Path, err = a.webhookPath(); err != nil {
			return nil, err
		}
		if webhook.Listener, err = listen(a.listen); err != nil {
			return nil, err
		}
	}
	if opsListen != "" {
		if a.opsAt, err = listen(opsListen); err != nil {
			return nil, err
		}
	}
	if a.workbench != "" {
		a.pagesAt, err = listen(a.workbench)
	}
	return webhook, err
}

// stateWait is how long a start waits for a database that is unavailable.
const stateWait = time.Minute

// openState opens the state, and waits for a database that is starting too.
func openState(ctx context.Context, dsn string, key state.Key, o state.Options) (state.Store, error) {
	return openWaiting(ctx, state.Open, dsn, key, o)
}

// openWaiting opens a state with open, and tries again while the database is
// unavailable.
func openWaiting[T any](ctx context.Context, open func(context.Context, string, state.Key, state.Options) (T, error), dsn string, key state.Key, o state.Options) (T, error) {
	try := func() (T, error) {
		opened, err := open(ctx, dsn, key, o)
		if err != nil && !state.Temporary(err) {
			return opened, backoff.Permanent(err)
		}
		return opened, err
	}
	opened, err := backoff.Retry(ctx, try, backoff.WithMaxElapsedTime(stateWait), backoff.WithNotify(func(err error, wait time.Duration) {
		o.Log.Warn("the state's database is unavailable; trying again", "err", err, "wait", wait.Round(time.Millisecond))
	}))
	if errors.Is(err, state.ErrKey) {
		return opened, fmt.Errorf("%w: set IOMBOT_KEY or IOMBOT_KEY_FILE to the key that %s was made with; without it nobody can read that state, and only a new one helps", err, withoutPassword(dsn))
	}
	return opened, err
}

// profiles are what Telegram shows about the bot in every language.
func profiles(b *bot.Bot, name string) map[locales.Lang]telegram.Profile {
	out := map[locales.Lang]telegram.Profile{}
	for _, lang := range b.Catalog.Languages() {
		out[lang] = telegram.Profile{
			Name: name, Commands: b.Commands(lang), StaffCommands: b.StaffCommands(lang), Description: b.Description(lang), ShortDescription: b.ShortDescription(lang),
		}
	}
	return out
}

// chatHash returns the function that stands in for chat ids in the log. Its key
// lives as long as the process: log lines of one chat can be matched with each
// other, but not with the state or an older log.
func chatHash() func(int64) string {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails (crypto/rand)
	return func(chat int64) string {
		mac := hmac.New(sha256.New, key)
		mac.Write(binary.BigEndian.AppendUint64(nil, uint64(chat)))
		return hex.EncodeToString(mac.Sum(nil)[:6])
	}
}

// run runs the bot until ctx ends, and then returns nil. A value from reload
// makes it reload its knowledge at once.
func (a *app) run(ctx context.Context, reload <-chan os.Signal) error {
	group, stop := errgroup.WithContext(ctx)
	// The pages stay up until the service has finished its updates.
	finished, finish := context.WithCancel(context.WithoutCancel(ctx))
	group.Go(func() error {
		defer finish()
		return a.service.Run(stop)
	})
	group.Go(func() error { a.live.Watch(stop, reload); return nil })
	group.Go(func() error { a.desk.run(finished); return nil })
	if a.links != nil {
		group.Go(func() error { a.links.Run(stop); return nil })
	}
	if a.quality != nil {
		group.Go(func() error { a.quality.Run(stop); return nil })
	}
	if a.ops != nil {
		group.Go(func() error { return serveHTTP(finished, a.ops, a.opsAt) })
	}
	if a.pages != nil {
		group.Go(func() error { return serveHTTP(finished, a.pages, a.pagesAt) })
	}
	return group.Wait()
}

// serveHTTP serves until ctx ends.
func serveHTTP(ctx context.Context, s *http.Server, at net.Listener) error {
	served := make(chan error, 1)
	go func() { served <- s.Serve(at) }()
	select {
	case err := <-served:
		return fmt.Errorf("serving %s: %w", at.Addr(), err)
	case <-ctx.Done():
	}
	_ = s.Close() // cuts off open connections; nobody needs the pages any more
	<-served
	return nil
}

// close releases what the app holds.
func (a *app) close() error {
	var errs []error
	if a.opsAt != nil {
		_ = a.opsAt.Close() // closed already when it was served
	}
	if a.pagesAt != nil {
		_ = a.pagesAt.Close() // closed already when it was served
	}
	if a.store != nil {
		errs = append(errs, a.store.Close())
	}
	if a.live != nil {
		errs = append(errs, a.live.Close())
	}
	return errors.Join(errs...)
}
