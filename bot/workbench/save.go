package workbench

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"path/filepath"
)

// errChanged says that a file is not what the person saw who wants to change it.
var errChanged = errors.New("the file changed meanwhile")

// unlessChanged reads the entry's file, which must have the version was: "" when
// there must be none.
func (f folder) unlessChanged(name, was string) (stored, error) {
	now, err := f.entry(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if was != "" {
			return now, errChanged
		}
		return now, nil
	case err != nil:
		return now, err
	case versionOf(now.source) != was:
		return now, errChanged
	}
	return now, nil
}

// keepFormer keeps what an entry is before it changes. Nobody knows who wrote
// what was not saved on the page.
func (f folder) keepFormer(name string, former stored) error {
	if former.saved.IsZero() {
		return nil
	}
	return f.keep(name, former.source, false, stamp{at: former.saved})
}

// save gives the entry's file new contents, and keeps the former and the new
// ones as versions.
func (f folder) save(name, was string, src []byte, s stamp) error {
	now, err := f.unlessChanged(name, was)
	if err != nil {
		return err
	}
	if err := f.keepFormer(name, now); err != nil {
		return err
	}
	place := name
	if now.hidden && !now.saved.IsZero() {
		place = hiddenName(name)
	}
	if err := f.replace(place, src); err != nil {
		return fmt.Errorf("writing an entry: %w", err)
	}
	return f.keep(name, src, false, s)
}

// hide renames the entry's file so that the knowledge base does not have it, or
// has it again.
func (f folder) hide(name, was string, hidden bool) error {
	now, err := f.unlessChanged(name, was)
	if err != nil || now.hidden == hidden {
		return err
	}
	if err := f.keepFormer(name, now); err != nil {
		return err
	}
	from, to := name, hiddenName(name)
	if !hidden {
		from, to = to, from
	} else if old, saved, err := f.file(to); err == nil { // somebody made both
		if err := f.keepFormer(name, stored{source: old, saved: saved}); err != nil {
			return err
		}
	}
	if err := f.Rename(filepath.FromSlash(from), filepath.FromSlash(to)); err != nil {
		return fmt.Errorf("hiding an entry: %w", err)
	}
	return nil
}

// remove deletes the entry's file; its versions stay.
func (f folder) remove(name, was string, s stamp) error {
	now, err := f.unlessChanged(name, was)
	if err != nil || now.saved.IsZero() {
		return err
	}
	if err := f.keepFormer(name, now); err != nil {
		return err
	}
	place := name
	if now.hidden {
		place = hiddenName(name)
	}
	if err := f.Remove(filepath.FromSlash(place)); err != nil {
		return fmt.Errorf("deleting an entry: %w", err)
	}
	return f.keep(name, nil, true, s)
}

// edit is a change of an entry that the page asks for.
type edit struct {
	File    string `json:"file"`
	Version string `json:"version"` // that the person saw; empty for a new entry
	Source  string `json:"source"`  // to save
	Hidden  bool   `json:"hidden"`
}

func (wb *workbench) postSave(w http.ResponseWriter, r *http.Request) {
	wb.change(w, r, func(f folder, e edit, s stamp) error { return f.save(e.File, e.Version, []byte(e.Source), s) })
}

func (wb *workbench) postHide(w http.ResponseWriter, r *http.Request) {
	wb.change(w, r, func(f folder, e edit, _ stamp) error { return f.hide(e.File, e.Version, e.Hidden) })
}

func (wb *workbench) postDelete(w http.ResponseWriter, r *http.Request) {
	wb.change(w, r, func(f folder, e edit, s stamp) error { return f.remove(e.File, e.Version, s) })
}

// change does what the request asks for and answers with the entry as it is
// then. When somebody else changed it meanwhile, it is as they left it, with an
// error.
func (wb *workbench) change(w http.ResponseWriter, r *http.Request, do func(folder, edit, stamp) error) {
	var e edit
	switch {
	case wb.Folder == "":
		refuse(w, http.StatusForbidden, "workbench.error.readonly")
		return
	case !wb.read(w, r, &e):
		return
	case wb.Snapshot().Base.EntryFile(e.File) != nil:
		refuse(w, http.StatusUnprocessableEntity, "workbench.error.file")
		return
	case e.Version == "" && wb.taken(e.File):
		refuse(w, http.StatusConflict, "workbench.error.taken")
		return
	}
	f, err := openFolder(wb.Folder)
	if err != nil {
		wb.fail(w, "changing an entry", err)
		return
	}
	defer f.Close()
	wb.saving.Lock()
	err = do(f, e, stamp{wb.Now(), wb.Who(r)})
	wb.saving.Unlock()
	status, out := http.StatusOK, opened{}
	switch {
	case errors.Is(err, errChanged):
		status, out.Error = http.StatusConflict, "workbench.error.changed"
	case errors.Is(err, errNotPlain):
		refuse(w, http.StatusForbidden, "workbench.error.link")
		return
	case err != nil:
		wb.fail(w, "changing an entry", err)
		return
	default:
		wb.Log.Info("an entry was changed", "file", e.File)
	}
	if err := wb.open(&out, e.File, wb.pageLang(r)); err != nil {
		wb.fail(w, "reading an entry", err)
		return
	}
	write(w, status, out)
}

// taken reports whether an entry in another folder has the file's id.
func (wb *workbench) taken(name string) bool {
	base := path.Base(name)
	e := wb.Snapshot().Base.Entry(base[:len(base)-len(path.Ext(base))])
	return e != nil && e.Pos.File != name
}
