package telegram_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"iombot/bot"
	"iombot/bot/state"
	"iombot/bot/telegram"
	"iombot/knowledge"
)

// The fault suite runs the bot in processes of their own, so that they can be
// killed: the test binary starts itself with this variable set.
const childEnv = "IOMBOT_FAULT_CHILD"

// childConfig is the value of childEnv.
type childConfig struct {
	API, Token, DSN string
	Listen          string // of the webhook; polling when empty
	Senders         int
	FloodBurst      int
	Speed           speedKind // not of the fault suite: a bot that BenchmarkSpeed measures
}

// childTimeout is how long a child waits for the answer to a call.
const childTimeout = 500 * time.Millisecond

// childReport is what a child prints when it was asked to stop.
type childReport struct {
	Flood int // updates dropped because a chat flooded
}

func TestMain(m *testing.M) {
	config := os.Getenv(childEnv)
	if config == "" {
		os.Exit(m.Run())
	}
	if err := child(config); err != nil {
		fmt.Fprintln(os.Stderr, "child:", err)
		os.Exit(1)
	}
}

// counting answers the n-th message of a chat that was handled with "text as
// n", so that an update that took effect twice, or not, shows in all that
// follow.
type counting struct{}

func (counting) Handle(_ time.Time, s bot.State, u bot.Update) bot.Result {
	var n int
	if len(s.Offered) > 0 {
		n, _ = strconv.Atoi(s.Offered[0])
	}
	text := "flood"
	switch u.Kind {
	case bot.Message:
		n++
		text = fmt.Sprintf("%s as %d", u.Text, n)
	case bot.Flood:
	default:
		return bot.Result{State: s}
	}
	s.Offered = []string{strconv.Itoa(n)}
	return bot.Result{State: s, Replies: []bot.Reply{{
		Kind: bot.Send, To: u.MessageID, Text: knowledge.Rich{knowledge.Plain(knowledge.Paragraph, text)},
	}}}
}

func child(config string) error {
	var c childConfig
	if err := json.Unmarshal([]byte(config), &c); err != nil {
		return err
	}
	go func() { // a child does not outlive its test
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(2)
	}()
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	key, err := state.ParseKey("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
	if err != nil {
		return err
	}
	if c.Speed != noBot {
		return speedChild(ctx, c, key, log)
	}
	registry := prometheus.NewRegistry()
	store, err := state.Open(ctx, c.DSN, key, state.Options{Log: log})
	if err != nil && ctx.Err() != nil {
		return report(registry, os.Stdout) // stopped before it began
	}
	if err != nil {
		return err
	}
	defer store.Close()
	s := &telegram.Service{
		Store: store, Handler: counting{}, Settings: childSettings(c), Log: log, Metrics: telegram.NewMetrics(registry, store),
	}
	if err := connect(s, c); err != nil {
		return err
	}
	if err := s.Run(ctx); err != nil {
		return err
	}
	return report(registry, os.Stdout)
}

func childSettings(c childConfig) telegram.Settings {
	s := telegram.DefaultSettings()
	s.PollTimeout = time.Second
	s.CallTimeout = childTimeout
	s.Senders, s.Handlers = c.Senders, 64
	s.Retry = telegram.Backoff{First: 20 * time.Millisecond, Max: 500 * time.Millisecond}
	fast := telegram.Rate{Every: time.Microsecond, Burst: 1000}
	s.Pace = telegram.Pace{Chat: fast, Group: fast, All: fast}
	s.Flood.Burst, s.Flood.Hurry = c.FloodBurst, c.FloodBurst
	return s
}

func connect(s *telegram.Service, c childConfig) error {
	token, err := telegram.ParseToken(c.Token)
	if err != nil {
		return err
	}
	if s.Client, err = telegram.NewClient(c.API, token); err != nil || c.Listen == "" {
		return err
	}
	secret, err := telegram.ParseWebhookSecret("the-secret")
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return err
	}
	s.Webhook = &telegram.Webhook{URL: "https://bot.example/telegram", Secret: secret, Path: "/telegram", Listener: l}
	return nil
}

func report(registry *prometheus.Registry, w io.Writer) error {
	families, err := registry.Gather()
	if err != nil {
		return err
	}
	var r childReport
	for _, f := range families {
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				if f.GetName() == "iombot_updates_total" && l.GetName() == "outcome" && l.GetValue() == "flood" {
					r.Flood += int(m.GetCounter().GetValue())
				}
			}
		}
	}
	return json.NewEncoder(w).Encode(r)
}
