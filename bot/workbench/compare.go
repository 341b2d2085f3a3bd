package workbench

import (
	"net/http"
	"strings"
)

// diffLine is a line that two texts have in common, or only one of them has.
type diffLine struct {
	Kind string `json:"kind"` // "same", "gone" or "new"
	Text string `json:"text"`
	Line int    `json:"line"` // number in the text that has it; of "same" in the later one
}

// maxCompared bounds the work of comparing two texts: lines of one by lines of
// the other, without what they have in common at both ends.
const maxCompared = 4_000_000

// postCompare compares two texts, the earlier one first.
func (wb *workbench) postCompare(w http.ResponseWriter, r *http.Request) {
	var texts struct {
		Before string `json:"before"`
		After  string `json:"after"`
	}
	if !wb.read(w, r, &texts) {
		return
	}
	write(w, http.StatusOK, struct {
		Lines []diffLine `json:"lines"`
	}{compare(texts.Before, texts.After)})
}

// compare lists the lines of both texts, so that as many as possible are the
// same; texts too long for that are taken as changed between their ends.
func compare(before, after string) []diffLine {
	a, b := lines([]byte(before)), lines([]byte(after))
	d := difference([]byte(before), []byte(after))
	head := d.Line - 1
	out := []diffLine{}
	add := func(kind string, text string, line int) {
		out = append(out, diffLine{kind, strings.TrimSuffix(text, "\r"), line})
	}
	for i := range head {
		add("same", b[i], i+1)
	}
	x, y := d.Removed, d.Added
	common := longest(x, y)
	i, j := 0, 0
	for i < len(x) || j < len(y) {
		switch {
		case common != nil && i < len(x) && j < len(y) && x[i] == y[j]:
			add("same", y[j], head+j+1)
			i, j = i+1, j+1
		case i < len(x) && (j == len(y) || common == nil || common[i+1][j] >= common[i][j+1]):
			add("gone", x[i], head+i+1)
			i++
		default:
			add("new", y[j], head+j+1)
			j++
		}
	}
	for k := head + len(x); k < len(a); k++ {
		add("same", a[k], k-len(x)+len(y)+1)
	}
	return out
}

// longest is, for each i and j, how many lines x[i:] and y[j:] can have in
// common in their order; nil when that is too much work.
func longest(x, y []string) [][]int32 {
	if len(x)*len(y) > maxCompared {
		return nil
	}
	n := make([][]int32, len(x)+1)
	for i := range n {
		n[i] = make([]int32, len(y)+1)
	}
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			n[i][j] = max(n[i+1][j], n[i][j+1])
			if x[i] == y[j] {
				n[i][j] = n[i+1][j+1] + 1
			}
		}
	}
	return n
}
