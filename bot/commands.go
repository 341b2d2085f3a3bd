package bot

import (
	"math"
	"slices"
	"strings"

	"iombot/knowledge"
	"iombot/locales"
	"iombot/locales/text"
)

// The commands' own names, which work in every language. They include those that
// Telegram asks of every bot (Bot Features "Global Commands", Bot Developer
// Terms 4: /privacy).
const (
	cmdStart    = "start"
	cmdMenu     = "menu"
	cmdLanguage = "language"
	cmdHelp     = "help"
	cmdContact  = "contact"
	cmdPrivacy  = "privacy"
	cmdDetails  = "privacydetails"
	cmdAbout    = "about"
	cmdForget   = "forget"
	cmdSettings = "settings"
	cmdStop     = "stop"
)

// Command is a line of the command menu that an app shows.
type Command struct {
	Name        string // lower case, without slash, 1 to 32 of a–z, 0–9 and _
	Description string // 1 to 256 characters
}

// Commands lists the commands for a menu in lang, most useful first, with the
// names that they have in lang. Handle knows every name in every language.
func (b *Bot) Commands(lang locales.Lang) []Command {
	var out []Command
	for _, c := range commands() {
		if c.about != "" {
			out = append(out, Command{Name: b.Catalog.Text(lang, c.name, nil), Description: b.Catalog.Text(lang, c.about, nil)})
		}
	}
	return out
}

// Description is the text that an app shows in an empty chat with the bot, at
// most 512 characters.
func (b *Bot) Description(lang locales.Lang) string {
	return b.Catalog.Text(lang, "profile.long", nil)
}

// ShortDescription is the text on the bot's profile and with a shared link to
// it, at most 120 characters.
func (b *Bot) ShortDescription(lang locales.Lang) string {
	return b.Catalog.Text(lang, "profile.short", nil)
}

// command is a command that anybody may give. name and about are message ids:
// the name in a language, and the description in the command menu. words is the
// id of the words that mean the command when a message consists of them.
type command struct {
	id, name, about, words string
	screen                 func(*turn) screen
}

func commands() []command {
	return []command{
		{cmdMenu, "command.menu.name", "command.menu.about", "command.menu.words", (*turn).topics},
		{cmdLanguage, "command.language.name", "command.language.about", "command.language.words", languageScreen},
		{cmdContact, "command.contact.name", "command.contact.about", "", contactScreen},
		{cmdHelp, "command.help.name", "command.help.about", "command.help.words", helpScreen},
		{cmdAbout, "command.about.name", "command.about.about", "", aboutScreen},
		{cmdPrivacy, "command.privacy.name", "command.privacy.about", "command.privacy.words", privacyScreen},
		{cmdDetails, "", "", "", privacyDetails},
		{cmdForget, "command.forget.name", "command.forget.about", "command.forget.words", forgetAsk},
		{cmdStart, "command.start.name", "", "command.start.words", (*turn).greeting},
		{cmdStop, "command.stop.name", "", "command.stop.words", stopScreen},
		{cmdSettings, "", "", "", languageScreen},
	}
}

// lookup finds the command that goes by name in any language.
func (b *Bot) lookup(name string) (command, bool) {
	for _, c := range commands() {
		if c.id == name {
			return c, true
		}
		for _, l := range b.Catalog.Languages() {
			if c.name != "" && b.Catalog.Text(l, c.name, nil) == name {
				return c, true
			}
		}
		if slices.ContainsFunc(b.meanings(name), func(m meaning) bool { return m.id == c.words }) {
			return c, true
		}
	}
	return command{}, false
}

// Knows reports whether a command, without slash and in lower case, is one of
// the bot's in any language.
func (b *Bot) Knows(command string, staff bool) bool {
	_, ok := b.lookup(command)
	return ok || staff && slices.ContainsFunc(staffCommands(), func(c staffCommand) bool { return c.name == command })
}

// command handles a message that begins with a command.
func (t *turn) command() {
	if t.staffCommand() {
		return
	}
	c, ok := t.bot.lookup(t.update.Command)
	if said := t.wordsAfter(c); said != "" {
		t.update.Text = said
		t.question()
		return
	}
	if !ok {
		s := t.shown(cmdHelp, "")
		s.text = append(t.say("help.unknown", nil), s.text...)
		t.send(s)
		return
	}
	if c.id == cmdStart {
		t.start()
		return
	}
	t.send(t.shown(c.id, ""))
}

// wordsAfter returns the message inside a command that takes no argument: people
// write "/help me, he hits me". It is empty when nothing follows. For /help and
// for unknown commands the name is a word of the message.
func (t *turn) wordsAfter(c command) string {
	switch {
	case text.IsBlank(t.update.Args), c.id == cmdStart && deepLink.MatchString(t.update.Args):
		return ""
	case c.id == "" || c.id == cmdHelp:
		return t.update.Command + " " + t.update.Args
	}
	return t.update.Args
}

// typedCommand answers a message that is just a word for a command, in the
// word's language. A word for help may be a cry for help; the search knows the
// difference, so it is asked first.
func (t *turn) typedCommand() bool {
	c, lang := t.commandFor(t.update.Text)
	if c.id == "" || c.id == cmdHelp {
		return false
	}
	t.lang = lang
	t.send(t.shown(c.id, ""))
	return true
}

// commandFor finds the command that a message consists of, and the language to
// answer in: the turn's where that has the word, else that of the word.
func (t *turn) commandFor(message string) (command, locales.Lang) {
	all := t.bot.meanings(plainWords(message))
	if len(all) == 0 {
		return command{}, t.lang
	}
	for _, l := range append([]locales.Lang{t.lang}, t.bot.Catalog.Languages()...) {
		for _, c := range commands() {
			if !slices.Contains(all, meaning{c.words, l}) {
				continue
			}
			if !t.speaks(l) {
				l = t.lang
			}
			return c, l
		}
	}
	return command{}, t.lang
}

// plainWords is a message in lower case without anything around its words.
func plainWords(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !text.IsWordRune(r) && r != '-'
	}), " ")
}

// splitList splits a catalogue text that lists words separated by commas.
func splitList(s string) []string {
	out := strings.Split(s, ",")
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return out
}

// parents are the screens that open others, by the arg of the buttons that do
// so.
var parents = map[string]string{"h": cmdHelp, "a": cmdAbout, "p": cmdPrivacy}

// shown is a command's screen. When another screen opened it, it has a button
// back there, beside the topics, which every screen has.
func (t *turn) shown(id, parent string) screen {
	i := slices.IndexFunc(commands(), func(c command) bool { return c.id == id })
	t.at = id
	s := commands()[i].screen(t)
	if from := parents[parent]; from != "" && len(s.buttons) > 0 {
		last := len(s.buttons) - 1
		s.buttons[last] = append([]Button{t.press(t.label("screen.back"), openScreen, from, "")}, s.buttons[last]...)
	}
	return s
}

// openScreen shows a command's screen with show: in the message whose button was
// pressed, or as a new one.
func (t *turn) openScreen(id, parent string, show func(screen)) bool {
	if !slices.ContainsFunc(commands(), func(c command) bool { return c.id == id }) {
		return false
	}
	show(t.shown(id, parent))
	return true
}

// stopScreen says that the bot never writes first, and offers to forget the
// chat.
func stopScreen(t *turn) screen {
	return screen{text: t.say("stop.text", nil), buttons: rows(t.screenButton("forget.open", cmdForget), t.topicsButton())}
}

func helpScreen(t *turn) screen {
	return screen{text: t.say("help.text", nil), buttons: append(rows(t.topicsButton()),
		[]Button{t.screenButton("language.open", cmdLanguage), t.screenButton("contact.open", cmdContact)},
		[]Button{t.screenButton("about.open", cmdAbout), t.screenButton("privacy.open", cmdPrivacy)},
	)}
}

// screenButton opens a command's screen from the one being built.
func (t *turn) screenButton(label, id string) Button {
	for arg, parent := range parents {
		if parent == t.at {
			return t.press(t.label(label), openScreen, id, arg)
		}
	}
	return t.press(t.label(label), openScreen, id, "")
}

// contactEntry is the id of the entry with the office's address and telephone
// number. A base need not have it.
const contactEntry = "contact"

func contactScreen(t *turn) screen {
	s := screen{text: t.say("contact.text", nil), buttons: rows(t.siteButton())}
	if e := t.base.Entry(contactEntry); e != nil && !e.Hidden {
		s.buttons = append(s.buttons, rows(t.press(t.title(e), openEntry, keyOf(e.ID), ""))...)
	}
	s.buttons = append(s.buttons, rows(t.topicsButton())...)
	return s
}

func aboutScreen(t *turn) screen {
	return screen{text: t.say("about.text", nil), buttons: rows(t.siteButton(), t.screenButton("privacy.open", cmdPrivacy), t.topicsButton())}
}

func privacyScreen(t *turn) screen {
	return screen{text: t.say("privacy.text", nil), buttons: rows(
		t.screenButton("privacy.more", cmdDetails), t.screenButton("forget.open", cmdForget), t.topicsButton(),
	)}
}

func privacyDetails(t *turn) screen {
	return screen{text: t.say("privacy.details", nil), buttons: rows(t.screenButton("forget.open", cmdForget), t.topicsButton())}
}

// why shows staff how the search understood a question.
func (t *turn) why() screen {
	if text.IsBlank(t.update.Args) {
		return screen{text: t.say("why.usage", nil), buttons: rows(t.topicsButton())}
	}
	found := t.search.Search(knowledge.Message{Text: t.update.Args, Hint: t.hint(), Topic: t.topic()})
	head := t.bot.Catalog.Text(t.lang, "why.decision", locales.Data{
		"Outcome": found.Outcome, "Help": found.Help, "Lang": found.Lang, "Unserved": found.Unserved,
	})
	rich := knowledge.Rich{knowledge.Plain(knowledge.Paragraph, head)}
	for i, m := range found.Candidates {
		line := knowledge.Plain(knowledge.ListItem, t.bot.Catalog.Text(t.lang, "why.candidate", locales.Data{
			"ID": m.ID, "Percent": int(math.Round(100 * m.Confidence)), "Phrase": m.Phrase,
		}))
		line.Number = i + 1
		rich = append(rich, line)
	}
	return screen{text: rich, buttons: rows(t.topicsButton())}
}
