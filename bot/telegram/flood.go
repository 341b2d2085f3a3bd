package telegram

import (
	"sync"
	"time"
)

// verdict is what happens to an update of a chat that writes a lot.
type verdict int

const (
	admit   verdict = iota
	warn            // the first above the limit: the person is told
	surplus         // dropped, counted, and acknowledged
)

// floodGate counts what chats write, by the time at which they wrote it.
type floodGate struct {
	limit Flood

	mu    sync.Mutex
	chats map[int64]*writer
	prune int // size of chats at which those that are at rest are forgotten
}

type writer struct {
	tokens   float64
	at       time.Time // the latest time seen
	flooding bool
}

const pruneAt = 1024

func newFloodGate(limit Flood) *floodGate {
	return &floodGate{limit: limit, chats: map[int64]*writer{}, prune: pruneAt}
}

// pass judges an update that chat wrote at t.
func (g *floodGate) pass(chat int64, t time.Time) verdict {
	g.mu.Lock()
	defer g.mu.Unlock()
	w := g.chats[chat]
	if w == nil {
		g.forget(t)
		w = &writer{tokens: float64(g.limit.Burst), at: t}
		g.chats[chat] = w
	}
	quiet := t.Sub(w.at)
	w.fill(g.limit, t)
	if w.flooding && quiet < g.limit.Quiet {
		return surplus
	}
	w.flooding = w.tokens < 1
	if w.flooding {
		return warn
	}
	w.tokens--
	return admit
}

// refund takes back what pass counted for an update that was not handled, so
// that a repeated delivery does not count again.
func (g *floodGate) refund(chat int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if w := g.chats[chat]; w != nil {
		w.tokens = min(w.tokens+1, float64(g.limit.Burst))
	}
}

// fill adds what has come since; time never runs backwards.
func (w *writer) fill(limit Flood, t time.Time) {
	if since := t.Sub(w.at); since > 0 {
		w.tokens = min(w.tokens+float64(since)/float64(limit.Every), float64(limit.Burst))
		w.at = t
	}
}

// forget drops the chats that are as good as new, when there are many.
func (g *floodGate) forget(t time.Time) {
	if len(g.chats) < g.prune {
		return
	}
	for id, w := range g.chats {
		if t.Sub(w.at) >= g.limit.Quiet+time.Duration(g.limit.Burst)*g.limit.Every {
			delete(g.chats, id)
		}
	}
	g.prune = max(pruneAt, 2*len(g.chats))
}
