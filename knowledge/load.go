package knowledge

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"iombot/locales"
)

//go:embed entries
var embedded embed.FS

// Embedded is the project's own knowledge base, as compiled in.
func Embedded() fs.FS {
	sub, err := fs.Sub(embedded, "entries")
	if err != nil {
		panic(err) // the path is a constant of this package
	}
	return sub
}

// configFile describes the base itself; every other YAML file is an entry.
const configFile = "knowledge.yaml"

// Load reads the knowledge base at the root of fsys. It returns every entry that
// it can read, and all problems of all files, sorted by place: a broken file
// costs only its own entry. Files and folders whose name begins with a dot
// belong to editors and are ignored. The error is non-nil only when there is no
// knowledge base at all: no knowledge.yaml, one without languages, or not a
// single good entry.
func Load(fsys fs.FS) (*Base, []Finding, error) {
	return load(fsys, nil)
}

// load is Load, except that it takes from old (nil when there is none) whatever
// has an error in its file now.
func load(fsys fs.FS, old *Base) (*Base, []Finding, error) {
	src, err := fs.ReadFile(fsys, configFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("reading the knowledge base: there is no %s in it, which names its languages and topics", configFile)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("reading the knowledge base: %w", err)
	}
	d := &decoder{file: configFile, lost: map[string]string{}}
	b := d.settings(src)
	if old != nil && HasErrors(d.findings) {
		b = old.settings()
	}
	if b == nil {
		return nil, d.findings, fmt.Errorf("reading the knowledge base: %s", firstError(d.findings))
	}
	entries := d.entries(fsys, b, old)
	d.references(entries)
	SortFindings(d.findings)
	if len(entries) == 0 {
		return nil, d.findings, fmt.Errorf("reading the knowledge base: no entry could be read: %s", firstError(d.findings))
	}
	return newBase(b, entries), d.findings, nil
}

func firstError(fs []Finding) string {
	for _, f := range fs {
		if f.Severity == Error {
			return f.String()
		}
	}
	return "it has no entries"
}

// entries reads each topic's folder and reports YAML files outside all topics.
func (d *decoder) entries(fsys fs.FS, b, old *Base) []*Entry {
	var entries []*Entry
	at := map[string]Pos{}
	walk(fsys, ".", func(name string, err error) {
		switch {
		case err != nil:
			d.unreadable(name, err)
			return
		case isDisguised(name):
			d.report(Warning, Pos{File: name}, "file-name", nil)
			d.lost[entryID(entryID(name))] = name
			return
		case name == configFile || !isYAML(name):
			return
		}
		entry := d.entryFile(fsys, name, b, old)
		if entry == nil {
			d.lost[entryID(name)] = name
			return
		}
		if first, dup := at[entry.ID]; dup {
			d.report(Error, entry.Pos, "duplicate-id", data{"ID": entry.ID, "Place": first.File})
			return
		}
		at[entry.ID] = entry.Pos
		entries = append(entries, entry)
	})
	for _, t := range b.Topics {
		if !slices.ContainsFunc(entries, func(e *Entry) bool { return e.Topic == t.ID }) {
			d.reportUnder(d.lostIn(t.ID), Error, t.Pos, "topic-folder", data{"ID": t.ID})
		}
	}
	return entries
}

// lostIn is the first file in the topic's folder without a usable entry, or
// nothing.
func (d *decoder) lostIn(topic string) string {
	for _, file := range slices.Sorted(maps.Values(d.lost)) {
		if path.Dir(file) == topic {
			return file
		}
	}
	return ""
}

// isDotted reports whether a file or folder belongs to an editor or to git.
func isDotted(name string) bool {
	return name != "." && strings.HasPrefix(path.Base(name), ".")
}

// isYAML reports whether a file is meant to be an entry.
func isYAML(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".yaml" || ext == ".yml"
}

// isDisguised reports whether an editor saved an entry as a text file.
func isDisguised(name string) bool {
	name, isText := strings.CutSuffix(strings.ToLower(name), ".txt")
	return isText && isYAML(name)
}

// walk visits the files below the folder dir in the order of their names, and
// the folders that cannot be read, with the error. It follows links at the root
// that lead to folders, such as those of a Kubernetes ConfigMap, which lead to
// ..data; links further down could form circles.
func walk(fsys fs.FS, dir string, visit func(name string, err error)) {
	files, err := fs.ReadDir(fsys, dir)
	if err != nil {
		visit(dir, err)
		return
	}
	for _, f := range files {
		name := path.Join(dir, f.Name())
		isDir := f.IsDir()
		if dir == "." && f.Type()&fs.ModeSymlink != 0 {
			info, err := fs.Stat(fsys, name)
			isDir = err == nil && info.IsDir()
		}
		switch {
		case isDotted(name):
		case isDir:
			walk(fsys, name, visit)
		default:
			visit(name, nil)
		}
	}
}

func (d *decoder) unreadable(name string, err error) {
	why := err.Error()
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		why = path.Err.Error() // the finding names the file
	}
	d.report(Error, Pos{File: name}, "file-read", data{"Why": why})
}

// entryFile reads the entry in the file name. When the file has an error, it
// returns the parts that are good or, if the base was loaded before, the
// previous version; nil when there is neither.
func (d *decoder) entryFile(fsys fs.FS, name string, b, old *Base) *Entry {
	sub := &decoder{file: name}
	entry := sub.ownedEntry(fsys, name, b)
	d.findings = append(d.findings, sub.findings...)
	if old == nil || !HasErrors(sub.findings) {
		return entry
	}
	previous := old.Entry(entryID(name))
	if previous == nil || b.Topic(previous.Topic) == nil {
		return entry
	}
	return previous.clone()
}

// ownedEntry reads a file in a topic's folder.
func (d *decoder) ownedEntry(fsys fs.FS, name string, b *Base) *Entry {
	top := Pos{File: name, Line: 1, Col: 1}
	topic := path.Dir(name)
	if topic == "." {
		d.report(Error, top, "topic.outside", nil)
		return nil
	}
	if b.Topic(topic) == nil {
		d.report(Error, top, "topic.unknown", data{"Topic": topic})
		return nil
	}
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		d.unreadable(name, err)
		return nil
	}
	return d.entry(src, b)
}

func entryID(file string) string { return strings.TrimSuffix(path.Base(file), path.Ext(file)) }

// entry decodes the source of an entry; nil means that nothing of it is usable.
func (d *decoder) entry(src []byte, b *Base) *Entry {
	root := d.document(src)
	if root == nil {
		return nil
	}
	e := &Entry{ID: entryID(d.file), Topic: path.Dir(d.file), Texts: map[locales.Lang]*Text{}, Pos: d.at(root)}
	d.fields(root, map[string]func(key, val *yaml.Node){
		"reviewed": func(_, v *yaml.Node) { e.Reviewed, e.ReviewedPos = d.date(v), d.at(v) },
		"expires":  func(_, v *yaml.Node) { e.Expires, e.ExpiresPos = d.date(v), d.at(v) },
		"urgent":   func(_, v *yaml.Node) { e.Urgent = d.bool(v) },
		"sources":  func(_, v *yaml.Node) { e.Sources = d.list(v) },
		"related":  func(_, v *yaml.Node) { e.Related = d.list(v) },
		"note":     func(_, v *yaml.Node) { e.Note = d.text(v) },
	}, func(k, v *yaml.Node) bool {
		if !b.Reads(locales.Lang(k.Value)) {
			return false
		}
		e.Texts[locales.Lang(k.Value)] = d.block(k, v)
		return true
	})
	if e.ReviewedPos.Line == 0 {
		d.report(Error, e.Pos, "reviewed", nil)
	}
	d.languages(e, b)
	if !slices.ContainsFunc(b.Languages, func(l locales.Lang) bool { return e.Texts[l] != nil }) {
		return nil // nothing that could be sent
	}
	return e
}

// languages reports missing blocks and drops those that cannot be sent.
func (d *decoder) languages(e *Entry, b *Base) {
	for _, l := range b.Languages {
		t := e.Texts[l]
		if t == nil {
			d.report(Error, e.Pos, "missing-language", data{"Lang": l})
			continue
		}
		if t.Title.Text == "" {
			d.report(Error, t.Pos, "title", data{"Lang": l})
		}
		if t.Answer.Text == "" {
			d.report(Error, t.Pos, "answer", data{"Lang": l})
		}
		if t.Title.Text == "" || t.Answer.Text == "" {
			delete(e.Texts, l)
		}
	}
}

func (d *decoder) block(key, n *yaml.Node) *Text {
	t := &Text{Pos: d.at(key)}
	d.fields(n, map[string]func(key, val *yaml.Node){
		"title":     func(_, v *yaml.Node) { t.Title = d.text(v) },
		"questions": func(_, v *yaml.Node) { t.Questions = d.list(v) },
		"keywords":  func(_, v *yaml.Node) { t.Keywords = d.list(v) },
		"answer":    func(_, v *yaml.Node) { t.Answer = d.text(v) },
		"links":     func(_, v *yaml.Node) { t.Links = d.links(v) },
		"help":      func(_, v *yaml.Node) { t.Help = d.text(v) },
	}, nil)
	return t
}

func (d *decoder) links(n *yaml.Node) []Link {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		d.report(Error, d.at(n), "yaml-shape.links", nil)
		return nil
	}
	var links []Link
	for _, c := range n.Content {
		c = resolve(c)
		var l Link
		d.fields(c, map[string]func(key, val *yaml.Node){
			"text": func(_, v *yaml.Node) { l.Text = d.text(v) },
			"url":  func(_, v *yaml.Node) { l.URL = d.text(v) },
		}, nil)
		if l.Text.Text == "" || l.URL.Text == "" {
			d.report(Error, d.at(c), "link", nil)
			continue
		}
		links = append(links, l)
	}
	return links
}

// references reports ids in `related` that no entry has.
func (d *decoder) references(entries []*Entry) {
	ids := map[string]bool{}
	for _, e := range entries {
		ids[e.ID] = true
	}
	for _, e := range entries {
		e.Related = slices.DeleteFunc(e.Related, func(r Item) bool {
			if ids[r.Text] {
				return false
			}
			d.reportUnder(d.lost[r.Text], Error, r.Pos, "related", data{"ID": r.Text})
			return true
		})
	}
}
