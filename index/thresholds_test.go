package index

import "testing"

func TestThresholds(t *testing.T) {
	// Right answers lie at 0.6 to 1, wrong ones and questions without an answer
	// below them.
	var in, out []outcome
	for i := range 400 {
		in = append(in, outcome{confidence: .6 + .001*float64(i), right: true})
	}
	for i := range 20 {
		in = append(in, outcome{confidence: .585, right: false})
		out = append(out, outcome{confidence: .02 * float64(i)})
	}
	answer, offer := thresholds(in, out)
	if want := hundredths(.59 + caution*(1-.59)); answer != want {
		t.Errorf("answers from %v on, want %v", answer, want)
	}
	if offer > .59 || offer < .3 {
		t.Errorf("choices from %v on", offer)
	}
	// A question without an answer that looks sure raises the bar.
	if higher, _ := thresholds(in, append(out, outcome{confidence: .8})); higher <= answer {
		t.Errorf("with a false answer from %v on, without from %v", higher, answer)
	}
	// When nearly all without an answer would be refused, choices begin lower.
	for i := range out {
		out[i].confidence /= 2
	}
	if _, lower := thresholds(in, out); lower >= offer {
		t.Errorf("less confident without an answer, and choices from %v on, before from %v", lower, offer)
	}
}
