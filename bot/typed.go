package bot

// typedButtons are the buttons that people may type instead of pressing them:
// the message id of each label, and the command that it stands for.
var typedButtons = []struct{ label, command string }{
	{"menu.open", cmdMenu}, {"menu.back", cmdMenu}, {"language.open", cmdLanguage}, {"contact.open", cmdContact},
	{"about.open", cmdAbout}, {"privacy.open", cmdPrivacy}, {"privacy.more", cmdDetails}, {"forget.open", cmdForget},
	{"help.open", cmdHelp},
}

// typedButton answers a message that is what stands on a button.
func (t *turn) typedButton() bool {
	said := plainWords(t.update.Text)
	if len(t.state.Offered) > 0 && said == plainWords(t.label("choices.none")) {
		t.state.Offered = nil
		// It asks for no leave: this message is not the question.
		t.send(screen{text: t.say("none.text", nil), buttons: t.noneButtons()})
		return true
	}
	for _, b := range typedButtons {
		if said != plainWords(t.label(b.label)) {
			continue
		}
		t.send(t.shown(b.command, ""))
		return true
	}
	return false
}

// typedTopic answers a message that is a topic's title, where the search has no
// answer of its own.
func (t *turn) typedTopic() bool {
	said := plainWords(t.update.Text)
	for i := range t.base.Topics {
		topic := &t.base.Topics[i]
		if !topic.Hidden && len(topic.Entries) > 0 && said == plainWords(t.topicTitle(topic)) {
			t.send(t.topicPage(topic, 1))
			return true
		}
	}
	return false
}
