package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"iombot/knowledge"
	"iombot/locales"
)

// Whoever searches while the knowledge is replaced gets an answer, from the old
// or from the new.
func TestLiveReplace(t *testing.T) {
	l := openLive(t)
	stop := make(chan struct{})
	var searches sync.WaitGroup
	for range 2 {
		searches.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if found := l.Snapshot().Search.Search(canaryText, locales.ET); found.Candidates[0].ID != "opening-hours" {
					t.Errorf("found %s", found.Candidates[0].ID)
				}
			}
		})
	}
	file := filepath.Join(l.dir, "office", "opening-hours.yaml")
	for _, day := range []string{"2026-11-20", "2026-11-21"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		newer := "reviewed: " + day + string(text[len("reviewed: 2026-11-22"):])
		if err := os.WriteFile(file, []byte(newer), 0o600); err != nil {
			t.Fatal(err)
		}
		before := l.status()
		l.changed(knowledge.LoadKeeping(os.DirFS(l.dir), before.base))
		if now := l.status(); now.version == before.version || now.base.Entry("opening-hours").Reviewed.Format("2006-01-02") != day {
			t.Errorf("the change of %s is not in use", day)
		}
	}
	close(stop)
	searches.Wait()
}

// The same knowledge once more costs no index.
func TestLiveSame(t *testing.T) {
	l := openLive(t)
	before := l.status()
	l.changed(knowledge.LoadKeeping(os.DirFS(l.dir), before.base))
	if now := l.status(); now.loaded != before.loaded {
		t.Error("the index was built again")
	}
}

// Two bases have one fingerprint exactly when they say the same.
func TestFingerprint(t *testing.T) {
	l := openLive(t)
	before := fingerprint(l.status().base)
	file := filepath.Join(l.dir, "office", "opening-hours.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range []struct {
		old, new string
		same     bool
	}{
		{"reviewed:", "# a remark\nreviewed:", true},
		{"Call before", "Write before", false},
		{"opening hours", "closing time", false},
		{"IOM Estonia", "Estonian IOM", false},
		{"2026-11-22", "2026-11-21", false},
	} {
		if err := os.WriteFile(file, []byte(strings.Replace(string(text), change.old, change.new, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		base, _, err := loadBase(l.dir)
		if err != nil {
			t.Fatal(err)
		}
		if same := fingerprint(base) == before; same != change.same {
			t.Errorf("%q → %q: same fingerprint: %v", change.old, change.new, same)
		}
	}
}

// openLive opens a copy of the small base.
func openLive(t *testing.T) *live {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/base")); err != nil {
		t.Fatal(err)
	}
	l, err := newLive(t.Context(), dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.close(); err != nil {
			t.Error(err)
		}
	})
	return l
}
