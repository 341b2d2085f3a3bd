package bot

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"iombot/knowledge"
	"iombot/locales"
)

// typedScreens are the buttons that open a command's screen and that people may
// type instead of pressing them: the message id of each label, and the command.
// A page's neighbours are not known from a word: the menu is the way to them.
var typedScreens = []struct{ label, command string }{
	{"menu.open", cmdMenu}, {"menu.back", cmdMenu}, {"menu.previous", cmdMenu}, {"menu.next", cmdMenu}, {"screen.back", cmdMenu},
	{"language.open", cmdLanguage}, {"contact.open", cmdContact}, {"site.open", cmdContact}, {"about.open", cmdAbout},
	{"privacy.open", cmdPrivacy}, {"privacy.more", cmdDetails}, {"forget.open", cmdForget}, {"help.open", cmdHelp},
}

// typedButton answers a message that is what stands on a button as a press on it
// would be answered.
func (t *turn) typedButton() bool {
	if t.typedNone() || t.typedVote() || t.typedKeep() {
		return true
	}
	switch {
	case t.isOn("forget.confirm"):
		return t.forgetChat(yes)
	case t.isOn("forget.cancel"):
		return t.forgetChat(no)
	}
	for _, b := range typedScreens {
		if t.isOn(b.label) {
			t.send(t.shown(b.command, ""))
			return true
		}
	}
	return false
}

// isOn reports whether the message is what stands on the button with this label,
// and has it answered in the button's language.
func (t *turn) isOn(label string) bool {
	return t.isSaid(label, func(s string) []string { return []string{plainWords(s)} })
}

// isOneOf is isOn for a text that lists what people write.
func (t *turn) isOneOf(words string) bool { return t.isSaid(words, splitList) }

func (t *turn) isSaid(id string, split func(string) []string) bool {
	said := plainWords(t.update.Text)
	for _, l := range append([]locales.Lang{t.lang}, t.bot.Catalog.Languages()...) {
		if said != "" && slices.Contains(split(t.bot.Catalog.Text(l, id, t.facts(l, nil))), said) {
			if t.speaks(l) {
				t.lang = l
			}
			return true
		}
	}
	return false
}

// typedNone answers who writes that nothing fits of what was offered, or that
// the answer to danger was not what they asked for.
func (t *turn) typedNone() bool {
	e := t.current()
	switch {
	case e != nil && e.Urgent && (t.isOn("answer.unasked") || len(t.state.Offered) > 0 && t.isOneOf("choices.no")):
		t.missed(e.ID)
		t.askedOther(keyOf(e.ID))
	case len(t.state.Offered) > 0 && (t.isOn("choices.none") || t.isOneOf("choices.no")):
		t.missed("")
		t.state.Offered = nil
		// It asks for no leave: this message is not the question.
		t.send(screen{text: t.say("none.text", nil), buttons: t.noneButtons()})
	default:
		return false
	}
	return true
}

// current is the entry that the person saw last, or nil.
func (t *turn) current() *knowledge.Entry {
	if topic := t.topic(); len(topic) > 0 {
		return t.base.Entry(topic[0])
	}
	return nil
}

// typedVote counts a vote, or its reason, that is written instead of pressed: it
// is on the answer that was seen last.
func (t *turn) typedVote() bool {
	e := t.current()
	if e == nil || e.Urgent || len(t.state.Offered) > 0 { // no answer, or one that has no vote, or only offered
		return false
	}
	thumb := strings.TrimSpace(t.update.Text)
	switch {
	case strings.HasPrefix(thumb, "👍") && plainWords(thumb) == "", t.isOn("vote.useful"), t.isOneOf("vote.helped"):
		t.count(e, typedBallot(e), true)
		t.send(screen{text: t.say("vote.thanks", nil), buttons: rows(t.topicsButton())})
		return true
	case strings.HasPrefix(thumb, "👎") && plainWords(thumb) == "", t.isOn("vote.useless"), t.isOneOf("vote.failed"):
		t.count(e, typedBallot(e), false)
		t.send(screen{text: t.say("vote.why", nil), buttons: append(t.reasonRows(e), t.personButtons()...)})
		return true
	}
	for i := range reasons {
		if t.isOn(reasons[i].label) {
			t.reason(e, i)
			t.send(screen{text: t.say("vote.sorry", nil), buttons: t.personButtons()})
			return true
		}
	}
	return false
}

// typedBallot stands for the message of an answer that was rated in words: which
// it was is not known. Messages have ids above 0.
func typedBallot(e *knowledge.Entry) int64 {
	sum := sha256.Sum256([]byte(e.ID))
	return int64(binary.BigEndian.Uint64(sum[:]) | 1<<63)
}

// typedKeep gives leave to keep the question that was last asked about. Its
// text is gone: the person is asked for it.
func (t *turn) typedKeep() bool {
	if len(t.state.Asked) == 0 || !t.isOn("consent.keep") {
		return false
	}
	return t.keepQuestion(strconv.FormatInt(t.state.Asked[len(t.state.Asked)-1], 10))
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

// typedChoice answers a message that says in words which of the buttons of the
// last choices it means: "2", "the second one", or what stands on it.
func (t *turn) typedChoice() bool {
	said := plainWords(t.update.Text)
	last := min(len(t.state.Offered), maxChoices) - 1
	for i, id := range t.state.Offered {
		e := t.base.Entry(id)
		if e == nil || i > last {
			continue
		}
		if slices.Contains(t.ordinals(i), said) || i == last && t.isOneOf("choices.last") || last == 0 && t.isYes(said) || said == plainWords(t.title(e)) {
			t.state.Offered = nil
			t.send(t.answer(e))
			return true
		}
	}
	return false
}

// isYes reports whether a word agrees, in any language of the program.
func (t *turn) isYes(said string) bool {
	return slices.ContainsFunc(t.bot.Catalog.Languages(), func(l locales.Lang) bool {
		return slices.Contains(strings.Fields(t.bot.Catalog.Text(l, "choices.yes", nil)), said)
	})
}

// ordinals lists the ways of saying the i-th in every language of the program.
func (t *turn) ordinals(i int) []string {
	var out []string
	for _, l := range t.bot.Catalog.Languages() {
		all := strings.Split(t.bot.Catalog.Text(l, "choices.ordinals", nil), ";")
		if i < len(all) {
			out = append(out, splitList(all[i])...)
		}
	}
	return out
}
