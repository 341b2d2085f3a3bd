package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/index/live"
)

// TestFactReview wants the table in docs/fact-review.md to match the entries.
func TestFactReview(t *testing.T) {
	const file, begin, end = "../../docs/fact-review.md", "<!-- facts -->\n", "<!-- /facts -->"
	base, _, err := live.Load("")
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	if err := printFacts(&table, base); err != nil {
		t.Fatal(err)
	}
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begun := strings.Cut(string(src), begin)
	was, after, ended := strings.Cut(rest, end)
	if !begun || !ended {
		t.Fatalf("%s lacks the lines %s and %s", file, begin, end)
	}
	diff := cmp.Diff(was, table.String())
	if diff == "" {
		return
	}
	if os.Getenv("UPDATE_SCRIPTS") == "" {
		t.Fatalf("%s is not what the entries say; write it with UPDATE_SCRIPTS=1 go test ./cmd/iombot -run TestFactReview (-file +entries)\n%s", file, diff)
	}
	if err := os.WriteFile(file, []byte(before+begin+table.String()+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
