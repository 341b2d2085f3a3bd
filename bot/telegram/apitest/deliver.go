package apitest

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"iombot/bot/telegram/fakeapi"
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
	if d.Client == nil {
		d.Client = http.DefaultClient
	}
	d.Timeout = cmp.Or(d.Timeout, time.Minute)
	d.Backoff = cmp.Or(d.Backoff, 2*time.Second)
	d.MaxBackoff = cmp.Or(d.MaxBackoff, time.Minute)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.delivery = d
}

func (s *Server) deliveryNow() Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.delivery
}

// courier carries updates to one webhook, with its own queues.
type courier struct {
	api  *Server
	hook *fakeapi.Webhook

	mu       sync.Mutex
	lanes    map[string]*lane
	ready    []*lane // lanes with updates and none in flight, the longest waiting first
	inFlight int
	pushes   int // ever
	pushing  sync.WaitGroup
}

type lane struct {
	updates []fakeapi.Waiting
	busy    bool // one of updates is in flight or waits for its retry
	fails   int  // of the update in flight
}

// deliver carries updates to h until it is removed.
func (s *Server) deliver(h *fakeapi.Webhook) {
	c := &courier{api: s, hook: h, lanes: map[string]*lane{}}
	defer c.pushing.Wait()
	for {
		changed := s.Changed()
		c.mu.Lock()
		for _, u := range h.Take() {
			c.add(u)
		}
		c.start()
		c.mu.Unlock()
		select {
		case <-changed:
		case <-h.Removed.Done():
			return
		}
	}
}

func (c *courier) add(u fakeapi.Waiting) {
	l := c.lanes[u.Lane]
	if l == nil {
		l = &lane{}
		c.lanes[u.Lane] = l
	}
	l.updates = append(l.updates, u)
	if !l.busy && len(l.updates) == 1 {
		c.ready = append(c.ready, l)
	}
}

// start starts pushes while there are lanes ready and connections free. c.mu is
// held.
func (c *courier) start() {
	d := c.api.deliveryNow()
	for c.inFlight < c.hook.MaxConns && len(c.ready) > 0 && c.hook.Removed.Err() == nil {
		l := c.ready[0]
		c.ready = c.ready[1:]
		c.pushes++
		if n := d.Reorder; n > 0 && c.pushes%n == 0 && len(l.updates) > 1 && l.fails == 0 {
			l.updates[0], l.updates[1] = l.updates[1], l.updates[0]
		}
		copies := 1
		if n := d.Duplicate; n > 0 && c.pushes%n == 0 {
			copies = 2
		}
		l.busy = true
		c.inFlight++
		u, first := l.updates[0], c.pushes
		c.pushing.Go(func() {
			results := make(chan outcome, copies)
			for i := range copies {
				c.pushing.Go(func() { results <- c.push(u, d, first+i) })
			}
			result := <-results
			for range copies - 1 {
				if r := <-results; result.why != "" {
					result = r
				}
			}
			c.finish(l, u, result)
		})
	}
}

// outcome is what came of a push: why it failed, or nothing.
type outcome struct {
	why        string
	retryAfter time.Duration
}

// push sends u to the n-th of the targets.
func (c *courier) push(u fakeapi.Waiting, d Delivery, n int) outcome {
	ctx, cancel := context.WithTimeout(c.hook.Removed, d.Timeout)
	defer cancel()
	to := c.hook.URL.String()
	if len(d.Targets) > 0 {
		to = strings.TrimSuffix(d.Targets[n%len(d.Targets)], "/") + c.hook.URL.RequestURI()
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(u.Body))
	if err != nil {
		return outcome{why: err.Error()}
	}
	req.Header.Set("Content-Type", "application/json")
	if c.hook.Secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", c.hook.Secret)
	}
	resp, err := d.Client.Do(req)
	if err != nil {
		return outcome{why: err.Error()}
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<20)); err != nil {
		return outcome{why: err.Error()}
	}
	if resp.StatusCode/100 == 2 {
		return outcome{}
	}
	after, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
	return outcome{
		why:        "Wrong response from the webhook: " + resp.Status,
		retryAfter: min(time.Duration(after)*time.Second, time.Hour),
	}
}

// finish takes the update out of its lane, or waits before the lane is tried
// again.
func (c *courier) finish(l *lane, u fakeapi.Waiting, r outcome) {
	gone := c.hook.Done(u, r.why)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.inFlight--
	if gone {
		l.fails = 0
		l.updates = l.updates[1:]
	} else {
		d, wait := c.api.deliveryNow(), r.retryAfter
		if l.fails++; wait == 0 && l.fails > 1 {
			wait = min(d.Backoff<<min(l.fails-2, 16), d.MaxBackoff)
		}
		c.start()
		c.mu.Unlock()
		select {
		case <-time.After(wait):
		case <-c.hook.Removed.Done():
		}
		c.mu.Lock()
	}
	l.busy = false
	if len(l.updates) > 0 {
		c.ready = append(c.ready, l)
	} else {
		delete(c.lanes, u.Lane)
	}
	c.start()
}
