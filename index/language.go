package index

import (
	"crypto/sha256"
	"errors"
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"iombot/index/analyzer"
	"iombot/index/classify"
	"iombot/locales"
)

// language is the base in one language: Bleve's index finds candidates, and the
// model scores them. After the build it is read-only.
type language struct {
	lang     locales.Lang
	content  [sha256.Size]byte // of the base, as contentOf has it
	params   Params
	analyzer *analyzer.Analyzer
	rules    rules

	bleve      bleve.Index
	reader     bleveindex.IndexReader      // of bleve, open as long as it is
	dictionary bleveindex.IndexReaderFuzzy // the same

	learned
	scratch sync.Pool // of *scratch
}

// learned is what is learnt from the base's texts in a language, beside Bleve's
// index.
type learned struct {
	smallTalk  smallTalk
	vectorizer *classify.Vectorizer
	model      *classify.Model
	likelihood *classify.Likelihood // of the entries, and of what nothing answers
	background int                  // class of what nothing answers
	danger     int                  // class of what tells of danger, or -1 in a base without urgent entries

	entries   []entryModel       // in the base's order
	phrasings []string           // as they were written
	examples  *classify.Examples // and as vectors
	words     map[string]word    // folded words of the base, and of the language's everyday texts
	stems     map[string]int     // stem → entries that people ask for with it
	senses    map[string]string  // stem → what stands for all its synonyms
	senseDF   map[string]int     // such a sense, or a stem without synonyms → entries
	harmless  map[string]bool    // messages that staff marked as harmless, as stemsOf has them
	shrinkage float64            // how much single phrasings mean, 0 to 1
}

// newLearned is what is known before anything is learnt.
func newLearned(p *Params) learned {
	v := classify.NewVectorizer(p.Vectorizer)
	return learned{
		danger: -1, vectorizer: v, model: new(classify.Model),
		likelihood: &classify.Likelihood{Vectorizer: v}, examples: &classify.Examples{Vectorizer: v},
		harmless: map[string]bool{}, words: map[string]word{}, stems: map[string]int{}, senseDF: map[string]int{},
	}
}

// parts are pointers to all of it, in the order in which a Cache writes it.
func (l *learned) parts() []any {
	return slices.Concat(
		l.vectorizer.Parts(), l.model.Parts(), l.likelihood.Parts(), l.examples.Parts(),
		[]any{
			&l.smallTalk, &l.background, &l.danger, &l.entries, &l.phrasings, &l.words, &l.stems,
			&l.senses, &l.senseDF, &l.harmless, &l.shrinkage,
		},
	)
}

// entryModel is what is kept of an entry in one language beside the model's
// weights: forward lists, read only for candidates.
type entryModel struct {
	First, End int             // its phrasings
	Asked      map[string]bool // stems and parts of titles, questions and keywords
	Answered   map[string]bool // of its answer
	Senses     map[string]bool
}

// word is a folded word of the dictionary.
type word struct {
	Token classify.Token
	Count int // times it stands in the base and the everyday texts
}

// scratch is memory that one query uses at a time.
type scratch struct {
	dense        *classify.Scratch
	margins      []float32
	stems, pairs []float32 // likelihoods
}

func (l *language) takeScratch() *scratch { return l.scratch.Get().(*scratch) }

func (l *language) giveBack(s *scratch) { l.scratch.Put(s) }

func (l *language) close() error {
	var errs []error
	if l.reader != nil {
		errs = append(errs, l.reader.Close())
	}
	if l.bleve != nil {
		errs = append(errs, l.bleve.Close())
	}
	return errors.Join(errs...)
}
