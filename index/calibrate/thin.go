package calibrate

import (
	"iombot/knowledge"
	"iombot/locales"
)

// Sizes of the smaller bases that a base is thinned to: phrasings per entry, and
// the number of entries of which one is kept.
var (
	thinPhrasings = []int{3, 8, 20}
	thinEntries   = []int{1, 3, 10}
)

// thinned makes smaller bases of b: one in so many of its entries, with a few of
// their phrasings, without the keywords and answers that a new base may lack, and
// without urgent ones.
func thinned(b *knowledge.Base) []*knowledge.Base {
	var out []*knowledge.Base
	for _, phrasings := range thinPhrasings {
		for i, every := range thinEntries {
			var entries []*knowledge.Entry
			for k := i; k < len(b.Entries); k += every {
				entries = append(entries, thinEntry(b.Entries[k], phrasings, b.Languages))
			}
			if len(entries) > 1 {
				out = append(out, knowledge.NewBase(b.Languages, b.Synonyms, entries))
			}
		}
	}
	return out
}

// thinEntry keeps e's title and an even selection of its other phrasings.
func thinEntry(e *knowledge.Entry, phrasings int, languages []locales.Lang) *knowledge.Entry {
	small := &knowledge.Entry{ID: e.ID, Hidden: e.Hidden, Texts: map[locales.Lang]*knowledge.Text{}}
	for _, lang := range languages {
		t := e.Texts[lang]
		if t == nil {
			continue
		}
		n := min(phrasings-1, len(t.Questions))
		few := &knowledge.Text{Title: t.Title, Questions: make([]knowledge.Item, n)}
		for i := range few.Questions {
			few.Questions[i] = t.Questions[i*len(t.Questions)/n]
		}
		small.Texts[lang] = few
	}
	return small
}
