package fakeapi

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Delivery says how updates reach the webhook. The zero value delivers as
// Telegram does, to the webhook's own URL.
type Delivery struct {
	Targets    []string      // base URLs (http://host:port) that stand for the webhook's host, in turn: the proxy and its replicas
	Client     *http.Client  // http.DefaultClient when nil
	Timeout    time.Duration // of one push; 60 s when 0
	Backoff    time.Duration // before the second retry, doubled for each next one; 2 s when 0; the first retry is made at once
	MaxBackoff time.Duration // 60 s when 0
	Duplicate  int           // each n-th update is pushed twice at the same time
	Reorder    int           // each n-th update is overtaken by the next one of its lane, where there is one
}

// SetDelivery changes how updates reach the webhook from now on.
func (s *Server) SetDelivery(d Delivery) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d.Client == nil {
		d.Client = http.DefaultClient
	}
	d.Timeout = cmp.Or(d.Timeout, time.Minute)
	d.Backoff = cmp.Or(d.Backoff, 2*time.Second)
	d.MaxBackoff = cmp.Or(d.MaxBackoff, time.Minute)
	s.delivery = d
}

// webhook is a webhook that is set, with its own queues. "One update in flight
// per lane": messages of a chat and button presses of a person are lanes.
type webhook struct {
	url      *url.URL
	secret   string
	maxConns int
	ctx      context.Context // ends when the webhook is removed; its pushes are nobody's call
	end      context.CancelFunc
	lanes    map[string]*lane
	ready    []*lane // lanes with updates and none in flight, the longest waiting first
	inFlight int
	pushes   int // ever

	lastError     string
	lastErrorDate int64
}

type lane struct {
	updates []*update
	busy    bool // one of updates is in flight or waits for its retry
	fails   int  // of the update in flight
}

func (h *webhook) add(u *update) {
	l := h.lanes[u.lane]
	if l == nil {
		l = &lane{}
		h.lanes[u.lane] = l
	}
	l.updates = append(l.updates, u)
	if !l.busy && len(l.updates) == 1 {
		h.ready = append(h.ready, l)
	}
}

// deliver starts pushes while there are lanes ready and connections free. s.mu
// is held.
func (s *Server) deliver(h *webhook) {
	for h.inFlight < h.maxConns && len(h.ready) > 0 && h.ctx.Err() == nil {
		l := h.ready[0]
		h.ready = h.ready[1:]
		h.pushes++
		if n := s.delivery.Reorder; n > 0 && h.pushes%n == 0 && len(l.updates) > 1 && l.fails == 0 {
			l.updates[0], l.updates[1] = l.updates[1], l.updates[0]
		}
		copies := 1
		if n := s.delivery.Duplicate; n > 0 && h.pushes%n == 0 {
			copies = 2
		}
		l.busy = true
		h.inFlight++
		u, d, first := l.updates[0], s.delivery, h.pushes
		s.work.Go(func() {
			results := make(chan pushed, copies)
			for i := range copies {
				s.work.Go(func() { results <- h.push(u, d, first+i) })
			}
			result := <-results
			for range copies - 1 {
				if r := <-results; !result.ok {
					result = r
				}
			}
			s.delivered(h, l, u, result)
		})
	}
}

// pushed is what came of a push.
type pushed struct {
	ok         bool
	why        string
	retryAfter time.Duration
}

// push sends u to the n-th of the targets.
func (h *webhook) push(u *update, d Delivery, n int) pushed {
	ctx, cancel := context.WithTimeout(h.ctx, d.Timeout)
	defer cancel()
	to := h.url.String()
	if len(d.Targets) > 0 {
		to = strings.TrimSuffix(d.Targets[n%len(d.Targets)], "/") + h.url.RequestURI()
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(u.body))
	if err != nil {
		return pushed{why: err.Error()}
	}
	req.Header.Set("Content-Type", "application/json")
	if h.secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", h.secret)
	}
	resp, err := d.Client.Do(req)
	if err != nil {
		return pushed{why: err.Error()}
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<20)); err != nil {
		return pushed{why: err.Error()}
	}
	if resp.StatusCode/100 == 2 {
		return pushed{ok: true}
	}
	after, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
	return pushed{
		why:        "Wrong response from the webhook: " + resp.Status,
		retryAfter: min(time.Duration(after)*time.Second, time.Hour),
	}
}

// delivered takes the update out of its lane, or waits before the lane is
// tried again.
func (s *Server) delivered(h *webhook, l *lane, u *update, r pushed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h.inFlight--
	old := s.opt.Now().After(u.until)
	if r.ok || old {
		l.fails = 0
		l.updates = l.updates[1:]
		if !u.taken {
			u.taken = true // also where the webhook was removed meanwhile
			s.queue.pending--
		}
		s.change()
	} else {
		h.lastError, h.lastErrorDate = r.why, s.opt.Now().Unix()
		s.change()
		wait := r.retryAfter
		if l.fails++; wait == 0 && l.fails > 1 {
			wait = min(s.delivery.Backoff<<min(l.fails-2, 16), s.delivery.MaxBackoff)
		}
		s.deliver(h)
		s.mu.Unlock()
		select {
		case <-time.After(wait):
		case <-h.ctx.Done():
		}
		s.mu.Lock()
	}
	l.busy = false
	if len(l.updates) > 0 {
		h.ready = append(h.ready, l)
	} else {
		delete(h.lanes, u.lane)
	}
	s.deliver(h)
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
	h := &webhook{url: to, secret: a.str("secret_token"), maxConns: 40, lanes: map[string]*lane{}}
	if a.has("max_connections") {
		h.maxConns = int(a.int("max_connections"))
	}
	h.ctx, h.end = context.WithCancel(s.closing)
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.has("allowed_updates") {
		s.allowed = nil
		a.into("allowed_updates", &s.allowed)
	}
	s.removeHook(a.bool("drop_pending_updates"))
	s.endPoll(errHookSet)
	for _, u := range s.queue.waiting {
		if !u.taken {
			h.add(u)
		}
	}
	s.queue.waiting = nil
	s.hook = h
	s.deliver(h)
	s.change()
	return said{true, "Webhook was set"}, nil
}

// removeHook gives the webhook's updates back to polling, or drops all.
// s.mu is held.
func (s *Server) removeHook(drop bool) {
	q := &s.queue
	if h := s.hook; h != nil {
		h.end()
		for _, l := range h.lanes {
			q.waiting = append(q.waiting, l.updates...)
		}
		slices.SortFunc(q.waiting, func(a, b *update) int { return cmp.Compare(a.pos, b.pos) })
		s.hook = nil
	}
	if drop {
		q.confirm(q.nextPos)
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
		info.URL, info.MaxConns = h.url.String(), h.maxConns
		info.LastError, info.LastErrorDate = h.lastError, h.lastErrorDate
	}
	return info, nil
}
