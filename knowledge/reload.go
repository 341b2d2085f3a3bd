package knowledge

import (
	"io/fs"
	"maps"
	"slices"
)

// LoadKeeping loads the knowledge base at the root of fsys for a bot that runs
// with old. Whatever has an error in its file now is taken from old: an entry,
// or the settings of knowledge.yaml. A deleted file is gone. When no base is
// left at all, old is returned as it is. The findings are those of Load; old
// does not change.
func LoadKeeping(fsys fs.FS, old *Base) (*Base, []Finding) {
	b, findings, err := load(fsys, old)
	if err != nil {
		c := collector{findings: findings}
		c.report(Error, Pos{File: configFile}, "base", data{"Why": err})
		return old, c.findings
	}
	return b, findings
}

// settings is a base with the same knowledge.yaml and no entries.
func (b *Base) settings() *Base {
	s := &Base{Languages: b.Languages, Understood: b.Understood, Site: b.Site, Synonyms: b.Synonyms, Harmless: b.Harmless, config: b.config, Topics: slices.Clone(b.Topics)}
	for i := range s.Topics {
		s.Topics[i].Entries = nil
	}
	return s
}

// clone copies the parts of an entry that loading changes after decoding.
func (e *Entry) clone() *Entry {
	c := *e
	c.Related = slices.Clone(e.Related)
	c.Texts = maps.Clone(e.Texts)
	return &c
}
