package index

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"iombot/index/analyzer"
	"iombot/index/classify"
	"iombot/locales/text"
)

// The fields of a document, which is an entry in one language.
const (
	fieldAsked  = "asked"  // stems of title, questions and keywords
	fieldAnswer = "answer" // stems of the answer
	fieldGrams  = "grams"  // n-grams of the words it is asked with
	fieldWords  = "words"  // the dictionary: every correctly spelt word
	fieldWhole  = "whole"  // each phrasing as one term: its stems in order
)

// dictionaryID is the id of the document that holds the dictionary. It has no
// other field, so no query finds it.
const dictionaryID = "dictionary"

type document map[string]any

func newDocument(asked []string, whole []string, answer string) document {
	all := strings.Join(asked, "\n")
	seen := map[string]bool{}
	var distinct []string
	for _, w := range text.WordSpans(all) {
		if s := all[w.Start:w.End]; !seen[s] {
			seen[s] = true
			distinct = append(distinct, s)
		}
	}
	return document{fieldAsked: all, fieldAnswer: answer, fieldGrams: strings.Join(distinct, " "), fieldWhole: whole}
}

// newBleve fills an index in memory.
func newBleve(a *analyzer.Analyzer, docs []document, dictionary string) (bleve.Index, error) {
	m := a.Mapping
	doc := bleve.NewDocumentStaticMapping()
	for field, name := range map[string]string{
		fieldWhole: keyword.Name,
		fieldAsked: analyzer.Stems, fieldAnswer: analyzer.Stems, fieldGrams: analyzer.Grams, fieldWords: analyzer.Words,
	} {
		doc.AddFieldMappingsAt(field, textField(name))
	}
	m.DefaultMapping = doc
	// Scorch in memory: NewMemOnly would give the legacy engine.
	idx, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("opening an index in memory: %w", err)
	}
	if err := fill(idx, docs, dictionary); err != nil {
		_ = idx.Close()
		return nil, err
	}
	return idx, nil
}

// fill indexes the documents in one batch: that is one segment, and in memory
// segments are never merged.
func fill(idx bleve.Index, docs []document, dictionary string) error {
	batch := idx.NewBatch()
	for i, d := range docs {
		if d == nil {
			continue
		}
		if err := batch.Index(strconv.Itoa(i), map[string]any(d)); err != nil {
			return fmt.Errorf("indexing entry %d: %w", i, err)
		}
	}
	if err := batch.Index(dictionaryID, map[string]string{fieldWords: dictionary}); err != nil {
		return fmt.Errorf("indexing the dictionary: %w", err)
	}
	if err := idx.Batch(batch); err != nil {
		return fmt.Errorf("indexing: %w", err)
	}
	return nil
}

// use makes idx the language's index, and opens it for reading its dictionary.
func (l *language) use(idx bleve.Index) error {
	l.bleve = idx
	advanced, err := idx.Advanced()
	if err == nil {
		l.reader, err = advanced.Reader()
	}
	if err != nil {
		return fmt.Errorf("reading the dictionary: %w", err)
	}
	var ok bool
	if l.dictionary, ok = l.reader.(bleveindex.IndexReaderFuzzy); !ok {
		return fmt.Errorf("reading the dictionary: a %T finds no words that are alike", l.reader)
	}
	return nil
}

func textField(analyzer string) *mapping.FieldMapping {
	f := bleve.NewTextFieldMapping()
	f.Analyzer, f.Store, f.IncludeInAll, f.DocValues, f.IncludeTermVectors = analyzer, false, false, false, false
	return f
}

// hit is an entry that Bleve found.
type hit struct {
	entry int
	score float64 // Bleve's; comparable only within one query
}

// retrieve asks Bleve for the entries that share words with the message, best
// first. It looks for the message's rarest stems in phrasings and answers, and
// for the n-grams of unknown words.
func (l *language) retrieve(tokens []classify.Token) ([]hit, error) {
	var clauses []query.Query
	term := func(field, s string, boost float64) {
		t := query.NewTermQuery(s)
		t.SetField(field)
		t.SetBoost(boost)
		clauses = append(clauses, t)
	}
	for _, s := range l.selectTerms(tokens) {
		term(fieldAsked, s, 1)
	}
	for _, t := range tokens {
		if l.stems[t.Stem] > 0 || slices.ContainsFunc(t.Parts, func(p string) bool { return l.stems[p] > 0 }) {
			continue // asked for above
		}
		if _, known := l.words[t.Word]; known {
			term(fieldAnswer, t.Stem, .5)
			continue
		}
		grams := analyzer.WordGrams(t.Word)
		for _, g := range grams[:min(len(grams), l.params.Grams)] {
			term(fieldGrams, g, .2)
		}
	}
	if len(clauses) == 0 {
		return nil, nil
	}
	term(fieldWhole, stemsOf(tokens), wholeBoost)
	req := bleve.NewSearchRequestOptions(query.NewDisjunctionQuery(clauses), l.params.Hits, 0, false)
	req.SortBy([]string{"-_score", "_id"}) // ties must not depend on the segment
	res, err := l.bleve.Search(req)
	if err != nil {
		return nil, fmt.Errorf("searching: %w", err)
	}
	hits := make([]hit, len(res.Hits))
	for i, h := range res.Hits {
		k, err := strconv.Atoi(h.ID)
		if err != nil {
			return nil, fmt.Errorf("searching: document %q: %w", h.ID, err)
		}
		hits[i] = hit{k, h.Score}
	}
	return hits, nil
}

// wholeBoost puts the entries that have the message as a phrasing before all
// others: its words by themselves may be in most entries ("I want to end it all").
const wholeBoost = 10

// stemsOf is a text as one term.
func stemsOf(tokens []classify.Token) string {
	stems := make([]string, len(tokens))
	for i, t := range tokens {
		stems[i] = t.Stem
	}
	return strings.Join(stems, " ")
}

// selectTerms lists the rarest of the message's stems and parts that phrasings
// have. Common ones are in nearly every entry and only cost time.
func (l *language) selectTerms(tokens []classify.Token) []string {
	var terms []string
	add := func(s string) {
		if l.stems[s] > 0 && !slices.Contains(terms, s) {
			terms = append(terms, s)
		}
	}
	for _, t := range tokens {
		add(t.Stem)
		for _, p := range t.Parts {
			add(p)
		}
	}
	slices.SortStableFunc(terms, func(a, b string) int { return cmp.Compare(l.stems[a], l.stems[b]) })
	return terms[:min(len(terms), l.params.Terms)]
}
