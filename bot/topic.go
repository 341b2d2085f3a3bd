package bot

import (
	"slices"
	"time"

	"iombot/knowledge"
)

const (
	// topicTime is how long an entry that was seen counts as what the conversation
	// is about. /privacy tells people so.
	topicTime = 15 * time.Minute
	// maxTopic is how many entries that were seen are kept.
	maxTopic = 3
)

// topic lists the entries that the conversation is about, newest first.
func (t *turn) topic() []string {
	if t.now.Sub(t.state.TopicAt) > topicTime {
		return nil
	}
	return t.state.Topic
}

// seen notes that an entry is what the conversation is about now. Small talk is
// not about anything.
func (t *turn) seen(e *knowledge.Entry) {
	if e.Hidden {
		return
	}
	if t.update.Kind != Callback || len(t.topic()) == 0 || t.topic()[0] != e.ID { // not the same, in another language
		t.state.Rated = 0
	}
	before := slices.DeleteFunc(slices.Clone(t.topic()), func(id string) bool { return id == e.ID })
	topic := append([]string{e.ID}, before...)
	t.state.Topic, t.state.TopicAt = topic[:min(len(topic), maxTopic)], t.now
}
