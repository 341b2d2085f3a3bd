package workbench

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// newDesk is a stand whose entries may be changed, by Mari.
func newDesk(t *testing.T) *stand {
	t.Helper()
	s := newStand(t)
	s.Folder = newFolder(t)
	s.Who = func(*http.Request) string { return "Mari Maasikas" }
	s.Now = func() time.Time { return today }
	src := s.onDisk(toilet) + "et:\n  title: Kus on WC?\n  answer: Seal.\n"
	if err := os.WriteFile(filepath.Join(s.Folder, toilet), []byte(src), 0o640); err != nil {
		t.Fatal(err)
	}
	s.load(s.Folder)
	return s
}

const toilet = "iom/toilet.yaml"

// call posts to the page and reads the answer into out.
func (s *stand) call(path string, in, out any) int {
	s.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		s.t.Fatal(err)
	}
	status, _, answer := s.request(http.MethodPost, path, string(body))
	if err := json.Unmarshal([]byte(answer), out); err != nil {
		s.t.Fatalf("%s: %d %s", path, status, answer)
	}
	return status
}

func (s *stand) openEntry(file string) (out opened) {
	s.t.Helper()
	status, _, answer := s.request(http.MethodGet, "/api/entry?file="+url.QueryEscape(file), "")
	if err := json.Unmarshal([]byte(answer), &out); err != nil || status != http.StatusOK {
		s.t.Fatalf("%s: %d %s", file, status, answer)
	}
	return out
}

// change makes a change and wants its status and error.
func (s *stand) change(what string, e edit, want int, id string) (out opened) {
	s.t.Helper()
	if got := s.call("/api/entry/"+what, e, &out); got != want || out.Error != id {
		s.t.Fatalf("%s %s: %d %q, want %d %q", what, e.File, got, out.Error, want, id)
	}
	return out
}

func (s *stand) source(id, file string) string {
	s.t.Helper()
	status, _, answer := s.request(http.MethodGet, "/api/entry/version?"+url.Values{"file": {file}, "id": {id}}.Encode(), "")
	var out struct{ Source string }
	if err := json.Unmarshal([]byte(answer), &out); err != nil || status != http.StatusOK {
		s.t.Fatalf("version %s of %s: %d %s", id, file, status, answer)
	}
	return out.Source
}

func (s *stand) onDisk(file string) string {
	s.t.Helper()
	src, err := os.ReadFile(filepath.Join(s.Folder, filepath.FromSlash(file)))
	if err != nil {
		return err.Error()
	}
	return string(src)
}

// A save writes what was sent, byte by byte, and keeps what was before it.
func TestSave(t *testing.T) {
	s := newDesk(t)
	first := s.openEntry(toilet)
	if len(first.Versions) != 0 || first.Version == "" {
		t.Fatalf("opened: %+v", first)
	}
	want := strings.Replace(first.Source, "There.", "Upstairs.  # soon", 1) + "\r\n# end"
	second := s.change("save", edit{File: toilet, Version: first.Version, Source: want}, 200, "")
	if got := s.onDisk(toilet); got != want || second.Source != want {
		t.Errorf("the file is %q, want %q", got, want)
	}
	if info, err := os.Stat(filepath.Join(s.Folder, toilet)); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the file's mode is now %v (%v)", info.Mode(), err)
	}
	v := second.Versions
	if len(v) != 2 || v[0].Who != "Mari Maasikas" || !v[0].At.Equal(today) && !v[0].At.After(today) || v[1].Who != "" {
		t.Fatalf("the versions are %+v", v)
	}
	if got := s.source(v[1].ID, toilet); got != first.Source {
		t.Errorf("the former version is %q", got)
	}
	if got := s.source(v[0].ID, toilet); got != want {
		t.Errorf("the new version is %q", got)
	}
	if got := s.onDisk(".history/.gitignore"); got != "*\n" {
		t.Errorf("git is told %q", got)
	}
	s.load(s.Folder) // which sees neither drafts nor versions
	if n := len(s.Snapshot().Base.Entries); n != 16 {
		t.Errorf("the base has %d entries", n)
	}
	third := s.change("save", edit{File: toilet, Version: second.Version, Source: first.Source}, 200, "")
	if len(third.Versions) != 3 || third.Version != first.Version {
		t.Errorf("after taking it back there are %+v", third.Versions)
	}
}

// What somebody else wrote meanwhile is shown, not overwritten, and what an
// editor wrote beside the page is kept.
func TestSaveAfterSomebodyElse(t *testing.T) {
	s := newDesk(t)
	mine := s.openEntry(toilet)
	other := mine.Source + "# by hand\n"
	if err := os.WriteFile(filepath.Join(s.Folder, toilet), []byte(other), 0o600); err != nil {
		t.Fatal(err)
	}
	got := s.change("save", edit{File: toilet, Version: mine.Version, Source: "mine"}, 409, "workbench.error.changed")
	if got.Source != other || s.onDisk(toilet) != other {
		t.Errorf("the other's version is shown as %q, the file is %q", got.Source, s.onDisk(toilet))
	}
	s.change("hide", edit{File: toilet, Version: mine.Version, Hidden: true}, 409, "workbench.error.changed")
	s.change("delete", edit{File: toilet, Version: mine.Version}, 409, "workbench.error.changed")
	s.change("save", edit{File: toilet, Source: "new"}, 409, "workbench.error.changed") // a new entry of that name
	got = s.change("save", edit{File: toilet, Version: got.Version, Source: mine.Source + "# mine\n"}, 200, "")
	if len(got.Versions) != 2 || s.source(got.Versions[1].ID, toilet) != other {
		t.Errorf("the other's version is not kept: %+v", got.Versions)
	}
}

// Of two who save at once, one is told, and nothing is lost.
func TestSaveAtOnce(t *testing.T) {
	s := newDesk(t)
	was := s.openEntry(toilet)
	var wg sync.WaitGroup
	statuses := make([]int, 8)
	for i := range statuses {
		wg.Go(func() {
			body := fmt.Sprintf(`{"file": %q, "version": %q, "source": "by %d"}`, toilet, was.Version, i)
			statuses[i], _, _ = s.request(http.MethodPost, "/api/entry/save", body)
		})
	}
	wg.Wait()
	slices.Sort(statuses)
	if want := []int{200, 409, 409, 409, 409, 409, 409, 409}; !slices.Equal(statuses, want) {
		t.Errorf("the answers are %v", statuses)
	}
	if got := s.openEntry(toilet).Versions; len(got) != 2 {
		t.Errorf("the versions are %+v", got)
	}
}

func TestHideAndDelete(t *testing.T) {
	s := newDesk(t)
	was := s.openEntry(toilet)
	hidden := s.change("hide", edit{File: toilet, Version: was.Version, Hidden: true}, 200, "")
	s.load(s.Folder)
	if !hidden.Hidden || s.Snapshot().Base.Entry("toilet") != nil {
		t.Error("a hidden entry is answered")
	}
	if x := s.listed(toilet); x == nil || !x.Hidden {
		t.Errorf("a hidden entry is listed as %+v", x)
	}
	saved := s.change("save", edit{File: toilet, Version: was.Version, Source: was.Source + "# more\n"}, 200, "")
	if !saved.Hidden || !strings.Contains(s.onDisk("iom/.toilet.yaml"), "# more") {
		t.Errorf("a hidden entry is saved as %+v", saved)
	}
	shown := s.change("hide", edit{File: toilet, Version: saved.Version}, 200, "")
	if shown.Hidden || shown.Source != saved.Source {
		t.Errorf("an entry that is shown again is %+v", shown)
	}
	gone := s.change("delete", edit{File: toilet, Version: shown.Version}, 200, "")
	if gone.Version != "" || !gone.Versions[0].Gone || gone.Versions[0].Who != "Mari Maasikas" {
		t.Errorf("a deleted entry is %+v", gone)
	}
	s.load(s.Folder)
	if got := s.list().Topics[2].Deleted; !slices.Equal(got, []string{toilet}) || s.listed(toilet) != nil {
		t.Errorf("deleted are %v", got)
	}
	back := s.change("save", edit{File: toilet, Source: s.source(gone.Versions[1].ID, toilet)}, 200, "")
	if back.Source != saved.Source || len(s.list().Topics[2].Deleted) != 0 {
		t.Errorf("the entry is back as %+v", back)
	}
}

// A new entry gets a file; its id must be free.
func TestNewEntry(t *testing.T) {
	s := newDesk(t)
	got := s.change("save", edit{File: "iom/lift.yaml", Source: "reviewed: 2026-11-22\n"}, 200, "")
	if s.onDisk("iom/lift.yaml") != "reviewed: 2026-11-22\n" || len(got.Versions) != 1 || len(got.Findings) == 0 {
		t.Errorf("the new entry is %+v", got)
	}
	if x := s.listed("iom/lift.yaml"); x == nil || x.Title != "lift" {
		t.Errorf("it is listed as %+v", x)
	}
	s.change("save", edit{File: "return/toilet.yaml", Source: "x: y"}, 409, "workbench.error.taken")
}

// Nothing outside the folder, no link and no file that is not an entry is read
// or written.
func TestOnlyEntries(t *testing.T) {
	s := newDesk(t)
	outside := filepath.Join(t.TempDir(), "outside.yaml")
	for name, to := range map[string]string{"iom/out.yaml": outside, "iom/in.yaml": "toilet.yaml", ".history": outside} {
		if err := os.Symlink(to, filepath.Join(s.Folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(outside, []byte("outside"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"", "knowledge.yaml", "iom", "../outside.yaml", "iom/../../outside.yaml", "/etc/passwd", "iom/toilet.yaml/../../x.yaml", "nothing/x.yaml",
		"iom/.toilet.yaml", ".history/iom/x.yaml", `iom\..\x.yaml`, "iom/x.txt", "iom/x\x00.yaml", "iom/TOILET.yaml",
	} {
		status, _, _ := s.request(http.MethodGet, "/api/entry?file="+url.QueryEscape(name), "")
		if status != http.StatusNotFound {
			t.Errorf("opening %q: %d", name, status)
		}
		for _, what := range []string{"save", "hide", "delete", "draft"} {
			var out opened
			if got := s.call("/api/entry/"+what, edit{File: name, Source: "x: y"}, &out); got != http.StatusUnprocessableEntity {
				t.Errorf("%s %q: %d", what, name, got)
			}
		}
	}
	for _, name := range []string{"iom/out.yaml", "iom/in.yaml"} {
		if status, _, _ := s.request(http.MethodGet, "/api/entry?file="+name, ""); status < 400 {
			t.Errorf("opening the link %s: %d", name, status)
		}
		for _, v := range []string{"", versionOf([]byte("outside"))} {
			body := fmt.Sprintf(`{"file": %q, "version": %q, "source": "x: y"}`, name, v)
			for _, what := range []string{"save", "hide", "delete"} {
				if status, _, _ := s.request(http.MethodPost, "/api/entry/"+what, body); status < 400 {
					t.Errorf("%s of the link %s: %d", what, name, status)
				}
			}
		}
	}
	if x := s.listed(toilet); x == nil {
		t.Error("with links in the folder nothing is listed")
	}
	body := fmt.Sprintf(`{"file": %q, "version": %q, "source": "x: y"}`, toilet, versionOf([]byte(s.onDisk(toilet))))
	if status, _, _ := s.request(http.MethodPost, "/api/entry/save", body); status < 400 || strings.Contains(s.onDisk(toilet), "x: y") {
		t.Errorf("saving with a history that is a link: %d", status)
	}
	if got, err := os.ReadFile(outside); err != nil || string(got) != "outside" {
		t.Errorf("outside there is now %q (%v)", got, err)
	}
}

// Entries inside the program can be looked at, and no more.
func TestBuiltIn(t *testing.T) {
	s := newStand(t)
	s.Files = os.DirFS("../testdata/base")
	if got := s.openEntry("iom/contact.yaml"); got.Source == "" || len(got.Previews) != 2 {
		t.Errorf("it opens as %+v", got)
	}
	if s.list().Writable {
		t.Error("they are said to be writable")
	}
	for _, what := range []string{"save", "hide", "delete"} {
		s.change(what, edit{File: "iom/contact.yaml"}, 403, "workbench.error.readonly")
	}
}

// The page says that entries inside the program cannot be changed, and how to.
func TestBuiltInPage(t *testing.T) {
	s := newStand(t)
	said := `<p class="notice">` + s.Catalog.Text("en", "workbench.entries.readonly", nil)
	for folder, writable := range map[string]bool{"": false, newFolder(t): true} {
		s.Folder = folder
		_, _, page := s.request(http.MethodGet, "/entries?lang=en", "")
		if strings.Contains(page, said) == writable || strings.Contains(page, `id="save"`) != writable {
			t.Errorf("the page of the folder %q does not say whether it can be changed", folder)
		}
	}
}
