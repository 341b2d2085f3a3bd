package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"golang.org/x/sync/errgroup"

	"iombot/bot"
)

// patience is how long a sender keeps a reply that may not go out yet; above
// it, the reply returns to the store, and the sender serves others.
const patience = time.Second

// decorationAttempts is how often something is tried that the person can do
// without and that would hold up what they cannot do without.
const decorationAttempts = 3

// sender sends what the store keeps to be sent.
type sender struct{ *running }

// errLater gives a reply back to the store until a time.
type errLater struct{ at time.Time }

// Error names the time.
func (e errLater) Error() string { return "to be sent at " + e.at.Format(time.RFC3339) }

// run sends up to Settings.Senders replies at a time until ctx ends, and
// finishes what it took. Its error is ErrToken.
func (s *sender) run(ctx context.Context) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	var pool errgroup.Group
	free := make(chan struct{}, s.Settings.Senders) // a token for each sender that is free
	for range cap(free) {
		free <- struct{}{}
	}
	row := s.storeRetry.start()
	for n := 0; ctx.Err() == nil; {
		s.pace.waitHold(ctx)
		if n = collectFree(ctx, free, n); n == 0 {
			break
		}
		replies, err := s.Store.Next(ctx, n)
		if err != nil {
			if ctx.Err() == nil {
				wait := row.NextBackOff()
				s.log.Error("the store failed; replies wait", "err", err, "wait", wait)
				sleep(ctx, wait)
			}
			continue
		}
		row.Reset()
		n -= len(replies)
		for _, d := range replies {
			pool.Go(func() error {
				defer func() { free <- struct{}{} }()
				err := s.deliver(finishing(ctx), d)
				if err != nil {
					end()
				}
				return err
			})
		}
	}
	return pool.Wait()
}

// collectFree adds to n all senders that are free, and waits for one when there
// is none. It returns 0 when ctx ends first.
func collectFree(ctx context.Context, free <-chan struct{}, n int) int {
	if n == 0 {
		select {
		case <-free:
			n++
		case <-ctx.Done():
			return 0
		}
	}
	for {
		select {
		case <-free:
			n++
		default:
			return n
		}
	}
}

// deliver sends one reply and settles it with the store.
func (s *sender) deliver(ctx context.Context, d bot.Delivery) error {
	chat, reply := d.Chat(), d.Reply()
	sent, err := s.send(ctx, chat, reply)
	var refusal *tgbotapi.Error
	if errors.As(err, &refusal) && refusal.MigrateToChatID != 0 {
		to := refusal.MigrateToChatID
		s.log.Info("a group became a supergroup", "update", d.Update(), s.chatLog(chat.ID))
		if err = s.Store.Move(ctx, chat.ID, to); err == nil {
			chat.ID = to
			sent, err = s.send(ctx, chat, reply)
		}
	}
	if err == nil {
		// Before anything else: a process that dies until then sends it again.
		s.settle(ctx, d, func(ctx context.Context) error { return d.Done(ctx, sent) })
		s.metrics.sent(reply.Kind, "sent")
		return nil
	}
	outcome, settle := s.judge(d, err)
	s.metrics.sent(reply.Kind, outcome)
	s.settle(ctx, d, settle)
	if isRefusal(err, 401) {
		return fmt.Errorf("%w: %w", ErrToken, err)
	}
	return nil
}

// judge says what becomes of a reply after a try to send it failed.
func (s *sender) judge(d bot.Delivery, err error) (outcome string, settle func(context.Context) error) {
	var later errLater
	wait, limited := retryAfter(err)
	log := s.log.With("update", d.Update(), s.chatLog(d.Chat().ID), "reply", d.Reply().Kind, "attempt", d.Attempt())
	drop := func(block bool) func(context.Context) error {
		return func(ctx context.Context) error { return d.Drop(ctx, block) }
	}
	retry := func(at time.Time) func(context.Context) error {
		return func(ctx context.Context) error { return d.Retry(ctx, at) }
	}
	switch {
	case errors.As(err, &later):
		return "paced", retry(later.at)
	case limited:
		if s.pace.refused(d.Chat().ID, s.now().Add(wait)) {
			log.Warn("sending too fast to several chats; all wait", "wait", wait)
		} else {
			log.Warn("sending too fast to a chat; it waits", "wait", wait)
		}
		return "too fast", retry(s.now().Add(wait))
	case isRefusal(err, 403):
		log.Info("the chat does not want the bot; it is left alone", "err", err)
		return "blocked", drop(true)
	case says(err, unwelcome...):
		log.Info("the chat does not take what the bot writes; the reply is dropped", "err", err)
		return "blocked", drop(false)
	case isDecoration(d.Reply().Kind) && (!isOutage(err) || d.Attempt() >= decorationAttempts):
		log.Info("given up", "err", err)
		return "given up", drop(false)
	case isOutage(err):
		wait = s.Settings.Retry.after(d.Attempt())
		log.Warn("sending failed; it is tried again", "err", err, "wait", wait)
		return "retried", retry(s.now().Add(wait))
	}
	log.Error("a reply was refused", "err", err)
	return "refused", drop(false)
}

// linkEntry names the entry that a button's address is of, for the log.
func (s *sender) linkEntry(address string) string {
	if s.LinkEntry == nil {
		return ""
	}
	return s.LinkEntry(address)
}

// isDecoration reports whether a person can do without replies of the kind.
func isDecoration(k bot.ReplyKind) bool {
	return k == bot.Toast || k == bot.Commands || k == bot.EditMarkup || k == bot.Trim
}

// settle tells the store what became of a reply, and again until it hears: one
// that was sent and not settled would be sent once more.
func (s *sender) settle(ctx context.Context, d bot.Delivery, settle func(context.Context) error) {
	row := s.storeRetry.start()
	for ctx.Err() == nil {
		err := settle(ctx)
		if err == nil {
			return
		}
		wait := row.NextBackOff()
		s.log.Error("the store failed; a sent reply is not settled", "update", d.Update(), "err", err, "wait", wait)
		sleep(ctx, wait)
	}
}

// send sends one reply and returns the id of the message it became, or 0.
func (s *sender) send(ctx context.Context, chat bot.Chat, r bot.Reply) (int64, error) {
	switch r.Kind {
	case bot.Toast:
		return 0, s.toast(ctx, r)
	case bot.Commands:
		return 0, s.showMenu(ctx, chat, r)
	case bot.EditMarkup:
		return r.Target, s.markup(ctx, chat, r)
	case bot.Trim:
		return 0, s.trim(ctx, chat, r)
	case bot.Edit:
		return s.text(ctx, chat, r, r.Target)
	case bot.EditAnswer:
		target, err := s.Store.AnswerTo(ctx, chat.ID, r.To, r.Part)
		if err != nil {
			return 0, fmt.Errorf("looking for an answer: %w", err)
		}
		return s.text(ctx, chat, r, target)
	}
	return s.text(ctx, chat, r, 0)
}

// call makes a call that counts for the bot as a whole only.
func (s *sender) call(ctx context.Context, method string, params tgbotapi.Params) (json.RawMessage, error) {
	ctx, cancel := withPatience(ctx, s.Settings.CallTimeout)
	defer cancel()
	return s.api.Call(ctx, method, params)
}

func (s *sender) toast(ctx context.Context, r bot.Reply) error {
	if r.CallbackID == "" {
		return nil
	}
	_, err := s.unpaced(ctx, "answerCallbackQuery", newToast(r))
	return err
}

// showMenu shows the chat its commands in the language it chose, or no longer.
func (s *sender) showMenu(ctx context.Context, chat bot.Chat, r bot.Reply) error {
	method := "setMyCommands"
	params := tgbotapi.Params{"scope": object(map[string]any{"type": "chat", "chat_id": chat.ID})}
	commands := s.Profiles[r.Lang].Commands
	if r.Staff {
		commands = s.Profiles[r.Lang].StaffCommands
	}
	switch {
	case r.Lang == "":
		method = "deleteMyCommands"
	case len(commands) == 0:
		return nil
	default:
		params["commands"] = menu(commands)
	}
	_, err := s.unpaced(ctx, method, params)
	return err
}

func (s *sender) markup(ctx context.Context, chat bot.Chat, r bot.Reply) error {
	if r.Target == 0 {
		return nil
	}
	params := tgbotapi.Params{"chat_id": number(chat.ID), "message_id": number(r.Target)}
	keyboard(params, r.Buttons)
	_, err := s.paced(ctx, chat, "editMessageReplyMarkup", params)
	if says(err, unchanged) {
		return nil
	}
	return err
}

// trim deletes the later parts of an answer. One that cannot be deleted, for it
// is gone already or too old, holds up none of those after it.
func (s *sender) trim(ctx context.Context, chat bot.Chat, r bot.Reply) error {
	for part := r.Part; ; part++ {
		target, err := s.Store.AnswerTo(ctx, chat.ID, r.To, part)
		if err != nil || target == 0 {
			return err
		}
		params := tgbotapi.Params{"chat_id": number(chat.ID), "message_id": number(target)}
		if _, err = s.paced(ctx, chat, "deleteMessage", params); err != nil && !isRefusal(err, 400) {
			return err
		}
	}
}

// unpaced makes a call in the bot's pace, which the chat's does not limit.
func (s *sender) unpaced(ctx context.Context, method string, params tgbotapi.Params) (json.RawMessage, error) {
	wait, taken := s.pace.nextAny(patience)
	if !taken {
		return nil, errLater{s.now().Add(wait)}
	}
	sleep(ctx, wait)
	return s.call(ctx, method, params)
}

// paced makes a call in the chat's and the bot's pace.
func (s *sender) paced(ctx context.Context, chat bot.Chat, method string, params tgbotapi.Params) (json.RawMessage, error) {
	wait, taken := s.pace.next(chat, patience)
	if !taken {
		return nil, errLater{s.now().Add(wait)}
	}
	sleep(ctx, wait)
	return s.call(ctx, method, params)
}
