package calibrate

import (
	"math"
	"testing"
)

func TestSolve(t *testing.T) {
	x := solve([][]float64{{4}, {2, 5}, {1, 3, 6}}, []float64{11, 21, 25})
	for i, want := range []float64{1, 2, 3} {
		if math.Abs(x[i]-want) > 1e-12 {
			t.Errorf("x[%d] = %v, want %v", i, x[i], want)
		}
	}
}

// TestMaximize climbs a function that is far from a parabola, from far away.
func TestMaximize(t *testing.T) {
	w := maximize([]float64{-30, 8}, func(w []float64) slope {
		// -ln cosh(x-2) - ln cosh(x+y-5)
		a, b := math.Tanh(w[0]-2), math.Tanh(w[0]+w[1]-5)
		s := newSlope(2)
		s.grad[0], s.grad[1] = -a-b, -b
		s.bend([]float64{1, 0}, 1-a*a)
		s.bend([]float64{1, 1}, 1-b*b)
		s.penalize(w, 1e-9)
		return s
	})
	if math.Abs(w[0]-2) > 1e-6 || math.Abs(w[1]-3) > 1e-6 {
		t.Errorf("the top is at %v, want 2, 3", w)
	}
}

func TestPenalize(t *testing.T) {
	s := newSlope(2)
	s.penalize([]float64{3, 0}, .5)
	if s.grad[0] != -1.5 || s.curve[0][0] != .5 || s.curve[1][1] != .5 || s.curve[1][0] != 0 {
		t.Errorf("got %+v", s)
	}
}
