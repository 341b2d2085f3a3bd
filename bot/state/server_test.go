package state

import (
	"errors"
	"path/filepath"
	"testing"

	"iombot/bot"
	"iombot/bot/state/pgtest"
)

// The first updates of a server do not repeat those that another server gave the
// same numbers.
func TestServersCountApart(t *testing.T) {
	postgres, _ := pgtest.Start(t)
	for name, dsn := range map[string]string{
		"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "state.db"), "postgres": postgres,
	} {
		t.Run(name, func(t *testing.T) {
			for _, visit := range []struct {
				server string
				want   error
			}{{"https://a", nil}, {"https://b", nil}, {"https://a", bot.ErrSeen}} {
				s := open(t, dsn, Options{Server: visit.server})
				tx, err := s.Begin(t.Context(), 1, 7)
				if !errors.Is(err, visit.want) {
					t.Errorf("%s: %v, want %v", visit.server, err, visit.want)
				}
				if err == nil {
					err = tx.Commit(t.Context(), bot.Chat{ID: 1}, bot.Result{})
				}
				if err != nil && visit.want == nil {
					t.Fatal(err)
				}
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
