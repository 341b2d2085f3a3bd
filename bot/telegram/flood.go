package telegram

import (
	"maps"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// verdict is what happens to an update of a chat that writes a lot.
type verdict int

const (
	admit   verdict = iota
	hurried         // admitted; the person is told that answers will come one by one
	warn            // the first above the limit: the person is told
	surplus         // dropped, counted, and acknowledged
)

// floodGate counts what chats write, by the time at which they wrote it.
type floodGate struct {
	limit Flood

	mu    sync.Mutex
	chats map[int64]*writer
}

type writer struct {
	bucket   *rate.Limiter
	at       time.Time // the latest time seen
	hurried  bool      // told that answers will come one by one
	flooding bool
}

func newFloodGate(limit Flood) *floodGate {
	return &floodGate{limit: limit, chats: map[int64]*writer{}}
}

// pass judges an update that chat wrote at t.
func (g *floodGate) pass(chat int64, t time.Time) verdict {
	g.mu.Lock()
	defer g.mu.Unlock()
	w := g.chats[chat]
	if w == nil {
		w = &writer{bucket: g.limit.limiter(), at: t}
		g.chats[chat] = w
	}
	quiet := t.Sub(w.at)
	if quiet > 0 { // time never runs backwards
		w.at = t
	}
	if w.flooding && quiet < g.limit.Quiet {
		return surplus
	}
	w.flooding = !w.bucket.AllowN(w.at, 1)
	if w.flooding {
		return warn
	}
	before := w.hurried
	w.hurried = w.bucket.TokensAt(w.at) < float64(g.limit.Burst-g.limit.Hurry)
	if w.hurried && !before {
		return hurried
	}
	return admit
}

// refund takes back what pass judged of an update that was not handled.
func (g *floodGate) refund(chat int64, judged verdict) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch w := g.chats[chat]; {
	case w == nil:
	case judged == warn:
		w.flooding = false
	default:
		w.hurried = w.hurried && judged != hurried
		w.bucket.ReserveN(w.at, -1) // the bucket never holds more than its burst
	}
}

// forget drops the chats that are as good as new.
func (g *floodGate) forget(now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	rest := g.limit.Quiet + time.Duration(g.limit.Burst)*g.limit.Every
	maps.DeleteFunc(g.chats, func(_ int64, w *writer) bool { return now.Sub(w.at) >= rest })
}
