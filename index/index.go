// Package index finds the entry that answers a question. Bleve finds the
// candidates among the staff's phrasings; a linear model trained on those
// phrasings and the likeness to single ones rank them; a calibration fitted on
// labelled questions turns the ranks into probabilities, and these into one of
// three outcomes: an answer, choices, or none. It talks to nobody and keeps
// nothing about who asked. README.md holds the figures and what else was tried.
package index

import (
	"errors"

	"golang.org/x/sync/errgroup"

	"iombot/index/langid"
	"iombot/knowledge"
	"iombot/locales"
)

// Index searches one version of a knowledge base. It is immutable and safe for
// concurrent use; Close it once no search uses it any more.
type Index struct {
	base        *knowledge.Base
	readers     []*reader // one a language, in the base's order
	detector    *langid.Model
	calibration Calibration
}

// Build indexes every phrasing of b and trains the models on them. The same
// base gives the same index. A base without entries or languages is an error.
func Build(b *knowledge.Base) (*Index, error) {
	return BuildWith(b, DefaultCalibration())
}

// BuildWith is Build with another calibration than the one compiled in.
func BuildWith(b *knowledge.Base, c Calibration) (*Index, error) {
	if len(b.Entries) == 0 || len(b.Languages) == 0 {
		return nil, errors.New("indexing: the base has no entries or no languages")
	}
	x := &Index{base: b, calibration: c, readers: make([]*reader, len(b.Languages))}
	var work errgroup.Group
	for i, lang := range b.Languages {
		work.Go(func() (err error) {
			x.readers[i], err = newReader(b, lang)
			return err
		})
	}
	work.Go(func() error {
		x.detector = langid.Train(samples(b))
		return nil
	})
	if err := work.Wait(); err != nil {
		return nil, errors.Join(err, x.Close())
	}
	return x, nil
}

// samples are the texts that each language is learnt from: the base's, and the
// background questions for the words that it has no use for.
func samples(b *knowledge.Base) map[locales.Lang][]string {
	out := map[locales.Lang][]string{}
	for _, lang := range b.Languages {
		out[lang] = background(lang)
		for _, e := range b.Entries {
			if t := e.Texts[lang]; t != nil {
				for _, p := range t.Phrasings() {
					out[lang] = append(out[lang], p.Text)
				}
				out[lang] = append(out[lang], t.Answer.Text)
			}
		}
	}
	return out
}

// Close frees the index. It must be called once.
func (x *Index) Close() error {
	var errs []error
	for _, r := range x.readers {
		if r != nil { // its building failed
			errs = append(errs, r.catalog.close())
		}
	}
	return errors.Join(errs...)
}

// Search ranks the entries for a question, at most ten, and says what to do
// with the first. hint is the language to fall back on when the text does not
// tell: the person's choice or their app's; any value will do. Text may be
// anything a person can send; its first 1,000 characters are read.
func (x *Index) Search(text string, hint locales.Lang) knowledge.Result {
	return x.decide(x.understand(text, hint))
}
