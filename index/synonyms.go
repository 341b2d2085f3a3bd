package index

import (
	"slices"
)

// sense represents a stem and its synonyms: "=" and one of them, or the stem
// itself if it has none.
func (l *language) sense(stem string) string {
	if s, ok := l.senses[stem]; ok {
		return s
	}
	return stem
}

// synonyms maps each stem of the base's own groups of words and of the language's
// general ones to its sense. Staff's groups take precedence: a general group that
// shares a word with one joins its sense. Terms of several words join nothing:
// an emergency room is not a room.
func (w *builder) synonyms(own, general [][]string) map[string]string {
	senses, staffs := map[string]string{}, map[string]string{}
	add := func(to map[string]string, group []string, sense string, singles bool) {
		for _, term := range group {
			tokens := w.tokens(term)
			w.know(tokens)
			if singles && len(tokens) != 1 {
				continue
			}
			for _, t := range tokens {
				if _, taken := to[t.Stem]; !taken {
					to[t.Stem] = sense
				}
			}
		}
	}
	for _, group := range own {
		add(senses, group, "="+group[0], false)
		add(staffs, group, "="+group[0], true)
	}
	for _, group := range general {
		sense := "=" + group[0]
		i := slices.IndexFunc(group, func(term string) bool {
			tokens := w.tokens(term)
			return len(tokens) == 1 && staffs[tokens[0].Stem] != ""
		})
		if i >= 0 {
			sense = staffs[w.tokens(group[i])[0].Stem]
		}
		add(senses, group, sense, false)
	}
	return senses
}
