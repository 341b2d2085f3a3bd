package index

import "slices"

// synonyms maps a stem to the class of words that mean about the same, named
// after one of them. A stem has at most one class.
type synonyms map[string]string

// newSynonyms makes classes of the base's own groups of words and of the
// language's general ones. Staff's word goes first: a general group that has one
// of their words joins its class. Terms of several words join nothing, as an
// emergency room is no room.
func newSynonyms(own, general [][]string, analyze analyzer) synonyms {
	s, staffs := synonyms{}, synonyms{}
	for _, group := range own {
		s.add(group, group[0], analyze)
		staffs.add(oneWord(group, analyze), group[0], analyze)
	}
	for _, group := range general {
		class := group[0]
		for _, word := range oneWord(group, analyze) {
			if c, ok := staffs[analyze.tokens(clean(word))[0].stem]; ok {
				class = c
				break
			}
		}
		s.add(group, class, analyze)
	}
	return s
}

// add puts the stems of group that have no class yet into class.
func (s synonyms) add(group []string, class string, analyze analyzer) {
	for _, term := range group {
		for _, t := range analyze.tokens(clean(term)) {
			if _, taken := s[t.stem]; !taken {
				s[t.stem] = class
			}
		}
	}
}

// oneWord returns the terms of group that are single words.
func oneWord(group []string, analyze analyzer) []string {
	var out []string
	for _, term := range group {
		if len(analyze.tokens(clean(term))) == 1 {
			out = append(out, term)
		}
	}
	return out
}

// meanings replaces each word that has synonyms by what stands for all of them.
func (s synonyms) meanings(tokens []token) []token {
	out := slices.Clone(tokens)
	for i, t := range out {
		if class, ok := s[t.stem]; ok {
			out[i] = token{stem: "=" + class} // no stem starts like that
		}
	}
	return out
}
