package knowledge

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"iombot/locales"
)

//go:embed all:entries
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
// a broken file costs its own entry and no other. The error is non-nil only
// when there is no knowledge base at all: no knowledge.yaml, one without
// languages, or not a single good entry.
func Load(fsys fs.FS) (*Base, []Finding, error) {
	src, err := fs.ReadFile(fsys, configFile)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the knowledge base: %w (a knowledge base is a folder with a %s in it)", err, configFile)
	}
	d := &decoder{file: configFile}
	b := d.config(src)
	if b == nil {
		return nil, d.findings, fmt.Errorf("reading the knowledge base: %s: %s", configFile, firstError(d.findings))
	}
	entries := d.entries(fsys, b)
	d.references(b, entries)
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

// config reads knowledge.yaml; nil means that no base can be built on it.
func (d *decoder) config(src []byte) *Base {
	root := d.document(src)
	if root == nil {
		return nil
	}
	b := &Base{Site: map[locales.Lang]string{}, Synonyms: map[locales.Lang][][]string{}}
	d.fields(root, map[string]func(key, val *yaml.Node){
		"languages": func(_, val *yaml.Node) {
			for _, it := range d.list(val) {
				b.Languages = append(b.Languages, locales.Lang(it.Text))
			}
		},
		"site": func(_, val *yaml.Node) {
			d.fields(val, nil, func(k, v *yaml.Node) bool { b.Site[locales.Lang(k.Value)] = d.text(v).Text; return true })
		},
		"topics": func(_, val *yaml.Node) { d.topics(val, b) },
		"synonyms": func(_, val *yaml.Node) {
			d.fields(val, nil, func(k, v *yaml.Node) bool { d.synonyms(k, v, b); return true })
		},
	}, nil)
	if len(b.Languages) == 0 {
		d.report(Error, d.at(root), "languages", "Add a line such as languages: [et, en]", "the base names no language")
		return nil
	}
	d.topicTitles(b, root)
	return b
}

func (d *decoder) topics(n *yaml.Node, b *Base) {
	if n.Kind != yaml.SequenceNode {
		d.report(Error, d.at(n), "yaml-shape", "Begin each topic with - id: …", "a list of topics is expected here")
		return
	}
	for _, c := range n.Content {
		t := Topic{Titles: map[locales.Lang]string{}}
		c = resolve(c)
		d.fields(c, map[string]func(key, val *yaml.Node){
			"id":     func(_, v *yaml.Node) { t.ID = d.text(v).Text },
			"hidden": func(_, v *yaml.Node) { t.Hidden = d.bool(v) },
		}, func(k, v *yaml.Node) bool {
			if !isLang(k.Value) {
				return false
			}
			t.Titles[locales.Lang(k.Value)] = d.text(v).Text
			return true
		})
		switch {
		case t.ID == "":
			d.report(Error, d.at(c), "topic-id", "Add id: with the folder's name", "a topic has no id")
		case b.Topic(t.ID) != nil:
			d.report(Error, d.at(c), "topic-id", "Keep one of the two", "the topic %q is listed twice", t.ID)
		default:
			b.Topics = append(b.Topics, t)
		}
	}
}

func (d *decoder) topicTitles(b *Base, root *yaml.Node) {
	for _, t := range b.Topics {
		for _, l := range b.Languages {
			if !t.Hidden && t.Titles[l] == "" {
				d.report(Error, d.at(root), "topic-title", fmt.Sprintf("Add %s: … to it, or hidden: true", l), "the topic %q has no title in %q", t.ID, l)
			}
		}
	}
}

func (d *decoder) synonyms(k, v *yaml.Node, b *Base) {
	if v.Kind != yaml.SequenceNode {
		d.report(Error, d.at(v), "yaml-shape", "Write [[word, word], [word, word]]", "a list of lists of words is expected here")
		return
	}
	for _, c := range v.Content {
		var group []string
		for _, it := range d.list(resolve(c)) {
			group = append(group, it.Text)
		}
		if len(group) < 2 {
			d.report(Warning, d.at(c), "synonyms", "Add the word it means the same as, or delete the line", "a group of synonyms has fewer than two words")
			continue
		}
		b.Synonyms[locales.Lang(k.Value)] = append(b.Synonyms[locales.Lang(k.Value)], group)
	}
}

// entries reads each topic's folder and reports YAML files that no topic owns.
func (d *decoder) entries(fsys fs.FS, b *Base) []*Entry {
	var entries []*Entry
	at := map[string]Pos{}
	_ = fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			d.report(Error, Pos{File: name}, "file-read", "Check that the file may be read", "%v", err)
			return nil
		}
		if e.IsDir() || name == configFile || path.Ext(name) != ".yaml" && path.Ext(name) != ".yml" {
			return nil
		}
		topic := path.Dir(name)
		if b.Topic(topic) == nil {
			d.report(Error, Pos{File: name, Line: 1, Col: 1}, "topic", fmt.Sprintf("Move it, or add - id: %s to the topics in %s", topic, configFile), "the folder %q is no topic", topic)
			return nil
		}
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			d.report(Error, Pos{File: name}, "file-read", "Check that the file may be read", "%v", err)
			return nil
		}
		entry := d.entry(name, src, b)
		if entry == nil {
			return nil
		}
		if first, dup := at[entry.ID]; dup {
			d.report(Error, entry.Pos, "duplicate-id", "Rename one of the two files", "the id %q is taken by %s", entry.ID, first.File)
			return nil
		}
		at[entry.ID] = entry.Pos
		entries = append(entries, entry)
		return nil
	})
	for _, t := range b.Topics {
		if !slices.ContainsFunc(entries, func(e *Entry) bool { return e.Topic == t.ID }) {
			d.report(Error, Pos{File: configFile, Line: 1, Col: 1}, "topic-folder", "Make the folder with entries in it, or remove the topic", "the topic %q has no folder with a good entry", t.ID)
		}
	}
	return entries
}

// entry reads one file; nil means that an error keeps it out.
func (d *decoder) entry(name string, src []byte, b *Base) *Entry {
	sub := &decoder{file: name}
	defer func() { d.findings = append(d.findings, sub.findings...) }()
	root := sub.document(src)
	if root == nil {
		return nil
	}
	e := &Entry{
		ID: strings.TrimSuffix(path.Base(name), path.Ext(name)), Topic: path.Dir(name),
		Texts: map[locales.Lang]*Text{}, Pos: sub.at(root),
	}
	sub.fields(root, map[string]func(key, val *yaml.Node){
		"reviewed": func(_, v *yaml.Node) { e.Reviewed = sub.date(v) },
		"expires":  func(_, v *yaml.Node) { e.Expires = sub.date(v) },
		"urgent":   func(_, v *yaml.Node) { e.Urgent = sub.bool(v) },
		"sources":  func(_, v *yaml.Node) { e.Sources = sub.list(v) },
		"related":  func(_, v *yaml.Node) { e.Related = sub.list(v) },
	}, func(k, v *yaml.Node) bool {
		if !b.Has(locales.Lang(k.Value)) {
			return false
		}
		e.Texts[locales.Lang(k.Value)] = sub.block(k, v)
		return true
	})
	if e.Reviewed.IsZero() {
		sub.report(Error, e.Pos, "reviewed", "Add reviewed: with the day you last checked it", "the entry does not say when it was last checked")
	}
	sub.languages(e, b)
	if len(e.Texts) == 0 {
		return nil
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
func (d *decoder) references(b *Base, entries []*Entry) {
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

// isLang reports whether s looks like a primary language subtag.
func isLang(s string) bool {
	return len(s) >= 2 && len(s) <= 3 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}
