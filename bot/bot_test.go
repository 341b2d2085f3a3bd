package bot

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"iombot/knowledge"
	"iombot/locales"
)

// today is the day on which all tests happen.
var today = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)

// newBot is a bot over testdata/base.
func newBot(tb testing.TB) *Bot {
	tb.Helper()
	return botOver(tb, os.DirFS("testdata/base"))
}

// botOver is a bot over a knowledge base and a searcher that knows only its
// phrasings.
func botOver(tb testing.TB, fsys fs.FS) *Bot {
	tb.Helper()
	base, _, err := knowledge.Load(fsys)
	if err != nil {
		tb.Fatal(err)
	}
	return &Bot{
		Catalog:  locales.Embedded(),
		Snapshot: func() Snapshot { return Snapshot{Base: base, Search: phrases{base}} },
		Contact:  "iomtallinn@iom.int",
	}
}

// phrases is a searcher that finds an entry when the text holds one of its
// phrasings: one entry is an answer, several are choices, several joined by
// " + " are the answers of so many questions. The language is that of the
// phrasing, else the hint; Cyrillic and "privet" are Russian and "mikä" Finnish.
// A word for help with an exclamation mark is a cry.
type phrases struct{ base *knowledge.Base }

func (p phrases) Search(m knowledge.Message) knowledge.Result {
	text := strings.ToLower(m.Text)
	r := knowledge.Result{Lang: m.Hint, Outcome: knowledge.None}
	if r.Lang == "" {
		r.Lang = p.base.Default()
	}
	for _, e := range p.base.Entries {
		if phrase, lang := p.match(e, text); phrase != "" {
			r.Lang = lang
			r.Candidates = append(r.Candidates, knowledge.Match{ID: e.ID, Confidence: 0.9, Phrase: phrase})
		}
	}
	slices.SortStableFunc(r.Candidates, func(a, b knowledge.Match) int { return strings.Index(text, a.Phrase) - strings.Index(text, b.Phrase) })
	first := r.Candidates[:min(len(r.Candidates), 3)]
	urgent := slices.IndexFunc(first, func(m knowledge.Match) bool { return p.base.Entry(m.ID).Urgent })
	switch {
	case len(first) == 0:
	case urgent >= 0 && strings.Contains(text, "perhaps"):
		r.Help, r.Outcome, r.Offered = first[urgent].ID, knowledge.Choices, first
	case urgent >= 0 && strings.Contains(text, "maybe"):
		r.Help = first[urgent].ID
		first = slices.Delete(slices.Clone(first), urgent, urgent+1)
		if len(first) > 0 {
			r.Outcome, r.Sent = knowledge.Answer, first[:1]
		}
	case urgent >= 0:
		r.Outcome, r.Sent = knowledge.Answer, first[urgent:urgent+1]
	case strings.HasPrefix(text, "unsure "):
		r.Outcome, r.Offered = knowledge.Choices, first[:1]
	case len(first) == 1 || strings.Contains(text, " + "):
		r.Outcome, r.Sent = knowledge.Answer, first
	default:
		r.Outcome, r.Offered = knowledge.Choices, first
	}
	if strings.IndexFunc(text, func(c rune) bool { return unicode.Is(unicode.Cyrillic, c) }) >= 0 {
		r.Unserved = "ru"
		if strings.ContainsAny(text, "їієґ") {
			r.Unserved = "uk"
		}
	} else if strings.Contains(text, "privet") {
		r.Unserved = "ru"
	} else if strings.Contains(text, "mikä") {
		r.Unserved = "fi"
	}
	if slices.Contains(p.base.Understood, r.Unserved) {
		r.Lang, r.Unserved = r.Unserved, ""
	}
	if text == "help!" || text == "abi!" || text == "помощь!" {
		r.Outcome = knowledge.Cry
	}
	return r
}

func (p phrases) match(e *knowledge.Entry, text string) (string, locales.Lang) {
	for _, l := range p.base.Languages {
		if e.Texts[l] == nil {
			continue
		}
		for _, q := range e.Texts[l].Questions {
			if strings.Contains(text, q.Text) {
				if strings.HasPrefix(q.Text, "mul ") { // an entry that lacks the language it was asked in
					return q.Text, locales.ET
				}
				return q.Text, l
			}
		}
	}
	return "", ""
}
