package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// receive takes updates until ctx ends, and finishes them.
func (r *running) receive(ctx context.Context) error {
	if r.Webhook != nil {
		return r.serveWebhook(ctx)
	}
	me, err := r.identify(ctx)
	if err != nil {
		return err
	}
	if r.Lead == nil {
		return r.poll(ctx, me)
	}
	row := r.Settings.Retry.start()
	for ctx.Err() == nil {
		lead, release, err := r.Lead(ctx)
		if err != nil {
			if ctx.Err() == nil {
				r.log.Error("waiting for the lead failed", "err", err)
				sleep(ctx, row.NextBackOff())
			}
			continue
		}
		row.Reset()
		r.log.Info("this process polls")
		err = r.poll(lead, me)
		release()
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *running) poll(ctx context.Context, me identity) error {
	p := &poller{running: r, me: me}
	p.prepare(ctx)
	return p.run(ctx)
}

// serveWebhook listens before Telegram is told to push, and answers what it took
// before it returns. The webhook stays set: until the next start
// Telegram keeps what it cannot push.
func (r *running) serveWebhook(ctx context.Context) error {
	receiver := newReceiver(r)
	server := r.webhookServer(receiver)
	served := make(chan error, 1)
	go func() { served <- server.Serve(r.Webhook.Listener) }()
	me, err := r.identify(ctx)
	if err == nil {
		receiver.me.Store(&me)
		err = r.announce(ctx)
	}
	if err == nil {
		select {
		case <-ctx.Done():
		case err = <-served:
			return fmt.Errorf("serving the webhook: %w", err)
		}
	}
	if shut := server.Shutdown(finishing(ctx)); shut != nil {
		r.log.Warn("requests were cut off at the end; they will come again", "err", shut)
		_ = server.Close() // its connections are of no more use
	}
	<-served
	return err
}

func (r *running) webhookServer(receiver http.Handler) *http.Server {
	mux := http.NewServeMux()
	mux.Handle(r.Webhook.Path, receiver)
	if r.Webhook.Other != nil && r.Webhook.Path != "/" {
		mux.Handle("/", r.Webhook.Other)
	}
	return &http.Server{
		Handler:           mux,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      commitTimeout + 15*time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(r.log.Handler(), slog.LevelWarn),
	}
}

// announce sets the webhook, until it is set or ctx ends. Its error is a
// refusal that no retry changes.
func (r *running) announce(ctx context.Context) error {
	row := r.Settings.Retry.start()
	for {
		call, cancel := context.WithTimeout(ctx, r.Settings.CallTimeout)
		err := setWebhook(call, r.api, r.Webhook.URL, r.Webhook.Secret)
		cancel()
		var refusal *tgbotapi.Error
		switch {
		case err == nil:
			r.log.Info("the webhook is set", "url", r.Webhook.URL)
			return nil
		case ctx.Err() != nil:
			return nil
		case isRefusal(err, 401):
			return fmt.Errorf("%w: %w", ErrToken, err)
		case errors.As(err, &refusal) && !isOutage(err):
			return fmt.Errorf("the webhook %s was refused: %w", r.Webhook.URL, err)
		}
		wait := row.NextBackOff()
		r.log.Warn("setting the webhook failed", "err", err, "wait", wait)
		sleep(ctx, wait)
	}
}
