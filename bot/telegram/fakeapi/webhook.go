package fakeapi

import (
	"context"
	"net/url"
	"slices"
)

// Webhook is where the bot wants its updates. The fake keeps it and the updates
// that wait; Options.Webhook carries them there, since only tests have a bot that
// listens.
type Webhook struct {
	URL      *url.URL
	Secret   string
	MaxConns int
	Removed  context.Context // ends when the webhook is removed

	server *Server
	end    context.CancelFunc
	next   int64 // place of the first update that was not taken

	lastError     string
	lastErrorDate int64
}

// Waiting is an update for a webhook. "One update in flight per lane": messages of
// a chat and button presses of a person are lanes.
type Waiting struct {
	Lane string
	Body []byte // JSON
	u    *update
}

// Take returns the updates that it did not return before, the oldest first.
// Server.Changed tells when there are more.
func (h *Webhook) Take() []Waiting {
	h.server.mu.Lock()
	defer h.server.mu.Unlock()
	var out []Waiting
	for _, u := range h.server.queue.waiting {
		if u.pos >= h.next && !u.taken {
			out = append(out, Waiting{u.lane, u.body, u})
		}
	}
	h.next = h.server.queue.nextPos
	return out
}

// Done says what came of carrying an update to the webhook: why it failed, or
// nothing. It reports whether the update is done with, delivered or too old.
func (h *Webhook) Done(w Waiting, why string) bool {
	s := h.server
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.change()
	if why != "" && !s.opt.Now().After(w.u.until) {
		h.lastError, h.lastErrorDate = why, s.opt.Now().Unix()
		return false
	}
	if !w.u.taken {
		w.u.taken = true // also where the webhook was removed meanwhile
		s.queue.pending--
	}
	s.queue.ready(s.opt.Now()) // forgets those at the front that are done with
	return true
}

func (s *Server) setWebhook(ctx context.Context, a args) (any, error) {
	if a.str("url") == "" {
		return s.deleteWebhook(ctx, a)
	}
	to, err := url.Parse(a.str("url"))
	if err != nil || to.Scheme != "https" || to.Host == "" {
		return nil, broken("bad webhook: An HTTPS URL must be provided for webhook")
	}
	if !slices.Contains([]string{"", "443", "80", "88", "8443"}, to.Port()) {
		return nil, broken("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
	}
	h := &Webhook{URL: to, Secret: a.str("secret_token"), MaxConns: 40, server: s}
	if a.has("max_connections") {
		h.MaxConns = int(a.int("max_connections"))
	}
	h.Removed, h.end = context.WithCancel(s.closing)
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.has("allowed_updates") {
		s.allowed = nil
		a.into("allowed_updates", &s.allowed)
	}
	s.removeHook(a.bool("drop_pending_updates"))
	s.endPoll(errHookSet)
	s.hook = h
	if s.opt.Webhook != nil {
		s.work.Go(func() { s.opt.Webhook(h) })
	}
	s.change()
	return said{true, "Webhook was set"}, nil
}

// removeHook gives the updates that wait back to polling, or drops them. s.mu is
// held.
func (s *Server) removeHook(drop bool) {
	if s.hook != nil {
		s.hook.end()
		s.hook = nil
	}
	if drop {
		s.queue.confirm(s.queue.nextPos)
	}
}

func (s *Server) deleteWebhook(_ context.Context, a args) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	was := "Webhook is already deleted"
	if s.hook != nil {
		was = "Webhook was deleted"
	}
	s.removeHook(a.bool("drop_pending_updates"))
	s.change()
	return said{true, was}, nil
}

func (s *Server) getWebhookInfo(context.Context, args) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	info := struct {
		URL           string   `json:"url"`
		Certificate   bool     `json:"has_custom_certificate"`
		Pending       int      `json:"pending_update_count"`
		LastErrorDate int64    `json:"last_error_date,omitempty"`
		LastError     string   `json:"last_error_message,omitempty"`
		MaxConns      int      `json:"max_connections,omitempty"`
		Allowed       []string `json:"allowed_updates,omitempty"`
	}{Pending: s.queue.pending, Allowed: s.allowed}
	if h := s.hook; h != nil {
		info.URL, info.MaxConns = h.URL.String(), h.MaxConns
		info.LastError, info.LastErrorDate = h.lastError, h.lastErrorDate
	}
	return info, nil
}
