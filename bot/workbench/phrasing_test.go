package workbench

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// newFolder is a knowledge base that may be changed.
func newFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../testdata/base")); err != nil {
		t.Fatal(err)
	}
	block := "reviewed: 2026-11-22\n# kept\nen:\n  title: Where is the toilet?\n  questions:\n    - where is the loo\n  answer: There.\n"
	if err := os.WriteFile(filepath.Join(dir, "iom", "toilet.yaml"), []byte(block), 0o640); err != nil {
		t.Fatal(err)
	}
	return dir
}

func (s *stand) addPhrasingTo(entry, lang, text string) (int, string) {
	s.t.Helper()
	status, _, answer := s.request(http.MethodPost, "/api/phrasings", fmt.Sprintf(`{"entry": %q, "lang": %q, "text": %q}`, entry, lang, text))
	return status, answer
}

func TestPhrasingIsAdded(t *testing.T) {
	s := newStand(t)
	s.Folder = newFolder(t)
	s.load(s.Folder)
	for _, tt := range []struct {
		entry, text string
		want        change
	}{
		{"toilet", "i have to go", change{File: "iom/toilet.yaml", Line: 7, Removed: []string{}, Added: []string{"    - i have to go"}}},
		{"what-is-iom", "who are you, IOM", change{
			File: "iom/what-is-iom.yaml", Line: 8,
			Removed: []string{"  questions: [what is iom]"}, Added: []string{`  questions: [what is iom, "who are you, IOM"]`},
		}},
	} {
		status, answer := s.addPhrasingTo(tt.entry, "en", tt.text)
		var got change
		if err := json.Unmarshal([]byte(answer), &got); status != http.StatusOK || err != nil {
			t.Fatalf("%s: %d %s", tt.entry, status, answer)
		}
		tt.want.Version = versionOf([]byte(s.onDisk(got.File)))
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.entry, diff)
		}
		s.load(s.Folder) // as a watcher does
		if e := s.Snapshot().Base.Entry(tt.entry); e.Texts["en"].Questions[1].Text != tt.text {
			t.Errorf("%s: the questions are %+v", tt.entry, e.Texts["en"].Questions)
		}
	}
	name := filepath.Join(s.Folder, "iom", "toilet.yaml")
	if src, err := os.ReadFile(name); err != nil || !strings.Contains(string(src), "# kept\n") {
		t.Errorf("the file is now (%v)\n%s", err, src)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the file's mode is now %v (%v)", info.Mode(), err)
	}
	if drafts, _ := filepath.Glob(filepath.Join(s.Folder, "*", ".*.draft")); len(drafts) > 0 {
		t.Errorf("drafts are left: %v", drafts)
	}
}

func TestPhrasingIsRefused(t *testing.T) {
	s := newStand(t)
	if status, answer := s.addPhrasingTo("toilet", "en", "wc"); status != http.StatusForbidden || !strings.Contains(answer, "workbench.error.readonly") {
		t.Errorf("built-in entries: %d %s", status, answer)
	}
	s.Folder = newFolder(t)
	s.load(s.Folder)
	outside := filepath.Join(t.TempDir(), "outside.yaml")
	hello := filepath.Join(s.Folder, "smalltalk", "hello.yaml")
	if err := os.Rename(hello, outside); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, hello); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(outside)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		entry, lang, text, id string
		want                  int
	}{
		{"nothing", "en", "a", "workbench.error.entry", 404},
		{"../../etc/passwd", "en", "a", "workbench.error.entry", 404},
		{"toilet", "en", "Where is the LOO?", "workbench.error.known", 409},
		{"toilet", "et", "a", "workbench.error.layout", 422},
		{"toilet", "en", " ", "workbench.error.layout", 422},
		{"contact", "en", "a", "workbench.error.layout", 422}, // a block in braces
		{"hello", "en", "good day", "workbench.error.server", 500},
	} {
		if status, answer := s.addPhrasingTo(tt.entry, tt.lang, tt.text); status != tt.want || !strings.Contains(answer, tt.id) {
			t.Errorf("%s %s %q: %d %s, want %d %s", tt.entry, tt.lang, tt.text, status, answer, tt.want, tt.id)
		}
	}
	if after, err := os.ReadFile(outside); err != nil || string(after) != string(before) {
		t.Errorf("a file outside the folder was changed (%v):\n%s", err, after)
	}
}
