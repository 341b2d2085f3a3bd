package bot

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"iombot/knowledge"
	"iombot/locales"
)

const (
	pageSize  = 8  // entries on a page of a topic
	shortName = 20 // characters of a label that leaves room for another beside it on a phone
)

// topics is the menu's first page.
func (t *turn) topics() screen {
	s := screen{text: t.say("menu.choose", nil), buttons: t.topicButtons()}
	s.buttons = append(s.buttons, rows(t.press(t.label("language.open"), openScreen, cmdLanguage, ""))...)
	return s
}

// topicButtons lists the topics, two short names per row.
func (t *turn) topicButtons() [][]Button {
	var out [][]Button
	room := false // whether the last row has room for a second button
	for i := range t.base.Topics {
		topic := &t.base.Topics[i]
		if topic.Hidden || len(topic.Entries) == 0 {
			continue
		}
		b := t.press(t.topicTitle(topic), openTopic, keyOf(topic.ID), "")
		short := utf8.RuneCountInString(b.Text) <= shortName
		if room && short {
			out[len(out)-1] = append(out[len(out)-1], b)
			room = false
			continue
		}
		out = append(out, []Button{b})
		room = short
	}
	return out
}

// topicTitle is the topic's title in the turn's language, or in another of the
// base's languages, or its id.
func (t *turn) topicTitle(topic *knowledge.Topic) string {
	for _, l := range append([]locales.Lang{t.lang}, t.order()...) {
		if s := topic.Titles[l]; s != "" {
			return s
		}
	}
	return topic.ID
}

// openTopic shows a page of a topic's entries; the first is page 1.
func (t *turn) openTopic(key, arg string) bool {
	i := slices.IndexFunc(t.base.Topics, func(topic knowledge.Topic) bool { return keyOf(topic.ID) == key && !topic.Hidden })
	if i < 0 {
		return false
	}
	page := 1
	if arg != "" {
		var err error
		if page, err = strconv.Atoi(arg); err != nil {
			return false
		}
	}
	t.edit(t.topicPage(&t.base.Topics[i], page))
	return true
}

// topicPage lists entries page, or the last when there are fewer pages now.
func (t *turn) topicPage(topic *knowledge.Topic, page int) screen {
	pages := max(1, (len(topic.Entries)+pageSize-1)/pageSize)
	page = min(max(page, 1), pages)
	s := screen{text: knowledge.Rich{knowledge.Plain(knowledge.Heading, t.topicTitle(topic))}}
	if pages > 1 {
		s.text = append(s.text, t.say("menu.page", locales.Data{"Page": page, "Pages": pages})...)
	}
	first := (page - 1) * pageSize
	for _, e := range topic.Entries[first:min(first+pageSize, len(topic.Entries))] {
		s.buttons = append(s.buttons, []Button{t.press(t.title(e), openEntry, keyOf(e.ID), "")})
	}
	var turns []Button
	if page > 1 {
		turns = append(turns, t.press(t.label("menu.previous"), openTopic, keyOf(topic.ID), strconv.Itoa(page-1)))
	}
	if page < pages {
		turns = append(turns, t.press(t.label("menu.next"), openTopic, keyOf(topic.ID), strconv.Itoa(page+1)))
	}
	if len(turns) > 0 {
		s.buttons = append(s.buttons, turns)
	}
	s.buttons = append(s.buttons, rows(t.press(t.label("menu.back"), openTopics, "", ""))...)
	return s
}

// openEntry shows an entry in the menu's own message, with a button back to the
// entry's page of its topic.
func (t *turn) openEntry(key string) bool {
	e := t.entryBy(key)
	if e == nil || e.Hidden {
		return false
	}
	topic := t.base.Topic(e.Topic)
	page := 1 + slices.Index(topic.Entries, e)/pageSize
	s := screen{text: t.entryText(e), buttons: t.links(e)}
	if !e.Urgent {
		s.buttons = append(s.buttons, t.related(e, openEntry)...)
	}
	up := t.bot.Catalog.Text(t.lang, "menu.up", locales.Data{"Topic": t.topicTitle(topic)})
	s.buttons = append(s.buttons, rows(t.press(up, openTopic, keyOf(topic.ID), strconv.Itoa(page)), t.topicsButton())...)
	t.edit(s)
	return true
}
