package knowledge

import "iombot/locales"

// parity checks that an entry says as much in every language. It only compares
// counts, which differ when somebody forgot a text; whether the texts mean the
// same is for people to judge (see CheckChange).
func (c *checker) parity() {
	for _, e := range c.base.Entries {
		c.parityOf(e, "parity-phrasings", 3,
			func(t *Text) int { return len(t.Questions) })
		c.parityOf(e, "parity-links", 0, countLinks)
		c.parityOf(e, "parity-items", 0, countItems)
	}
}

// parityOf compares the first language with the lowest count with the one with
// the highest. With slack 0 they must be equal; otherwise the lowest may be two
// thirds of the highest, or slack less.
func (c *checker) parityOf(e *Entry, rule string, slack int, count func(*Text) int) {
	var least, most locales.Lang
	for _, l := range c.base.Languages {
		t := e.Texts[l]
		if t == nil {
			continue
		}
		if least == "" || count(t) < count(e.Texts[least]) {
			least = l
		}
		if most == "" || count(t) > count(e.Texts[most]) {
			most = l
		}
	}
	if least == most {
		return
	}
	few, many := count(e.Texts[least]), count(e.Texts[most])
	if slack > 0 && (many-few <= slack || few*3 >= many*2) {
		return
	}
	c.report(Warning, e.Texts[least].Pos, rule, data{"Lang": least, "Count": few, "Other": most, "Most": many})
}

// countLinks counts the addresses under and inside the answer, each once.
func countLinks(t *Text) int {
	urls := map[string]bool{}
	for _, l := range t.Links {
		urls[l.URL.Text] = true
	}
	for _, l := range t.inlineLinks() {
		urls[l.Text] = true
	}
	return len(urls)
}

func countItems(t *Text) int {
	n := 0
	rich, _ := ParseMarkdown(t.Answer.Text)
	for _, b := range rich {
		if b.Kind == ListItem {
			n++
		}
	}
	return n
}
