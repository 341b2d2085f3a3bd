package knowledge

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"iombot/locales"
)

// ErrTopic says that there cannot be such a topic: its id is taken or none, or
// it has no title in a language that is answered in.
var ErrTopic = errors.New("there cannot be such a topic")

// SettingsFile is the file in a knowledge base's folder that names its languages
// and topics.
const SettingsFile = configFile

// WithTopic is b with one more topic, which has no entries yet and stands behind
// those that are listed. b does not change.
func (b *Base) WithTopic(id string, titles map[locales.Lang]string) (*Base, error) {
	if !isID(id) || b.Topic(id) != nil {
		return nil, fmt.Errorf("the topic %q: %w", id, ErrTopic)
	}
	for _, l := range b.Languages {
		if strings.TrimSpace(titles[l]) == "" {
			return nil, fmt.Errorf("the topic %q has no title in %q: %w", id, l, ErrTopic)
		}
	}
	s := b.settings()
	s.Topics = slices.Insert(s.Topics, listed(s.Topics), Topic{ID: id, Titles: titles})
	entries := make([]*Entry, len(b.Entries))
	for i, e := range b.Entries {
		entries[i] = e.clone()
	}
	return newBase(s, entries), nil
}

// listed is the place behind the last topic that is not hidden.
func listed(topics []Topic) int {
	for i := len(topics); i > 0; i-- {
		if !topics[i-1].Hidden {
			return i
		}
	}
	return 0
}

// AddTopic adds a topic to the source of a SettingsFile, behind those that are
// listed, with its titles in the given order of languages. Every other byte
// stays. The error is ErrTopic when the topic is there, and ErrFieldLayout when
// only a person can change the file.
func AddTopic(src []byte, id string, titles map[locales.Lang]string, order []locales.Lang) ([]byte, error) {
	d := &decoder{file: configFile}
	root := d.document(src)
	if root == nil {
		return nil, ErrFieldLayout
	}
	_, list := field(root, "topics")
	if list == nil || list.Kind != yaml.SequenceNode || list.Style&yaml.FlowStyle != 0 || len(list.Content) == 0 {
		return nil, ErrFieldLayout
	}
	before := (&decoder{file: configFile}).settings(src)
	if before == nil || len(before.Topics) != len(list.Content) {
		return nil, ErrFieldLayout
	}
	if before.Topic(id) != nil {
		return nil, ErrTopic
	}
	indent := strings.Repeat(" ", list.Column-1)
	lines := []string{indent + "- id: " + id}
	for _, l := range order {
		if title := strings.Join(strings.Fields(titles[l]), " "); title != "" {
			lines = append(lines, indent+"  "+string(l)+": "+doubleOrPlain(title))
		}
	}
	l, at := split(src), listed(before.Topics)
	after := list.Content[0].Line - 1
	if at > 0 {
		after = l.end(list.Content[at-1].Line, list.Column+1)
	}
	out := l.insert(after, lines...)
	if !topicAdded(src, out, id, at) {
		return nil, ErrFieldLayout
	}
	return out, nil
}

// topicAdded reports whether out is src with one more topic at a place, and no
// other change in meaning.
func topicAdded(src, out []byte, id string, at int) bool {
	var was, is map[string]any
	if yaml.Unmarshal(src, &was) != nil || yaml.Unmarshal(out, &is) != nil {
		return false
	}
	before, _ := was["topics"].([]any)
	after, _ := is["topics"].([]any)
	if len(after) != len(before)+1 {
		return false
	}
	added, _ := after[at].(map[string]any)
	delete(was, "topics")
	delete(is, "topics")
	return added["id"] == id && reflect.DeepEqual(before, slices.Delete(slices.Clone(after), at, at+1)) && reflect.DeepEqual(was, is)
}
