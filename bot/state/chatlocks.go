package state

import (
	"bytes"
	"context"
	"slices"
	"sync"
)

// chatLocks are the locks of the chats within this process, given in the order
// in which they are asked for. They stand before the database's own locks, so
// that those who wait for one busy chat hold no connection.
type chatLocks struct {
	mu    sync.Mutex
	lines map[chatHash][]chan struct{} // who waits; there is a line while the lock is held
}

// lock waits for the chat's lock and returns the function that gives it back.
func (l *chatLocks) lock(ctx context.Context, chat chatHash) (unlock func(), err error) {
	turn := l.join(chat)
	select {
	case <-turn:
		return sync.OnceFunc(func() { l.leave(chat, nil) }), nil
	case <-ctx.Done():
		l.leave(chat, turn)
		return nil, ctx.Err()
	}
}

// lockAll locks several chats in the one order that rules out a deadlock.
func (l *chatLocks) lockAll(ctx context.Context, chats []chatHash) (unlock func(), err error) {
	var held []func()
	unlock = func() {
		for _, u := range held {
			u()
		}
	}
	for _, chat := range inLockOrder(chats) {
		u, err := l.lock(ctx, chat)
		if err != nil {
			unlock()
			return nil, err
		}
		held = append(held, u)
	}
	return unlock, nil
}

// inLockOrder sorts chats in the order in which every process locks them.
func inLockOrder(chats []chatHash) []chatHash {
	return slices.SortedFunc(slices.Values(chats), func(a, b chatHash) int { return bytes.Compare(a[:], b[:]) })
}

// join enters the chat's line; the channel is closed when it is the caller's turn.
func (l *chatLocks) join(chat chatHash) chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	turn := make(chan struct{})
	line, held := l.lines[chat]
	if held {
		l.lines[chat] = append(line, turn)
		return turn
	}
	if l.lines == nil {
		l.lines = map[chatHash][]chan struct{}{}
	}
	l.lines[chat] = nil
	close(turn)
	return turn
}

// leave takes turn out of the line when it still waits there. Otherwise the
// caller holds the lock, and it goes to the next in line.
func (l *chatLocks) leave(chat chatHash, turn chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	line := l.lines[chat]
	if i := slices.Index(line, turn); i >= 0 {
		l.lines[chat] = slices.Delete(line, i, i+1)
		return
	}
	if len(line) == 0 {
		delete(l.lines, chat)
		return
	}
	close(line[0])
	l.lines[chat] = line[1:]
}
