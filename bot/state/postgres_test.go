package state

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"iombot/bot"
	"iombot/bot/state/pgtest"
	"iombot/bot/state/statetest"
)

// A restart and a crash of the server under load lose, double and reorder
// nothing, with two processes.
func TestFaultPostgresRestart(t *testing.T) {
	dsn, server := pgtest.Start(t)
	stores := []bot.Store{open(t, dsn, Options{}), open(t, dsn, Options{})}
	statetest.Load(t, stores, Temporary, func() {
		server.Restart(t)
		server.Crash(t)
		server.Start(t)
	})
}

// What is being sent while the server is down is not taken by another process
// afterwards, though all sessions are gone and all leases have run out.
func TestPostgresRestartWhileSending(t *testing.T) {
	dsn, server := pgtest.Start(t)
	ctx := t.Context()
	a, b := open(t, dsn, Options{}), open(t, dsn, Options{})
	handle(t, a, 1, 1, bot.Reply{Kind: bot.Send, To: 5}, bot.Reply{Kind: bot.Send, To: 6})
	taken, err := next(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	waiting := make(chan bot.Delivery, 1)
	go func() {
		d, err := next(ctx, b)
		for Temporary(err) {
			d, err = next(ctx, b)
		}
		if err == nil {
			waiting <- d
		}
	}()
	if testing.Short() {
		server.Restart(t)
	} else { // until all leases have run out
		server.Stop(t)
		time.Sleep(leaseFor)
		server.Start(t)
	}
	handle(t, a, 2, 2, bot.Reply{Kind: bot.Send, To: 7})
	select {
	case d := <-waiting:
		if d.Reply().To != 7 {
			t.Errorf("the other process took reply %d, want 7", d.Reply().To)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the other process took nothing")
	}
	if err := taken.Done(ctx, 50); err != nil {
		t.Fatal(err)
	}
	if d, err := next(ctx, b); err != nil || d.Reply().To != 6 {
		t.Errorf("after the first reply was done, Next = %v, %v", d, err)
	}
	if sent, err := b.AnswerTo(ctx, 1, 5, 0); err != nil || sent != 50 {
		t.Errorf("AnswerTo = %d, %v", sent, err)
	}
}

// A process that is alive and does not know that it leased a reply, because it
// missed the database's answer, releases it.
func TestLeasedInVain(t *testing.T) {
	dsn, _ := pgtest.Start(t)
	for _, dsn := range []string{"sqlite::memory:", dsn} {
		s := open(t, dsn, Options{})
		handle(t, s, 1, 1, bot.Reply{Kind: bot.Send, To: 5})
		handle(t, s, 2, 2, bot.Reply{Kind: bot.Send, To: 6})
		known, err := next(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		inner := s.(*store)
		if rows, err := inner.db.lease(t.Context(), 1, nil); err != nil || len(rows) != 1 {
			t.Fatal(rows, err)
		}
		inner.leased.doubt = true
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if d, err := next(ctx, s); err != nil || d.Reply().To != 6 || known.Reply().To != 5 {
			t.Errorf("Next = %v, %v", d, err)
		}
	}
}

// A reply that is forgotten while its process sends it is not sent by the next
// when that process dies.
func TestForgottenAndDead(t *testing.T) {
	dsn := "sqlite:" + filepath.Join(t.TempDir(), "state.db")
	s := open(t, dsn, Options{})
	handle(t, s, 1, 1, bot.Reply{Kind: bot.Send, To: 5})
	if _, err := next(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	tx, err := s.Begin(t.Context(), 1, 2)
	if err == nil {
		err = tx.Commit(t.Context(), bot.Chat{ID: 1}, bot.Result{Forget: true, Replies: []bot.Reply{{Kind: bot.Send, To: 6}}})
	}
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	s = open(t, dsn, Options{})
	if d, err := next(t.Context(), s); err != nil || d.Reply().To != 6 {
		t.Errorf("Next = %v, %v", d, err)
	}
}

// handle commits an update with replies, again after temporary errors.
func handle(t *testing.T, s bot.Store, chat, update int64, replies ...bot.Reply) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; {
		tx, err := s.Begin(t.Context(), chat, update)
		if err == nil {
			err = tx.Commit(t.Context(), bot.Chat{ID: chat}, bot.Result{Replies: replies})
		}
		if err == nil || errors.Is(err, bot.ErrSeen) {
			return
		}
		if !Temporary(err) || time.Now().After(deadline) {
			t.Fatalf("handling update %d: %v", update, err)
		}
	}
}

// Processes that start at once on an empty database wait for each other's
// migrations.
func TestPostgresOpenAtOnce(t *testing.T) {
	dsn, _ := pgtest.Start(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			s, err := Open(context.Background(), dsn, testKey, Options{})
			if err != nil {
				t.Error(err)
				return
			}
			s.Close()
		})
	}
	all.Wait()
}

// One process leads, also through a restart of the server; another follows when
// the leader gives up the lead, is cut off for long, or closes.
func TestPostgresLead(t *testing.T) {
	dsn, server := pgtest.Start(t)
	a, b := open(t, dsn, Options{}), open(t, dsn, Options{})
	leadOfA, release := leads(t, a)
	doesNotLead(t, b)
	release()
	if leadOfA.Err() == nil {
		t.Error("the lead did not end with its release")
	}

	leadOfB, release := leads(t, b)
	defer release()
	server.Restart(t)
	doesNotLead(t, a)
	if leadOfB.Err() != nil {
		t.Error("the lead ended with a restart of the server")
	}
	server.Stop(t)
	select {
	case <-leadOfB.Done():
	case <-time.After(leaseFor):
		t.Fatal("the lead did not end before its lease ran out")
	}
	server.Start(t)

	leads(t, a)
	doesNotLead(t, b)
	a.Close()
	leads(t, b)
}

// leads demands that the store leads within 15 seconds.
func leads(t *testing.T, s Store) (lead context.Context, release func()) {
	t.Helper()
	// Lead's context is the parent of the lead, so a timer limits the wait alone.
	ctx, cancel := context.WithCancel(t.Context())
	late := time.AfterFunc(15*time.Second, cancel)
	lead, release, err := s.Lead(ctx)
	if err != nil || !late.Stop() {
		t.Fatalf("Lead: %v, within 15 seconds", err)
	}
	t.Cleanup(cancel)
	return lead, release
}

func doesNotLead(t *testing.T, s Store) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, _, err := s.Lead(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("Lead while another leads: %v", err)
	}
}

// An address without a server is a temporary error; a wrong database is not.
func TestPostgresAway(t *testing.T) {
	dsn, server := pgtest.Start(t)
	s := open(t, dsn, Options{})
	server.Stop(t)
	if err := s.Ping(t.Context()); !Temporary(err) {
		t.Errorf("Ping without a server: %v is not temporary", err)
	}
	if _, err := s.Begin(t.Context(), 1, 1); !Temporary(err) {
		t.Errorf("Begin without a server: %v is not temporary", err)
	}
	if _, err := Open(t.Context(), dsn, testKey, Options{}); !Temporary(err) {
		t.Errorf("Open without a server: %v is not temporary", err)
	}
	server.Start(t)
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("Ping after the server came back: %v", err)
	}
	if _, err := Open(t.Context(), dsn+"&dbname=none", testKey, Options{}); err == nil || Temporary(err) {
		t.Errorf("Open of a missing database: %v", err)
	}
}
