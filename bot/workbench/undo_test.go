package workbench

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"iombot/knowledge"
)

func (s *stand) takeBack(file, version string) (int, string) {
	s.t.Helper()
	status, _, answer := s.request(http.MethodPost, "/api/undo", fmt.Sprintf(`{"file": %q, "version": %q}`, file, version))
	return status, answer
}

// What was added is taken back once, and only while nobody changed the file.
func TestUndo(t *testing.T) {
	s := newStand(t)
	s.Folder = newFolder(t)
	s.load(s.Folder)
	adds := map[string]func(text string) (int, string){
		"iom/toilet.yaml":      func(text string) (int, string) { return s.addPhrasingTo("toilet", "en", text) },
		knowledge.SettingsFile: func(text string) (int, string) { return s.markHarmless("en", text) },
	}
	for file, add := range adds {
		before := s.onDisk(file)
		added := func(text string) change {
			status, answer := add(text)
			var c change
			if err := json.Unmarshal([]byte(answer), &c); status != http.StatusOK || err != nil {
				t.Fatalf("%s: %d %s", file, status, answer)
			}
			return c
		}
		c := added("powder room")
		if status, answer := s.takeBack(file, c.Version); status != http.StatusNoContent || s.onDisk(file) != before {
			t.Errorf("%s: %d %s, and it is now\n%s", file, status, answer, s.onDisk(file))
		}
		refused := func(why, version string) {
			was := s.onDisk(file)
			if status, answer := s.takeBack(file, version); status != http.StatusConflict || !strings.Contains(answer, "workbench.error.undo") || s.onDisk(file) != was {
				t.Errorf("%s, %s: %d %s", file, why, status, answer)
			}
		}
		refused("twice", c.Version)
		c = added("powder room")
		added("loo")
		refused("after another change", c.Version)
		byHand := s.onDisk(file) + "# by hand\n"
		if err := os.WriteFile(filepath.Join(s.Folder, filepath.FromSlash(file)), []byte(byHand), 0o600); err != nil {
			t.Fatal(err)
		}
		refused("after a change by hand", versionOf([]byte(byHand)))
	}
	for _, file := range []string{"../etc/passwd", "knowledge.yml", ".history/knowledge.yaml"} {
		if status, answer := s.takeBack(file, "a"); status != http.StatusNotFound {
			t.Errorf("%s: %d %s", file, status, answer)
		}
	}
	if status, answer := s.takeBack("iom/contact.yaml", versionOf([]byte(s.onDisk("iom/contact.yaml")))); status != http.StatusConflict {
		t.Errorf("a file that nobody changed: %d %s", status, answer)
	}
	s.Folder = ""
	if status, _ := s.takeBack("iom/toilet.yaml", "a"); status != http.StatusForbidden {
		t.Errorf("built-in entries: %d", status)
	}
}

// One press takes back what a press added, in both forms.
func testUndo(s *stand, p tab) {
	toilet, settings := s.onDisk("iom/toilet.yaml"), s.onDisk(knowledge.SettingsFile)
	p.ask("he hits me, chess", "1")
	p.wait(`document.getElementById("harmless-form").checkVisibility() && document.getElementById("phrasing-entry").value`)
	p.eval(`document.getElementById("phrasing-entry").value = "toilet"`)
	for _, form := range []string{"phrasing", "harmless"} {
		p.do(chromedp.Click(chromedp.CSS("#" + form + "-form button")))
		p.wait(`document.querySelector("#` + form + `-result .undo")`)
	}
	if s.onDisk("iom/toilet.yaml") == toilet || s.onDisk(knowledge.SettingsFile) == settings {
		p.t.Error("nothing was added")
	}
	for _, form := range []string{"phrasing", "harmless"} {
		p.do(chromedp.Click(chromedp.CSS("#" + form + "-result .undo")))
		p.wait(`document.getElementById("` + form + `-result").textContent == "Taken back. The file is as it was before."`)
		if !get[bool](p, `document.activeElement.closest("#`+form+`-result") != null`) {
			p.t.Errorf("%s: the press took the focus away", form)
		}
	}
	if s.onDisk("iom/toilet.yaml") != toilet || s.onDisk(knowledge.SettingsFile) != settings {
		p.t.Errorf("the files are now\n%s\n%s", s.onDisk("iom/toilet.yaml"), s.onDisk(knowledge.SettingsFile))
	}
}
