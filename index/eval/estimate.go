package eval

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
)

// Estimate is a figure with its 95 % interval. With N 0 it is undefined, and
// null in JSON.
type Estimate struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	N     int     `json:"n"` // questions it rests on
}

// MarshalJSON writes null for an undefined estimate, and four decimals.
func (e Estimate) MarshalJSON() ([]byte, error) {
	if e.N == 0 {
		return []byte("null"), nil
	}
	type plain Estimate
	return json.Marshal(plain{decimals(e.Value), decimals(e.Low), decimals(e.High), e.N})
}

func decimals(x float64) float64 { return math.Round(x*1e4) / 1e4 }

// z95 is the quantile of the normal distribution for a two-sided 95 % interval.
const z95 = 1.959963984540054

// share is k out of n with Wilson's score interval (Wilson 1927). It is accurate
// near 0 and 1 and for small n, where most of our shares are.
func share(k, n int) Estimate {
	if n == 0 {
		return Estimate{}
	}
	p, m := float64(k)/float64(n), float64(n)
	centre := (p + z95*z95/(2*m)) / (1 + z95*z95/m)
	half := z95 / (1 + z95*z95/m) * math.Sqrt(p*(1-p)/m+z95*z95/(4*m*m))
	return Estimate{Value: p, Low: max(0, centre-half), High: min(1, centre+half), N: n}
}

// scored is the part of an outcome that the statistics need.
type scored struct {
	confidence float64 // of the first candidate
	inScope    bool
	right      bool    // the first candidate
	reciprocal float64 // 1/rank of the first right candidate, 0 without one
}

// statistic is a figure of weighted questions, which are in ascending order of
// confidence; NaN when it is undefined for them.
type statistic func(rows []scored, weights []int) float64

// resamples is how many draws a bootstrap takes.
const resamples = 1000

// bootstrap estimates each statistic of rows (in ascending order of confidence)
// with a percentile interval over resampled questions.
func bootstrap(rows []scored, stats ...statistic) []Estimate {
	weights := slices.Repeat([]int{1}, len(rows))
	out := make([]Estimate, len(stats))
	for i, stat := range stats {
		if v := stat(rows, weights); !math.IsNaN(v) {
			out[i] = Estimate{Value: v, N: len(rows)}
		}
	}
	draws := make([][]float64, len(stats))
	rng := rand.New(rand.NewPCG(1, 2)) // fixed, so that a run can be repeated
	for range resamples {
		clear(weights)
		for range rows {
			weights[rng.IntN(len(rows))]++
		}
		for i, stat := range stats {
			if v := stat(rows, weights); !math.IsNaN(v) {
				draws[i] = append(draws[i], v)
			}
		}
	}
	for i := range out {
		out[i].interval(draws[i])
	}
	return out
}

// interval sets the interval from the statistic's resampled values, and extends
// it to contain the value itself. Noise in a bin only adds to a calibration
// error, so the resampled errors may all lie above the value.
func (e *Estimate) interval(draws []float64) {
	if e.N == 0 || len(draws) == 0 {
		return
	}
	slices.Sort(draws)
	e.Low = min(e.Value, percentile(draws, 0.025))
	e.High = max(e.Value, percentile(draws, 0.975))
}

// percentile is the nearest-rank percentile p of sorted, non-empty values.
func percentile[T any](sorted []T, p float64) T {
	return sorted[max(0, int(math.Ceil(p*float64(len(sorted))))-1)]
}

// meanReciprocalRank is the mean of 1/rank of the questions in scope.
func meanReciprocalRank(rows []scored, weights []int) float64 {
	var sum float64
	var n int
	for i, r := range rows {
		if r.inScope {
			sum += float64(weights[i]) * r.reciprocal
			n += weights[i]
		}
	}
	return sum / float64(n)
}

// areaUnderROC is the share of pairs of a question in scope and one out of
// scope in which the former has the higher confidence, ties counting half.
func areaUnderROC(rows []scored, weights []int) float64 {
	var won float64
	var in, out int
	for i := 0; i < len(rows); {
		var tiedIn, tiedOut int
		for c := rows[i].confidence; i < len(rows) && rows[i].confidence == c; i++ {
			if rows[i].inScope {
				tiedIn += weights[i]
			} else {
				tiedOut += weights[i]
			}
		}
		won += float64(tiedIn) * (float64(out) + float64(tiedOut)/2)
		in, out = in+tiedIn, out+tiedOut
	}
	return won / (float64(in) * float64(out))
}

// bins is the number of equal-width bins of the calibration error.
const bins = 10

// binOf is the bin of a confidence.
func binOf(confidence float64) int { return min(int(confidence*bins), bins-1) }

// calibrationError is the expected calibration error of the first candidate's
// confidence against its being right.
func calibrationError(rows []scored, weights []int) float64 {
	var gap [bins]float64
	var n int
	for i, r := range rows {
		b := binOf(r.confidence)
		gap[b] += float64(weights[i]) * r.confidence
		if r.right {
			gap[b] -= float64(weights[i])
		}
		n += weights[i]
	}
	var sum float64
	for _, g := range gap {
		sum += math.Abs(g)
	}
	return sum / float64(n)
}
