package index

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/knowledge"
)

// stocked returns a cache in a folder of its own and the log of what goes wrong
// with it.
func stocked(t *testing.T) (*Cache, *bytes.Buffer) {
	t.Helper()
	log := &bytes.Buffer{}
	s, err := NewCache(filepath.Join(t.TempDir(), "models"), slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return s, log
}

func rebuilt(t *testing.T, b *knowledge.Base, s *Cache) *Index {
	t.Helper()
	x, err := Rebuild(b, nil, s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

// folders lists what is in the cache.
func folders(t *testing.T, s *Cache) (out []string) {
	t.Helper()
	all, err := os.ReadDir(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		out = append(out, f.Name())
	}
	return out
}

// What is kept finds the same as what was built, to the last digit.
func TestCacheKeepsLanguages(t *testing.T) {
	s, log := stocked(t)
	built := rebuilt(t, bakery().base, s)
	kept := rebuilt(t, bakery().base, s)
	for _, l := range kept.languages {
		if l.bleve.Name() == "" {
			t.Errorf("%s was built again", l.lang)
		}
	}
	for _, text := range []string{
		"how mch for the braed", "leibade hinnad", "help!!!", "there is smoke, the oven is burning!!", "hey hello",
		"kas pood on puhapaeval avatud", "my favourite football team lost again", "price of the bread. when do you open?",
	} {
		m := knowledge.Message{Text: text, Topic: []string{"hours"}}
		if diff := cmp.Diff(built.Search(m), kept.Search(m)); diff != "" {
			t.Errorf("%q: (-built +kept)\n%s", text, diff)
		}
	}
	if log.Len() > 0 {
		t.Errorf("the log says %s", log)
	}
}

// A kept language that cannot be read is built again, and said to be.
func TestCacheWithDamage(t *testing.T) {
	for _, file := range []string{learnedFile, filepath.Join(bleveFolder, "index_meta.json"), filepath.Join(bleveFolder, "store", "root.bolt")} {
		t.Run(filepath.Base(file), func(t *testing.T) {
			s, log := stocked(t)
			rebuilt(t, bakery().base, s)
			for _, name := range folders(t, s) {
				if err := os.WriteFile(filepath.Join(s.dir, name, file), []byte("damaged"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for _, again := range []bool{true, false} { // the damage is gone after the first time
				x := rebuilt(t, bakery().base, s)
				if r := x.Search(knowledge.Message{Text: "how much is the bread?"}); len(r.Sent) == 0 || r.Sent[0].ID != "bread-price" {
					t.Errorf("sent %v", r.Sent)
				}
				if said := log.Len() > 0; said != again {
					t.Errorf("built again: %v; the log says %q", again, log)
				}
				log.Reset()
			}
		})
	}
}

// A folder that cannot be written costs nothing but time.
func TestCacheThatCannotBeWritten(t *testing.T) {
	s, log := stocked(t)
	if err := os.WriteFile(s.dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	rebuilt(t, bakery().base, s)
	if log.Len() == 0 {
		t.Error("the log says nothing")
	}
}

// Other texts are built, and the oldest builds are removed.
func TestCacheForgetsTheOldest(t *testing.T) {
	s, _ := stocked(t)
	base := *bakery().base
	var newest *knowledge.Base
	for _, word := range []string{"one", "two", "three"} {
		all := append([]*knowledge.Entry(nil), base.Entries...)
		changed := *all[0]
		changed.ID += word
		all[0] = &changed
		newest = knowledge.NewBase(base.Languages, nil, all)
		x := rebuilt(t, newest, s)
		for _, l := range x.languages {
			if l.bleve.Name() != "" {
				t.Errorf("%s: %s was taken from another base", word, l.lang)
			}
		}
	}
	for _, l := range rebuilt(t, newest, s).languages {
		if l.bleve.Name() == "" {
			t.Errorf("%s: the newest build is gone", l.lang)
		}
	}
	languages := len(bakery().languages)
	if got := folders(t, s); len(got) != kept*languages {
		t.Errorf("the cache keeps %v, want %d of each language", got, kept)
	}
}
