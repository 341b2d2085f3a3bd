package knowledge

import (
	"unicode/utf8"

	"iombot/locales"
)

// settings judges the texts of knowledge.yaml.
func (c *checker) settings() {
	texts := c.base.config
	for _, t := range texts.titles {
		if n := utf8.RuneCountInString(t.Text); n > maxLabel {
			c.report(Warning, t.Pos, "topic-title-length", "Shorten it: what is cut off on a phone helps nobody", "the topic's title has %d characters, more than the %d of a button", n, maxLabel)
		}
		c.served(t)
	}
	for _, t := range texts.sites {
		if problem := addressProblem(t.Text, "https"); problem != "" {
			c.report(Error, t.Pos, "link-url", linkFix, "the site %q %s", t.Text, problem)
		}
		c.served(t)
	}
	c.synonyms()
}

// synonyms reports words in two groups: are the groups then one, or not?
func (c *checker) synonyms() {
	type word struct {
		lang locales.Lang
		text string
	}
	seen := map[word]configText{}
	for _, t := range c.base.config.synonyms {
		c.served(t)
		w := word{t.lang, fold(t.Text)}
		first, dup := seen[w]
		switch {
		case !dup:
			seen[w] = t
		case first.group == t.group:
			c.report(Warning, t.Pos, "synonym-twice", "Delete it", "%q stands in the group already", t.Text)
		default:
			c.report(Warning, t.Pos, "synonym-groups", "Make one group of the two, or keep the word in the nearer one", "%q is also in the group on line %d", t.Text, first.Pos.Line)
		}
	}
}

// served reports a text in a language that the base does not have.
func (c *checker) served(t configText) {
	if !c.base.Reads(t.lang) {
		c.report(Warning, t.Pos, "config-language", "Add the language to languages, or delete the text", "%q is in the language %q, which the base does not have", t.Text, t.lang)
	}
}
