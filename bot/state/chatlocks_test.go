package state

import (
	"context"
	"errors"
	"runtime"
	"testing"
)

// wait returns when n callers wait in the chat's line.
func (l *chatLocks) wait(t *testing.T, chat chatHash, n int) {
	t.Helper()
	for t.Context().Err() == nil {
		l.mu.Lock()
		got := len(l.lines[chat])
		l.mu.Unlock()
		if got == n {
			return
		}
		runtime.Gosched()
	}
}

func TestChatLocksInOrderOfArrival(t *testing.T) {
	var locks chatLocks
	chat := chatHash{1}
	unlock, err := locks.lock(t.Context(), chat)
	if err != nil {
		t.Fatal(err)
	}
	order := make(chan int, 10)
	for i := range 10 {
		go func() {
			unlock, err := locks.lock(t.Context(), chat)
			if err != nil {
				t.Error(err)
				return
			}
			order <- i
			unlock()
		}()
		locks.wait(t, chat, i+1)
	}
	unlock()
	for want := range 10 {
		if got := <-order; got != want {
			t.Errorf("caller %d got the lock, want %d", got, want)
		}
	}
}

func TestChatLocksGivenUp(t *testing.T) {
	var locks chatLocks
	chat := chatHash{1}
	unlock, err := locks.lock(t.Context(), chat)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	gaveUp := make(chan error)
	go func() {
		_, err := locks.lock(ctx, chat)
		gaveUp <- err
	}()
	locks.wait(t, chat, 1)
	last := make(chan func())
	go func() {
		unlock, err := locks.lock(t.Context(), chat)
		if err != nil {
			t.Error(err)
		}
		last <- unlock
	}()
	locks.wait(t, chat, 2)

	cancel()
	if err := <-gaveUp; !errors.Is(err, context.Canceled) {
		t.Errorf("lock with an ended context: %v", err)
	}
	unlock()
	unlock() // does nothing: the lock is another's by now
	(<-last)()
	if len(locks.lines) != 0 {
		t.Errorf("%d lines are left", len(locks.lines))
	}
}
