package eval

import "iombot/locales"

// Report holds the figures of a run in all and broken down.
type Report struct {
	All             Figures `json:"all"`
	Languages       []Group `json:"languages"`
	Styles          []Group `json:"styles"`
	LanguagesStyles []Group `json:"languages_styles"`
	Entries         []Group `json:"entries"`
}

// Group is a part of the questions and their figures. Of Lang, Style and Entry,
// only those are set that distinguish the groups of a list.
type Group struct {
	Key
	Figures
}

// Key names a group. Entry is the best of the expected ids, or "-" for the
// questions out of scope.
type Key struct {
	Lang  locales.Lang `json:"lang,omitempty"`
	Style string       `json:"style,omitempty"`
	Entry string       `json:"entry,omitempty"`
}

// NewReport computes the figures of the outcomes. Groups are in the order of
// their first question.
func NewReport(outcomes []Outcome) Report {
	return Report{
		All:       Measure(outcomes),
		Languages: groups(outcomes, func(q Question) Key { return Key{Lang: q.Lang} }),
		Styles:    groups(outcomes, func(q Question) Key { return Key{Style: q.Style} }),
		LanguagesStyles: groups(outcomes, func(q Question) Key {
			return Key{Lang: q.Lang, Style: q.Style}
		}),
		Entries: groups(outcomes, func(q Question) Key { return Key{Entry: q.entry()} }),
	}
}

// entry is the id under which the question is counted.
func (q Question) entry() string {
	if !q.InScope() {
		return nobody
	}
	return q.Expected[0]
}

func groups(outcomes []Outcome, key func(Question) Key) []Group {
	parts := map[Key][]Outcome{}
	var order []Key
	for _, o := range outcomes {
		k := key(o.Question)
		if parts[k] == nil {
			order = append(order, k)
		}
		parts[k] = append(parts[k], o)
	}
	out := make([]Group, len(order))
	for i, k := range order {
		out[i] = Group{Key: k, Figures: Measure(parts[k])}
	}
	return out
}
