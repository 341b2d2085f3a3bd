package knowledge

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// With returns b as it would be with src as the contents of an entry's file, and
// what loading finds wrong in that file; src nil deletes the file. It is for
// looking at a change before it is saved: Check judges the result. The other
// entries are those of b, which does not change.
func (b *Base) With(name string, src []byte) (*Base, []Finding) {
	var others []*Entry
	d := &decoder{file: name}
	for _, e := range b.Entries {
		if e.Pos.File == name {
			continue
		}
		others = append(others, e.clone())
		if src != nil && e.ID == entryID(name) {
			d.report(Error, Pos{File: name, Line: 1, Col: 1}, "duplicate-id", data{"ID": e.ID, "Place": e.Pos.File})
			src = nil
		}
	}
	entries := others
	if src != nil {
		if e := d.entry(src, b); e != nil {
			ids := append(slices.Clone(others), e)
			d.references(ids)
			entries = ids
		}
	}
	slices.SortStableFunc(entries, func(x, y *Entry) int { return strings.Compare(x.Pos.File, y.Pos.File) })
	SortFindings(d.findings)
	d.findings = slices.DeleteFunc(d.findings, func(f Finding) bool { return f.Pos.File != name })
	return newBase(b.settings(), entries), d.findings
}

// EntryFile checks the name of an entry's file: its topic's folder, then its id.
// The error says, for a log, why b can have no such file.
func (b *Base) EntryFile(name string) error {
	switch id := entryID(name); {
	case name != path.Clean(name) || strings.Contains(name, `\`) || b.Topic(path.Dir(name)) == nil:
		return fmt.Errorf("the file %q lies in no topic's folder", name)
	case !isYAML(name) || !isID(id):
		return fmt.Errorf("the file %q cannot be an entry's", name)
	}
	return nil
}
