package workbench

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"
)

// errNotPlain says that what stands at a path is a link, or no file at all.
var errNotPlain = errors.New("it is no plain file in a plain folder")

// folder is a knowledge base's folder, open to be changed. Its names are those
// of entries, such as iom/contact.yaml; whether they are good ones the caller
// has asked knowledge.Base.EntryFile.
type folder struct {
	*os.Root // no path leads out of it
}

func openFolder(dir string) (folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return folder{}, fmt.Errorf("opening the knowledge base: %w", err)
	}
	return folder{root}, nil
}

// plain fails unless name is a file and no link, nor a folder above it.
func (f folder) plain(name string) error {
	info, err := f.Lstat(filepath.FromSlash(name))
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s: %w", name, errNotPlain)
	}
	return f.plainFolder(path.Dir(name))
}

// plainFolder makes a folder unless it is there, and fails when it or one above
// it is a link.
func (f folder) plainFolder(name string) error {
	if err := f.MkdirAll(filepath.FromSlash(name), 0o755); err != nil {
		return err
	}
	for dir := name; dir != "."; dir = path.Dir(dir) {
		info, err := f.Lstat(filepath.FromSlash(dir))
		if err != nil {
			return err
		}
		if !info.IsDir() {
			return fmt.Errorf("%s: %w", dir, errNotPlain)
		}
	}
	return nil
}

// hiddenName is where a hidden entry's file stands. The dot hides it from the
// knowledge base.
func hiddenName(name string) string { return path.Join(path.Dir(name), "."+path.Base(name)) }

// stored is an entry's file as it is now.
type stored struct {
	source []byte
	hidden bool
	saved  time.Time
}

// versionOf tells two contents apart.
func versionOf(src []byte) string {
	sum := sha256.Sum256(src)
	return hex.EncodeToString(sum[:12])
}

// entry reads an entry's file, hidden or not; fs.ErrNotExist says that there is none.
func (f folder) entry(name string) (stored, error) {
	src, saved, err := f.file(name)
	if !errors.Is(err, fs.ErrNotExist) {
		return stored{src, false, saved}, err
	}
	src, saved, err = f.file(hiddenName(name))
	return stored{src, true, saved}, err
}

func (f folder) file(name string) ([]byte, time.Time, error) {
	err := f.plain(name)
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("reading an entry: %w", err)
	}
	src, err := f.ReadFile(filepath.FromSlash(name))
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("reading an entry: %w", err)
	}
	info, err := f.Stat(filepath.FromSlash(name))
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("reading an entry: %w", err)
	}
	return src, info.ModTime(), nil
}

// names lists the entries' files in a topic's folder, hidden or not.
func (f folder) names(topic string) ([]string, error) {
	files, err := fs.ReadDir(f.FS(), topic)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("listing a topic's entries: %w", err)
	}
	var out []string
	for _, file := range files {
		if name := path.Join(topic, string(bytes.TrimPrefix([]byte(file.Name()), []byte(".")))); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out, nil
}

// replace gives a file new contents at once, so that a watcher never reads
// half of them. The draft's dot hides it from the knowledge base.
func (f folder) replace(name string, contents []byte) error {
	mode := fs.FileMode(0o644)
	switch info, err := f.Lstat(filepath.FromSlash(name)); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s: %w", name, errNotPlain)
	default:
		mode = info.Mode().Perm()
	}
	if err := f.plainFolder(path.Dir(name)); err != nil {
		return err
	}
	draft := filepath.FromSlash(path.Join(path.Dir(name), "."+path.Base(name)+".draft"))
	err := f.draft(draft, contents, mode)
	if err == nil {
		err = f.Rename(draft, filepath.FromSlash(name))
	}
	if err != nil {
		_ = f.Remove(draft)
	}
	return err
}

// draft writes a new file that is on the disk before it gets its name.
func (f folder) draft(name string, contents []byte, mode fs.FileMode) error {
	_ = f.Remove(name) // of a program that ended in the middle, or a link
	out, err := f.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = out.Write(contents)
	return errors.Join(err, out.Sync(), out.Close())
}
