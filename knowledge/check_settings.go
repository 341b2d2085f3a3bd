package knowledge

import (
	"unicode/utf8"

	"iombot/locales"
)

// settings checks the texts of knowledge.yaml.
func (c *checker) settings() {
	texts := c.base.config
	for _, t := range texts.titles {
		if n := utf8.RuneCountInString(t.Text); n > maxLabel {
			c.report(Warning, t.Pos, "topic-title-length", data{"Length": n, "Most": maxLabel})
		}
		c.served(t)
	}
	for _, t := range texts.sites {
		if problem := addressProblem(t.Text, "https"); problem != "" {
			c.report(Error, t.Pos, "link-url.site", data{"Address": t.Text, "Problem": problem})
		}
		c.served(t)
	}
	c.synonyms()
	c.harmless()
}

// synonyms reports words in two groups, because it is unclear whether the groups
// are then one.
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
			c.report(Warning, t.Pos, "synonym-twice", data{"Word": t.Text})
		default:
			c.report(Warning, t.Pos, "synonym-groups", data{"Word": t.Text, "Line": first.Pos.Line})
		}
	}
}

// harmless reports messages that stand there twice, and those that a danger's
// entry has as a phrasing: these are danger all the same.
func (c *checker) harmless() {
	for lang, items := range c.base.Harmless {
		seen := map[string]Item{}
		for _, it := range items {
			c.served(configText{Item: it, lang: lang})
			first, dup := seen[fold(it.Text)]
			if !dup {
				seen[fold(it.Text)] = it
			}
			switch e := c.base.UrgentPhrasing(it.Text); {
			case dup:
				c.report(Warning, it.Pos, "harmless-twice", data{"Text": it.Text, "Line": first.Pos.Line})
			case e != nil:
				c.report(Warning, it.Pos, "harmless-urgent", data{"Text": it.Text, "ID": e.ID})
			}
		}
	}
}

// served reports a text in a language that the base does not have.
func (c *checker) served(t configText) {
	if !c.base.Reads(t.lang) {
		c.report(Warning, t.Pos, "config-language", data{"Text": t.Text, "Lang": t.lang})
	}
}
