// Package knowledge holds what staff wrote: entries in several languages, with
// the places in the files they came from, and the checks that keep them true,
// findable and sendable. It reads YAML from a file system and does no other
// I/O; it does not search (package index) and does not talk (package bot).
//
// Reading order: base.go has the types, load.go, decode.go, config.go and
// syntax.go read files. markdown.go, rich.go and plain.go are an answer as
// formatted text. check.go runs the check_*.go, each a family of rules;
// finding.go is what they report, and change.go and replay.go compare. reload.go
// and watch.go follow a folder. fields.go, phrasing.go, harmless.go and draft.go edit a file,
// addresses.go and facts.go list contents. match.go and explanation.go are the
// types between the search and its callers.
package knowledge

import (
	"slices"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	"iombot/locales"
)

// Base is a knowledge base: topics in menu order and the entries in them. It
// is immutable once loaded and safe for concurrent use.
type Base struct {
	Languages  []locales.Lang          // answered in, as listed in knowledge.yaml; the first is the default
	Understood []locales.Lang          // may be asked in; an entry without an answer in it is answered in one of Languages
	Site       map[locales.Lang]string // the full site's address in each language
	Topics     []Topic                 // in menu order
	Synonyms   map[locales.Lang][][]string
	Harmless   map[locales.Lang][]Item // messages with strong words that tell of no danger
	Entries    []*Entry                // by topic, then in menu order

	byID   map[string]*Entry
	config configTexts
}

// configTexts are the texts of knowledge.yaml with their places, for the checks.
type configTexts struct {
	titles   []configText // of topics
	sites    []configText
	synonyms []configText
}

type configText struct {
	Item
	lang  locales.Lang
	group int // of a synonym: the group's number
}

// Topic is a folder of entries and a line of the menu.
type Topic struct {
	ID      string
	Hidden  bool // matched, never listed
	Titles  map[locales.Lang]string
	Entries []*Entry // in menu order: urgent ones, then the most referred to
	Pos     Pos
}

// Entry is one answer in every language of its base.
type Entry struct {
	ID       string
	Topic    string
	Reviewed time.Time // midnight UTC of the day staff last checked it
	Expires  time.Time // zero when it does not expire
	Urgent   bool      // safety first: shown at once and alone
	Sources  []Item
	Related  []Item
	Note     Item // for colleagues, never sent
	Texts    map[locales.Lang]*Text
	Hidden   bool // its topic is hidden

	Pos                     Pos // of the first key in the file
	ReviewedPos, ExpiresPos Pos // of the two dates; zero without them
}

// Text is an entry in one language. In a language that is only understood,
// title, answer and links may be missing.
type Text struct {
	Title     Item
	Questions []Item
	Keywords  []Item
	Answer    Item // small Markdown: *bold*, lists, [text](https://…)
	Links     []Link
	Help      Item // of an urgent entry: the line beside another answer when a message may be about this danger
	Pos       Pos
}

// Item is a string with its place in a file.
type Item struct {
	Text    string
	Pos     Pos
	Literal bool // the file has Text as it is, line by line, from Pos on

	open int // characters between Pos and the text: a quotation mark or none
}

// Link is a button under an answer.
type Link struct {
	Text, URL Item
}

// Pos is a place in a knowledge base's file; lines and columns count from 1.
type Pos struct {
	File      string // path within the base
	Line, Col int
}

// at is the place of the text's byte at offset, or of the whole text when its
// YAML style does not reveal that.
func (it Item) at(offset int) Pos {
	p := it.Pos
	if it.Literal {
		before := it.Text[:offset]
		p.Line += strings.Count(before, "\n")
		p.Col += it.open + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
	}
	return p
}

// Entry returns the entry with the id, or nil.
func (b *Base) Entry(id string) *Entry { return b.byID[id] }

// Has reports whether the base answers in lang.
func (b *Base) Has(lang locales.Lang) bool {
	return slices.Contains(b.Languages, lang)
}

// Reads reports whether people can ask the base in lang: it answers in it or
// understands it.
func (b *Base) Reads(lang locales.Lang) bool {
	return b.Has(lang) || slices.Contains(b.Understood, lang)
}

// Asked lists the languages in which people can ask the base, those that it
// answers in first.
func (b *Base) Asked() []locales.Lang { return slices.Concat(b.Languages, b.Understood) }

// Default is the first language of the base.
func (b *Base) Default() locales.Lang {
	if len(b.Languages) == 0 {
		return ""
	}
	return b.Languages[0]
}

// Topic returns the topic with the id, or nil.
func (b *Base) Topic(id string) *Topic {
	for i := range b.Topics {
		if b.Topics[i].ID == id {
			return &b.Topics[i]
		}
	}
	return nil
}

// In returns the text that can be sent in lang or, when there is none, in the
// first of order that has one; the second result is the language returned.
func (e *Entry) In(lang locales.Lang, order []locales.Lang) (*Text, locales.Lang) {
	for _, l := range append([]locales.Lang{lang}, order...) {
		if t := e.Texts[l]; t != nil && t.sendable() {
			return t, l
		}
	}
	return nil, ""
}

// Title returns the title in lang or, when there is none, in the first of order
// that has one.
func (e *Entry) Title(lang locales.Lang, order []locales.Lang) string {
	for _, l := range append([]locales.Lang{lang}, order...) {
		if t := e.Texts[l]; t != nil && t.Title.Text != "" {
			return t.Title.Text
		}
	}
	return e.ID
}

// Help returns the help line in lang or, when there is none, in the first of
// order that has one, or nothing.
func (e *Entry) Help(lang locales.Lang, order []locales.Lang) string {
	for _, l := range append([]locales.Lang{lang}, order...) {
		if t := e.Texts[l]; t != nil && t.Help.Text != "" {
			return t.Help.Text
		}
	}
	return ""
}

func (t *Text) sendable() bool { return t.Title.Text != "" && t.Answer.Text != "" }

// Phrasings lists the title, where there is one, and the questions: all the
// ways in which staff say that people ask for the entry.
func (t *Text) Phrasings() []Item {
	if t.Title.Text == "" {
		return t.Questions
	}
	return append([]Item{t.Title}, t.Questions...)
}

// PhrasingAt is the place of the phrasing in the entry, the first one when
// several languages have it; the zero Pos when none does.
func (e *Entry) PhrasingAt(phrasing string) Pos {
	var at Pos
	for _, t := range e.Texts {
		for _, p := range t.Phrasings() {
			if p.Text == phrasing && (at.Line == 0 || p.Pos.Line < at.Line) {
				at = p.Pos
			}
		}
	}
	return at
}

// Expired reports whether the entry's last day is before now.
func (e *Entry) Expired(now time.Time) bool {
	return !e.Expires.IsZero() && !now.Before(e.Expires.AddDate(0, 0, 1))
}

// newBase puts entries into their topics and sorts them for the menu.
func newBase(b *Base, entries []*Entry) *Base {
	b.byID = map[string]*Entry{}
	referred := map[string]int{}
	for _, e := range entries {
		b.byID[e.ID] = e
		for _, r := range e.Related {
			referred[r.Text]++
		}
	}
	for i := range b.Topics {
		t := &b.Topics[i]
		for _, e := range entries {
			if e.Topic == t.ID {
				e.Hidden = t.Hidden
				t.Entries = append(t.Entries, e)
			}
		}
		sort.SliceStable(t.Entries, func(i, j int) bool {
			x, y := t.Entries[i], t.Entries[j]
			if x.Urgent != y.Urgent {
				return x.Urgent
			}
			if referred[x.ID] != referred[y.ID] {
				return referred[x.ID] > referred[y.ID]
			}
			return x.ID < y.ID
		})
		b.Entries = append(b.Entries, t.Entries...)
	}
	return b
}

// NewBase makes a base from entries that are not in files: those of a test, or a
// part of another base.
func NewBase(languages []locales.Lang, synonyms map[locales.Lang][][]string, entries []*Entry) *Base {
	b := newBase(&Base{Languages: languages, Synonyms: synonyms}, entries)
	b.Entries = entries
	return b
}
