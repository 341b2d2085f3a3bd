package workbench

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// historyFolder holds former contents: a folder for each entry's file, in it a
// file for each version. The dot hides it from the knowledge base. It is beside
// the entries whether or not git keeps them too: one way for everybody.
const historyFolder = ".history"

const (
	stampFormat = "20060102T150405.000000000Z" // sorts as time does, and may stand in any file's name
	goneVersion = ".gone"                      // the entry was deleted then; the file is empty
	keptVersion = ".yaml"
	maxWho      = 100 // bytes of a name
)

// entryVersion is what an entry was from a moment on.
type entryVersion struct {
	ID   string    `json:"id"` // of the version, among those of the entry
	At   time.Time `json:"at"`
	Who  string    `json:"who"`  // empty when it was not saved on this page
	Gone bool      `json:"gone"` // deleted; there are no contents
}

// stamp is when and by whom a version came to be.
type stamp struct {
	at  time.Time
	who string
}

func historyOf(name string) string { return path.Join(historyFolder, name) }

// versions lists an entry's versions, the newest first.
func (f folder) versions(name string) ([]entryVersion, error) {
	files, err := fs.ReadDir(f.FS(), historyOf(name))
	if errors.Is(err, fs.ErrNotExist) {
		return []entryVersion{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("listing an entry's versions: %w", err)
	}
	out := []entryVersion{}
	for _, file := range files {
		if v, ok := parseVersion(file.Name()); ok {
			out = append(out, v)
		}
	}
	slices.Reverse(out) // they were sorted by name, which is by time
	return out, nil
}

func parseVersion(name string) (entryVersion, bool) {
	kind := path.Ext(name)
	stamp, who, ok := strings.Cut(strings.TrimSuffix(name, kind), "~")
	at, err := time.Parse(stampFormat, stamp)
	who, unescaped := url.PathUnescape(who)
	if !ok || err != nil || unescaped != nil || kind != keptVersion && kind != goneVersion {
		return entryVersion{}, false
	}
	return entryVersion{ID: name, At: at, Who: who, Gone: kind == goneVersion}, true
}

// version reads the contents of one of an entry's versions.
func (f folder) version(name, id string) ([]byte, error) {
	all, err := f.versions(name)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(all, func(v entryVersion) bool { return v.ID == id && !v.Gone }) {
		return nil, fmt.Errorf("reading a version: %w", fs.ErrNotExist)
	}
	src, _, err := f.file(path.Join(historyOf(name), id))
	return src, err
}

// keep adds a version, later than those there are, unless the newest one says
// the same.
func (f folder) keep(name string, src []byte, gone bool, s stamp) error {
	all, err := f.versions(name)
	if err != nil {
		return err
	}
	at, who := s.at.UTC(), s.who
	if len(all) > 0 {
		newest := all[0]
		if newest.Gone == gone {
			same, err := f.ReadFile(filepath.FromSlash(path.Join(historyOf(name), newest.ID)))
			if err == nil && bytes.Equal(same, src) {
				return nil
			}
		}
		if !at.After(newest.At) {
			at = newest.At.Add(time.Millisecond)
		}
	}
	kind := keptVersion
	if gone {
		kind = goneVersion
	}
	who = strings.ReplaceAll(url.QueryEscape(strings.ToValidUTF8(who[:min(len(who), maxWho)], "")), "+", "%20")
	if err := f.ignoreHistory(); err != nil {
		return err
	}
	if err := f.replace(path.Join(historyOf(name), at.Format(stampFormat)+"~"+who+kind), src); err != nil {
		return fmt.Errorf("keeping a version: %w", err)
	}
	return nil
}

// ignoreHistory has git leave the versions out, whatever repository they are in.
func (f folder) ignoreHistory() error {
	const name = historyFolder + "/.gitignore"
	_, err := f.Lstat(filepath.FromSlash(name))
	if errors.Is(err, fs.ErrNotExist) {
		err = f.replace(name, []byte("*\n"))
	}
	if err != nil {
		return fmt.Errorf("keeping a version: %w", err)
	}
	return nil
}

// deleted lists the files that have versions and are no longer there.
func (f folder) deleted(topic string) ([]string, error) {
	dirs, err := fs.ReadDir(f.FS(), historyOf(topic))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("listing what was deleted: %w", err)
	}
	var out []string
	for _, d := range dirs {
		name := path.Join(topic, d.Name())
		if _, err := f.entry(name); d.IsDir() && errors.Is(err, fs.ErrNotExist) {
			out = append(out, name)
		}
	}
	return out, nil
}
