package workbench

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"

	"iombot/knowledge"
	"iombot/locales"
)

// change is what a file's change looks like.
type change struct {
	File    string   `json:"file"`
	Line    int      `json:"line"` // of the first changed line, from 1
	Removed []string `json:"removed"`
	Added   []string `json:"added"`
}

// postPhrasing adds a phrasing to an entry's file.
func (wb *workbench) postPhrasing(w http.ResponseWriter, r *http.Request) {
	var p struct {
		Entry string       `json:"entry"`
		Lang  locales.Lang `json:"lang"`
		Text  string       `json:"text"`
	}
	switch {
	case wb.Folder == "":
		refuse(w, http.StatusForbidden, "workbench.error.readonly")
		return
	case !wb.read(w, r, &p):
		return
	}
	e := wb.Snapshot().Base.Entry(p.Entry)
	if e == nil {
		refuse(w, http.StatusNotFound, "workbench.error.entry")
		return
	}
	c, err := wb.addPhrasing(e.Pos.File, p.Lang, p.Text)
	var layout *layoutError
	switch {
	case errors.Is(err, knowledge.ErrPhrasingKnown):
		refuse(w, http.StatusConflict, "workbench.error.known")
	case errors.As(err, &layout):
		refuse(w, http.StatusUnprocessableEntity, "workbench.error.layout")
	case err != nil:
		wb.fail(w, "adding a phrasing", err)
	default:
		wb.Log.Info("a phrasing was added", "file", c.File, "line", c.Line)
		write(w, http.StatusOK, c)
	}
}

// layoutError says that a file cannot be changed by a program.
type layoutError struct{ error }

func (wb *workbench) addPhrasing(name string, lang locales.Lang, text string) (change, error) {
	wb.mending.Lock()
	defer wb.mending.Unlock()
	root, err := os.OpenRoot(wb.Folder) // no link leads out of it
	if err != nil {
		return change{}, fmt.Errorf("opening the knowledge base: %w", err)
	}
	defer root.Close()
	before, err := root.ReadFile(filepath.FromSlash(name))
	if err != nil {
		return change{}, fmt.Errorf("reading an entry: %w", err)
	}
	after, err := knowledge.AddPhrasing(before, lang, text)
	if errors.Is(err, knowledge.ErrPhrasingKnown) {
		return change{}, err
	}
	if err != nil {
		return change{}, &layoutError{err}
	}
	if err := replace(root, name, after); err != nil {
		return change{}, fmt.Errorf("writing an entry: %w", err)
	}
	c := difference(before, after)
	c.File = name
	return c, nil
}

// replace gives a file new contents at once, so that a watcher never reads
// half of them. The draft's dot hides it from the knowledge base.
func replace(root *os.Root, name string, contents []byte) error {
	info, err := root.Stat(filepath.FromSlash(name))
	if err != nil {
		return err
	}
	draft := filepath.FromSlash(path.Join(path.Dir(name), "."+path.Base(name)+".draft"))
	err = root.WriteFile(draft, contents, info.Mode().Perm())
	if err == nil {
		err = root.Rename(draft, filepath.FromSlash(name))
	}
	if err != nil {
		_ = root.Remove(draft)
	}
	return err
}

// difference is the lines between what two files have in common at both ends.
func difference(before, after []byte) change {
	a, b := lines(before), lines(after)
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return change{Line: head + 1, Removed: a[head : len(a)-tail], Added: b[head : len(b)-tail]}
}

func lines(src []byte) []string {
	return strings.Split(strings.TrimSuffix(string(bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))), "\n"), "\n")
}
