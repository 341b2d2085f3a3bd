package live

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

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
				if found := l.Search(knowledge.Message{Text: "Kas kontor on laupäeval avatud?", Hint: locales.ET}); found.Candidates[0].ID != "opening-hours" {
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
		before := l.Status()
		l.changed(knowledge.LoadKeeping(os.DirFS(l.dir), before.Base))
		if now := l.Status(); now.Version == before.Version || now.Base.Entry("opening-hours").Reviewed.Format("2006-01-02") != day {
			t.Errorf("the change of %s is not in use", day)
		}
	}
	close(stop)
	searches.Wait()
}

// The same knowledge once more costs no index.
func TestLiveSame(t *testing.T) {
	l := openLive(t)
	before := l.Status()
	l.changed(knowledge.LoadKeeping(os.DirFS(l.dir), before.Base))
	if now := l.Status(); now.Loaded != before.Loaded {
		t.Error("the index was built again")
	}
}

// What cannot be used is said to be so, until what is in use is read again.
func TestLiveRefused(t *testing.T) {
	l := openLive(t)
	before := l.Status()
	bad := *before.Base
	bad.Languages = nil
	l.changed(&bad, nil)
	if now := l.Status(); now.Refused == nil || now.Base != before.Base {
		t.Errorf("refused: %v", now.Refused)
	}
	l.changed(knowledge.LoadKeeping(os.DirFS(l.dir), before.Base))
	if now := l.Status(); now.Refused != nil {
		t.Errorf("still refused: %v", now.Refused)
	}
}

// Two bases have one fingerprint exactly when they say the same.
func TestFingerprint(t *testing.T) {
	l := openLive(t)
	before := fingerprint(l.Status().Base)
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
		base, _, err := Load(l.dir)
		if err != nil {
			t.Fatal(err)
		}
		if same := fingerprint(base) == before; same != change.same {
			t.Errorf("%q → %q: same fingerprint: %v", change.old, change.new, same)
		}
	}
}

// openLive opens a copy of the small base.
func openLive(t *testing.T) *Source {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/base")); err != nil {
		t.Fatal(err)
	}
	l, err := Open(t.Context(), dir, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// What cannot be interrupted is waited for as long as there is time, and left
// then.
func TestUnless(t *testing.T) {
	failed := errors.New("failed")
	for _, tt := range []struct {
		takes, ends, grace, want time.Duration
		left                     bool
		err                      error
	}{
		{takes: 3 * time.Second, ends: time.Hour, want: 3 * time.Second, err: failed},
		{takes: 3 * time.Second, ends: time.Second, grace: 5 * time.Second, want: 3 * time.Second, err: failed},
		{takes: time.Hour, ends: time.Second, grace: 5 * time.Second, want: 6 * time.Second, left: true, err: context.DeadlineExceeded},
		{takes: time.Hour, ends: time.Second, want: time.Second, left: true, err: context.DeadlineExceeded},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), tt.ends)
			defer cancel()
			begun := time.Now()
			left, err := Unless(ctx, tt.grace, func() error { time.Sleep(tt.takes); return failed })
			if took := time.Since(begun); took != tt.want || left != tt.left || !errors.Is(err, tt.err) {
				t.Errorf("%+v: left %v after %v, %v", tt, left, took, err)
			}
			time.Sleep(tt.takes) // synctest wants all goroutines to end
		})
	}
}
