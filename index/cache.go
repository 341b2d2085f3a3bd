package index

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"iombot/index/analyzer"
)

// Cache keeps built languages in a folder, so that a program that starts again
// with the same texts need not build them again. A nil Cache keeps nothing. What
// goes wrong with a kept language is logged and costs time alone: it is built
// again.
type Cache struct {
	dir     string
	program string // a hash of the program
	log     *slog.Logger
}

// kept is how many builds of a language a cache keeps: of the bases that somebody
// works on in turn.
const kept = 2

// incomplete is what the name of a folder begins with that is still written.
const incomplete = "incomplete-"

// Each build has a folder of its own, with these in it.
const (
	learnedFile = "learned"
	bleveFolder = "bleve"
)

// NewCache returns the cache in the folder dir, which is made when something is
// kept in it. Another build of the program does not read what this one keeps,
// because it may learn something else.
func NewCache(dir string, log *slog.Logger) (*Cache, error) {
	hash, err := hashProgram()
	if err != nil {
		return nil, fmt.Errorf("keeping models: %w", err)
	}
	return &Cache{dir, hash, log}, nil
}

// hashProgram hashes the running program, which takes a few hundredths of a second.
var hashProgram = sync.OnceValues(func() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return string(h.Sum(nil)), err
})

// folder is where a language is kept. Its name is a hash of all that it is built
// from.
func (s *Cache) folder(l *language) string {
	h := sha256.New()
	fmt.Fprintf(h, "%x %s %x %+v", s.program, Version, l.content, l.params)
	return filepath.Join(s.dir, fmt.Sprintf("%s-%x", l.lang, h.Sum(nil)[:8]))
}

// load takes the language from its folder, and reports whether it is there.
func (s *Cache) load(l *language) bool {
	if s == nil {
		return false
	}
	dir := s.folder(l)
	err := l.readFrom(dir)
	if err == nil {
		return true
	}
	if !errors.Is(err, fs.ErrNotExist) {
		s.log.Warn("a kept model cannot be read and is made again", "folder", dir, "err", errors.Join(err, os.RemoveAll(dir)))
	}
	l.learned, l.bleve, l.reader = newLearned(&l.params), nil, nil
	return false
}

func (l *language) readFrom(dir string) error {
	f, err := os.Open(filepath.Join(dir, learnedFile))
	if err != nil {
		return err
	}
	defer f.Close()
	in := gob.NewDecoder(bufio.NewReaderSize(f, 1<<16))
	for _, part := range l.parts() {
		if err := in.Decode(part); err != nil {
			return err
		}
	}
	// Without the flag Bleve would lock the index against other processes.
	idx, err := bleve.OpenUsing(filepath.Join(dir, bleveFolder), map[string]any{"read_only": true})
	if err != nil {
		return err
	}
	if err := l.use(idx); err != nil {
		return errors.Join(err, l.close())
	}
	m, ok := idx.Mapping().(*mapping.IndexMappingImpl)
	if !ok {
		return errors.Join(fmt.Errorf("the index has a %T", idx.Mapping()), l.close())
	}
	l.analyzer = analyzer.Of(l.lang, m)
	return nil
}

// save keeps the language in its folder.
func (s *Cache) save(l *language) {
	if s == nil {
		return
	}
	if err := s.write(l); err != nil {
		s.log.Info("a model is not kept", "folder", s.dir, "err", err)
	}
}

// write writes a folder that becomes the language's when it is complete. Nobody
// but the user may read it: it holds the base's words.
func (s *Cache) write(l *language) (err error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(s.dir, incomplete)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := l.writeTo(dir); err != nil {
		return err
	}
	// Another process may have kept the same meanwhile.
	if err := os.Rename(dir, s.folder(l)); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return s.prune(l)
}

func (l *language) writeTo(dir string) error {
	f, err := os.OpenFile(filepath.Join(dir, learnedFile), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	buffer := bufio.NewWriterSize(f, 1<<16)
	out := gob.NewEncoder(buffer)
	for _, part := range l.parts() {
		if err := out.Encode(part); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	if err := errors.Join(buffer.Flush(), f.Sync(), f.Close()); err != nil {
		return err
	}
	return copyBleve(l.bleve, filepath.Join(dir, bleveFolder))
}

// copyBleve writes an index that is in memory to dir, as bleve.Open wants it.
// Index.CopyTo does not write the description, because such an index has no file
// of it.
func copyBleve(idx bleve.Index, dir string) error {
	advanced, err := idx.Advanced()
	if err != nil {
		return err
	}
	source, ok := advanced.(bleveindex.CopyIndex)
	if !ok {
		return errors.New("the index cannot be copied")
	}
	reader := source.CopyReader()
	if reader == nil {
		return errors.New("the index is closed")
	}
	description, err := json.Marshal(map[string]string{"storage": scorch.Name, "index_type": scorch.Name})
	if err == nil {
		err = reader.CopyTo(bleve.FileSystemDirectory(dir))
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "index_meta.json"), description, 0o600)
	}
	return errors.Join(err, reader.CloseCopyReader())
}

// prune removes the oldest builds of the language, and what a process that was
// killed left incomplete.
func (s *Cache) prune(l *language) error {
	folders, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	made := map[string]time.Time{}
	for _, f := range folders {
		if info, err := f.Info(); err == nil { // else another process removed it
			made[f.Name()] = info.ModTime()
		}
	}
	newest := slices.SortedFunc(maps.Keys(made), func(a, b string) int {
		return cmp.Or(made[b].Compare(made[a]), strings.Compare(a, b))
	})
	var errs []error
	seen := 0
	for _, name := range newest {
		old := strings.HasPrefix(name, incomplete) && time.Since(made[name]) > time.Hour
		if strings.HasPrefix(name, string(l.lang)+"-") {
			seen++
			old = seen > kept
		}
		if old {
			errs = append(errs, os.RemoveAll(filepath.Join(s.dir, name)))
		}
	}
	return errors.Join(errs...)
}
