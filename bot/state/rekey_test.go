package state

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pressly/goose/v3"

	"iombot/bot"
	"iombot/bot/state/pgtest"
)

func TestRekey(t *testing.T) {
	postgres, _ := pgtest.Start(t)
	for name, dsn := range map[string]string{
		"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "state.db"), "postgres": postgres,
	} {
		t.Run(name, func(t *testing.T) { rekeyed(t, dsn) })
	}
}

func rekeyed(t *testing.T, dsn string) {
	s := open(t, dsn, Options{})
	secretTraffic(t, s)
	s.Close()
	fresh := Key{[keySize]byte{7}}
	if err := Rekey(t.Context(), dsn, fresh, testKey); !errors.Is(err, ErrKey) {
		t.Errorf("Rekey from a wrong key: %v", err)
	}
	if err := Rekey(t.Context(), dsn, testKey, fresh); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), dsn, testKey, Options{}); !errors.Is(err, ErrKey) {
		t.Errorf("Open with the old key: %v", err)
	}

	s, err := Open(t.Context(), dsn, fresh, Options{Now: func() time.Time { return longFromNow.Add(time.Hour) }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	kept, err := s.Kept(t.Context())
	if err != nil || len(kept) != 1 || kept[0].Text != secretKept {
		t.Errorf("Kept = %v, %v", kept, err)
	}
	d, err := next(t.Context(), s)
	if err != nil || d.Chat().ID != secretMoved {
		t.Fatalf("Next = %v, %v", d, err)
	}
	if err := d.Done(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if sent, err := s.AnswerTo(t.Context(), secretMoved, 5, 0); err != nil || sent != 0 {
		t.Errorf("AnswerTo = %d, %v", sent, err)
	}
	tx, err := s.Begin(t.Context(), secretMoved, 2)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(bot.State{}, tx.State()); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
	// The reply that is left belongs to the chat under its new hash.
	if err := tx.Commit(t.Context(), bot.Chat{ID: secretMoved}, bot.Result{Forget: true}); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Pending(t.Context()); err != nil || n != 0 {
		t.Errorf("Pending = %d, %v", n, err)
	}
}

// Every migration can be undone, and done again.
func TestMigrationsDown(t *testing.T) {
	postgres, _ := pgtest.Start(t)
	memory, err := sqlitePool(inMemory, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	for folder, c := range map[string]struct {
		dialect goose.Dialect
		db      *sql.DB
	}{
		"sqlite":   {goose.DialectSQLite3, memory},
		"postgres": {goose.DialectPostgres, postgresPool(t, postgres)},
	} {
		t.Run(folder, func(t *testing.T) {
			ctx := context.Background()
			provider, err := migrator(c.dialect, c.db, folder)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if _, err := provider.Up(ctx); err != nil {
					t.Fatal(err)
				}
				dumpTables(t, c.db)
				if _, err := provider.DownTo(ctx, 0); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
