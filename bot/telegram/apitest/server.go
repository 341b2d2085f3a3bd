// Package apitest is fakeapi for tests: it keeps a ledger of all calls, makes
// calls go wrong in every way that the field knows, calls webhooks, and holds the
// bot to Telegram's rates.
//
// Reading order: server.go keeps the ledger, fault.go and conns.go make calls
// and connections fail, deliver.go carries updates to a webhook, rate.go judges the
// pace.
package apitest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"iombot/bot/telegram/fakeapi"
)

// Server is a fake Bot API under the eyes of a test. It is safe for concurrent
// use.
type Server struct {
	*fakeapi.Server

	mu       sync.Mutex
	changed  chan struct{} // closed at the next call
	calls    []Call
	counts   map[string]int // calls by method
	faults   []*fault
	polls    map[*poll]bool
	limits   limits
	delivery Delivery
	now      func() time.Time
	serving  *http.Server
	work     sync.WaitGroup
}

// New returns a Server without faults and rates that is ready to handle requests.
func New(o fakeapi.Options) *Server {
	s := &Server{changed: make(chan struct{}), counts: map[string]int{}, polls: map[*poll]bool{}, now: o.Now}
	if s.now == nil {
		s.now = time.Now
	}
	o.Around, o.Webhook = s.answer, s.deliver
	s.SetDelivery(Delivery{})
	s.Server = fakeapi.New(o)
	return s
}

// Listen is that of fakeapi, and sees which calls are left without an answer.
func (s *Server) Listen(addr string) (string, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return "", fmt.Errorf("listening for the fake Bot API: %w", err)
	}
	s.serving = &http.Server{Handler: s.Server, ReadHeaderTimeout: 10 * time.Second}
	s.serving.ConnContext, s.serving.ConnState = watchConns()
	s.work.Go(func() {
		if err := s.serving.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			panic("apitest: serving: " + err.Error())
		}
	})
	return "http://" + l.Addr().String(), nil
}

// Close cuts all connections and closes the fake.
func (s *Server) Close() {
	if s.serving != nil {
		_ = s.serving.Close() // only the listener's own error, of no use here
	}
	s.Server.Close()
	s.work.Wait()
}

// Call is one call of a method. Its Answer is that of the API, whatever a fault
// made of it, and its Status what the client got.
type Call struct {
	fakeapi.Call
	Fault FaultKind // the fault that struck, or empty

	left *atomic.Bool // nil where the server is not the one that Listen starts
}

// Left reports whether the client closed the connection after the call without
// another call on it: it may have given up before it read the answer.
func (c Call) Left() bool { return c.left != nil && c.left.Load() }

// Int is a parameter as a number, 0 when it is none.
func (c Call) Int(name string) int64 {
	n, _ := strconv.ParseInt(c.Params[name], 10, 64)
	return n
}

// poll is a call that an outage cuts.
type poll struct {
	cancel context.CancelFunc
	cut    bool
}

// answer is fakeapi's Around.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, call *fakeapi.Call, do func(context.Context)) {
	c := Call{Call: *call, left: begun(r.Context())}
	f := s.takeFault(c.Method, c.Int("chat_id"))
	c.Fault = f.Kind
	switch {
	case f.replaces() && !f.After:
		c.Status = f.status()
		s.record(c)
		f.strike(w, r)
		return
	case f.Kind == Slow && !sleep(r.Context(), f.Delay):
		c.Error = r.Context().Err().Error()
		s.record(c)
		return
	}
	if wait := s.tooFast(c); wait > 0 {
		c.Call = tooMany(c.Call, wait)
	} else if s.do(r.Context(), &c, call, do) {
		s.record(c)
		reset(w)
		return
	}
	s.record(c)
	switch {
	case f.replaces():
		f.strike(w, r)
	case f.Kind == Truncated && c.Status != 0:
		truncate(w, c.Status, c.Answer)
	default:
		c.Write(w)
	}
}

// do has the fake answer, unless an outage cuts the call.
func (s *Server) do(ctx context.Context, c *Call, call *fakeapi.Call, do func(context.Context)) (cut bool) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p := &poll{cancel: cancel}
	s.mu.Lock()
	s.polls[p] = true
	s.mu.Unlock()
	do(ctx)
	c.Call = *call
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.polls, p)
	return p.cut && c.Status == 0
}

// record keeps a call in the ledger.
func (s *Server) record(c Call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, c)
	s.counts[c.Method]++
	close(s.changed)
	s.changed = make(chan struct{})
}

// Calls is the ledger of all calls, in the order of their ends.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

// CallsFrom is the ledger without its first n calls.
func (s *Server) CallsFrom(n int) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls[n:])
}

// CallsOf is the ledger of the calls of one method.
func (s *Server) CallsOf(method string) []Call {
	return slices.DeleteFunc(s.Calls(), func(c Call) bool { return c.Method != method })
}

// Count is how often a method was called.
func (s *Server) Count(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts[method]
}

// Wait returns nil as soon as cond holds, which it asks at every change, or
// ctx's error. cond may call the server's methods.
func (s *Server) Wait(ctx context.Context, cond func() bool) error {
	for {
		s.mu.Lock()
		called := s.changed
		s.mu.Unlock()
		changed := s.Changed()
		if cond() {
			return nil
		}
		select {
		case <-called:
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// WaitMessages waits until the chat shows at least n messages and returns them.
func (s *Server) WaitMessages(ctx context.Context, chatID int64, n int) ([]fakeapi.Message, error) {
	var ms []fakeapi.Message
	err := s.Wait(ctx, func() bool { ms = s.Messages(chatID); return len(ms) >= n })
	if err != nil {
		return ms, fmt.Errorf("waiting for %d messages, there are %d: %w", n, len(ms), err)
	}
	return ms, nil
}

// WaitCalls waits until the method was called at least n times and returns
// those calls.
func (s *Server) WaitCalls(ctx context.Context, method string, n int) ([]Call, error) {
	if err := s.Wait(ctx, func() bool { return s.Count(method) >= n }); err != nil {
		return nil, fmt.Errorf("waiting for %d calls of %s, there were %d: %w", n, method, s.Count(method), err)
	}
	return s.CallsOf(method), nil
}

// WaitTaken waits until the bot has confirmed every update.
func (s *Server) WaitTaken(ctx context.Context) error {
	if err := s.Wait(ctx, func() bool { return s.Pending() == 0 }); err != nil {
		return fmt.Errorf("waiting for updates to be taken, %d are left: %w", s.Pending(), err)
	}
	return nil
}
