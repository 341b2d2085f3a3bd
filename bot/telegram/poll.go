package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// ErrToken says that Telegram does not know the token (any more).
var ErrToken = errors.New("the Bot API does not accept the bot token")

// poller takes updates by long polling. A poll confirms the updates before its
// offset, so that the next one starts only when all of a batch are committed.
type poller struct {
	*running
	me     identity
	offset int64 // the next update; 0 for the oldest that is not confirmed
}

// run polls until ctx ends, finishes and confirms what it took, and returns nil.
// Its error is ErrToken.
func (p *poller) run(ctx context.Context) error {
	failures, idle := p.Settings.Retry.start(), idleWaits.start()
	for ctx.Err() == nil {
		begun := p.now()
		batch, err := p.poll(ctx)
		switch {
		case ctx.Err() != nil:
			// What the poll may have brought was not taken, nor confirmed.
		case isRefusal(err, 401, 404):
			return fmt.Errorf("%w: %w", ErrToken, err)
		case err != nil:
			sleep(ctx, p.failed(ctx, err, failures.NextBackOff()))
		default:
			failures.Reset()
			if p.take(finishing(ctx), batch) {
				idle.Reset()
			} else if p.now().Sub(begun) < time.Second {
				sleep(ctx, idle.NextBackOff())
			}
		}
	}
	p.confirm(finishing(ctx))
	return nil
}

func (p *poller) poll(ctx context.Context) ([]json.RawMessage, error) {
	// The server ends a poll after timeout; a dead connection never does.
	ctx, cancel := context.WithTimeout(ctx, p.Settings.PollTimeout+p.Settings.CallTimeout)
	defer cancel()
	params := tgbotapi.Params{
		"timeout":         strconv.Itoa(int(p.Settings.PollTimeout.Seconds())),
		"limit":           "100",
		"allowed_updates": allowedUpdates,
	}
	if p.offset != 0 {
		params["offset"] = strconv.FormatInt(p.offset, 10)
	}
	result, err := p.api.Call(ctx, "getUpdates", params)
	if err != nil {
		return nil, err
	}
	return updatesIn(result)
}

// take hands a batch to the dispatcher and waits until all of it is committed.
// Only then it moves the offset, to behind the last update: after a week
// without any, Telegram starts from another number, perhaps a lower one (Bot API, Update). It
// reports whether there was anything new.
func (p *poller) take(ctx context.Context, batch []json.RawMessage) (fresh bool) {
	var waiting []<-chan error
	next, all := p.offset, true
	for _, raw := range batch {
		a, err := p.me.decode(raw)
		if err != nil {
			p.metrics.update("unreadable", "dropped")
			p.log.Error("an update could not be read", "err", err)
			continue
		}
		next = a.ID + 1
		waiting = append(waiting, p.dispatch.submit(ctx, a))
	}
	for _, done := range waiting {
		switch err := <-done; {
		case err == nil:
			fresh = true
		case !errors.Is(err, errRepeated):
			all = false // not committed: the whole batch comes again
		}
	}
	if !all || next == p.offset { // or a server that does not heed the offset
		return false
	}
	p.offset = next
	return fresh
}

// failed logs a failed poll, does what helps, and says how long to wait.
func (p *poller) failed(ctx context.Context, err error, wait time.Duration) time.Duration {
	p.metrics.pollFailed(errorClass(err))
	demanded, limited := retryAfter(err)
	switch {
	case limited:
		wait = demanded
		p.pace.hold(p.now().Add(wait))
		p.log.Warn("polling too fast; all calls wait", "err", err, "wait", wait)
	case isRefusal(err, 409) && says(err, "webhook"):
		p.log.Warn("a webhook is set; it is taken away for polling", "err", err)
		p.deleteWebhook(ctx)
	case isRefusal(err, 409):
		p.log.Error("ALARM: another process polls with the same token", "err", err, "wait", wait)
	default:
		p.log.Warn("polling failed", "err", err, "wait", wait)
	}
	return wait
}

// deleteWebhook makes way for polling. Updates that wait are kept.
func (p *poller) deleteWebhook(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, p.Settings.CallTimeout)
	defer cancel()
	if _, err := p.api.Call(ctx, "deleteWebhook", nil); err != nil {
		p.log.Warn("taking the webhook away failed", "err", err)
	}
}

// prepare takes away a webhook of an earlier start. A server that knows no
// webhooks cannot have one.
func (p *poller) prepare(ctx context.Context) {
	call, cancel := context.WithTimeout(ctx, p.Settings.CallTimeout)
	defer cancel()
	result, err := p.api.Call(call, "getWebhookInfo", nil)
	var info struct {
		URL string `json:"url"`
	}
	if err != nil || json.Unmarshal(result, &info) != nil || info.URL == "" {
		return
	}
	p.log.Info("a webhook was set; polling takes over")
	p.deleteWebhook(ctx)
}

// confirm tells Telegram what was handled, which otherwise only the next poll
// does. When it fails, those updates come again and are known as repeated.
func (p *poller) confirm(ctx context.Context) {
	if p.offset == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	_, err := p.api.Call(ctx, "getUpdates", tgbotapi.Params{
		"offset": strconv.FormatInt(p.offset, 10), "limit": "1", "timeout": "0", "allowed_updates": allowedUpdates,
	})
	if err != nil {
		p.log.Warn("confirming the last updates failed; they will come again and be dropped", "err", err)
	}
}
