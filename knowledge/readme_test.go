package knowledge

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// TestReadme wants the README's entry to pass the check that it explains, and
// not to be there yet.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, entry, _ := strings.Cut(string(readme), "```yaml\n")
	entry, _, found := strings.Cut(entry, "```")
	if !found {
		t.Fatal("the README has no entry")
	}
	example := regexp.MustCompile("`knowledge/entries/([a-z]+)/([a-z-]+)\\.yaml`").FindStringSubmatch(string(readme))
	if example == nil {
		t.Fatal("the README does not say which file to make")
	}
	if _, err := fs.Stat(Embedded(), example[1]+"/"+example[2]+".yaml"); err == nil {
		t.Errorf("the entry %s, which the README has people write, is there already", example[2])
	}
	b := mustLoad(t, fstest.MapFS{
		configFile:                              file("languages: [et, en]\ntopics:\n  - {id: " + example[1] + ", et: Teema, en: Topic}\n"),
		example[1] + "/" + example[2] + ".yaml": file(entry),
	})
	if findings := Check(b, today); len(findings) > 0 {
		t.Errorf("findings in the README's entry: %q", lines(findings))
	}
}
