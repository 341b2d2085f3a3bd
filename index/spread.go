package index

// maxShort is the number of words up to which a question is short.
const maxShort = 2

// spread tells how a short question's words are spread over the entries: each
// one's share of the phrasings that have all of them, weighed as if every entry
// had as many phrasings; nil for a longer question, and when no phrasing has
// them all.
func (r *ranker) spread(tokens []token) []float64 {
	if len(tokens) == 0 || len(tokens) > maxShort {
		return nil
	}
	having := make([]int, len(r.phrasings)) // how many of the words a phrasing has
	for _, t := range tokens {
		g := groupPart // so that a word is found in compounds too
		if len(t.parts) > 0 {
			g = groupStem
		}
		id, ok := r.space.ids[string(append(startKey(nil, g), t.stem...))]
		if !ok {
			return nil
		}
		for _, p := range r.likeness.lists[id] {
			having[p.phrasing]++
		}
	}
	all, with := make([]float64, r.entries), make([]float64, r.entries)
	for i, p := range r.phrasings {
		all[p.entry]++
		if having[i] >= len(tokens) {
			with[p.entry]++
		}
	}
	var total float64
	for k := range with {
		with[k] /= max(all[k], 1)
		with[k] *= with[k] // many entries use a word once or twice; that makes it no less telling
		total += with[k]
	}
	if total == 0 {
		return nil
	}
	for k := range with {
		with[k] /= total
	}
	return with
}
