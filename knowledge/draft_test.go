package knowledge

import (
	"io/fs"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

// TestWith wants a draft to give what loading the changed folder would give.
func TestWith(t *testing.T) {
	const name = "a/b.yaml"
	files := func(src string) fstest.MapFS {
		out := fstest.MapFS{
			configFile: file("languages: [et]\ntopics:\n  - {id: a, et: Teema}\n  - {id: z, et: Lõpp}\n"),
			"z/z.yaml": file(entryC), "a/c.yaml": file(entryC), name: file(src),
		}
		if src == "" {
			delete(out, name)
		}
		return out
	}
	for _, before := range []string{entryB, "", "related: [c]\n" + entryB} {
		old, _, err := Load(files(before))
		if err != nil {
			t.Fatal(err)
		}
		kept := *old
		for _, after := range []string{entryB, "related: [c, b]\n" + entryC, "related: [nothing]\n" + entryB, "et: [", "reviewed: soon\net: {title: D, answer: D.}", ""} {
			var src []byte
			if after != "" {
				src = []byte(after)
			}
			want, wanted, err := Load(files(after))
			if err != nil {
				t.Fatal(err)
			}
			got, findings := old.With(name, src)
			if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(findings, wanted) {
				t.Errorf("%q after %q: %d entries with %v, want %d with %v", after, before, len(got.Entries), findings, len(want.Entries), wanted)
			}
			if !reflect.DeepEqual(*old, kept) {
				t.Errorf("%q after %q changed the base before", after, before)
			}
		}
		got, findings := old.With("z/c.yaml", []byte(entryB))
		if len(findings) != 1 || findings[0].Rule != "duplicate-id" || got.Entry("c").Topic != "a" {
			t.Errorf("an id that is taken: %v", findings)
		}
	}
}

func TestEntryFile(t *testing.T) {
	b := mustLoad(t, fstest.MapFS{configFile: file(plainSettings), "a/b.yaml": file(entryB)})
	for name, want := range map[string]bool{
		"a/b.yaml": true, "a/new-1.yml": true,
		"": false, "b.yaml": false, "knowledge.yaml": false, "z/b.yaml": false, "a/.b.yaml": false, "a/b.txt": false, "a/B.yaml": false,
		"/a/b.yaml": false, "../a/b.yaml": false, "a/../b.yaml": false, "a//b.yaml": false, "./a/b.yaml": false, `a\b.yaml`: false,
		"a/.history/b.yaml": false, "a/b/../b.yaml": false, "a/\x00.yaml": false, "a/.yaml": false,
	} {
		if err := b.EntryFile(name); (err == nil) != want {
			t.Errorf("%q: %v", name, err)
		}
		if want && !fs.ValidPath(name) {
			t.Errorf("%q is no path", name)
		}
	}
}

func BenchmarkWith(b *testing.B) {
	base, _, err := Load(Embedded())
	if err != nil {
		b.Fatal(err)
	}
	e := base.Entries[0]
	src, err := fs.ReadFile(Embedded(), e.Pos.File)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		next, _ := base.With(e.Pos.File, src)
		Check(next, today, InFile(e.Pos.File))
	}
}

// When two entries claim a phrasing, the one that is being written gets the
// finding.
func TestInFile(t *testing.T) {
	b := mustLoad(t, fstest.MapFS{
		configFile: file(plainSettings),
		"a/b.yaml": file("reviewed: 2026-11-01\net: {title: Üks, questions: [sama], answer: Nii.}"),
		"a/c.yaml": file("reviewed: 2026-11-01\net: {title: Kaks, questions: [SAMA], answer: Nii.}"),
	})
	for file, other := range map[string]string{"a/b.yaml": "a/c.yaml:2:", "a/c.yaml": "a/b.yaml:2:"} {
		got := Check(b, today, WithMinPhrasings(1), InFile(file))
		if len(got) != 1 || got[0].Rule != "phrasing-claimed" || got[0].Pos.File != file || !strings.Contains(got[0].Message, other) {
			t.Errorf("%s: %v", file, got)
		}
	}
}
