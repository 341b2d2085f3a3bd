package state

import (
	"bytes"
	"context"
	"slices"
	"sync"
)

// chatLocks are the locks of the chats within this process. A caller takes one
// before the database's own lock, so that callers that wait for one busy chat
// hold no connection.
type chatLocks struct {
	mu   sync.Mutex
	held map[chatHash]chan struct{} // closed when the lock is released
}

// lock waits for the chats' locks and returns the function that releases them.
func (l *chatLocks) lock(ctx context.Context, chats ...chatHash) (unlock func(), err error) {
	var held []chatHash
	unlock = sync.OnceFunc(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		for _, chat := range held {
			close(l.held[chat])
			delete(l.held, chat)
		}
	})
	for _, chat := range inLockOrder(chats) {
		if err := l.take(ctx, chat); err != nil {
			unlock()
			return nil, err
		}
		held = append(held, chat)
	}
	return unlock, nil
}

func (l *chatLocks) take(ctx context.Context, chat chatHash) error {
	for {
		l.mu.Lock()
		free, busy := l.held[chat]
		if !busy {
			if l.held == nil {
				l.held = map[chatHash]chan struct{}{}
			}
			l.held[chat] = make(chan struct{})
		}
		l.mu.Unlock()
		if !busy {
			return nil
		}
		select {
		case <-free:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// inLockOrder sorts chats into the one order that rules out a deadlock, also
// between processes.
func inLockOrder(chats []chatHash) []chatHash {
	return slices.SortedFunc(slices.Values(chats), func(a, b chatHash) int { return bytes.Compare(a[:], b[:]) })
}
