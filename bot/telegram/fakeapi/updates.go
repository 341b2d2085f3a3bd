package fakeapi

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// update is an update that the bot has not confirmed.
type update struct {
	id    int64
	pos   int64 // place in the order of all updates ever; ids may restart
	lane  string
	body  json.RawMessage
	until time.Time // "Incoming updates are stored on the server until the bot receives them either way, but they will not be kept longer than 24 hours."
	taken bool      // confirmed, too old or delivered to a webhook
}

// queue holds the updates for polling in order.
type queue struct {
	waiting []*update
	nextID  int64
	nextPos int64
	runs    []run // the sequences of ids, oldest first
	pending int   // not confirmed, by polling or webhook
}

// run is a sequence of ids without a gap: id first is at place pos.
type run struct{ first, pos int64 }

func newQueue(firstID int64) queue {
	return queue{nextID: firstID, runs: []run{{firstID, 0}}}
}

// restart makes the next update have the id first.
func (q *queue) restart(first int64) {
	q.nextID = first
	q.runs = append(q.runs, run{first, q.nextPos})
}

// place is where an offset points to in the order of updates. An offset that
// is in no sequence (far in the future or past) points nowhere.
func (q *queue) place(offset int64) (int64, bool) {
	end := q.nextPos
	for _, r := range slices.Backward(q.runs) {
		if offset >= r.first && offset <= r.first+end-r.pos {
			return r.pos + offset - r.first, true
		}
		end = r.pos
	}
	return 0, false
}

// confirm forgets the updates before a place.
func (q *queue) confirm(place int64) {
	n := 0
	for n < len(q.waiting) && q.waiting[n].pos < place {
		if u := q.waiting[n]; !u.taken {
			u.taken = true
			q.pending--
		}
		q.waiting[n] = nil
		n++
	}
	q.waiting = q.waiting[n:]
}

// RestartIDs makes the next update have the id at: "If there are no new updates
// for at least a week, then identifier of the next update will be chosen
// randomly instead of sequentially." Offsets are taken as of the newest sequence
// that they fit: choose at far from the ids before.
func (s *Server) RestartIDs(at int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.restart(at)
}

// Pending is the number of updates that the bot has not confirmed.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue.pending
}

// Polling reports whether a poll is being held.
func (s *Server) Polling() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.poller != nil
}

// push queues an update for the bot and returns its id, or 0 when the bot did
// not ask for its kind. s.mu is held.
func (s *Server) push(kind, lane string, payload any) int64 {
	if !s.wants(kind) {
		return 0
	}
	body, err := json.Marshal(payload)
	if err != nil {
		panic("fakeapi: encoding an update: " + err.Error())
	}
	q := &s.queue
	u := &update{id: q.nextID, pos: q.nextPos, lane: lane, until: s.opt.Now().Add(24 * time.Hour)}
	switch kind {
	case "callback_query":
		u.until = s.opt.Now().Add(s.opt.CallbackTTL)
	case "inline_query":
		u.until = s.opt.Now().Add(inlineTTL)
	}
	b := append(make([]byte, 0, len(body)+64), `{"update_id":`...)
	b = strconv.AppendInt(b, u.id, 10)
	b = append(append(append(append(b, `,"`...), kind...), `":`...), body...)
	u.body = append(b, '}')
	q.nextID++
	q.nextPos++
	q.pending++
	q.waiting = append(q.waiting, u)
	s.change()
	return u.id
}

// wants reports whether the bot asked for a kind of update.
func (s *Server) wants(kind string) bool {
	if len(s.allowed) == 0 {
		return updateKinds[kind]
	}
	return slices.Contains(s.allowed, kind)
}

var (
	errSecondPoller = refused(409, "terminated by other getUpdates request; make sure that only one bot instance is running")
	errHookSet      = refused(409, "terminated by setWebhook request")
	errHookActive   = refused(409, "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
)

// endPoll answers the poll being held with err. s.mu is held.
func (s *Server) endPoll(err error) {
	if s.poller != nil {
		s.poller <- err
		s.poller = nil
	}
}

func (s *Server) getUpdates(ctx context.Context, a args) (any, error) {
	me := make(chan error, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hook != nil {
		return nil, errHookActive
	}
	s.endPoll(errSecondPoller)
	if a.has("allowed_updates") { // "If not specified, the previous setting will be used."
		s.allowed = nil
		a.into("allowed_updates", &s.allowed)
	}
	q := &s.queue
	if offset := a.int("offset"); offset < 0 {
		q.confirm(q.nextPos + offset) // "All previous updates will be forgotten."
	} else if place, ok := q.place(offset); ok {
		q.confirm(place)
	}
	s.change()
	limit := 100
	if a.has("limit") {
		limit = int(a.int("limit"))
	}
	if !q.ready(s.opt.Now()) {
		wait := time.Duration(min(a.int("timeout"), 1<<30)) * time.Second
		if err := s.hold(ctx, me, min(wait, s.opt.MaxPoll)); err != nil {
			return nil, err
		}
	}
	return q.batch(limit, s.opt.Now()), nil
}

// hold waits for an update, unlocked, for at most d. s.mu is held.
func (s *Server) hold(ctx context.Context, me chan error, d time.Duration) error {
	s.poller = me
	s.change()
	defer func() {
		if s.poller == me {
			s.poller = nil
		}
	}()
	t := time.NewTimer(d)
	defer t.Stop()
	for !s.queue.ready(s.opt.Now()) {
		next := s.next()
		var err error
		over := false
		s.mu.Unlock()
		select {
		case <-next:
		case <-t.C:
			over = true
		case err = <-me:
		case <-ctx.Done():
			err = ctx.Err()
		case <-s.closing.Done():
			err = s.closing.Err()
		}
		s.mu.Lock()
		if err != nil || over {
			return err
		}
	}
	return nil
}

// ready reports whether there is an update to hand out, after dropping old ones.
func (q *queue) ready(now time.Time) bool {
	for len(q.waiting) > 0 && (q.waiting[0].taken || now.After(q.waiting[0].until)) {
		q.confirm(q.waiting[0].pos + 1)
	}
	return len(q.waiting) > 0
}

// batch is the next updates as a JSON array.
func (q *queue) batch(limit int, now time.Time) json.RawMessage {
	b := []byte{'['}
	for _, u := range q.waiting {
		if limit == 0 {
			break
		}
		if u.taken || now.After(u.until) {
			continue
		}
		if limit--; len(b) > 1 {
			b = append(b, ',')
		}
		b = append(b, u.body...)
	}
	return append(b, ']')
}
