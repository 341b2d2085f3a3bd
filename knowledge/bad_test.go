package knowledge

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/tools/txtar"

	"iombot/locales"
)

// today is the day of all tests.
var today = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// plainSettings is the knowledge.yaml of bad files that have none of their own.
const plainSettings = "languages: [et]\ntopics:\n  - {id: a, et: Teema}\n"

// TestBad runs every rule over its bad knowledge base, testdata/bad/<rule>.txtar,
// and compares all findings with the section "findings". Files below old/ are
// the previous version for CheckChange; "find" holds what a search returns for
// CheckReplay, a phrasing and an id on each line.
func TestBad(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no bad files", err)
	}
	for _, file := range files {
		rule := strings.TrimSuffix(filepath.Base(file), ".txtar")
		t.Run(rule, func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == "findings" })
			if i < 0 {
				t.Fatal("there is no section findings")
			}
			got := badFindings(t, archive)
			if !strings.Contains(got, "["+rule+"]\n") {
				t.Errorf("the rule %s finds nothing", rule)
			}
			if want := string(archive.Files[i].Data); got != want && *update {
				archive.Files[i].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if got != want {
				t.Errorf("findings:\n%swant:\n%s", got, want)
			}
		})
	}
}

func badFindings(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	base, old := fstest.MapFS{configFile: {Data: []byte(plainSettings)}}, fstest.MapFS{configFile: {Data: []byte(plainSettings)}}
	found := map[string][]string{}
	for _, f := range archive.Files {
		previous, isOld := strings.CutPrefix(f.Name, "old/")
		switch {
		case f.Name == "findings":
		case f.Name == "find":
			for line := range strings.Lines(string(f.Data)) {
				text, ids, _ := strings.Cut(strings.TrimSpace(line), " -> ")
				found[text] = strings.Fields(ids)
			}
		case isOld:
			old[previous] = &fstest.MapFile{Data: f.Data}
		default:
			base[f.Name] = &fstest.MapFile{Data: f.Data}
		}
	}
	b, findings, err := Load(base)
	if b != nil {
		all := Check(b, today, WithMinPhrasings(1))
		findings = append(findings, all...)
		for _, e := range b.Entries {
			file := e.Pos.File
			// What two entries claim is named the other way round, and a day on which
			// several end has one finding.
			twice := func(f Finding) bool { return strings.Contains("title-twice phrasing-claimed expires-soon", f.Rule) }
			want := slices.DeleteFunc(slices.Clone(all), func(f Finding) bool { return f.Pos.File != file || twice(f) })
			got := Check(b, today, WithMinPhrasings(1), InFile(file))
			if diff := cmp.Diff(want, slices.DeleteFunc(got, twice), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("only what is wrong in %s: (-want +got)\n%s", file, diff)
			}
		}
	}
	if b != nil && len(old) > 1 {
		findings = append(findings, CheckChange(mustLoad(t, old), b)...)
	}
	if b != nil && len(found) > 0 {
		findings = append(findings, CheckReplay(b, func(_ locales.Lang, text string) []string { return found[text] })...)
	}
	SortFindings(findings)
	var out strings.Builder
	for _, f := range GroupFindings(findings) {
		out.WriteString(f.String() + "\n")
		for _, g := range f.Follows {
			out.WriteString("  " + g.String() + "\n")
		}
	}
	if err != nil {
		out.WriteString(err.Error() + "\n")
	}
	return out.String()
}

func mustLoad(t *testing.T, fsys fs.FS) *Base {
	t.Helper()
	b, findings, err := Load(fsys)
	if err != nil || len(findings) > 0 {
		t.Fatal(findings, err)
	}
	return b
}

// TestEveryRuleHasABadFile finds the rules in the calls of report. Findings
// that are about the file system have tests of their own.
func TestEveryRuleHasABadFile(t *testing.T) {
	elsewhere := []string{"base", "file-read", "file-size"}
	rules := map[string]bool{}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, src := range sources {
		file, err := parser.ParseFile(token.NewFileSet(), src, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name := ""
			switch f := call.Fun.(type) {
			case *ast.SelectorExpr:
				name = f.Sel.Name
			}
			arg := map[string]int{"report": 2, "reportUnder": 3, "parityOf": 1}[name]
			if arg == 0 {
				return true
			}
			if lit, ok := call.Args[arg].(*ast.BasicLit); ok {
				id, _ := strconv.Unquote(lit.Value)
				rule, _, _ := strings.Cut(id, ".")
				rules[rule] = true
			}
			return true
		})
	}
	if len(rules) < 40 {
		t.Fatalf("only %d rules were found in the sources", len(rules))
	}
	for _, rule := range slices.Sorted(maps.Keys(rules)) {
		_, err := os.Stat("testdata/bad/" + rule + ".txtar")
		if has := err == nil; has == slices.Contains(elsewhere, rule) {
			t.Errorf("rule %s: bad file %v", rule, has)
		}
	}
}
