package knowledge

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func ExampleLoad() {
	base, findings, err := Load(fstest.MapFS{
		"knowledge.yaml": {Data: []byte("languages: [et]\ntopics:\n  - {id: return, et: Koju tagasi}\n")},
		"return/return-apply.yaml": {Data: []byte(`reviewed: 2026-11-22
et:
  title: Kuidas tagasipöördumist taotleda?
  questions:
    - Kust saab taotlusvormi?
  answer: Võtke ühendust IOMiga.
`)},
		"return/return-cost.yaml": {Data: []byte("reviewed: 2026-11-22\net:\n  tittle: Mis see maksab?\n  answer: See on tasuta.\n")},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(base.Entry("return-apply").Texts["et"].Title.Text)
	for _, f := range findings {
		fmt.Println(f)
	}
	// Output:
	// Kuidas tagasipöördumist taotleda?
	// return/return-cost.yaml:2:1: error: the block "et" has no title. Add title: … [title]
	// return/return-cost.yaml:3:3: error: the key "tittle" is not known. Known here: answer, help, keywords, links, questions, title. [unknown-key]
}

func TestLoadNoBase(t *testing.T) {
	tests := map[string]struct {
		fsys fstest.MapFS
		want string
	}{
		"no settings":   {fstest.MapFS{"a/b.yaml": file(entryB)}, "there is no knowledge.yaml in it"},
		"no languages":  {fstest.MapFS{configFile: file("topics: []\n")}, "knowledge.yaml:1:1: error: the base names no language"},
		"empty":         {fstest.MapFS{configFile: file("")}, "knowledge.yaml:1:1: error: the file is empty"},
		"no entry":      {fstest.MapFS{configFile: file("languages: [et]\n")}, "no entry could be read: it has no entries"},
		"no good entry": {fstest.MapFS{configFile: file(plainSettings), "a/b.yaml": file("et: [")}, "a/b.yaml:1:1: error: this is no YAML"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b, _, err := Load(tt.fsys)
			if b != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Load: base %v, error %v, want %q", b != nil, err, tt.want)
			}
		})
	}
}

func TestLoadFileSize(t *testing.T) {
	_, findings, _ := Load(fstest.MapFS{
		configFile: file(plainSettings), "a/b.yaml": file(entryB), "a/big.yaml": file("# " + strings.Repeat("a", maxFile)),
	})
	want := []string{`a/big.yaml:1:1: error: the file has 1048578 bytes, more than 1048576. Is this an entry? Split it. [file-size]`}
	if diff := cmp.Diff(want, lines(findings)); diff != "" {
		t.Errorf("findings (-want +got)\n%s", diff)
	}
}

// brokenFS cannot read one of its files.
type brokenFS struct {
	fs.FS
	name string
}

func (b brokenFS) Open(name string) (fs.File, error) {
	if name == b.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("input/output error")}
	}
	return b.FS.Open(name)
}

func TestLoadUnreadable(t *testing.T) {
	files := fstest.MapFS{configFile: file(plainSettings + "  - {id: c, hidden: true}\n"), "a/b.yaml": file(entryB), "a/d.yaml": file(entryB), "c/e.yaml": file(entryC)}
	for name, want := range map[string][]string{
		"a/d.yaml": {"a/d.yaml: error: the file cannot be read: input/output error. Check that the file is there and may be read. [file-read]"},
		"c": {"c: error: the file cannot be read: input/output error. Check that the file is there and may be read. [file-read]",
			`knowledge.yaml:4:5: error: the topic "c" has no folder with a good entry. Make the folder with entries in it, or remove the topic. [topic-folder]`},
	} {
		b, findings, err := Load(brokenFS{files, name})
		if err != nil || b.Entry("b") == nil {
			t.Errorf("%s: the readable entries are not loaded: %v", name, err)
		}
		if diff := cmp.Diff(want, lines(findings)); diff != "" {
			t.Errorf("%s: findings (-want +got)\n%s", name, diff)
		}
	}
}

// TestMenuOrder wants urgent entries first, then those most referred to.
func TestMenuOrder(t *testing.T) {
	entry := func(id, top string) *fstest.MapFile {
		return file(fmt.Sprintf("reviewed: 2026-11-01\n%set: {title: Täht %s, answer: Nii.}\n", top, id))
	}
	b := mustLoad(t, fstest.MapFS{
		configFile: file(plainSettings),
		"a/a.yaml": entry("a", ""), "a/b.yaml": entry("b", ""), "a/c.yaml": entry("c", "related: [d]\n"),
		"a/d.yaml": entry("d", ""), "a/e.yaml": entry("e", "urgent: true\n"),
	})
	var got []string
	for _, e := range b.Topic("a").Entries {
		got = append(got, e.ID)
	}
	if diff := cmp.Diff([]string{"e", "d", "a", "b", "c"}, got); diff != "" {
		t.Errorf("menu (-want +got)\n%s", diff)
	}
}

// TestItemPlaces wants the place of every line of a literal block.
func TestItemPlaces(t *testing.T) {
	b := mustLoad(t, fstest.MapFS{configFile: file(plainSettings), "a/b.yaml": file(
		"# märkus\nreviewed: 2026-11-01\net:\n  title: \"Mis on b?\"\n  answer: | # siit\n\n    Üks.\n\n    Kolmas õõ rida.\n")})
	text := b.Entry("b").Texts["et"]
	for place, want := range map[Pos]string{
		text.Title.at(4): "a/b.yaml:4:15",
		text.Answer.Pos:  "a/b.yaml:7:5",
		text.Answer.at(strings.Index(text.Answer.Text, "rida")): "a/b.yaml:9:15",
	} {
		if place.String() != want {
			t.Errorf("place %v, want %s", place, want)
		}
	}
}

// TestPhrasingAt wants the first place of a phrasing, whatever its language.
func TestPhrasingAt(t *testing.T) {
	b := mustLoad(t, fstest.MapFS{configFile: file("languages: [et, en]\ntopics:\n  - {id: a, et: Teema, en: Topic}\n"), "a/b.yaml": file(
		"reviewed: 2026-11-01\nen: {title: Passport, answer: Yes., questions: [viisa, visa]}\net: {title: Pass, answer: Jah., questions: [visa, viisa]}\n")})
	for phrasing, want := range map[string]string{
		"Pass": "a/b.yaml:3:13", "visa": "a/b.yaml:2:56", "viisa": "a/b.yaml:2:49", "Yes.": "", "none": "",
	} {
		if got := b.Entry("b").PhrasingAt(phrasing); got.String() != want {
			t.Errorf("%q is at %q, want %q", phrasing, got, want)
		}
	}
}

// TestEmbedded wants the project's own base in the binary.
func TestEmbedded(t *testing.T) {
	b, _, err := Load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	if b.Entry("emergency") == nil || !b.Entry("emergency").Urgent {
		t.Error("the entry emergency is not there or not urgent")
	}
}

// FuzzLoadEntry: whatever stands in a file, it becomes an entry that can be
// checked, or there is an error that says why not, with a place in the file.
func FuzzLoadEntry(f *testing.F) {
	err := fs.WalkDir(Embedded(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		src, err := fs.ReadFile(Embedded(), name)
		f.Add(src)
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	for _, src := range []string{"", "# a", "---\n---\n", "&a [*a]", "a: &a {a: *a}", "et: !!binary eA==", "\ufeffet:\n- \u2028", "et: {answer: |1\n  a\n}", "{<<: {a: b}}", "? [a]\n: b"} {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, name := range []string{"a/x.yaml", configFile} {
			fsys := fstest.MapFS{configFile: file(plainSettings), "a/b.yaml": file(entryB)}
			fsys[name] = &fstest.MapFile{Data: src}
			b, findings, err := Load(fsys)
			if err == nil {
				Check(b, today)
			}
			if !HasErrors(findings) && (err != nil || name != configFile && b.Entry("x") == nil) {
				t.Errorf("no entry and no error from %q: %v", src, err)
			}
			for _, fd := range findings {
				if max := strings.Count(string(src), "\n") + strings.Count(string(src), "\r") + 4; fd.Pos.Line < 1 || fd.Pos.Line > max {
					t.Errorf("%v lies outside the file", fd)
				}
			}
		}
	})
}

const (
	entryB = "reviewed: 2026-11-01\net:\n  title: Mis on b?\n  answer: B on täht.\n"
	entryC = "reviewed: 2026-11-01\net:\n  title: Mis on c?\n  answer: C on täht.\n"
)

func file(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }

func lines(findings []Finding) []string {
	var out []string
	for _, f := range findings {
		out = append(out, f.String())
	}
	return out
}
