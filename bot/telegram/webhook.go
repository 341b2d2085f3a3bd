package telegram

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

const (
	secretHeader = "X-Telegram-Bot-Api-Secret-Token"
	maxUpdate    = 1 << 20 // bytes of a request
	maxDepth     = 64      // of its JSON

	// Telegram gives up on a request after 60 s.
	commitTimeout = 20 * time.Second
	retrySeconds  = "5"
	// maxRequests bounds requests that wait for the store at the same time;
	// Telegram itself opens at most 100 connections.
	maxRequests = 200
)

// receiver takes updates as Telegram's webhook requests. It answers 200 when
// an update is committed, and asks for it again when it cannot be.
type receiver struct {
	*running
	me    atomic.Pointer[identity] // not set until Telegram said who the bot is
	slots chan struct{}            // one for each request in work
}

func newReceiver(r *running) *receiver {
	return &receiver{running: r, slots: make(chan struct{}, maxRequests)}
}

// ServeHTTP implements http.Handler.
func (h *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status := h.serve(w, r)
	h.metrics.webhook.WithLabelValues(strconv.Itoa(status)).Inc()
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", retrySeconds)
	}
	w.WriteHeader(status)
}

func (h *receiver) serve(w http.ResponseWriter, r *http.Request) (status int) {
	if !h.fromTelegram(r) {
		return http.StatusUnauthorized
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return http.StatusMethodNotAllowed
	}
	if !isJSON(r.Header.Get("Content-Type")) {
		return http.StatusUnsupportedMediaType
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpdate))
	var tooBig *http.MaxBytesError
	switch {
	case errors.As(err, &tooBig):
		return http.StatusRequestEntityTooLarge
	case err != nil || depth(body) > maxDepth || !json.Valid(body):
		return http.StatusBadRequest
	}
	me := h.me.Load()
	if me == nil {
		return http.StatusServiceUnavailable
	}
	a, err := me.decode(body)
	if err != nil {
		h.log.Error("an update could not be read", "err", err)
		h.metrics.update("unreadable", "dropped")
		return http.StatusBadRequest
	}
	return h.take(r.Context(), a)
}

// fromTelegram compares the secret in a time that tells nothing about it, nor
// about its length.
func (h *receiver) fromTelegram(r *http.Request) bool {
	got := sha256.Sum256([]byte(r.Header.Get(secretHeader)))
	want := sha256.Sum256([]byte(h.Webhook.Secret.reveal()))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1
}

// take waits until the update is committed.
func (h *receiver) take(ctx context.Context, a arrival) (status int) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	default:
		return http.StatusServiceUnavailable
	}
	ctx, cancel := context.WithTimeout(ctx, commitTimeout)
	defer cancel()
	if err := <-h.dispatch.submit(ctx, a); err != nil && !errors.Is(err, errRepeated) {
		return http.StatusServiceUnavailable
	}
	return http.StatusOK
}

// depth is how deep brackets nest in JSON that need not be valid.
func depth(b []byte) (deepest int) {
	level, quoted := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			level++
			deepest = max(deepest, level)
		case c == ']' || c == '}':
			level--
		}
	}
	return deepest
}

// setWebhook makes Telegram push updates to url. Those that wait are kept.
func setWebhook(ctx context.Context, api caller, url string, secret Secret) error {
	_, err := callPatiently(ctx, api, "setWebhook", tgbotapi.Params{
		"url": url, "secret_token": secret.reveal(), "allowed_updates": allowedUpdates,
	})
	return err
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
