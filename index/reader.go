package index

import (
	"fmt"

	"iombot/knowledge"
	"iombot/locales"
)

// reader reads questions in one language: Bleve's index of the phrasings says
// which entries are candidates, and the ranker how good each of them is.
type reader struct {
	*ranker
	language language
	catalog  *catalog
}

func newReader(b *knowledge.Base, lang locales.Lang) (*reader, error) {
	known := languageOf(lang)
	r := &reader{ranker: newRanker(b, lang), language: known}
	var err error
	if r.catalog, err = newCatalog(known.bleve, r.phrasings); err != nil {
		return nil, fmt.Errorf("indexing %q: %w", lang, err)
	}
	return r, nil
}

// maxRescued is how many entries stay candidates on the linear model's word,
// found by Bleve or not: a question whose telling words are all mistyped shares
// n-grams with its entry, but no term.
const maxRescued = 10

// read reads a cleaned text and tells the candidates: the entries of which
// Bleve finds a phrasing, and the rescued ones. When Bleve finds nothing at all,
// or fails, as it can only while the index is being closed, all entries are.
func (r *reader) read(text string) reading {
	q := r.measure(text)
	phrasings, err := r.catalog.find(r.telling(q.tokens))
	if err != nil || len(phrasings) == 0 {
		return q
	}
	margins := make([]float32, r.entries)
	for k, s := range q.signals {
		margins[k] = s[sigLinear]
	}
	q.candidacy = make([]candidacy, r.entries)
	for _, k := range rank(margins)[:min(maxRescued, r.entries)] {
		q.candidacy[k] = rescued
	}
	for _, p := range phrasings {
		q.candidacy[r.phrasings[p].entry] = found
	}
	return q
}
