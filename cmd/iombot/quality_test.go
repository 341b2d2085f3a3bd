package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Question sets are those of the folder that is named, else of the checkout
// that the person stands in, else none.
func TestSetFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	if files, err := setFiles(""); err != nil || len(files) > 0 {
		t.Errorf("nowhere: %v, %v", files, err)
	}
	for _, name := range []string{"mine/b.tsv", "mine/a.tsv", "mine/baseline.json", gateFolder + "/g.tsv", "empty/x.txt"} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for dir, want := range map[string][]string{"": {gateFolder + "/g.tsv"}, "mine": {"mine/a.tsv", "mine/b.tsv"}} {
		files, err := setFiles(dir)
		if diff := cmp.Diff(want, files); diff != "" || err != nil {
			t.Errorf("%q: %v (-want +got)\n%s", dir, err, diff)
		}
	}
	for _, dir := range []string{"empty", "gone"} {
		if files, err := setFiles(dir); err == nil {
			t.Errorf("%q: %v", dir, files)
		}
	}
}
