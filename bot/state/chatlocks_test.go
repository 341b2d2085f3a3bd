package state

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"
)

// Callers that lock two chats in either order exclude each other, do not
// deadlock, and leave nothing behind.
func TestChatLocks(t *testing.T) {
	var locks chatLocks
	var all sync.WaitGroup
	inside := 0
	for i := range 100 {
		all.Go(func() {
			unlock, err := locks.lock(t.Context(), chatHash{byte(i % 2)}, chatHash{byte((i + 1) % 2)})
			if err != nil {
				t.Error(err)
				return
			}
			inside++
			if inside != 1 {
				t.Error("two have the lock")
			}
			inside--
			unlock()
			unlock() // does nothing: the lock is another's by now
		})
	}
	all.Wait()
	if len(locks.held) != 0 {
		t.Errorf("%d locks are held", len(locks.held))
	}
}

func TestChatLocksGivenUp(t *testing.T) {
	var locks chatLocks
	unlock, err := locks.lock(t.Context(), chatHash{2})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := locks.lock(ctx, chatHash{1}, chatHash{2}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("lock with an ended context: %v", err)
	}
	unlock()
	if len(locks.held) != 0 {
		t.Errorf("%d locks are held", len(locks.held))
	}
}
