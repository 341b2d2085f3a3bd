package index

import (
	"math"
	"strings"
	"testing"
)

func TestDefaultCalibration(t *testing.T) {
	c := DefaultCalibration()
	if c.Offer <= 0 || c.Answer <= c.Offer || c.Answer >= 1 {
		t.Errorf("thresholds %v and %v", c.Offer, c.Answer)
	}
}

func TestParseCalibrationRefusesOtherEngines(t *testing.T) {
	if _, err := ParseCalibration([]byte(`{"engine": "0"}`)); err == nil || !strings.Contains(err.Error(), "fit it again") {
		t.Errorf("got %v", err)
	}
	if _, err := ParseCalibration([]byte(`{`)); err == nil {
		t.Error("no error for a broken file")
	}
}

func TestSoftmax(t *testing.T) {
	p := []float64{1000, 1000, -1000}
	softmax(p)
	if math.Abs(p[0]-.5) > 1e-9 || p[2] != 0 {
		t.Errorf("got %v", p)
	}
}
