// Package locales holds every sentence that the program itself says, with the
// plural rules, in a catalogue per language. It does not hold the
// answers (those are knowledge entries) and never decides which language a
// person gets.
//
// Reading order: locales.go, courtesy.go.
package locales

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"gopkg.in/yaml.v3"
)

// Lang is a language as a lower-case primary subtag of BCP 47 ("et", "en").
// The empty Lang means that the language is not known.
type Lang string

// The languages that the program itself speaks.
const (
	ET Lang = "et"
	EN Lang = "en"
)

//go:embed *.yaml workbench/*.yaml findings/*.yaml courtesy.yaml
var files embed.FS

// Catalog finds the program's own texts by id and language. It is safe for
// concurrent use.
type Catalog struct {
	languages  []Lang
	localizers map[Lang]*i18n.Localizer
	ids        map[Lang][]string
}

// Embedded is the catalog inside the binary. It panics when a message file
// that was compiled in does not parse, which the catalogue test rules out.
var Embedded = sync.OnceValue(func() *Catalog {
	c, err := Load(files)
	if err != nil {
		panic(err)
	}
	return c
})

// Workbench is the catalog of the pages for staff, who read Estonian or English.
var Workbench = sync.OnceValue(func() *Catalog {
	c, err := loadBelow("workbench")
	if err != nil {
		panic(err) // the catalogue test rules it out
	}
	return c
})

// Findings is the catalog of what the checks of a knowledge base say, to staff
// too.
var Findings = sync.OnceValue(func() *Catalog {
	c, err := loadBelow("findings")
	if err != nil {
		panic(err) // the catalogue test rules it out
	}
	return c
})

func loadBelow(dir string) (*Catalog, error) {
	sub, err := fs.Sub(files, dir)
	if err != nil {
		return nil, err
	}
	return Load(sub)
}

// Load reads every <lang>.yaml at the root of fsys. An error names the file.
func Load(fsys fs.FS) (*Catalog, error) {
	names, err := fs.Glob(fsys, "[a-z][a-z].yaml")
	if err != nil {
		return nil, fmt.Errorf("listing message files: %w", err)
	}
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	c := &Catalog{localizers: map[Lang]*i18n.Localizer{}, ids: map[Lang][]string{}}
	for _, name := range names {
		file, err := bundle.LoadMessageFileFS(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("reading message file %s: %w", name, err)
		}
		lang := Lang(strings.TrimSuffix(path.Base(name), ".yaml"))
		if file.Tag == language.Und {
			return nil, fmt.Errorf("message file %s: %q is no language tag", name, lang)
		}
		c.languages = append(c.languages, lang)
		for _, m := range file.Messages {
			c.ids[lang] = append(c.ids[lang], m.ID)
		}
	}
	for _, lang := range c.languages {
		c.localizers[lang] = i18n.NewLocalizer(bundle, string(lang))
	}
	return c, nil
}

// Languages lists the languages that have a message file, sorted.
func (c *Catalog) Languages() []Lang { return c.languages }

// IDs lists the message ids that lang's file defines.
func (c *Catalog) IDs(lang Lang) []string { return c.ids[lang] }

// Speaks reports whether the program has texts in lang.
func (c *Catalog) Speaks(lang Lang) bool { return c.localizers[lang] != nil }

// Data fills the placeholders of a message.
type Data map[string]any

// Text returns the message id in lang, in English when the program does not
// speak lang, and the id itself when there is no such message, so that a
// person sees something and the catalogue test sees everything.
func (c *Catalog) Text(lang Lang, id string, data Data) string {
	return c.localize(lang, &i18n.LocalizeConfig{MessageID: id, TemplateData: data})
}

// Plural is Text for a message with plural forms; n also fills {{.Count}}.
func (c *Catalog) Plural(lang Lang, id string, n int, data Data) string {
	full := Data{"Count": n}
	for k, v := range data {
		full[k] = v
	}
	return c.localize(lang, &i18n.LocalizeConfig{MessageID: id, TemplateData: full, PluralCount: n})
}

func (c *Catalog) localize(lang Lang, cfg *i18n.LocalizeConfig) string {
	l := c.localizers[lang]
	if l == nil {
		l = c.localizers[EN]
	}
	if l == nil {
		return cfg.MessageID
	}
	s, _ := l.Localize(cfg) // with an error it is the English text, or none
	if s == "" {
		return cfg.MessageID
	}
	return s
}
