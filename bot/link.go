package bot

import (
	"regexp"
	"slices"

	"iombot/knowledge"
)

// deepLink is what may follow /start in an address (Bot Features, "Deep
// Linking"); anything else was written by a person.
var deepLink = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// Payload is what follows "?start=" in an address that opens the entry or the
// topic with this id. It is empty for an id that no address can hold.
func Payload(id string) string {
	if !deepLink.MatchString(id) {
		return ""
	}
	return id
}

// opened shows what the payload of a deep link names: an entry, or else a
// topic. ok is false when the base has neither.
func (t *turn) opened(payload string) (s screen, ok bool) {
	if e := t.base.Entry(payload); e != nil && !e.Hidden {
		return t.answer(e), true
	}
	i := slices.IndexFunc(t.base.Topics, func(topic knowledge.Topic) bool { return topic.ID == payload && !topic.Hidden })
	if i < 0 {
		return screen{}, false
	}
	return t.topicPage(&t.base.Topics[i], 1), true
}

// start answers /start: with what its link names and nothing else, as that may
// be the number to call; without a link, with the greeting.
func (t *turn) start() {
	payload := t.update.Args
	s, ok := t.opened(payload)
	if !ok {
		s = t.greeting()
		if payload != "" && payload != askPayload {
			s.text = append(t.say("start.old", nil), s.text...)
		}
	}
	t.send(s)
	if t.update.Staff && !t.update.Chat.Group { // whose menu could not be set before
		t.showCommands(t.lang)
	}
}
