package telegram

import (
	"context"
	"encoding/json"
	"math"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"github.com/prometheus/client_golang/prometheus"

	"iombot/bot"
)

// Metrics count what a Service does. No label names a chat or holds a text.
type Metrics struct {
	updates   *prometheus.CounterVec
	questions *prometheus.CounterVec
	answers   *prometheus.CounterVec
	reasons   *prometheus.CounterVec
	replies   *prometheus.CounterVec
	calls     *prometheus.HistogramVec
	limited   *prometheus.CounterVec
	polls     *prometheus.CounterVec
	webhook   *prometheus.CounterVec

	also func([]bot.Event) // see Also; nil for nobody
}

// NewMetrics makes the metrics and registers them with r. The number of
// replies that wait is asked of the store with every scrape.
func NewMetrics(r prometheus.Registerer, store bot.Store) *Metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "iombot", Name: name, Help: help}, labels)
	}
	m := &Metrics{
		updates:   counter("updates_total", "Updates by kind and outcome; outcome flood: dropped because the chat wrote too fast.", "kind", "outcome"),
		questions: counter("questions_total", "Questions by outcome (answer, choices, none…) and language.", "outcome", "language"),
		answers:   counter("answers_total", "Entries shown, by language.", "entry", "language"),
		reasons:   counter("useless_total", "Why people found an answer not useful, by entry and language.", "reason", "entry", "language"),
		replies:   counter("replies_total", "Tries to send a reply by kind and outcome.", "kind", "outcome"),
		limited:   counter("api_limited_total", "Calls that Telegram refused with 429.", "method"),
		polls:     counter("poll_errors_total", "Polls that failed, by HTTP status or timeout, network.", "class"),
		webhook:   counter("webhook_requests_total", "Webhook requests by HTTP status.", "status"),
		calls: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: "iombot", Name: "api_call_seconds", Help: "Duration of calls of the Bot API except polls, by method and result.",
			Buckets: []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"method", "result"}),
	}
	pending := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Namespace: "iombot", Name: "replies_pending", Help: "Replies that the store keeps to be sent; NaN while it is unavailable.",
	}, func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		n, err := store.Pending(ctx)
		if err != nil {
			return math.NaN()
		}
		return float64(n)
	})
	r.MustRegister(m.updates, m.questions, m.answers, m.reasons, m.replies, m.calls, m.limited, m.polls, m.webhook, pending)
	return m
}

func (m *Metrics) update(kind, outcome string) { m.updates.WithLabelValues(kind, outcome).Inc() }

func (m *Metrics) pollFailed(class string) { m.polls.WithLabelValues(class).Inc() }

func (m *Metrics) sent(kind bot.ReplyKind, outcome string) {
	m.replies.WithLabelValues(string(kind), outcome).Inc()
}

// Also has what the bot did counted by f too, after it was committed. It is
// called before the Service runs; f is called from many goroutines.
func (m *Metrics) Also(f func([]bot.Event)) { m.also = f }

// events counts what the bot did, after it was committed.
func (m *Metrics) events(events []bot.Event) {
	if m.also != nil {
		m.also(events)
	}
	for _, e := range events {
		switch {
		case e.Kind == bot.Shown:
			m.answers.WithLabelValues(e.Entry, string(e.Lang)).Inc()
		case e.Kind == bot.Reasoned:
			m.reasons.WithLabelValues(e.Text, e.Entry, string(e.Lang)).Inc()
		case e.Kind == bot.Handled && e.Outcome != "":
			m.questions.WithLabelValues(string(e.Outcome), string(e.Lang)).Inc()
		}
	}
}

// measured is a caller that measures another.
type measured struct {
	caller
	metrics *Metrics
}

// Call implements caller.
func (c measured) Call(ctx context.Context, method string, params tgbotapi.Params) (json.RawMessage, error) {
	begun := time.Now()
	result, err := c.caller.Call(ctx, method, params)
	if method != "getUpdates" {
		c.metrics.calls.WithLabelValues(method, errorClass(err)).Observe(time.Since(begun).Seconds())
	}
	if isRefusal(err, 429) {
		c.metrics.limited.WithLabelValues(method).Inc()
	}
	return result, err
}
