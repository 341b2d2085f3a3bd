package fakeapi

import "sort"

// EventKind tells events apart.
type EventKind string

// The kinds of events.
const (
	MessageSent     EventKind = "message" // by the bot or by a person
	MessageEdited   EventKind = "edited"
	MessageDeleted  EventKind = "deleted"
	ToastShown      EventKind = "toast"    // a button press was answered, maybe with an empty Text
	CommandsChanged EventKind = "commands" // ask Commands
	ProfileChanged  EventKind = "profile"  // name, description or menu button
)

// Event is something that a person sees happen.
type Event struct {
	Number   int64     `json:"number"` // 1, 2, 3, …
	Kind     EventKind `json:"kind"`
	Chat     int64     `json:"chat,omitempty"`
	Message  *Message  `json:"message,omitempty"`  // after the change, or before its deletion
	Callback string    `json:"callback,omitempty"` // id of the press that a toast answers
	Text     string    `json:"text,omitempty"`
	Alert    bool      `json:"alert,omitempty"` // the toast is a dialog
}

// emit numbers and keeps an event. s.mu is held.
func (s *Server) emit(e Event) {
	s.lastEvent++
	e.Number = s.lastEvent
	s.events = appendBounded(s.events, e, s.opt.KeepEvents)
	s.change()
}

// LastEvent is the number of the newest event, 0 before the first.
func (s *Server) LastEvent() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lastEvent
}

// Subscribe delivers the events after the given number (0 for all that are
// kept), then new ones as they come. A slow reader delays nobody but itself and
// misses nothing that is still kept. cancel ends the subscription and, as Close
// does, closes the channel.
func (s *Server) Subscribe(after int64) (events <-chan Event, cancel func()) {
	ch := make(chan Event)
	stop := make(chan struct{})
	stopped := make(chan struct{})
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing.Err() != nil {
		close(ch)
		return ch, func() {}
	}
	s.work.Go(func() {
		defer close(stopped)
		defer close(ch)
		for {
			s.mu.Lock()
			batch, next := s.eventsAfter(after), s.next()
			s.mu.Unlock()
			for _, e := range batch {
				select {
				case ch <- e:
					after = e.Number
				case <-stop:
					return
				case <-s.closing.Done():
					return
				}
			}
			if len(batch) > 0 {
				continue
			}
			select {
			case <-next:
			case <-stop:
				return
			case <-s.closing.Done():
				return
			}
		}
	})
	ended := false
	return ch, func() {
		if !ended {
			ended = true
			close(stop)
		}
		<-stopped
	}
}

// eventsAfter is the kept events with a higher number. s.mu is held.
func (s *Server) eventsAfter(number int64) []Event {
	i := sort.Search(len(s.events), func(i int) bool { return s.events[i].Number > number })
	return s.events[i:len(s.events):len(s.events)]
}

// appendBounded appends to a log that keeps at least the last keep items and at
// most twice as many.
func appendBounded[T any](log []T, item T, keep int) []T {
	log = append(log, item)
	if len(log) == 2*keep {
		log = append(make([]T, 0, 2*keep), log[keep:]...)
	}
	return log
}
