package state

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"iombot/bot"
)

// longFromNow is a time at which nothing in a test is due.
var longFromNow = time.Now().Add(time.Hour)

func TestOpenRefuses(t *testing.T) {
	for dsn, want := range map[string]string{
		"":                        "sqlite:PATH",
		"state.db":                "sqlite:PATH",
		"sqlite:":                 "sqlite:PATH",
		"mysql://u:secret@host/d": "sqlite:PATH",
		"sqlite:/no/such/dir/db":  "/no/such/dir/db",
		"postgres://host:no/":     "opening state",
	} {
		_, err := Open(t.Context(), dsn, testKey, Options{})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("Open(%q): %v", dsn, err)
		}
	}
	if _, err := Open(t.Context(), "sqlite::memory:", Key{}, Options{}); err == nil {
		t.Error("Open without a key succeeded")
	}
}

func TestOpenWithAnotherKey(t *testing.T) {
	dsn := "sqlite:" + filepath.Join(t.TempDir(), "state.db")
	open(t, dsn, Options{}).Close()
	if _, err := Open(t.Context(), dsn, Key{[keySize]byte{9}}, Options{}); !errors.Is(err, ErrKey) {
		t.Errorf("Open with another key: %v", err)
	}
	open(t, dsn, Options{})
}

func TestSQLiteFileOfOneProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	first := open(t, "sqlite:"+path, Options{})
	if _, err := Open(t.Context(), "sqlite:"+path, testKey, Options{}); err == nil || !strings.Contains(err.Error(), "another process") {
		t.Errorf("second Open: %v", err)
	}
	lead, release, err := first.Lead(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	first.Close()
	<-lead.Done()
	open(t, "sqlite:"+path, Options{})
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v, %v", info.Mode(), err)
	}
}

// An update id is free again after 25 hours, swept or not.
func TestSeenFor25Hours(t *testing.T) {
	now := time.Now()
	s := open(t, "sqlite::memory:", Options{Now: func() time.Time { return now }})
	again := func() error {
		tx, err := s.Begin(t.Context(), 1, 10)
		if err != nil {
			return err
		}
		return tx.Commit(t.Context(), bot.Chat{ID: 1}, bot.Result{})
	}
	for _, step := range []struct {
		later time.Duration
		want  error
	}{{0, nil}, {25*time.Hour - time.Second, bot.ErrSeen}, {time.Second, nil}, {time.Hour, bot.ErrSeen}} {
		now = now.Add(step.later)
		if err := again(); !errors.Is(err, step.want) {
			t.Errorf("%v later: %v, want %v", step.later, err, step.want)
		}
	}
}

// A reply that cannot be decrypted keeps its chat waiting, and no other.
func TestUnreadableReply(t *testing.T) {
	var log strings.Builder
	s := open(t, "sqlite::memory:", Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	err := atOnce(t.Context(), s.(*store).db, func(ctx context.Context, q querier) error {
		chat := s.(*store).tables.keys.hash(1)
		return execute(ctx, q, "storing", `INSERT INTO outbox (chat, payload) VALUES ($1, $2)`, chat[:], []byte("rubbish"))
	})
	if err != nil {
		t.Fatal(err)
	}
	for update, chat := range []int64{1, 2} {
		tx, err := s.Begin(t.Context(), chat, int64(update))
		if err == nil {
			err = tx.Commit(t.Context(), bot.Chat{ID: chat}, bot.Result{Replies: []bot.Reply{{Kind: bot.Send}}})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if d, err := next(t.Context(), s); err != nil || d.Chat().ID != 2 {
		t.Errorf("Next = %v, %v", d, err)
	}
	if !strings.Contains(log.String(), "reply=1") {
		t.Errorf("the log does not name the reply:\n%s", log.String())
	}
}

// A chat state that cannot be decrypted holds up neither its chat nor the
// updates of others behind it: the chat starts over.
func TestUnreadableState(t *testing.T) {
	var log strings.Builder
	s := open(t, "sqlite::memory:", Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	spoil := func(chat int64) {
		t.Helper()
		err := atOnce(t.Context(), s.(*store).db, func(ctx context.Context, q querier) error {
			hash := s.(*store).tables.keys.hash(chat)
			return execute(ctx, q, "storing", `INSERT INTO chats (chat, state) VALUES ($1, $2)`, hash[:], []byte("rubbish"))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	spoil(1)
	tx, err := s.Begin(t.Context(), 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if !tx.State().IsZero() || !strings.Contains(log.String(), "update=1") {
		t.Errorf("state %+v; log:\n%s", tx.State(), log.String())
	}
	if err := tx.Commit(t.Context(), bot.Chat{ID: 1}, bot.Result{State: bot.State{Lang: "et"}}); err != nil {
		t.Error(err)
	}
	if _, err := s.Begin(t.Context(), 1, 1); !errors.Is(err, bot.ErrSeen) {
		t.Errorf("the update once more: %v", err)
	}
	spoil(2)
	if err := s.Move(t.Context(), 2, 3); err != nil {
		t.Errorf("Move: %v", err)
	}
}
