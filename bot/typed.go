package bot

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"iombot/knowledge"
)

// typedScreens are the buttons that open a command's screen and that people may
// type instead of pressing them: the message id of each label, and the command.
// A page's neighbours are not known from a word: the menu is the way to them.
var typedScreens = []struct{ label, command string }{
	{"menu.open", cmdMenu}, {"menu.back", cmdMenu}, {"menu.previous", cmdMenu}, {"menu.next", cmdMenu}, {"screen.back", cmdMenu},
	{"language.open", cmdLanguage}, {"contact.open", cmdContact}, {"site.open", cmdContact}, {"about.open", cmdAbout},
	{"privacy.open", cmdPrivacy}, {"privacy.more", cmdDetails}, {"forget.open", cmdForget}, {"help.open", cmdHelp},
}

// typedButton answers a message that repeats a button's label as if the button
// had been pressed.
func (t *turn) typedButton() bool {
	if t.typedNone() || t.typedVote() || t.typedKeep() {
		return true
	}
	if t.typedRepeat() {
		return true
	}
	for _, b := range typedScreens {
		if t.isSaid(b.label) {
			t.send(t.shown(b.command, ""))
			return true
		}
	}
	return false
}

// typedForget answers the question whether to forget the chat: with what stands on
// its buttons at any time, with a yes or no when that question was the last message.
func (t *turn) typedForget() bool {
	switch {
	case t.isSaid("forget.confirm"), t.forgetAsked && t.isSaid("choices.yes"):
		return t.forgetChat(yes)
	case t.isSaid("forget.cancel"), t.forgetAsked && t.isSaid("choices.no"):
		return t.forgetChat(no)
	}
	return false
}

// typedRepeat sends the last choices or the last answer once more.
func (t *turn) typedRepeat() bool {
	e := t.current()
	if e == nil || !t.isSaid("answer.repeat") {
		return false
	}
	var offered []*knowledge.Entry
	for _, id := range t.state.Offered {
		if e := t.base.Entry(id); e != nil {
			offered = append(offered, e)
		}
	}
	if len(offered) > 0 {
		t.send(t.offer(offered))
	} else {
		t.send(t.answer(e))
	}
	return true
}

// typedNone answers a message which says that none of the offered entries fit,
// or that the answer to danger was not what was asked for.
func (t *turn) typedNone() bool {
	e := t.current()
	switch {
	case e != nil && e.Urgent && (t.isSaid("answer.unasked") || len(t.state.Instead) > 0 && t.isSaid("choices.no")):
		t.missed(e.ID)
		t.askedOther(keyOf(e.ID))
	case len(t.state.Offered) > 0 && (t.isSaid("choices.none") || t.isSaid("choices.no")):
		t.missed("")
		t.state.Offered = nil
		// It does not ask for consent: this message is not the question.
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
// is about the answer that was seen last.
func (t *turn) typedVote() bool {
	e := t.current()
	if e == nil || e.Urgent || len(t.state.Offered) > 0 { // no answer, or one that has no vote, or only offered
		return false
	}
	thumb := strings.TrimSpace(t.update.Text)
	switch {
	case strings.HasPrefix(thumb, "👍") && plainWords(thumb) == "", t.isSaid("vote.useful"), t.isSaid("vote.helped"):
		t.count(e, t.rated(e), true)
		t.send(screen{text: t.say("vote.thanks", nil), buttons: rows(t.topicsButton())})
		t.tick(e, yes)
		return true
	case strings.HasPrefix(thumb, "👎") && plainWords(thumb) == "", t.isSaid("vote.useless"), t.isSaid("vote.failed"):
		t.count(e, t.rated(e), false)
		t.send(screen{text: t.say("vote.why", nil), buttons: append(t.reasonRows(e), t.personButtons()...)})
		t.tick(e, no)
		return true
	}
	for i := range reasons {
		if t.isSaid(reasons[i].label) {
			t.reason(e, i)
			t.send(screen{text: t.say("vote.sorry", nil), buttons: t.personButtons()})
			return true
		}
	}
	return false
}

// rated is the message of the answer that was seen last, or what stands for it.
func (t *turn) rated(e *knowledge.Entry) int64 {
	return cmp.Or(t.state.Rated, typedBallot(e))
}

// tick has the buttons under the answer that was rated show the last vote. What
// answers an edited message counts its parts, of which this is none.
func (t *turn) tick(e *knowledge.Entry, chosen string) {
	if t.state.Rated != 0 && t.update.Kind == Message {
		t.replies = append(t.replies, Reply{Kind: EditMarkup, Target: t.state.Rated, Buttons: t.answerButtons(e, chosen)})
	}
}

// typedBallot stands for the message of an answer that was rated in words: which
// it was is not known. Messages have ids above 0.
func typedBallot(e *knowledge.Entry) int64 {
	sum := sha256.Sum256([]byte(e.ID))
	return int64(binary.BigEndian.Uint64(sum[:]) | 1<<63)
}

// typedKeep gives consent to keep the last question without an answer. Its text
// is gone, so the person is asked to repeat it.
func (t *turn) typedKeep() bool {
	if len(t.state.ConsentRequests) == 0 || !t.isSaid("consent.keep") {
		return false
	}
	return t.keepQuestion(strconv.FormatInt(t.state.ConsentRequests[len(t.state.ConsentRequests)-1], 10))
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

// typedChoice answers a message that says in words which of the last choices it
// means: "2", "the second one", or a button's label.
func (t *turn) typedChoice() bool {
	said := plainWords(t.update.Text)
	last := min(len(t.state.Offered), maxChoices) - 1
	for i, id := range t.state.Offered {
		e := t.base.Entry(id)
		if e == nil || i > last {
			continue
		}
		if t.saysWhich(i, last) || said == plainWords(t.title(e)) {
			t.state.Offered = nil
			t.send(t.answer(e))
			return true
		}
	}
	return false
}

// saysWhich reports whether the message means the i-th of the buttons. It may be
// in any language: the answer is in the language of the choices.
func (t *turn) saysWhich(i, last int) bool {
	return slices.ContainsFunc(t.bot.meanings(plainWords(t.update.Text)), func(m meaning) bool {
		return m.id == ordinal(i) || i == last && m.id == "choices.last" || last == 0 && m.id == "choices.yes"
	})
}
