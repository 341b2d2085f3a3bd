package workbench

import (
	"errors"
	"io/fs"
	"net/http"

	"iombot/knowledge"
)

// takeBack gives a file the contents that it had before its newest version, which
// must be was.
func (f folder) takeBack(name, was string, s stamp) error {
	all, err := f.versions(name)
	if err != nil {
		return err
	}
	if len(all) < 2 || all[1].Gone {
		return errChanged
	}
	newest, err := f.version(name, all[0].ID)
	if err != nil {
		return err
	}
	if versionOf(newest) != was {
		return errChanged
	}
	former, err := f.version(name, all[1].ID)
	if err != nil {
		return err
	}
	return f.save(name, was, former, s)
}

// postUndo takes back what was just added to a file. It is a save of its own, so
// that the history shows both.
func (wb *workbench) postUndo(w http.ResponseWriter, r *http.Request) {
	var u struct {
		File    string `json:"file"`
		Version string `json:"version"` // after what is to be taken back
	}
	switch {
	case wb.Folder == "":
		refuse(w, http.StatusForbidden, "workbench.error.readonly")
		return
	case !wb.read(w, r, &u):
		return
	case u.File != knowledge.SettingsFile && wb.Snapshot().Base.EntryFile(u.File) != nil:
		refuse(w, http.StatusNotFound, "workbench.error.entry")
		return
	}
	f, err := openFolder(wb.Folder)
	if err != nil {
		wb.fail(w, "taking a change back", err)
		return
	}
	defer f.Close()
	wb.saving.Lock()
	err = f.takeBack(u.File, u.Version, stamp{wb.Now(), wb.Who(r)})
	wb.saving.Unlock()
	switch {
	case errors.Is(err, errChanged), errors.Is(err, fs.ErrNotExist): // a version that was deleted by hand, too
		refuse(w, http.StatusConflict, "workbench.error.undo")
	case err != nil:
		wb.fail(w, "taking a change back", err)
	default:
		wb.Log.Info("a change was taken back", "file", u.File)
		w.WriteHeader(http.StatusNoContent)
	}
}
