package index

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/simple"
	bleveen "github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"

	"iombot/index/et"
	"iombot/locales"
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

func newCatalog(lang locales.Lang, texts []string) (*catalog, error) {
	m := bleve.NewIndexMapping() // TF-IDF: Bleve's BM25 takes a wrong average length (see README.md)
	doc := bleve.NewDocumentStaticMapping()
	doc.AddFieldMappingsAt(fieldText, textField(blevesAnalyzer(lang)))
	m.DefaultMapping = doc
	// Scorch in memory: NewMemOnly would give the legacy engine.
	idx, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("opening an index in memory: %w", err)
	}
	batch := idx.NewBatch() // one batch is one segment; in memory they never merge
	for i, t := range texts {
		if err := batch.Index(strconv.Itoa(i), map[string]string{fieldText: t}); err != nil {
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

func blevesAnalyzer(lang locales.Lang) string {
	switch lang {
	case locales.ET:
		return et.AnalyzerName
	case locales.EN:
		return bleveen.AnalyzerName
	}
	return simple.Name
}

func textField(analyzer string) *mapping.FieldMapping {
	f := bleve.NewTextFieldMapping()
	f.Analyzer, f.Store, f.IncludeInAll, f.DocValues = analyzer, false, false, false
	return f
}

// hit is a phrasing that Bleve found, with a score that says nothing beyond
// this question.
type hit struct {
	phrase int
	score  float64
}

// find returns the phrasings that share words with the tokens, best first.
func (c *catalog) find(ctx context.Context, tokens []token) ([]hit, error) {
	forms := make([]string, len(tokens))
	for i, t := range tokens {
		forms[i] = t.fold
	}
	q := bleve.NewMatchQuery(strings.Join(forms, " "))
	q.SetField(fieldText)
	req := bleve.NewSearchRequestOptions(q, maxHits, 0, false)
	req.SortBy([]string{"-_score", "_id"})
	res, err := c.index.SearchInContext(ctx, req)
	if err != nil {
		return nil, fmt.Errorf("searching: %w", err)
	}
	hits := make([]hit, 0, len(res.Hits))
	for _, h := range res.Hits {
		n, err := strconv.Atoi(h.ID)
		if err != nil {
			return nil, fmt.Errorf("searching: document %q: %w", h.ID, err)
		}
		hits = append(hits, hit{n, h.Score})
	}
	return hits, nil
}
