package index

import (
	"maps"
	"slices"
)

// synonyms maps a stem to the class of words that mean about the same, named
// after one of them. A stem has at most one class.
type synonyms map[string]string

// newSynonyms makes classes of the base's own groups of words and of the
// language's general ones. Staff's word goes first: a general group that has one
// of their words joins its class.
func newSynonyms(own, general [][]string, analyze analyzer) synonyms {
	s := synonyms{}
	for _, group := range own {
		s.add(group, group[0], analyze)
	}
	staffs := maps.Clone(s)
	for _, group := range general {
		s.add(group, staffs.classOf(group, analyze), analyze)
	}
	return s
}

// add puts the stems of group that have no class yet into class.
func (s synonyms) add(group []string, class string, analyze analyzer) {
	for _, word := range group {
		for _, t := range analyze.tokens(clean(word)) {
			if _, taken := s[t.stem]; !taken {
				s[t.stem] = class
			}
		}
	}
}

// classOf is the class of the first word of group that has one, or else a new
// one. A term of several words has none: "emergency room" is no room.
func (s synonyms) classOf(group []string, analyze analyzer) string {
	for _, word := range group {
		if t := analyze.tokens(clean(word)); len(t) == 1 && s[t[0].stem] != "" {
			return s[t[0].stem]
		}
	}
	return group[0]
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
