package eval

// Bin is a part of the outcomes whose first candidates have about the same
// confidence: a point of the reliability diagram. The calibration error is the
// mean gap between Confidence and Right over these bins.
type Bin struct {
	Low, High  float64  // of the confidence; Low belongs to the bin
	Confidence float64  // on average
	Right      Estimate // how often the first candidate is right
}

// Reliability sorts the outcomes into ten bins of equal width, the lowest
// confidence first. Bins without a question have an undefined estimate.
func Reliability(outcomes []Outcome) []Bin {
	out := make([]Bin, bins)
	var right, n [bins]int
	for _, s := range scores(outcomes) {
		b := binOf(s.confidence)
		n[b]++
		right[b] += number(s.right)
		out[b].Confidence += s.confidence
	}
	for b := range out {
		out[b].Low, out[b].High = float64(b)/bins, float64(b+1)/bins
		out[b].Confidence /= float64(max(1, n[b]))
		out[b].Right = share(right[b], n[b])
	}
	return out
}
