package knowledge

import (
	"strings"

	"gopkg.in/yaml.v3"

	"iombot/locales"
)

// settings decodes knowledge.yaml; nil means that it is too broken for a base.
func (d *decoder) settings(src []byte) *Base {
	root := d.document(src)
	if root == nil {
		return nil
	}
	b := &Base{Site: map[locales.Lang]string{}, Synonyms: map[locales.Lang][][]string{}, Harmless: map[locales.Lang][]Item{}}
	d.fields(root, map[string]func(key, val *yaml.Node){
		"languages":  func(_, val *yaml.Node) { d.baseLanguages(val, b, &b.Languages) },
		"understood": func(_, val *yaml.Node) { d.baseLanguages(val, b, &b.Understood) },
		"site": func(_, val *yaml.Node) {
			d.fields(val, nil, func(k, v *yaml.Node) bool {
				it, lang := d.text(v), locales.Lang(k.Value)
				b.Site[lang] = it.Text
				b.config.sites = append(b.config.sites, configText{Item: it, lang: lang})
				return true
			})
		},
		"topics": func(_, val *yaml.Node) { d.topics(val, b) },
		"synonyms": func(_, val *yaml.Node) {
			d.fields(val, nil, func(k, v *yaml.Node) bool { d.synonyms(k, v, b); return true })
		},
		"harmless": func(_, val *yaml.Node) {
			d.fields(val, nil, func(k, v *yaml.Node) bool {
				lang := locales.Lang(k.Value)
				b.Harmless[lang] = append(b.Harmless[lang], d.list(v)...)
				return true
			})
		},
	}, nil)
	if len(b.Languages) == 0 {
		d.report(Error, d.at(root), "languages.none", nil)
		return nil
	}
	d.topicTitles(b)
	return b
}

// baseLanguages reads a list of languages into list, one of b's two.
func (d *decoder) baseLanguages(n *yaml.Node, b *Base, list *[]locales.Lang) {
	for _, it := range d.list(n) {
		switch {
		case !isLang(it.Text):
			d.report(Error, it.Pos, "languages.unreadable", data{"Word": it.Text})
		case b.Reads(locales.Lang(it.Text)):
			d.report(Error, it.Pos, "languages.twice", data{"Lang": it.Text})
		default:
			*list = append(*list, locales.Lang(it.Text))
		}
	}
}

func (d *decoder) topics(n *yaml.Node, b *Base) {
	if n.Kind != yaml.SequenceNode {
		d.report(Error, d.at(n), "yaml-shape.topics", nil)
		return
	}
	for _, c := range n.Content {
		t := d.topic(resolve(c), b)
		switch {
		case t.ID == "":
			d.report(Error, t.Pos, "topic-id.none", nil)
		case b.Topic(t.ID) != nil:
			d.report(Error, t.Pos, "topic-id.twice", data{"ID": t.ID})
		default:
			b.Topics = append(b.Topics, t)
		}
	}
}

func (d *decoder) topic(n *yaml.Node, b *Base) Topic {
	t := Topic{Titles: map[locales.Lang]string{}, Pos: d.at(n)}
	d.fields(n, map[string]func(key, val *yaml.Node){
		"id":     func(_, v *yaml.Node) { t.ID = d.text(v).Text },
		"hidden": func(_, v *yaml.Node) { t.Hidden = d.bool(v) },
	}, func(k, v *yaml.Node) bool {
		if !isLang(k.Value) {
			return false
		}
		it, lang := d.text(v), locales.Lang(k.Value)
		t.Titles[lang] = it.Text
		b.config.titles = append(b.config.titles, configText{Item: it, lang: lang})
		return true
	})
	return t
}

func (d *decoder) topicTitles(b *Base) {
	for _, t := range b.Topics {
		for _, l := range b.Languages {
			if !t.Hidden && t.Titles[l] == "" {
				d.report(Error, t.Pos, "topic-title", data{"ID": t.ID, "Lang": l})
			}
		}
	}
}

func (d *decoder) synonyms(k, v *yaml.Node, b *Base) {
	if v.Kind != yaml.SequenceNode {
		d.report(Error, d.at(v), "yaml-shape.synonyms", nil)
		return
	}
	lang := locales.Lang(k.Value)
	for i, c := range v.Content {
		words := d.list(resolve(c))
		if len(words) < 2 {
			d.report(Warning, d.at(c), "synonyms", nil)
			continue
		}
		var group []string
		for _, it := range words {
			group = append(group, it.Text)
			b.config.synonyms = append(b.config.synonyms, configText{Item: it, lang: lang, group: i})
		}
		b.Synonyms[lang] = append(b.Synonyms[lang], group)
	}
}

// isLang reports whether s looks like a primary language subtag.
func isLang(s string) bool {
	return len(s) >= 2 && len(s) <= 3 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}
