package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
)

// documents are those that tell people what to type and to set.
var documents = []string{
	"README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs/architecture.md", "docs/operations.md", "docs/privacy.md",
	"docs/languages.md", "docs/glossary.md", "index/README.md", "index/testdata/README.md", "knowledge/README.md",
}

var (
	codeSpan = regexp.MustCompile("`[^`\n]+`")
	called   = regexp.MustCompile(`(?:^|[\s(/])iombot ([a-z]+)\b([^|;&#]*)`)
	longFlag = regexp.MustCompile(`(?:^|\s)--([a-z][a-z-]*)`)
	variable = regexp.MustCompile(`\b(?:IOMBOT|TELEGRAM)(?:_[A-Z]+)+\b`)
	metric   = regexp.MustCompile(`\biombot_([a-z_]+)`)
	fileName = regexp.MustCompile(`\b[a-z_]+\.go\b`)
)

// Every command and flag that a document names exists.
func TestDocumentsNameCommands(t *testing.T) {
	model := commandModel(t)
	seen := 0
	for _, name := range append([]string{"Makefile"}, documents...) {
		for _, code := range codeOf(readDocument(t, name)) {
			for _, m := range called.FindAllStringSubmatch(code, -1) {
				seen++
				flags, ok := model[m[1]]
				if !ok {
					t.Errorf("%s: there is no command %q: %s", name, m[1], code)
					continue
				}
				for _, f := range longFlag.FindAllStringSubmatch(m[2], -1) {
					if !slices.Contains(flags, f[1]) {
						t.Errorf("%s: iombot %s has no flag --%s: %s", name, m[1], f[1], code)
					}
				}
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d commands were found in the documents", seen)
	}
}

// Every variable and metric that a document or a deployment file names exists in
// the code.
func TestDocumentsNameSettingsAndMetrics(t *testing.T) {
	code := sources(t)
	known := variable.FindAllString(code, -1)
	for _, name := range append([]string{"Dockerfile", "compose.yaml"}, documents...) {
		text := readDocument(t, name)
		for _, v := range variable.FindAllString(text, -1) {
			if !slices.Contains(known, strings.TrimSuffix(v, "_FILE")) { // see environment.setting
				t.Errorf("%s names the variable %s, which no code reads", name, v)
			}
		}
		for _, m := range metric.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(code, `"`+m[1]+`"`) && !strings.Contains(code, `"`+m[0]+`"`) {
				t.Errorf("%s names the metric %s, which no code makes", name, m[0])
			}
		}
	}
}

// The page for operators leaves out no setting of the service.
func TestOperationsListSettings(t *testing.T) {
	page := readDocument(t, "docs/operations.md")
	want := []string{"TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "IOMBOT_KEY"}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[serveCommand]()) {
		if v := field.Tag.Get(envTag); v != "" {
			want = append(want, v)
		}
	}
	for _, v := range want {
		if !strings.Contains(page, "| `"+v+"` |") {
			t.Errorf("the table of settings in docs/operations.md has no row for %s", v)
		}
	}
}

var (
	linked  = regexp.MustCompile(`\]\(([^)#:\s]*)(?:#([^)\s]*))?\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	noSlug  = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// Every link from a document to a file or a heading leads somewhere.
func TestDocumentsLinks(t *testing.T) {
	records, err := filepath.Glob("../../docs/adr/*.md")
	if err != nil {
		t.Fatal(err)
	}
	all := slices.Clone(documents)
	for _, r := range records {
		all = append(all, filepath.ToSlash(strings.TrimPrefix(r, filepath.FromSlash("../../"))))
	}
	for _, name := range all {
		for _, m := range linked.FindAllStringSubmatch(readDocument(t, name), -1) {
			to := name
			if m[1] != "" {
				to = filepath.Join(filepath.Dir(name), m[1])
			}
			if _, err := os.Stat(filepath.Join("../..", to)); err != nil {
				t.Errorf("%s links to %s, which is not there", name, m[1])
				continue
			}
			if m[2] != "" && !slices.Contains(anchors(readDocument(t, to)), m[2]) {
				t.Errorf("%s links to %s#%s: there is no such heading", name, m[1], m[2])
			}
		}
	}
}

// The files that docs/architecture.md follows exist.
func TestDocumentsFollowFiles(t *testing.T) {
	seen := 0
	for _, code := range codeSpan.FindAllString(readDocument(t, "docs/architecture.md"), -1) {
		name := strings.Trim(code, "`")
		if filepath.Ext(name) != ".go" {
			continue
		}
		seen++
		if _, err := os.Stat(filepath.Join("../..", name)); err != nil {
			t.Errorf("docs/architecture.md names %s, which does not exist", name)
		}
	}
	if seen < 30 {
		t.Errorf("docs/architecture.md names %d files", seen)
	}
}

// The comment of a package with several files names files to read, and they
// exist.
func TestDocumentsReadingOrder(t *testing.T) {
	byFolder := map[string][]string{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if filepath.Ext(path) == ".go" && !strings.HasSuffix(path, "_test.go") {
			byFolder[filepath.Dir(path)] = append(byFolder[filepath.Dir(path)], path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for folder, files := range byFolder {
		if len(files) == 1 {
			continue
		}
		var comment string
		for _, f := range files {
			file, err := parser.ParseFile(token.NewFileSet(), f, nil, parser.PackageClauseOnly|parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			comment += file.Doc.Text()
		}
		named := fileName.FindAllString(comment, -1)
		if len(named) < 2 {
			t.Errorf("%s has %d files; its comment does not say in which order to read them", folder, len(files))
		}
		for _, name := range named {
			if !slices.Contains(files, filepath.Join(folder, name)) {
				t.Errorf("the comment of %s names %s, which does not exist", folder, name)
			}
		}
	}
}

// anchors are the headings of a document as links name them.
func anchors(markdown string) (names []string) {
	for _, h := range heading.FindAllStringSubmatch(markdown, -1) {
		names = append(names, strings.ReplaceAll(noSlug.ReplaceAllString(strings.ToLower(h[1]), ""), " ", "-"))
	}
	return names
}

// The image built from source and that of a release run alike.
func TestDocumentsImages(t *testing.T) {
	runs := func(name string) string {
		_, after, ok := strings.Cut(readDocument(t, name), "\nUSER ")
		if !ok {
			t.Fatalf("%s sets no USER", name)
		}
		return after
	}
	if diff := cmp.Diff(runs("Dockerfile"), runs(".ci/release.Dockerfile")); diff != "" {
		t.Errorf("(-Dockerfile +release.Dockerfile)\n%s", diff)
	}
}

// commandModel lists the flags of each command.
func commandModel(t *testing.T) map[string][]string {
	t.Helper()
	parser, err := kong.New(&commands{}, kong.Vars{"contact": defaultContact, "listen": defaultListen})
	if err != nil {
		t.Fatal(err)
	}
	model := map[string][]string{}
	for _, c := range parser.Model.Children {
		flags := []string{"help"}
		for _, part := range append(c.Children, c) {
			for _, f := range part.Flags {
				flags = append(flags, f.Name)
			}
		}
		model[c.Name] = flags
	}
	return model
}

func readDocument(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// codeOf lists what a document shows as code: the lines of its blocks, a line
// that ends in a backslash together with the next, and its code spans.
func codeOf(markdown string) (code []string) {
	fenced := false
	for line := range strings.SplitSeq(strings.ReplaceAll(markdown, "\\\n", " "), "\n") {
		switch {
		case strings.HasPrefix(strings.TrimSpace(line), "```"):
			fenced = !fenced
		case fenced || strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "\t"):
			code = append(code, line)
		default:
			for _, span := range codeSpan.FindAllString(line, -1) {
				code = append(code, strings.Trim(span, "`"))
			}
		}
	}
	return code
}

// sources is all Go code except this file.
func sources(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || d.Name() == "docs_test.go" {
			return err
		}
		text, err := os.ReadFile(path)
		all.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
