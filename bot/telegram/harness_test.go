package telegram

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"iombot/bot"
	"iombot/bot/state"
	"iombot/bot/telegram/apitest"
	"iombot/bot/telegram/fakeapi"
	"iombot/knowledge"
)

const testKey = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

// handlerFunc is a conversation for tests.
type handlerFunc func(s bot.State, u bot.Update) bot.Result

func (f handlerFunc) Handle(_ time.Time, s bot.State, u bot.Update) bot.Result { return f(s, u) }

func say(text string) knowledge.Rich {
	return knowledge.Rich{knowledge.Plain(knowledge.Paragraph, text)}
}

// echo answers every message with its own text, and presses with a toast.
func echo(s bot.State, u bot.Update) bot.Result {
	r := bot.Result{State: s}
	switch u.Kind {
	case bot.Message:
		r.Replies = []bot.Reply{{Kind: bot.Send, To: u.MessageID, Text: say("echo " + u.Text)}}
	case bot.Edited:
		r.Replies = []bot.Reply{{Kind: bot.EditAnswer, To: u.MessageID, Text: say("echo " + u.Text)}}
	case bot.Callback:
		r.Replies = []bot.Reply{{Kind: bot.Toast, CallbackID: u.CallbackID, Toast: "pressed"}}
	case bot.Flood:
		r.Replies = []bot.Reply{{Kind: bot.Send, To: u.MessageID, Text: say("wait")}}
	}
	return r
}

// fastSettings are limits under which a test need not wait.
func fastSettings() Settings {
	s := DefaultSettings()
	s.PollTimeout = 5 * time.Second
	s.CallTimeout = 2 * time.Second
	s.Retry = Backoff{First: 5 * time.Millisecond, Max: 50 * time.Millisecond}
	fast := Rate{Every: time.Microsecond, Burst: 1000}
	s.Pace = Pace{Chat: fast, Group: fast, All: fast}
	s.Flood.Rate, s.Flood.Hurry = Rate{Every: time.Microsecond, Burst: 100000}, 100000
	s.Senders = 8
	return s
}

// rig is a Service at the fake, over a real store.
type rig struct {
	*Service
	t        *testing.T
	ctx      context.Context
	api      *apitest.Server
	url      string
	log      *lockedBuffer
	registry *prometheus.Registry
	stop     func() error // ends Run and returns its error
}

func newRig(t *testing.T, o fakeapi.Options) *rig {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	t.Cleanup(cancel)
	r := &rig{t: t, ctx: ctx, api: apitest.New(o), log: &lockedBuffer{}, registry: prometheus.NewRegistry()}
	t.Cleanup(r.api.Close)
	var err error
	if r.url, err = r.api.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	store := openStore(t, "sqlite::memory:")
	r.Service = &Service{
		Client: newClient(t, r.url, r.api.Token()), Store: store, Handler: handlerFunc(echo), Settings: fastSettings(),
		Log: slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Metrics: NewMetrics(r.registry, store),
		HashChat: func(int64) string { return "hashed" },
	}
	return r
}

func openStore(t *testing.T, dsn string) state.Store {
	t.Helper()
	key, err := state.ParseKey(testKey)
	if err != nil {
		t.Fatal(err)
	}
	store, err := state.Open(t.Context(), dsn, key, state.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

func newClient(t *testing.T, url, token string) *Client {
	t.Helper()
	secret, err := ParseToken(token)
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewClient(url, secret)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.http.CloseIdleConnections)
	return c
}

// start runs the service until the test's end, where it must have held to the
// Bot API's rules and kept its secrets.
func (r *rig) start() {
	ctx, cancel := context.WithCancel(r.ctx)
	result := make(chan error, 1)
	go func() { result <- r.Run(ctx) }()
	r.stop = sync.OnceValue(func() error {
		cancel()
		select {
		case err := <-result:
			return err
		case <-time.After(10 * time.Second):
			return fmt.Errorf("not stopped within 10 s")
		}
	})
	r.t.Cleanup(func() {
		if err := r.stop(); err != nil {
			r.t.Errorf("Run: %v", err)
		}
		for _, v := range r.api.Violations() {
			r.t.Errorf("a call broke a rule: %s", v)
		}
		if strings.Contains(r.log.String(), r.api.Token()) {
			r.t.Error("the token is in the log")
		}
		if r.t.Failed() {
			r.t.Logf("log:\n%s", r.log)
		}
	})
}

// messages waits for n messages in a chat and returns their texts.
func (r *rig) messages(chat int64, n int) []string {
	r.t.Helper()
	ms, err := r.api.WaitMessages(r.ctx, chat, n)
	if err != nil {
		r.t.Fatalf("%v\nlog:\n%s", err, r.log)
	}
	texts := make([]string, len(ms))
	for i, m := range ms {
		texts[i] = m.Text
	}
	return texts
}

// await waits until cond holds.
func (r *rig) await(what string, cond func() bool) {
	r.t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !cond() {
		select {
		case <-tick.C:
		case <-r.ctx.Done():
			r.t.Fatalf("waiting until %s\nlog:\n%s", what, r.log)
		}
	}
}

// settled waits until no reply is left to be sent.
func (r *rig) settled() {
	r.t.Helper()
	r.await("every reply is settled", func() bool {
		n, err := r.Store.Pending(r.ctx)
		return err == nil && n == 0
	})
}

// metric is the sum of a counter's values whose labels include those given, as
// name=value.
func (r *rig) metric(name string, labels ...string) (sum float64) {
	r.t.Helper()
	families, err := r.registry.Gather()
	if err != nil {
		r.t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			has := map[string]bool{}
			for _, l := range m.GetLabel() {
				has[l.GetName()+"="+l.GetValue()] = true
			}
			if f.GetName() == name && !slices.ContainsFunc(labels, func(l string) bool { return !has[l] }) {
				sum += m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount())
			}
		}
	}
	return sum
}

// lockedBuffer collects a log.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

var (
	ann = fakeapi.User{ID: 1001, FirstName: "Ann", LanguageCode: "et"}
	bob = fakeapi.User{ID: 1002, FirstName: "Bob", LanguageCode: "pt-br"}
)
