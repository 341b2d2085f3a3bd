package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// avoided are words that comments, help, logs, errors and documents do without:
// they are archaic, or read like a translation. Beside each stands what to write.
// docs/glossary.md has the words that we use.
var avoided = []struct {
	word    *regexp.Regexp
	instead string
}{
	{words(`mend(?:s|ed|ing|er)?`), "fix, correct"},
	{words(`anew`), "again"},
	{words(`to be had`), "available"},
	{words(`t(?:ells?|old|elling) apart`), "distinguish"},
	{words(`in good order`), "gracefully"},
	{words(`slips?`), "typo, mistake"},
	{words(`lapses?`), "mistake"},
	{words(`but for`), "except"},
	{words(`(?:is|are|was|were) away`), "is unavailable"},
	{words(`for ever`), "forever"},
	{words(`lest|nought|thrice|henceforth|whither|ere|in vain`), "a plainer word"},
}

func words(pattern string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(?:` + strings.ReplaceAll(pattern, " ", `\s+`) + `)\b`)
}

// notYet are folders and files whose words are still to be corrected. Delete a
// line once its words are; add none.
var notYet = []string{
	"docs/fact-review.md", // quotes the entries
}

func isNotYet(path string) bool {
	for _, p := range notYet {
		if path == p || strings.HasPrefix(path, p+"/") {
			return true
		}
	}
	return false
}

// Comments, what the program says in English, and documents use plain words.
func TestWords(t *testing.T) {
	root := filepath.Join("..", "..")
	seen := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if rel != "." && strings.HasPrefix(d.Name(), ".") || isNotYet(rel) || d.Name() == "testdata" {
				return filepath.SkipDir
			}
			return nil
		}
		if isNotYet(rel) || rel == "cmd/iombot/words_test.go" {
			return nil
		}
		switch {
		case filepath.Ext(rel) == ".go":
			seen++
			wordsOfGo(t, rel, path)
		case filepath.Ext(rel) == ".md" || rel == "Makefile":
			seen++
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			plain(t, rel, 1, string(text))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 100 {
		t.Errorf("only %d files were read", seen)
	}
}

// wordsOfGo checks a file's comments and, unless it is a test, its strings.
func wordsOfGo(t *testing.T, name, path string) {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range file.Comments {
		plain(t, name, set.Position(c.Pos()).Line, c.Text())
	}
	if strings.HasSuffix(name, "_test.go") {
		return
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.BasicLit); ok && s.Kind == token.STRING {
			plain(t, name, set.Position(s.Pos()).Line, s.Value)
		}
		return true
	})
}

// plain fails on an avoided word in a text that begins at the given line.
func plain(t *testing.T, name string, line int, text string) {
	t.Helper()
	for _, a := range avoided {
		for _, at := range a.word.FindAllStringIndex(text, -1) {
			t.Errorf("%s:%d: %q: write %s", name, line+strings.Count(text[:at[0]], "\n"), text[at[0]:at[1]], a.instead)
		}
	}
}
