package bot

import "iombot/knowledge"

// The commands that only staff may give.
const (
	cmdWhy     = "why"
	cmdPreview = "preview"
)

// staffCommands are what a member of staff may do, by the command's name. They
// count nothing: what staff look at is no use of the bot.
var staffCommands = map[string]func(*turn){
	cmdWhy:     func(t *turn) { t.send(t.why()) },
	cmdPreview: (*turn).preview,
}

// preview sends an entry once for each language that people may ask in, as they
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
