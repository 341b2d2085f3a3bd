package bot

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"iombot/knowledge"
	"iombot/locales"
)

// maxToast is the most characters a toast holds (Bot API answerCallbackQuery).
const maxToast = 200

// screen is a message's content: its text and the buttons under it.
type screen struct {
	text    knowledge.Rich
	buttons [][]Button
	ahead   bool // goes ahead of replies that wait: somebody may be in danger
	quote   bool // quote the question, so that a press on a button can find it
}

// send replies with a new message or, to an edited one, by changing that part
// of the answer.
func (t *turn) send(s screen) {
	help := t.help
	if line, button := t.helpLine(); line != nil {
		s.text, s.buttons = append(line, s.text...), append(button, without(s.buttons, t.title(help))...)
	}
	r := Reply{Kind: Send, Ahead: s.ahead, Text: s.text, Buttons: s.buttons}
	if t.update.Kind != Callback { // which names the bot's own message
		r.To, r.Part, r.Quote = t.update.MessageID, t.parts, s.quote && t.parts == 0
		t.parts++
	} else if t.update.Chat.Group {
		r.Quoting = t.update.Asked
	}
	if t.update.Kind == Edited {
		r.Kind = EditAnswer
	}
	t.replies = append(t.replies, r)
}

// without leaves out the buttons with a label, and rows that are empty then.
func without(buttons [][]Button, label string) [][]Button {
	var out [][]Button
	for _, row := range buttons {
		if row = slices.DeleteFunc(row, func(b Button) bool { return b.Text == label }); len(row) > 0 {
			out = append(out, row)
		}
	}
	return out
}

// notice tells a person something now, ahead of the answers that wait.
func (t *turn) notice(text knowledge.Rich) {
	t.replies = append(t.replies, Reply{Kind: Send, Ahead: true, Text: text})
}

// edit changes the message whose button was pressed.
func (t *turn) edit(s screen) {
	t.replies = append(t.replies, Reply{Kind: Edit, Target: t.update.MessageID, Text: s.text, Buttons: s.buttons})
}

// respond answers in the message whose button was pressed, or to a written
// message with a new one.
func (t *turn) respond(s screen) {
	if t.update.Kind == Callback {
		t.edit(s)
		return
	}
	t.send(s)
}

// editButtons changes the buttons of the message whose button was pressed.
func (t *turn) editButtons(buttons [][]Button) {
	t.replies = append(t.replies, Reply{Kind: EditMarkup, Target: t.update.MessageID, Buttons: buttons})
}

// toast makes the press's one confirmation, or gives it its text.
func (t *turn) toast(text string) {
	text = cut(text, maxToast)
	if len(t.replies) == 0 {
		t.replies = append(t.replies, Reply{Kind: Toast, Ahead: true, CallbackID: t.update.CallbackID})
	}
	t.replies[0].Toast = text
}

// cut shortens a text to so many characters.
func cut(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}

// say is a catalogue text, written in the answers' Markdown.
func (t *turn) say(id string, data locales.Data) knowledge.Rich {
	return t.sayIn(t.lang, id, data)
}

func (t *turn) sayIn(lang locales.Lang, id string, data locales.Data) knowledge.Rich {
	rich, _ := knowledge.ParseMarkdown(t.bot.Catalog.Text(lang, id, t.facts(lang, data)))
	return rich
}

// label is a catalogue text for a button or a toast.
func (t *turn) label(id string) string {
	return t.bot.Catalog.Text(t.lang, id, t.facts(t.lang, nil))
}

// facts fills the placeholders that any text may use.
func (t *turn) facts(lang locales.Lang, data locales.Data) locales.Data {
	site := t.site(lang)
	all := locales.Data{
		"Contact":  t.bot.Contact,
		"Site":     site,
		"SiteName": strings.TrimSuffix(strings.TrimPrefix(site, "https://"), "/"),
		"Days":     t.bot.Catalog.Plural(lang, "days", t.bot.keepDays(), nil),
	}
	for k, v := range data {
		all[k] = v
	}
	return all
}

func (b *Bot) keepDays() int {
	if b.KeepDays > 0 {
		return b.KeepDays
	}
	return 30
}

// site is the full site's address in lang, or in the base's first language
// that has one, or empty.
func (t *turn) site(lang locales.Lang) string {
	for _, l := range append([]locales.Lang{lang}, t.order()...) {
		if s := t.base.Site[l]; reachable(s) {
			return s
		}
	}
	return ""
}

// reachable reports whether Telegram accepts a string as a button's address.
func reachable(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// rows puts each button into a row of its own and leaves out empty ones.
func rows(buttons ...Button) [][]Button {
	var out [][]Button
	for _, b := range buttons {
		if b.Text != "" {
			out = append(out, []Button{b})
		}
	}
	return out
}

// press makes a button that does something in the language of this turn.
func (t *turn) press(text string, do action, key, arg string) Button {
	return Button{Text: text, Data: press{do: do, lang: t.lang, key: key, arg: arg, owner: t.owner()}.encode()}
}

func (t *turn) topicsButton() Button { return t.press(t.label("menu.open"), openTopics, "", "") }

// siteButton leads to the full site; it is empty when the base names none.
func (t *turn) siteButton() Button {
	site := t.site(t.lang)
	if site == "" {
		return Button{}
	}
	return Button{Text: t.label("site.open"), URL: site}
}
