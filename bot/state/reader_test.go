package state

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"iombot/bot"
)

// TestReader reads what a bot at work has stored, and says what a copy lacks.
func TestReader(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "state.db")
	s := open(t, "sqlite:"+path, Options{})
	tx, err := s.Begin(t.Context(), 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(t.Context(), bot.Chat{ID: 1}, bot.Result{Events: []bot.Event{{Kind: bot.Voted, Entry: "e", Lang: "et", Useful: true}, {Kind: bot.Kept, Lang: "et", Text: "q"}}}); err != nil {
		t.Fatal(err)
	}
	r, err := OpenReader(t.Context(), "sqlite:"+path, testKey, Options{})
	if err != nil {
		t.Fatal(err)
	}
	votes, err := r.Votes(t.Context())
	if err != nil || len(votes) != 1 || votes[0].Useful != 1 {
		t.Errorf("votes %v, %v", votes, err)
	}
	if kept, err := r.Kept(t.Context()); err != nil || len(kept) != 1 || kept[0].Text != "q" {
		t.Errorf("kept %v, %v", kept, err)
	}
	if err := s.AddTallies(t.Context(), []bot.Tally{{Day: time.Unix(0, 0), Kind: bot.Shown, Name: "e", N: 4}}); err != nil {
		t.Fatal(err)
	}
	if tallies, err := r.Tallies(t.Context(), time.Unix(0, 0)); err != nil || len(tallies) != 1 || tallies[0].N != 4 {
		t.Errorf("tallies %v, %v", tallies, err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if _, err := OpenReader(t.Context(), "sqlite:"+path, Key{[keySize]byte{9}}, Options{}); !errors.Is(err, ErrKey) {
		t.Errorf("with another key: %v", err)
	}

	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"copy.db": content, "empty.db": nil} {
		lone := filepath.Join(dir, name)
		if err := os.WriteFile(lone, content, 0o600); err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		r, err := OpenReader(t.Context(), "sqlite:"+lone, testKey, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
		if err == nil {
			r.Close()
		} else if !strings.Contains(err.Error(), name+"-wal is missing") {
			t.Errorf("%s: %v", name, err)
		}
		if name == "empty.db" && err == nil || !strings.Contains(log.String(), name+"-wal") {
			t.Errorf("%s: nothing is said of what is missing: %v\n%s", name, err, &log)
		}
	}
}
