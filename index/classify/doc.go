// Package classify is a linear text classifier. It knows nothing of entries.
// A Vectorizer turns texts into sparse vectors of stems, pairs of stems,
// compound parts and character n-grams. Train fits one support vector machine
// per class, and a Model scores texts with them. Likelihood compares how common a
// text's words are in a class and in all. Examples and Scratch compare a text with single
// examples.
//
// Reading order: vectorizer.go, features.go, vector.go, train.go, sampling.go,
// model.go, likelihood.go, similarity.go, parts.go.
package classify
