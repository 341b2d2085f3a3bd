package index

import "iombot/index/classify"

// Params holds every number of the search that is chosen and not fitted; what is
// fitted stands in Calibration. Each says what it is measured in and what
// happens when it moves. The figures behind them are in README.md.
type Params struct {
	// MaxRunes is how many characters of a message are read. Longer messages have
	// their question in what is read, and a question's time stays bounded.
	MaxRunes int
	// MaxParts is how many sentences of a message are scored by themselves. More
	// cost time and find nothing: stories of more sentences repeat themselves.
	MaxParts int
	// MinPartWords is the number of words below which a sentence is no question of
	// its own ("Yes?").
	MinPartWords int

	// Terms is how many of a message's rarest stems Bleve is asked for, Grams how
	// many n-grams of a word that is in no phrasing, Hits how many entries come
	// back. The right entry is among 30 for 99 % of the questions; more cost time
	// and help nobody.
	Terms, Grams, Hits int
	// Compared is how many of the candidates, by their margin in the linear model,
	// are compared with phrasing by phrasing.
	Compared int
	// Nearest is how many of an entry's phrasings, by their words, are compared
	// letter by letter.
	Nearest int
	// Ranked is how many entries a result ranks.
	Ranked int

	// MinCorrect is the length in letters from which on an unknown word is
	// corrected, MinTwoEdits that from which on by two edits. In shorter words one
	// edit makes another word.
	MinCorrect, MinTwoEdits int

	Vectorizer classify.VectorizerParams
	Train      classify.TrainParams
	// Smoothing is how many phrasings' worth of all entries' words each entry is
	// mixed with when likelihoods are counted. From 1 to 20 the figures are alike.
	Smoothing float64
	// What a mistake costs the linear model on texts that are no phrasings, on
	// which it costs 1.
	KeywordCost, AnswerCost, BackgroundCost, HarmlessCost float32
	// MinAnswerWords is the number of words below which a sentence of an answer
	// teaches nothing of its entry.
	MinAnswerWords int
	// MaxSimilarity is how similar to a phrasing (0 to 1) a background question may
	// be: above it, the base does answer such questions, and the question is left
	// out of what "not here" is learnt from.
	MaxSimilarity float32
	// HalfShrinkage is the number of phrasings an entry at which single ones are
	// relied on by half.
	HalfShrinkage float64

	// Short is the number of words up to which a question goes by the term prior
	// too, in the shares TermPrior: with one word the model has nothing to weigh it
	// against, and a word that many entries use is no question yet.
	Short     int
	TermPrior []float64

	// SamePhrasing is the similarity to a phrasing from which on a message is that
	// phrasing, and Certain the least confidence in its entry then.
	SamePhrasing float32
	Certain      float64
	// Likely is the confidence from which on a part of a message has an answer of
	// its own, and small talk gets its reply.
	Likely float64

	// Offered is how many entries are offered at most, OfferShare how likely,
	// compared with the first, another must be to be offered beside it, and
	// OfferShort the same for a short question.
	Offered                int
	OfferShare, OfferShort float64

	// HintOdds is what the odds of the hinted language are multiplied by.
	HintOdds float64
}

// DefaultParams returns the numbers in use.
func DefaultParams() Params {
	return Params{
		MaxRunes: 1500, MaxParts: 8, MinPartWords: 3,
		Terms: 12, Grams: 6, Hits: 30, Compared: 12, Nearest: 5, Ranked: 10,
		MinCorrect: 4, MinTwoEdits: 8,
		Vectorizer: classify.VectorizerParams{
			Weights:         [classify.Groups]float32{classify.Stems: 1, classify.Pairs: .8, classify.Parts: .6, classify.Grams: 1},
			Unknown:         [classify.Groups]float32{classify.Stems: .3, classify.Pairs: .5, classify.Parts: .3, classify.Grams: .3},
			BackgroundShare: .5,
		},
		Train:       classify.TrainParams{Cost: 30, Near: 2000, Random: 1200, Share: .5, Least: 1500, Each: 60, Epochs: 3, Enough: .01, Seed: 2003, Smallest: .012},
		Smoothing:   5,
		KeywordCost: .5, AnswerCost: .05, BackgroundCost: .5, HarmlessCost: 1,
		MinAnswerWords: 3, MaxSimilarity: .5, HalfShrinkage: 40,
		Short: 2, TermPrior: []float64{0, .5, .25},
		SamePhrasing: .95, Certain: .97, Likely: .6,
		Offered: 3, OfferShare: .08, OfferShort: .02,
		HintOdds: 3,
	}
}
