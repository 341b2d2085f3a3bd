package knowledge

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// TestReadme wants the README's entry to pass the check that it explains.
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
	b := mustLoad(t, fstest.MapFS{
		configFile:                file("languages: [et, en]\ntopics:\n  - {id: return, et: Koju tagasi, en: Going home}\n"),
		"return/return-cost.yaml": file(entry),
	})
	if findings := Check(b, today); len(findings) > 0 {
		t.Errorf("findings in the README's entry: %q", lines(findings))
	}
}
