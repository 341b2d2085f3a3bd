package index

// extract names a text's features.
func extract(tokens []token) names {
	var n names
	prev := "^"
	for _, t := range tokens {
		n.add(groupStem, t.stem, 1)
		n.add(groupPair, prev+" "+t.stem, 1)
		prev = t.stem
		if len(t.parts) == 0 {
			n.add(groupPart, t.stem, 1)
		}
		for _, p := range t.parts {
			n.add(groupPart, p, 1)
		}
		addGrams(&n, t.fold)
	}
	return n
}

// Lengths of character n-grams, the word's ends included.
const (
	minGram = 2
	maxGram = 5
)

// addGrams adds the n-grams of a word between boundary marks. Words are folded
// and nearly always ASCII, so bytes serve for characters; in other scripts a
// cut character is as good a mark of its neighbours as a whole one.
func addGrams(n *names, word string) {
	w := "_" + word + "_"
	for size := minGram; size <= maxGram; size++ {
		for i := 0; i+size <= len(w); i++ {
			n.add(groupGram, w[i:i+size], 1)
		}
	}
}
