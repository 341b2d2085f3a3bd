package fakeapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"
)

// Call is one call of a method as the server saw it.
type Call struct {
	Method string
	Params map[string]string // JSON-serialized where they are objects
	Time   time.Time
	Status int             // of HTTP; 0 when the client got none
	Answer json.RawMessage // of the API, whatever a fault made of it
	Error  string          // description of an unsuccessful answer
	Effect bool            // the method did what was asked
	Fault  FaultKind       // the fault that struck, or empty

	left *atomic.Bool // nil where the server is not the one that Listen starts
}

// Left reports whether the client closed the connection after the call without
// another call on it: it may have given up before it read the answer.
func (c Call) Left() bool { return c.left != nil && c.left.Load() }

// Int is a parameter as a number, 0 when it is none.
func (c Call) Int(name string) int64 {
	return args{name: value{text: c.Params[name]}}.int(name)
}

// strings makes the log's form of parameters.
func (a args) strings() map[string]string {
	m := make(map[string]string, len(a))
	for name, v := range a {
		m[name] = v.text
	}
	return m
}

// record logs a call; err is its error, if any.
func (s *Server) record(c Call, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		c.Error = err.Error()
	}
	s.calls = appendBounded(s.calls, c, s.opt.KeepCalls)
	s.counts[c.Method]++
	var e *apiError
	if errors.As(err, &e) && e.violation {
		s.violations = append(s.violations, fmt.Sprintf("%s: %s", c.Method, e.description))
	}
	s.change()
}

// appendBounded appends to a log that keeps at least the last keep items and at
// most twice as many; with keep 0 everything.
func appendBounded[T any](log []T, item T, keep int) []T {
	log = append(log, item)
	if keep > 0 && len(log) == 2*keep {
		log = append(make([]T, 0, 2*keep), log[keep:]...)
	}
	return log
}

// Calls is the log of all calls, in the order of their ends; with
// Options.KeepCalls the last ones.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	calls := s.calls
	if keep := s.opt.KeepCalls; keep > 0 && len(calls) > keep {
		calls = calls[len(calls)-keep:]
	}
	return slices.Clone(calls)
}

// CallsOf is the log of the calls of one method.
func (s *Server) CallsOf(method string) []Call {
	return slices.DeleteFunc(s.Calls(), func(c Call) bool { return c.Method != method })
}

// Count is how often a method was called, whatever is left in the log.
func (s *Server) Count(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts[method]
}

// Violations lists the calls that broke a published rule of the Bot API, as
// "method: what is wrong". A good bot has none.
func (s *Server) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.violations)
}

// change wakes those who wait for a change. s.mu is held.
func (s *Server) change() {
	if s.changed != nil {
		close(s.changed)
		s.changed = nil
	}
}

// next is closed at the next change. s.mu is held.
func (s *Server) next() <-chan struct{} {
	if s.changed == nil {
		s.changed = make(chan struct{})
	}
	return s.changed
}

// Wait returns nil as soon as cond holds, which it asks at every change, or
// ctx's error. cond may call the server's methods.
func (s *Server) Wait(ctx context.Context, cond func() bool) error {
	for {
		s.mu.Lock()
		next := s.next()
		s.mu.Unlock()
		if cond() {
			return nil
		}
		select {
		case <-next:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// WaitMessages waits until the chat shows at least n messages and returns them.
func (s *Server) WaitMessages(ctx context.Context, chatID int64, n int) ([]Message, error) {
	err := s.Wait(ctx, func() bool { return s.shown(chatID) >= n })
	ms := s.Messages(chatID)
	if err != nil {
		return ms, fmt.Errorf("waiting for %d messages, there are %d: %w", n, len(ms), err)
	}
	return ms, nil
}

// WaitCalls waits until the method was called at least n times and returns
// what the log has of it.
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
