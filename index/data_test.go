package index

import (
	"cmp"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"iombot/locales"
	"iombot/locales/text"
)

// A message that the question sets measure with must not be one from which the
// model has learnt what nothing answers.
func TestSetsAreNotLearnt(t *testing.T) {
	learnt := map[string]string{}
	words := func(s string) string {
		s = text.Normalize(s, len(s))
		return cmp.Or(strings.Trim(s, " .,;:!?"), s)
	}
	for _, lang := range []locales.Lang{"et", "en", "ru", "uk"} {
		for _, line := range background(lang) {
			learnt[string(lang)+" "+words(line)] = line
		}
	}
	files, err := filepath.Glob("testdata/[fg]*/*.tsv")
	if err != nil || len(files) == 0 {
		t.Fatalf("no question sets: %v", err)
	}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(f)
		r.Comma, r.LazyQuotes = '\t', true
		rows, err := r.ReadAll()
		f.Close()
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if len(rows[0]) > 4 {
			continue // turns of a dialogue mean something by their place
		}
		for i, row := range rows[1:] {
			if line, ok := learnt[row[0]+" "+words(row[3])]; ok {
				t.Errorf("%s:%d: %q is learnt as %q", file, i+2, row[3], line)
			}
		}
	}
}
