package telegram

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"iombot/bot"
	"iombot/locales"
)

// Service is a bot at work on Telegram. Client, Store, Handler and Settings
// must be set; Run does not change the Service.
type Service struct {
	Client   *Client
	Store    bot.Store
	Handler  Handler
	Settings Settings

	// Webhook makes Telegram push the updates; nil means polling.
	Webhook *Webhook
	// Lead waits until this process may poll, for as long as lead lives, which is a
	// child of ctx; nil means always. Replies are sent in any case.
	Lead func(ctx context.Context) (lead context.Context, release func(), err error)

	Profiles map[locales.Lang]Profile // by language
	Fallback locales.Lang             // whose Profile people of other languages see
	Staff    []int64                  // ids of people who may use staff commands
	// Knows tells the bot's own commands, which it answers in groups even when
	// they do not name it. Nil means all.
	Knows func(command string, staff bool) bool

	// LinkEntry names the entry that a button's address is of, for the log. Nil
	// means that nobody knows.
	LinkEntry func(address string) string

	Log      *slog.Logger       // silent when nil
	HashChat func(int64) string // what stands for a chat's id in the log; nothing does when nil
	Metrics  *Metrics           // not shown anywhere when nil
	Now      func() time.Time   // the clock; time.Now when nil
}

// Webhook says where Telegram pushes updates.
type Webhook struct {
	URL      string       // as Telegram calls it: https, port 443, 80, 88 or 8443
	Secret   Secret       // required
	Path     string       // under which Listener sees those calls, such as /telegram
	Listener net.Listener // closed by Run
	Other    http.Handler // serves all other paths; 404 when nil
}

func (w *Webhook) check() error {
	switch {
	case w == nil:
		return nil
	case !w.Secret.IsSet():
		return errors.New("a webhook needs a secret")
	case !strings.HasPrefix(w.Path, "/"):
		return fmt.Errorf("a webhook's path must begin with a slash, not be %q", w.Path)
	}
	return nil
}

// Run carries the conversation until ctx ends, and returns nil then: it takes
// no more, finishes and confirms what it took, sends what is due as time
// allows (Settings.Drain), and leaves the rest to the store. An error is one
// that no retry changes: ErrToken, a refused webhook.
func (s *Service) Run(ctx context.Context) error {
	if err := s.Webhook.check(); err != nil {
		return err
	}
	r := s.start()
	group, ctx := errgroup.WithContext(ctx)
	ctx, end := stopping(ctx, s.Settings.Stop)
	defer end()
	sending, stopSending := stoppingLater(ctx)
	defer stopSending()
	group.Go(func() error { return (&sender{r}).run(sending) })
	group.Go(func() error {
		defer stopSending()
		err := r.receive(ctx)
		r.dispatch.wait()
		r.drain(finishing(ctx))
		return err
	})
	group.Go(func() error { r.setup(ctx); return nil })
	group.Go(func() error { r.sweep(ctx); return nil })
	return group.Wait()
}

// running is a Service with what its parts share: each of them embeds it.
type running struct {
	*Service
	api        caller
	pace       *pacer
	dispatch   *dispatcher
	storeRetry Backoff // after failures of the store
	log        *slog.Logger
	metrics    *Metrics
	now        func() time.Time
	known      chan struct{} // closed when the Bot API knows the bot
}

// chatLog stands for a chat in the log.
func (r *running) chatLog(id int64) slog.Attr {
	if r.HashChat == nil {
		return slog.Attr{}
	}
	return slog.String("chat", r.HashChat(id))
}

// maxStoreWait is the longest wait for a store that is unavailable. Telegram is spared
// by longer waits; the store is ours, and people wait for it.
const maxStoreWait = 3 * time.Second

func (s *Service) start() *running {
	r := &running{Service: s, log: s.Log, metrics: s.Metrics, now: s.Now, known: make(chan struct{})}
	if r.log == nil {
		r.log = slog.New(slog.DiscardHandler)
	}
	if r.metrics == nil {
		r.metrics = NewMetrics(prometheus.NewRegistry(), s.Store)
	}
	if r.now == nil {
		r.now = time.Now
	}
	r.storeRetry = s.Settings.Retry
	r.storeRetry.Max = min(r.storeRetry.Max, maxStoreWait)
	r.api = measured{s.Client, r.metrics}
	r.pace = newPacer(s.Settings.Pace, r.now)
	r.dispatch = newDispatcher(r)
	return r
}

// identify asks who the bot is, until there is an answer or ctx ends.
func (r *running) identify(ctx context.Context) (identity, error) {
	me := identity{Staff: map[int64]bool{}, Knows: r.Knows}
	for _, id := range r.Staff {
		me.Staff[id] = true
	}
	row := r.Settings.Retry.start()
	for ctx.Err() == nil {
		user, err := r.getMe(ctx)
		if err == nil {
			me.ID, me.Username = cmp.Or(user.ID, r.Client.botID()), user.Username
			r.log.Info("the Bot API knows the bot", "username", user.Username)
			if !user.Inline {
				r.log.Info("inline mode is off: /setinline at @BotFather turns it on, and people find answers from any chat")
			}
			close(r.known)
			return me, nil
		}
		var none *NoAnswerError
		if isRefusal(err, 401, 404) || errors.As(err, &none) && (none.Status == 401 || none.Status == 404) {
			return me, fmt.Errorf("%w: %w", ErrToken, err)
		}
		wait := row.NextBackOff()
		r.log.Warn("the Bot API does not answer", "err", err, "wait", wait)
		sleep(ctx, wait)
	}
	return me, nil
}

func (r *running) getMe(ctx context.Context) (wireUser, error) {
	ctx, cancel := context.WithTimeout(ctx, r.Settings.CallTimeout)
	defer cancel()
	result, err := r.api.Call(ctx, "getMe", nil)
	if err != nil {
		return wireUser{}, err
	}
	return userIn(result), nil
}

// drain gives the senders time to send what is due.
func (r *running) drain(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, r.Settings.Drain)
	defer cancel()
	for ctx.Err() == nil {
		n, err := r.Store.Pending(ctx)
		if err != nil || n == 0 {
			return
		}
		sleep(ctx, 50*time.Millisecond)
	}
}

// setup waits until the API answers and then sets the profile.
func (r *running) setup(ctx context.Context) {
	select {
	case <-r.known:
		setup(ctx, r.api, profileTexts(r.Profiles, r.Fallback), r.Settings.CallTimeout, r.log)
	case <-ctx.Done():
	}
}

// sweep forgets what is too old: chats at rest every minute, what the store
// keeps now and every hour.
func (r *running) sweep(ctx context.Context) {
	for minute := 0; ctx.Err() == nil; minute++ {
		r.dispatch.gate.forget(r.now())
		r.dispatch.albums.forget(r.now())
		r.pace.forget(r.now())
		if minute%60 == 0 {
			r.sweepStore(ctx)
		}
		sleep(ctx, time.Minute)
	}
}

func (r *running) sweepStore(ctx context.Context) {
	if err := r.Store.Sweep(ctx, r.now()); err != nil && ctx.Err() == nil {
		r.log.Error("deleting what is too old failed", "err", err)
	}
}
