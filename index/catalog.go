package index

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
)

// maxHits is how many phrasings Bleve is asked for. They belong to a third as
// many entries or more, and the right one is nearly always among these
// (README.md has the figures).
const maxHits = 100

// catalog is the Bleve index of one language: a document for each phrasing, by
// its number, so that a question is compared with single phrasings and not
// with the heap of all that an entry says.
type catalog struct {
	index bleve.Index
}

// fieldText is a document's only field: the phrasing in its language's analyzer.
const fieldText = "text"

func newCatalog(analyzer string, phrasings []phrasing) (*catalog, error) {
	m := bleve.NewIndexMapping()
	doc := bleve.NewDocumentStaticMapping()
	doc.AddFieldMappingsAt(fieldText, textField(analyzer))
	m.DefaultMapping = doc
	// Scorch in memory: NewMemOnly would give the legacy engine.
	idx, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("opening an index in memory: %w", err)
	}
	batch := idx.NewBatch() // one batch is one segment; in memory they never merge
	for i, p := range phrasings {
		if err := batch.Index(strconv.Itoa(i), map[string]string{fieldText: p.text}); err != nil {
			_ = idx.Close()
			return nil, fmt.Errorf("indexing phrasing %d: %w", i, err)
		}
	}
	if err := idx.Batch(batch); err != nil {
		_ = idx.Close()
		return nil, fmt.Errorf("indexing the phrasings: %w", err)
	}
	return &catalog{idx}, nil
}

func textField(analyzer string) *mapping.FieldMapping {
	f := bleve.NewTextFieldMapping()
	f.Analyzer, f.Store, f.IncludeInAll, f.DocValues = analyzer, false, false, false
	return f
}

// find returns the numbers of the phrasings that share words with the tokens,
// best first.
func (c *catalog) find(tokens []token) ([]int, error) {
	forms := make([]string, len(tokens))
	for i, t := range tokens {
		forms[i] = t.fold
	}
	q := bleve.NewMatchQuery(strings.Join(forms, " "))
	q.SetField(fieldText)
	req := bleve.NewSearchRequestOptions(q, maxHits, 0, false)
	req.SortBy([]string{"-_score", "_id"}) // ties must not depend on the segment
	res, err := c.index.Search(req)
	if err != nil {
		return nil, fmt.Errorf("searching: %w", err)
	}
	phrasings := make([]int, len(res.Hits))
	for i, h := range res.Hits {
		if phrasings[i], err = strconv.Atoi(h.ID); err != nil {
			return nil, fmt.Errorf("searching: document %q: %w", h.ID, err)
		}
	}
	return phrasings, nil
}

func (c *catalog) close() error { return c.index.Close() }
