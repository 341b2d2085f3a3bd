package knowledge

import "strings"

// Addresses lists every web address of the base with its place: the sites, the
// sources, the links under answers and inside them. An address in several places
// is listed for each.
func (b *Base) Addresses() []Item {
	var out []Item
	for _, t := range b.config.sites {
		out = append(out, t.Item)
	}
	for _, e := range b.Entries {
		out = append(out, e.Sources...)
	}
	for t := range b.blocks() {
		for _, l := range t.Links {
			out = append(out, l.URL)
		}
		out = append(out, t.inlineLinks()...)
	}
	return out
}

// inlineLinks lists the addresses inside the answer.
func (t *Text) inlineLinks() []Item {
	var out []Item
	rich, _ := ParseMarkdown(t.Answer.Text)
	for _, b := range rich {
		for _, s := range b.Spans {
			if s.URL != "" {
				out = append(out, Item{Text: s.URL, Pos: t.Answer.at(max(strings.Index(t.Answer.Text, "]("+s.URL), 0))})
			}
		}
	}
	return out
}
