package bench

import (
	"database/sql"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	_ "modernc.org/sqlite" // the driver "sqlite", with FTS5

	"iombot/index/eval"
	"iombot/knowledge"
)

// doc is what the peers index: an entry in one language.
type doc struct{ id, asked, answer string }

// docs lists a base's documents.
func docs(b *knowledge.Base) []doc {
	var out []doc
	for _, e := range b.Entries {
		for _, lang := range b.Asked() {
			t := e.Texts[lang]
			if t == nil {
				continue
			}
			var asked []string
			for _, it := range append(t.Phrasings(), t.Keywords...) {
				asked = append(asked, it.Text)
			}
			out = append(out, doc{e.ID, strings.Join(asked, "\n"), t.Answer.Text})
		}
	}
	return out
}

// words are the runs of letters and digits of a text, in lower case.
func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// fts5 is SQLite's full-text search, ranked by its bm25.
type fts5 struct {
	db   *sql.DB
	find *sql.Stmt
}

func newFTS5(b *knowledge.Base) (_ engine, err error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // each connection would have a database of its own
	f := &fts5{db: db}
	defer func() {
		if err != nil {
			err = errors.Join(err, db.Close())
		}
	}()
	if _, err := db.Exec(`CREATE VIRTUAL TABLE docs USING fts5(id UNINDEXED, asked, answer)`); err != nil {
		return nil, fmt.Errorf("creating the table: %w", err)
	}
	tx, err := db.Begin()
	if err != nil {
		return nil, err
	}
	for _, d := range docs(b) {
		if _, err := tx.Exec(`INSERT INTO docs VALUES (?, ?, ?)`, d.id, d.asked, d.answer); err != nil {
			return nil, errors.Join(err, tx.Rollback())
		}
	}
	if err := tx.Commit(); err != nil {
		return nil, err
	}
	f.find, err = db.Prepare(`SELECT id FROM docs WHERE docs MATCH ? ORDER BY bm25(docs) LIMIT 10`)
	return f, err
}

func (f *fts5) first(q eval.Question) (id string, err error) {
	terms := words(q.Text)
	if len(terms) == 0 {
		return "", nil
	}
	err = f.find.QueryRow(`"` + strings.Join(terms, `" OR "`) + `"`).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, err
}

func (f *fts5) close() error { return errors.Join(f.find.Close(), f.db.Close()) }

// match is Bleve with its standard analyzer and a match query.
type match struct {
	index     bleve.Index
	ids       []string // of the documents, by number
	fuzziness int
}

func newMatch(b *knowledge.Base) (engine, error) { return newBleve(b, 0) }
func newFuzzy(b *knowledge.Base) (engine, error) { return newBleve(b, 1) }

func newBleve(b *knowledge.Base, fuzziness int) (engine, error) {
	idx, err := bleve.NewUsing("", bleve.NewIndexMapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, err
	}
	m := &match{index: idx, fuzziness: fuzziness}
	batch := idx.NewBatch()
	for i, d := range docs(b) {
		m.ids = append(m.ids, d.id)
		if err := batch.Index(fmt.Sprint(i), map[string]string{"asked": d.asked, "answer": d.answer}); err != nil {
			return nil, errors.Join(err, idx.Close())
		}
	}
	if err := idx.Batch(batch); err != nil {
		return nil, errors.Join(err, idx.Close())
	}
	return m, nil
}

func (m *match) first(q eval.Question) (string, error) {
	query := bleve.NewMatchQuery(q.Text)
	query.SetFuzziness(m.fuzziness)
	found, err := m.index.Search(bleve.NewSearchRequestOptions(query, 10, 0, false))
	if err != nil || len(found.Hits) == 0 {
		return "", err
	}
	var i int
	if _, err := fmt.Sscan(found.Hits[0].ID, &i); err != nil {
		return "", err
	}
	return m.ids[i], nil
}

func (m *match) close() error { return m.index.Close() }

// bm25 is the least that a search can be: postings in a map, Okapi BM25.
type bm25 struct {
	ids      []string
	postings map[string][]posting
	length   []float64 // of each document, divided by the mean
	scores   []float64
	touched  []int
}

type posting struct {
	doc   int
	count float64
}

// The usual constants of BM25.
const saturation, lengthPenalty = 1.2, .75

func newBM25(b *knowledge.Base) (engine, error) {
	x := &bm25{postings: map[string][]posting{}}
	var total float64
	for i, d := range docs(b) {
		counts := map[string]float64{}
		all := words(d.asked + "\n" + d.answer)
		for _, w := range all {
			counts[w]++
		}
		for w, n := range counts {
			x.postings[w] = append(x.postings[w], posting{i, n})
		}
		x.ids, x.length = append(x.ids, d.id), append(x.length, float64(len(all)))
		total += float64(len(all))
	}
	for i := range x.length {
		x.length[i] *= float64(len(x.length)) / total
	}
	x.scores = make([]float64, len(x.ids))
	return x, nil
}

func (x *bm25) first(q eval.Question) (string, error) {
	n := float64(len(x.ids))
	for _, w := range words(q.Text) {
		list := x.postings[w]
		df := float64(len(list))
		idf := math.Log(1 + (n-df+.5)/(df+.5))
		for _, p := range list {
			if x.scores[p.doc] == 0 {
				x.touched = append(x.touched, p.doc)
			}
			x.scores[p.doc] += idf * p.count * (saturation + 1) / (p.count + saturation*(1-lengthPenalty+lengthPenalty*x.length[p.doc]))
		}
	}
	best, most := "", 0.
	for _, i := range x.touched {
		if x.scores[i] > most {
			best, most = x.ids[i], x.scores[i]
		}
		x.scores[i] = 0
	}
	x.touched = x.touched[:0]
	return best, nil
}

func (x *bm25) close() error { return nil }
