package bot

import (
	"iombot/knowledge"
	"iombot/locales"
)

// The commands that only staff may give.
const (
	cmdStats   = "stats"
	cmdGaps    = "gaps"
	cmdPreview = "preview"
	cmdWhy     = "why"
	cmdReload  = "reload"
)

// staffCommand is a command that only staff may give, by the same name in every
// language. about is the message id of its description.
type staffCommand struct {
	name, about string
	do          func(*turn)
	private     bool // it shows what only staff may see
}

// staffCommands are not counted: staff looking at figures is not use of the bot.
func staffCommands() []staffCommand {
	return []staffCommand{
		{cmdStats, "stats.about", func(t *turn) { t.send(t.stats()) }, true},
		{cmdGaps, "gaps.about", func(t *turn) { t.send(t.gapsScreen()) }, true},
		{cmdPreview, "preview.about", (*turn).preview, false},
		{cmdWhy, "why.about", func(t *turn) { t.send(t.why()) }, false},
		{cmdReload, "reload.about", (*turn).askReload, true},
	}
}

// StaffCommands lists the commands for the menu of a member of staff: everybody's
// and their own.
func (b *Bot) StaffCommands(lang locales.Lang) []Command {
	out := b.Commands(lang)
	for _, c := range staffCommands() {
		out = append(out, Command{Name: c.name, Description: b.Catalog.Text(lang, c.about, nil)})
	}
	return out
}

// staffCommand carries out a command of staff, and reports whether it is one.
func (t *turn) staffCommand() bool {
	if !t.update.Staff {
		return false
	}
	for _, c := range staffCommands() {
		switch {
		case c.name != t.update.Command:
			continue
		case c.private && t.update.Chat.Group:
			t.send(screen{text: t.say("staff.private", nil), buttons: rows(t.topicsButton())})
		default:
			c.do(t)
		}
		return true
	}
	return false
}

// showCommands shows the chat its commands in a language; staff see theirs too,
// but not in a group, where everybody would.
func (t *turn) showCommands(lang locales.Lang) {
	t.replies = append(t.replies, Reply{Kind: Commands, Lang: lang, Staff: t.update.Staff && !t.update.Chat.Group})
}

// showOwnCommands shows the chat the commands that it has without a choice of
// language.
func (t *turn) showOwnCommands() {
	if t.update.Staff && !t.update.Chat.Group {
		t.showCommands(t.preferred())
		return
	}
	t.showCommands("")
}

// askReload has the knowledge read again. The result arrives as News.
func (t *turn) askReload() {
	t.reload = true
	t.send(screen{text: t.say("reload.begun", nil), buttons: rows(t.topicsButton())})
}

// preview sends an entry once in each language that people may ask in, as people
// see it.
func (t *turn) preview() {
	e := t.base.Entry(t.update.Args)
	if e == nil {
		t.send(screen{text: t.say("preview.usage", nil), buttons: rows(t.topicsButton())})
		return
	}
	state, events, lang := t.state, t.events, t.lang
	for _, l := range t.choosable() {
		t.lang = l
		s := t.answer(e)
		s.ahead = false
		s.text = append(knowledge.Rich{knowledge.Plain(knowledge.Note, t.bot.nameOf(l))}, s.text...)
		t.send(s)
	}
	t.state, t.events, t.lang = state, events, lang
}
