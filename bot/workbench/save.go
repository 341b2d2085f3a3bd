package workbench

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"path/filepath"

	"iombot/knowledge"
	"iombot/locales"
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
	// Topic is new with this entry; nil when the knowledge base has it.
	Topic *newTopic `json:"topic"`
}

// newTopic is a topic that comes with its first entry. A topic without one would
// be an error.
type newTopic struct {
	ID     string                  `json:"id"`
	Titles map[locales.Lang]string `json:"titles"`
}

// baseFor is the knowledge base as the edit sees it: with its new topic.
func (wb *workbench) baseFor(e edit) (*knowledge.Base, error) {
	base := wb.Snapshot().Base
	if e.Topic == nil || base.Topic(e.Topic.ID) != nil { // the bot has taken it meanwhile
		return base, nil
	}
	return base.WithTopic(e.Topic.ID, e.Topic.Titles)
}

// saveWithTopic saves a new topic's first entry, and the topic in the settings
// unless it is there. Nothing is written when only a person can change those.
func (f folder) saveWithTopic(e edit, order []locales.Lang, s stamp) error {
	now, err := f.entry(knowledge.SettingsFile)
	if err != nil {
		return err
	}
	settings, err := knowledge.AddTopic(now.source, e.Topic.ID, e.Topic.Titles, order)
	if errors.Is(err, knowledge.ErrTopic) {
		return f.save(e.File, e.Version, []byte(e.Source), s)
	}
	if err != nil {
		return &layoutError{err}
	}
	if err := f.save(e.File, e.Version, []byte(e.Source), s); err != nil {
		return err
	}
	return f.save(knowledge.SettingsFile, versionOf(now.source), settings, s)
}

func (wb *workbench) postSave(w http.ResponseWriter, r *http.Request) {
	wb.change(w, r, func(f folder, e edit, s stamp) error {
		if e.Topic != nil {
			return f.saveWithTopic(e, wb.Snapshot().Base.Asked(), s)
		}
		return f.save(e.File, e.Version, []byte(e.Source), s)
	})
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
	}
	base, err := wb.baseFor(e)
	switch {
	case err != nil:
		refuse(w, http.StatusUnprocessableEntity, "workbench.error.topic")
		return
	case base.EntryFile(e.File) != nil:
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
	var layout *layoutError
	switch {
	case errors.As(err, &layout):
		refuse(w, http.StatusUnprocessableEntity, "workbench.error.settings")
		return
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
	if err := wb.open(&out, base, e.File, wb.pageLang(r)); err != nil {
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
