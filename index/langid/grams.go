package langid

import "math"

// maxOrder is the length in letters of the longest n-grams.
const maxOrder = 4

// Word boundaries inside n-grams. No message contains these letters.
const (
	wordStart = 1
	wordEnd   = 2
)

// alphabet is the number of letters among which the probability of an unseen
// letter is divided.
const alphabet = 64

// gram is up to four letters of 16 bits each, the last one lowest. Letters
// beyond the Basic Multilingual Plane may collide.
type gram uint64

func (g gram) add(r rune) gram { return g<<16 | gram(min(r, 0xffff)) }

// history is all but the last letter.
func (g gram) history() gram { return g >> 16 }

// last is the n-gram of the order given at the end of g.
func (g gram) last(order int) gram {
	if order == maxOrder {
		return g
	}
	return g & (1<<(16*order) - 1)
}

// grams is a character model of order 4 for every class: the probability of
// a letter after up to three letters of the same word, by Witten–Bell
// interpolation (Witten and Bell 1991, method C). It has one row of log
// probabilities for every n-gram that occurs in any class.
type grams struct {
	classes int
	id      map[gram]int32
	byOrder [maxOrder + 1][]link
	row     []float32 // counts while it learns, then log probabilities
}

// link is an n-gram's row with those of its history and of the n-gram without
// its first letter.
type link struct{ id, history, shorter int32 }

func newGrams(classes int) *grams {
	g := &grams{classes: classes, id: make(map[gram]int32, 1<<15), row: make([]float32, 0, classes<<15)}
	g.at(0, 0)         // the empty history
	g.at(0, wordStart) // a history that is never predicted
	return g
}

// at returns the n-gram's row.
func (g *grams) at(order int, key gram) []float32 {
	id, ok := g.id[key]
	if !ok {
		id = int32(len(g.id))
		g.id[key] = id
		g.byOrder[order] = append(g.byOrder[order], link{id, g.id[key.history()], g.id[key.last(max(order-1, 0))]})
		for range g.classes {
			g.row = append(g.row, 0)
		}
	}
	return g.rowOf(id)
}

func (g *grams) rowOf(id int32) []float32 {
	return g.row[int(id)*g.classes:][:g.classes]
}

// learn counts the n-grams of a word.
func (g *grams) learn(class int, word string, weight float32) {
	each(word, func(window gram, length int) {
		for order := 1; order <= length; order++ {
			g.at(order, window.last(order))[class] += weight
		}
	})
}

// each calls f for every letter of the word and for its end, with the n-gram
// that ends there and that n-gram's length.
func each(word string, f func(window gram, length int)) {
	window, length := gram(wordStart), 1
	next := func(r rune) {
		window, length = window.add(r), min(length+1, maxOrder)
		f(window, length)
	}
	for _, r := range word {
		next(r)
	}
	next(wordEnd)
}

// finish turns counts into log probabilities.
func (g *grams) finish() {
	total := make([]float32, len(g.row))
	kinds := make([]float32, len(g.row))
	for order := 1; order <= maxOrder; order++ {
		for _, l := range g.byOrder[order] {
			h := int(l.history) * g.classes
			for c, n := range g.rowOf(l.id) {
				if n > 0 {
					total[h+c] += n
					kinds[h+c]++
				}
			}
		}
	}
	for order := 1; order <= maxOrder; order++ {
		for _, l := range g.byOrder[order] {
			h := int(l.history) * g.classes
			row, shorter := g.rowOf(l.id), g.rowOf(l.shorter)
			for c, n := range row {
				p := float32(1) / alphabet
				if order > 1 {
					p = shorter[c]
				}
				if t := kinds[h+c]; t > 0 {
					p = (n + t*p) / (total[h+c] + t)
				}
				row[c] = p
			}
		}
	}
	for i, p := range g.row {
		g.row[i] = float32(math.Log(float64(p)))
	}
}

// score adds the word's log probability in every class to sum.
func (g *grams) score(word string, sum []float32) {
	each(word, func(window gram, length int) {
		for order := length; order > 0; order-- {
			if id, ok := g.id[window.last(order)]; ok {
				for c, p := range g.rowOf(id) {
					sum[c] += p
				}
				return
			}
		}
	})
}
