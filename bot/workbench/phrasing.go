package workbench

import (
	"bytes"
	"errors"
	"net/http"
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
	Version string   `json:"version"` // of the file after it
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
	case !wb.read(w, r, &p), !impersonal(w, p.Text):
		return
	}
	e := wb.Snapshot().Base.Entry(p.Entry)
	if e == nil {
		refuse(w, http.StatusNotFound, "workbench.error.entry")
		return
	}
	wb.addLine(w, r, e.Pos.File, func(src []byte) ([]byte, error) { return knowledge.AddPhrasing(src, p.Lang, p.Text) })
}

// layoutError says that a file cannot be changed by a program.
type layoutError struct{ error }

// addLine has add change a file, and answers with what changed in it.
func (wb *workbench) addLine(w http.ResponseWriter, r *http.Request, name string, add func(src []byte) ([]byte, error)) {
	c, err := wb.changeFile(name, add, wb.Who(r))
	var layout *layoutError
	switch {
	case errors.Is(err, knowledge.ErrPhrasingKnown):
		refuse(w, http.StatusConflict, "workbench.error.known")
	case errors.Is(err, knowledge.ErrHarmlessKnown):
		refuse(w, http.StatusConflict, "workbench.error.harmless-known")
	case errors.As(err, &layout):
		refuse(w, http.StatusUnprocessableEntity, "workbench.error.layout")
	case err != nil:
		wb.fail(w, "adding a line", err)
	default:
		wb.Log.Info("a line was added", "file", c.File, "line", c.Line)
		write(w, http.StatusOK, c)
	}
}

func (wb *workbench) changeFile(name string, add func(src []byte) ([]byte, error), who string) (change, error) {
	wb.saving.Lock()
	defer wb.saving.Unlock()
	f, err := openFolder(wb.Folder)
	if err != nil {
		return change{}, err
	}
	defer f.Close()
	before, err := f.entry(name)
	if err != nil {
		return change{}, err
	}
	after, err := add(before.source)
	switch {
	case errors.Is(err, knowledge.ErrPhrasingKnown), errors.Is(err, knowledge.ErrHarmlessKnown):
		return change{}, err
	case err != nil:
		return change{}, &layoutError{err}
	}
	if err := f.save(name, versionOf(before.source), after, stamp{wb.Now(), who}); err != nil {
		return change{}, err
	}
	c := difference(before.source, after)
	c.File, c.Version = name, versionOf(after)
	return c, nil
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
