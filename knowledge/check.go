package knowledge

import (
	"iter"
	"slices"
	"time"

	"iombot/locales"
)

// MinPhrasings is the default for how many phrasings Check wants for an entry in
// each language.
const MinPhrasings = 5

// Option changes a threshold of Check.
type Option func(*checker)

// WithMinPhrasings sets how many phrasings an entry must have in each language.
func WithMinPhrasings(n int) Option {
	return func(c *checker) { c.minPhrasings = n }
}

// InFile makes Check report only what is wrong in one entry's file, which is
// fast enough to run while somebody writes. When two entries say the same, this
// one is reported, whichever comes first.
func InFile(name string) Option {
	return func(c *checker) { c.file = name }
}

// Check applies the rules that loading does not enforce to a loaded base, and
// returns all findings sorted by place. now matters for dates only. The rules
// that need more than the base are CheckChange, CheckReplay and package
// linkcheck.
func Check(b *Base, now time.Time, opts ...Option) []Finding {
	c := &checker{base: b, now: now, minPhrasings: MinPhrasings}
	for _, o := range opts {
		o(c)
	}
	c.phrasings() // compares entries with each other
	if c.file != "" {
		c.base = b.only(c.file)
	}
	c.settings()
	c.ids()
	c.dates()
	c.titles()
	c.answers()
	c.links()
	c.parity()
	c.spelling()
	if c.file != "" {
		c.findings = slices.DeleteFunc(c.findings, func(f Finding) bool { return f.Pos.File != c.file })
	}
	SortFindings(c.findings)
	return c.findings
}

// only is b with nothing but the entry of one file, and without settings to
// check.
func (b *Base) only(file string) *Base {
	i := slices.IndexFunc(b.Entries, func(e *Entry) bool { return e.Pos.File == file })
	if i < 0 {
		return &Base{}
	}
	return &Base{Languages: b.Languages, Understood: b.Understood, Site: b.Site, Entries: b.Entries[i : i+1]}
}

// checker is one run of Check. Each family of rules is a method in a file of
// its own.
type checker struct {
	collector
	base         *Base
	now          time.Time
	minPhrasings int
	file         string // set when only its findings are wanted
}

// block is an entry's text in one language.
type block struct {
	*Text
	entry *Entry
	lang  locales.Lang
}

// blocks iterates over all texts by language, then by entry; languages that are
// only understood come last.
func (b *Base) blocks() iter.Seq[block] {
	return func(yield func(block) bool) {
		for _, lang := range b.Asked() {
			for _, e := range b.Entries {
				if t := e.Texts[lang]; t != nil && !yield(block{Text: t, entry: e, lang: lang}) {
					return
				}
			}
		}
	}
}
