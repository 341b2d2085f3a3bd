package knowledge

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
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

// Load reads the knowledge base at the root of fsys. It returns every entry
// that could be read, and all problems of all files at once, sorted by place:
// a broken file costs its own entry and no other. Files and folders whose name
// begins with a dot are an editor's business and are not looked at. The error
// is non-nil only when there is no knowledge base at all: no knowledge.yaml,
// one without languages, or not a single good entry.
func Load(fsys fs.FS) (*Base, []Finding, error) {
	return load(fsys, nil)
}

// load is Load, which takes from old (nil when there is none) what stands in
// files that have an error now.
func load(fsys fs.FS, old *Base) (*Base, []Finding, error) {
	src, err := fs.ReadFile(fsys, configFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("reading the knowledge base: there is no %s in it, which names its languages and topics", configFile)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("reading the knowledge base: %w", err)
	}
	d := &decoder{file: configFile}
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

// entries reads each topic's folder and reports YAML files that no topic owns.
func (d *decoder) entries(fsys fs.FS, b, old *Base) []*Entry {
	var entries []*Entry
	at := map[string]Pos{}
	walk(fsys, ".", func(name string, err error) {
		switch {
		case err != nil:
			d.unreadable(name, err)
			return
		case isDisguised(name):
			d.report(Warning, Pos{File: name}, "file-name", "Take away what follows .yaml in its name; some editors add .txt", "the file is not read, because its name does not end in .yaml")
			return
		case name == configFile || !isYAML(name):
			return
		}
		entry := d.entryFile(fsys, name, b, old)
		if entry == nil {
			return
		}
		if first, dup := at[entry.ID]; dup {
			d.report(Error, entry.Pos, "duplicate-id", "Rename one of the two files", "the id %q is taken by %s", entry.ID, first.File)
			return
		}
		at[entry.ID] = entry.Pos
		entries = append(entries, entry)
	})
	for _, t := range b.Topics {
		if !slices.ContainsFunc(entries, func(e *Entry) bool { return e.Topic == t.ID }) {
			d.report(Error, t.Pos, "topic-folder", "Make the folder with entries in it, or remove the topic", "the topic %q has no folder with a good entry", t.ID)
		}
	}
	return entries
}

// isDotted reports whether a file or folder is an editor's or git's own.
func isDotted(name string) bool {
	return name != "." && strings.HasPrefix(path.Base(name), ".")
}

// isYAML reports whether a file is meant to be an entry.
func isYAML(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".yaml" || ext == ".yml"
}

// isDisguised reports whether an editor made a text file of an entry.
func isDisguised(name string) bool {
	name, isText := strings.CutSuffix(strings.ToLower(name), ".txt")
	return isText && isYAML(name)
}

// walk visits the files below the folder dir in the order of their names, and
// the folders that cannot be read, with the error. It follows the links to
// folders that stand at the root, as in a ConfigMap of Kubernetes, where they
// lead to ..data; those below could lead in circles.
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
	d.report(Error, Pos{File: name}, "file-read", "Check that the file is there and may be read", "the file cannot be read: %s", why)
}

// entryFile reads the entry in the file name: of a file with an error what is
// good in it or, when the base was loaded before, the previous version. It
// returns nil when there is neither.
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

// ownedEntry reads a file that stands in a topic's folder.
func (d *decoder) ownedEntry(fsys fs.FS, name string, b *Base) *Entry {
	top := Pos{File: name, Line: 1, Col: 1}
	topic := path.Dir(name)
	if topic == "." {
		d.report(Error, top, "topic", "Move it into the folder of a topic", "the file lies outside the topics' folders")
		return nil
	}
	if b.Topic(topic) == nil {
		d.report(Error, top, "topic", fmt.Sprintf("Move it, or add - id: %s to the topics in %s", topic, configFile), "the folder %q is no topic", topic)
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

// entry decodes the source of an entry; nil means that nothing of it can be used.
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
		d.report(Error, e.Pos, "reviewed", "Add reviewed: with the day you last checked it", "the entry does not say when it was last checked")
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
			d.report(Error, e.Pos, "missing-language", fmt.Sprintf("Add a block %s: with title and answer", l), "the entry has no text in %q", l)
			continue
		}
		if t.Title.Text == "" {
			d.report(Error, t.Pos, "title", "Add title: …", "the block %q has no title", l)
		}
		if t.Answer.Text == "" {
			d.report(Error, t.Pos, "answer", "Add answer: …", "the block %q has no answer", l)
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
		d.report(Error, d.at(n), "yaml-shape", "Write - {text: …, url: https://…}", "a list of links is expected here")
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
			d.report(Error, d.at(c), "link", "Write {text: …, url: https://…}", "a link lacks its text or its url")
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
			d.report(Error, r.Pos, "related", "Correct the id or delete it", "related names %q, which is no entry", r.Text)
			return true
		})
	}
}
