package langid

import "math"

// unknown is the log probability of a word that a class does not know.
const unknown = -1e6

// lexicon is a word model for every class: the share of each word in the class's
// text.
type lexicon struct {
	classes int
	id      map[string]int32
	words   []string
	row     []float32 // counts while it learns, then log probabilities
}

func newLexicon(classes int) *lexicon {
	return &lexicon{classes: classes, id: make(map[string]int32, 1<<14), row: make([]float32, 0, classes<<14)}
}

// at returns the word's row.
func (l *lexicon) at(word string) []float32 {
	id, ok := l.id[word]
	if !ok {
		id = int32(len(l.words))
		l.id[word] = id
		l.words = append(l.words, word)
		for range l.classes {
			l.row = append(l.row, 0)
		}
	}
	return l.rowOf(id)
}

func (l *lexicon) rowOf(id int32) []float32 { return l.row[int(id)*l.classes:][:l.classes] }

// finish turns counts into log probabilities.
func (l *lexicon) finish() {
	total := make([]float32, l.classes)
	for i, n := range l.row {
		total[i%l.classes] += n
	}
	for i, n := range l.row {
		if n > 0 {
			l.row[i] = float32(math.Log(float64(n / total[i%l.classes])))
		} else {
			l.row[i] = unknown
		}
	}
}

// find returns the word's row, or nil when no class knows the word.
func (l *lexicon) find(word string) []float32 {
	id, ok := l.id[word]
	if !ok {
		return nil
	}
	return l.rowOf(id)
}

// has reports whether the class knows the word.
func (l *lexicon) has(word string, class int) bool {
	row := l.find(word)
	return row != nil && row[class] > unknown
}
