package index_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"iombot/index"
	"iombot/knowledge"
)

// minCases is how many cases testdata/cases.tsv has at least.
const minCases = 150

// expectations are what a case may expect of a result.
var expectations = map[string]func(r knowledge.Result, id string) bool{
	// The entry is sent first.
	"answer": func(r knowledge.Result, id string) bool { return len(r.Sent) > 0 && r.Sent[0].ID == id },
	// The entry is sent or offered.
	"find": func(r knowledge.Result, id string) bool {
		return slices.ContainsFunc(slices.Concat(r.Sent, r.Offered), func(m knowledge.Match) bool { return m.ID == id })
	},
	// The urgent entry is sent alone.
	"alarm": func(r knowledge.Result, id string) bool { return len(r.Sent) == 1 && r.Sent[0].ID == id },
	// The urgent entry is sent, or a help line names one.
	"help": func(r knowledge.Result, id string) bool {
		return r.Help != "" || len(r.Sent) == 1 && r.Sent[0].ID == id
	},
	"cry":  func(r knowledge.Result, _ string) bool { return r.Outcome == knowledge.Cry },
	"none": func(r knowledge.Result, _ string) bool { return r.Outcome == knowledge.None },
}

// What must be found in the entries is data: a line of testdata/cases.tsv says
// what a message must get, in which language it must be read ("*" for any), and
// the entry.
func TestCases(t *testing.T) {
	base, _, err := knowledge.Load(knowledge.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.Build(base)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	// No ordinary message gets an urgent entry alone.
	expectations["calm"] = func(r knowledge.Result, _ string) bool {
		return len(r.Sent) == 0 || !base.Entry(r.Sent[0].ID).Urgent
	}
	src, err := os.ReadFile("testdata/cases.tsv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(src)), "\n")[1:]
	if len(lines) < minCases {
		t.Errorf("there are %d cases, want %d", len(lines), minCases)
	}
	for _, line := range lines {
		f := strings.Split(line, "\t")
		if len(f) != 4 || expectations[f[0]] == nil {
			t.Fatalf("not a case: %q", line)
		}
		expected, lang, id, message := f[0], f[1], f[2], f[3]
		if id != "-" && !slices.ContainsFunc(base.Entries, func(e *knowledge.Entry) bool { return e.ID == id }) {
			t.Fatalf("no such entry: %q", line)
		}
		r := x.Search(knowledge.Message{Text: message})
		if !expectations[expected](r, id) || lang != "*" && string(r.Lang) != lang {
			t.Errorf("%s: got %s in %s, help %q, candidates %v", line, r.Outcome, r.Lang, r.Help, r.Candidates[:min(2, len(r.Candidates))])
		}
	}
}
