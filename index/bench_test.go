package index

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// asked reads the questions of the project's own gate sets.
func asked(b *testing.B) []string {
	b.Helper()
	var out []string
	for _, name := range []string{"testdata/gate/et.tsv", "testdata/gate/en.tsv"} {
		f, err := os.Open(name)
		if err != nil {
			b.Fatal(err)
		}
		lines := bufio.NewScanner(f)
		for lines.Scan() {
			if col := strings.Split(lines.Text(), "\t"); len(col) == 4 && col[0] != "lang" {
				out = append(out, col[3])
			}
		}
		_ = f.Close()
	}
	return out
}

// BenchmarkSearch asks the gate sets' questions, mistyped ones included, of the
// project's own base, and reports the median and the 99th percentile.
func BenchmarkSearch(b *testing.B) {
	x, questions := own(), asked(b)
	took := make([]time.Duration, 0, b.N)
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		start := time.Now()
		x.Search(questions[i%len(questions)], "")
		took = append(took, time.Since(start))
	}
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "µs-median")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "µs-p99")
}

// BenchmarkBuild indexes the project's own base and trains its models.
func BenchmarkBuild(b *testing.B) {
	base := own().base
	for b.Loop() {
		x, err := Build(base)
		if err != nil {
			b.Fatal(err)
		}
		_ = x.Close()
	}
}

// BenchmarkTrain trains one language's models alone.
func BenchmarkTrain(b *testing.B) {
	base := own().base
	for b.Loop() {
		newRanker(base, base.Languages[0])
	}
}
