package telegram

import (
	"context"
	"testing"
	"time"
)

// What was begun goes on after the end of its context, and not forever.
func TestStopping(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	stop, end := stopping(ctx, time.Hour)
	later, stopLater := stoppingLater(stop)
	defer stopLater()
	cancel()
	<-stop.Done()
	if finishing(stop).Err() != nil || later.Err() != nil || finishing(later) != finishing(stop) {
		t.Error("what was begun ended with its context")
	}
	end()
	<-later.Done()
	<-finishing(stop).Done()

	ctx, cancel = context.WithCancel(t.Context())
	stop, end = stopping(ctx, time.Millisecond)
	defer end()
	cancel()
	<-finishing(stop).Done()
}
