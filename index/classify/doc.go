// Package classify is a linear text classifier that knows nothing of
// entries: texts become sparse vectors of stems, pairs of stems, compound parts
// and character n-grams (Vectorizer), and one support vector machine a class
// scores them (Train, Model). Similarity compares a text with single examples.
//
// Reading order: vectorizer.go, features.go, vector.go, train.go, sampling.go,
// model.go.
package classify
