package bot

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"iombot/locales"
)

const (
	// minAskers is how many people must ask alike before staff see the question in
	// a chat: what fewer people ask may reveal who asks.
	minAskers = 3
	// maxGrouped is how many kept questions are compared with each other, the
	// newest.
	maxGrouped = 300
	// alikeFrom is the lowest cosine at which two questions are alike.
	alikeFrom = 0.35
)

// Gap is a group of kept questions that are alike.
type Gap struct {
	Lang      locales.Lang
	Text      string         // the question that is like the most others
	Questions []KeptQuestion // all of them, in the order given
	Askers    int            // how many people asked, at least
}

// Gaps groups kept questions that are alike, the most asked first, and leaves
// out groups with fewer than least askers. The centre of a group is the question
// that has the most people near it; the questions near it are the group. Only
// the first 300 questions are compared.
func Gaps(kept []KeptQuestion, least int) []Gap {
	kept = kept[:min(len(kept), maxGrouped)]
	near := neighbours(kept)
	var out []Gap
	taken := make([]bool, len(kept))
	for {
		centre, most := -1, max(least, 1)-1
		for i := range kept {
			if n := askersOf(kept, near[i], taken); !taken[i] && n > most {
				centre, most = i, n
			}
		}
		if centre < 0 {
			return out
		}
		g := Gap{Lang: kept[centre].Lang, Text: kept[centre].Text, Askers: most}
		slices.Sort(near[centre])
		for _, j := range near[centre] {
			if !taken[j] {
				taken[j] = true
				g.Questions = append(g.Questions, kept[j])
			}
		}
		out = append(out, g)
	}
}

// askersOf counts who asked the questions of a group that are not taken yet. A
// question whose asker is not known counts as one more person.
func askersOf(kept []KeptQuestion, group []int, taken []bool) (n int) {
	var known uint64 // a bit for each
	for _, j := range group {
		switch {
		case taken[j]:
		case kept[j].Asker <= 0:
			n++
		default:
			known |= 1 << (kept[j].Asker % 64)
		}
	}
	return n + bits.OnesCount64(known)
}

// neighbours lists for each question those that are alike, including itself.
func neighbours(kept []KeptQuestion) [][]int {
	vectors := vectorsOf(kept)
	near := make([][]int, len(kept))
	for i := range kept {
		near[i] = append(near[i], i)
		for j := range i {
			if kept[i].Lang == kept[j].Lang && cosine(vectors[i], vectors[j]) >= alikeFrom {
				near[i] = append(near[i], j)
				near[j] = append(near[j], i)
			}
		}
	}
	return near
}

// vectorsOf makes a unit vector of each question: its letter triples, weighted
// by how rare they are among all questions. Triples tolerate endings and typos.
func vectorsOf(kept []KeptQuestion) []map[string]float64 {
	in := map[string]int{}
	vectors := make([]map[string]float64, len(kept))
	for i, k := range kept {
		vectors[i] = map[string]float64{}
		for _, t := range triples(k.Text) {
			if vectors[i][t] == 0 {
				in[t]++
			}
			vectors[i][t] = 1
		}
	}
	for _, v := range vectors {
		length := 0.0
		for t := range v {
			v[t] = math.Pow(math.Log(1+float64(len(kept))/float64(in[t])), 2)
			length += v[t] * v[t]
		}
		for t := range v {
			v[t] /= math.Sqrt(length)
		}
	}
	return vectors
}

// shortWord is the longest word, in letters, that is skipped because it mostly
// says nothing about the question: "where is the", "kus ma".
const shortWord = 3

// triples lists the triples of letters in the longer words of a text, with the
// words' edges.
func triples(s string) []string {
	var out []string
	for word := range strings.FieldsSeq(plainWords(s)) {
		if utf8.RuneCountInString(word) <= shortWord {
			continue
		}
		word = " " + word + " "
		for i := range word {
			end := i
			for range 3 {
				_, n := utf8.DecodeRuneInString(word[end:])
				end += n
			}
			if utf8.RuneCountInString(word[i:end]) == 3 {
				out = append(out, word[i:end])
			}
		}
	}
	return out
}

// cosine adds in a fixed order, so that the same questions always give the same
// groups.
func cosine(a, b map[string]float64) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	var products []float64
	for t, w := range a {
		if b[t] != 0 {
			products = append(products, w*b[t])
		}
	}
	slices.SortFunc(products, cmp.Compare[float64])
	sum := 0.0
	for _, p := range products {
		sum += p
	}
	return sum
}
