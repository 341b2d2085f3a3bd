package calibrate

import "math"

// slope holds the first derivative of a concave function of several variables,
// and the negated second derivative.
type slope struct {
	grad  []float64
	curve [][]float64 // symmetric; the lower half counts
}

func newSlope(n int) slope {
	s := slope{make([]float64, n), make([][]float64, n)}
	for i := range s.curve {
		s.curve[i] = make([]float64, i+1)
	}
	return s
}

// bend adds weight times the outer product of v with itself to the curve.
func (s slope) bend(v []float64, weight float64) {
	for i, row := range s.curve {
		vi := weight * v[i]
		for j := range row {
			row[j] += vi * v[j]
		}
	}
}

// penalize adds a penalty on the squares of w, which makes the function
// strictly concave.
func (s slope) penalize(w []float64, ridge float64) {
	for i := range w {
		s.grad[i] -= ridge * w[i]
		s.curve[i][i] += ridge
	}
}

// When maximize ends.
const (
	newtonRounds = 100
	newtonStep   = 1e-9 // largest change
	newtonLeap   = 2    // longest change in a round, against overshooting at the start
)

// maximize climbs from w to the top of a strictly concave function by Newton's
// method.
func maximize(w []float64, at func(w []float64) slope) []float64 {
	for range newtonRounds {
		s := at(w)
		step := solve(s.curve, s.grad)
		var longest float64
		for _, d := range step {
			longest = max(longest, math.Abs(d))
		}
		for i, d := range step {
			w[i] += d * min(1, newtonLeap/longest)
		}
		if longest < newtonStep {
			break
		}
	}
	return w
}

// solve returns x with a·x = b for a symmetric positive definite a, of which
// the lower half is given and overwritten (Cholesky).
func solve(a [][]float64, b []float64) []float64 {
	for i := range a {
		for j := 0; j <= i; j++ {
			sum := a[i][j]
			for k := range j {
				sum -= a[i][k] * a[j][k]
			}
			if i == j {
				a[i][i] = math.Sqrt(sum)
			} else {
				a[i][j] = sum / a[j][j]
			}
		}
	}
	x := make([]float64, len(b))
	for i := range a {
		sum := b[i]
		for k := range i {
			sum -= a[i][k] * x[k]
		}
		x[i] = sum / a[i][i]
	}
	for i := len(a) - 1; i >= 0; i-- {
		for k := i + 1; k < len(a); k++ {
			x[i] -= a[k][i] * x[k]
		}
		x[i] /= a[i][i]
	}
	return x
}
