// Package eval measures how well people are answered. It reads sets of labelled
// questions, asks each one in a new chat, computes figures with 95 % intervals,
// and compares a run with an earlier one. It prints nothing and knows no flags:
// the command "iombot eval" does that.
//
// # Figures
//
// A question is in scope when the set names an entry for it, else out of scope.
// Where the set names several, any of them is right.
//
//   - top-1, top-3: a right entry ranks first, or among the first three,
//     whatever the outcome; MRR is the mean of 1/rank, 0 where none is ranked.
//   - Each question gets one [Judgement]: answered, offered or refused, rightly
//     or wrongly. Precision is the share of the answers that are right.
//   - AUROC is the probability that a question in scope has a first candidate
//     of higher confidence than one out of scope, ties counting half.
//   - ECE, the expected calibration error, is the mean gap between the first
//     candidate's confidence and how often it is right, in ten bins of equal
//     width weighted by their questions (Guo et al. 2017, arXiv:1706.04599).
//     It counts all questions; one without candidates has confidence 0.
//
// Shares have Wilson's score interval. The other figures have a percentile
// bootstrap with a fixed seed, so that the same run gives the same figures.
//
// # The gate
//
// [Compare] pairs the questions of two runs and fails a language whose top-1,
// top-3, wrong answers or refusals became worse by more than noise: McNemar's
// exact test on the questions that changed, one-sided, at 5 %, or a fall of more
// than 5 points, since a few questions can prove nothing. It judges both runs
// by the current labels, so correcting a label does not count as a change.
//
// # Reading order
//
// set.go, run.go, judgement.go, figures.go, estimate.go, report.go; then
// baseline.go and compare.go for the gate, known.go and results.go.
package eval
