package knowledge

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
)

// change is one call of Watch's function.
type change struct {
	base     *Base
	findings []Finding
}

// watching runs Watch on a real folder in synthetic time: expect waits for one
// change, nothing waits for many looks to bring none.
type watching struct {
	t       *testing.T
	dir     string
	changes chan change
}

func watch(t *testing.T, dir string, base *Base) watching {
	w := watching{t, dir, make(chan change)}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		Watch(ctx, dir, base, time.Second, func(b *Base, f []Finding) {
			select {
			case w.changes <- change{b, f}:
			case <-ctx.Done():
			}
		})
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	return w
}

func (w watching) write(name, content string) {
	w.t.Helper()
	if err := os.MkdirAll(filepath.Join(w.dir, filepath.Dir(name)), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.dir, name), []byte(content), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

func (w watching) expect(title, rule string) {
	w.t.Helper()
	select {
	case c := <-w.changes:
		if got := c.base.Entry("b").Texts["et"].Title.Text; got != title {
			w.t.Errorf("the entry's title is %q, want %q", got, title)
		}
		if rule == "" && len(c.findings) > 0 || rule != "" && (len(c.findings) == 0 || c.findings[0].Rule != rule) {
			w.t.Errorf("findings %v, want the rule %q", c.findings, rule)
		}
	case <-time.After(time.Minute):
		w.t.Fatalf("no change was noticed; want the title %q", title)
	}
}

func (w watching) nothing() {
	w.t.Helper()
	select {
	case <-w.changes:
		w.t.Error("a change was told that is none")
	case <-time.After(time.Minute):
	}
}

func startWatching(t *testing.T) watching {
	dir := t.TempDir()
	w := watching{t: t, dir: dir}
	w.write(configFile, plainSettings)
	w.write("a/b.yaml", entryB)
	return watch(t, dir, mustLoad(t, os.DirFS(dir)))
}

func TestWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := startWatching(t)
		w.nothing()
		w.write("a/b.yaml", "reviewed: 2026-11-01\net: {title: Uus, answer: Nii.}\n")
		w.expect("Uus", "")
		w.write("a/b.yaml", "reviewed: 2026-11-01\net: {title: Katki")
		w.expect("Uus", "yaml-syntax")
		w.write("a/b.yaml", "reviewed: 2026-11-01\net: {title: Terve, answer: Nii.}\n")
		w.expect("Terve", "")
		w.write("a/README.txt", "not an entry")
		w.nothing()
		if err := os.RemoveAll(w.dir); err != nil {
			t.Fatal(err)
		}
		w.expect("Terve", "base")
	})
}

// TestSnapshot wants the files of git and of editors left out.
func TestSnapshot(t *testing.T) {
	w := watching{t: t, dir: t.TempDir()}
	w.write("a/b.yaml", entryB)
	before := snapshot(os.DirFS(w.dir))
	w.write(".git/index", "of git")
	w.write("a/.b.yaml.swp", "of an editor")
	if after := snapshot(os.DirFS(w.dir)); after != before {
		t.Errorf("snapshot %q, before %q", after, before)
	}
	w.write("a/b.yaml", entryB+"\n")
	if after := snapshot(os.DirFS(w.dir)); after == before {
		t.Error("a longer file makes no difference")
	}
}

// TestSnapshotOfASwap wants a file noticed that is replaced by another of the
// same size and time.
func TestSnapshotOfASwap(t *testing.T) {
	w := watching{t: t, dir: t.TempDir()}
	at := time.Unix(1700000000, 0)
	look := func(content string) string {
		w.write("a/b.yaml", content)
		if err := os.Chtimes(filepath.Join(w.dir, "a/b.yaml"), at, at); err != nil {
			t.Fatal(err)
		}
		return snapshot(os.DirFS(w.dir))
	}
	if look("one") == look("two") {
		t.Error("another content makes no difference")
	}
}

// TestWatchConfigMap wants a base read and followed that Kubernetes mounts: links
// to files and folders in ..data, which is a link that is replaced.
func TestWatchConfigMap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		w := watching{t: t, dir: dir}
		link := func(to, name string) {
			t.Helper()
			if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
		w.write("..1/"+configFile, plainSettings)
		w.write("..1/a/b.yaml", entryB)
		link("..1", "..data")
		link("..data/"+configFile, configFile)
		link("..data/a", "a")
		w = watch(t, dir, mustLoad(t, os.DirFS(dir)))
		w.nothing()
		w.write("..2/"+configFile, plainSettings)
		w.write("..2/a/b.yaml", "reviewed: 2026-11-01\net: {title: Uus, answer: Nii.}\n")
		link("..2", "..data_tmp")
		if err := os.Rename(filepath.Join(dir, "..data_tmp"), filepath.Join(dir, "..data")); err != nil {
			t.Fatal(err)
		}
		w.expect("Uus", "")
	})
}

// TestWatchSettles wants files that are still being written left alone.
func TestWatchSettles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := startWatching(t)
		time.Sleep(500 * time.Millisecond) // synthetic: between two looks
		for _, half := range []string{"re", "reviewed: 2026-11", "reviewed: 2026-11-01\net: {title: Uu"} {
			w.write("a/b.yaml", half)
			time.Sleep(time.Second)
		}
		w.write("a/b.yaml", "reviewed: 2026-11-01\net: {title: Uus, answer: Nii.}\n")
		w.expect("Uus", "")
	})
}

// TestWatchMissesNothing wants a change noticed that came between loading and
// watching. A file that broke meanwhile keeps its entry, and is reported.
func TestWatchMissesNothing(t *testing.T) {
	for _, tt := range []struct{ name, written, title, rule string }{
		{"changed", "reviewed: 2026-11-01\net: {title: Vahepeal, answer: Nii.}\n", "Vahepeal", ""},
		{"broken", "reviewed: [", "", "yaml-syntax"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dir := t.TempDir()
				w := watching{t: t, dir: dir}
				w.write(configFile, plainSettings)
				w.write("a/b.yaml", entryB)
				base := mustLoad(t, os.DirFS(dir))
				w.write("a/b.yaml", tt.written)
				watch(t, dir, base).expect(cmp.Or(tt.title, base.Entry("b").Texts["et"].Title.Text), tt.rule)
			})
		})
	}
}
