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

// Fields is what a form shows of an entry's source, whether or not the entry is
// valid. Dates are kept as written.
type Fields struct {
	Reviewed string                      `json:"reviewed"`
	Expires  string                      `json:"expires"`
	Note     string                      `json:"note"`
	Texts    map[locales.Lang]TextFields `json:"texts"`
}

// TextFields is the part of Fields in one language.
type TextFields struct {
	Title     string       `json:"title"`
	Answer    string       `json:"answer"`
	Questions []string     `json:"questions"`
	Links     []LinkFields `json:"links"`
}

// LinkFields is a link in TextFields.
type LinkFields struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

// ReadFields reads the fields of an entry's source, with texts in the given
// languages; ok is false when it is not YAML.
func ReadFields(src []byte, languages []locales.Lang) (f Fields, ok bool) {
	d := &decoder{}
	root := d.document(src)
	if root == nil {
		return f, false
	}
	text := func(name string) string {
		if _, val := field(root, name); val != nil && val.Kind == yaml.ScalarNode {
			return d.text(val).Text
		}
		return ""
	}
	f = Fields{Reviewed: text("reviewed"), Expires: text("expires"), Note: text("note"), Texts: map[locales.Lang]TextFields{}}
	for _, lang := range languages {
		t := &Text{}
		if key, val := field(root, string(lang)); val != nil {
			t = d.block(key, val)
		}
		out := TextFields{Title: t.Title.Text, Answer: t.Answer.Text, Questions: texts(t.Questions), Links: []LinkFields{}}
		for _, l := range t.Links {
			out.Links = append(out.Links, LinkFields{l.Text.Text, l.URL.Text})
		}
		f.Texts[lang] = out
	}
	return f, true
}

// ErrFieldLayout says that only a person can change a source, because of its
// layout.
var ErrFieldLayout = errors.New("the file is laid out in a way that only a person can change")

// FieldValue is the new value of a field; which of the three counts depends on
// the field's name. An empty value removes the field.
type FieldValue struct {
	Text  string       `json:"text"`  // for reviewed, expires, note, title and answer
	List  []string     `json:"list"`  // for questions
	Links []LinkFields `json:"links"` // for links
}

func (v FieldValue) empty() bool { return v.Text == "" && len(v.List) == 0 && len(v.Links) == 0 }

// SetField sets a field of an entry's source; lang is empty for fields that all
// languages share. Every other line stays: comments, order, line ends, and the
// list items that were there before. The error is ErrFieldLayout when that is
// not possible.
func SetField(src []byte, lang locales.Lang, name string, v FieldValue) ([]byte, error) {
	v.Text = strings.TrimSpace(strings.ReplaceAll(v.Text, "\r\n", "\n"))
	d := &decoder{}
	root := d.document(src)
	if !slices.Contains(fieldOrder, name) || root == nil || root.Style&yaml.FlowStyle != 0 || len(root.Content) == 0 {
		return nil, ErrFieldLayout
	}
	l := split(src)
	out, ok := l.setIn(root, lang, name, v)
	if !ok || !isSet(src, out, lang, name, v) {
		return nil, fmt.Errorf("setting %s: %w", name, ErrFieldLayout)
	}
	return out, nil
}

// setIn writes the field into its block.
func (l sourceLines) setIn(root *yaml.Node, lang locales.Lang, name string, v FieldValue) ([]byte, bool) {
	body := root
	if lang != "" {
		key, block := field(root, string(lang))
		switch {
		case block == nil:
			lines := append([]string{string(lang) + ":"}, writeField("  ", name, v)...)
			return l.insert(l.lastLine(), lines...), true
		case block.Kind == yaml.ScalarNode && block.Tag == "!!null":
			return l.insert(key.Line, writeField("  ", name, v)...), true
		case block.Kind != yaml.MappingNode || block.Style&yaml.FlowStyle != 0 || len(block.Content) == 0:
			return nil, false
		}
		body = block
	}
	first := body.Content[0]
	indent := strings.Repeat(" ", first.Column-1)
	key, val := field(body, name)
	if key == nil {
		return l.insert(l.placeFor(body, name), writeField(indent, name, v)...), true
	}
	end := l.end(key.Line, key.Column)
	if val.Kind == yaml.SequenceNode && val.Style&yaml.FlowStyle == 0 && len(val.Content) > 0 {
		end = max(end, l.end(val.Content[len(val.Content)-1].Line, key.Column))
	}
	lines := writeField(indent, name, v)
	switch {
	case v.empty():
		lines = nil
	case val.Kind == yaml.SequenceNode && val.Style&yaml.FlowStyle == 0:
		lines = append([]string{strings.TrimRight(l.lines[key.Line-1], "\r\n")}, l.items(val, key, end, name, v)...)
	case val.Kind == yaml.ScalarNode && val.LineComment != "" && val.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0:
		lines[0] += " " + val.LineComment
	}
	head, tail := l.lines[:key.Line-1], l.lines[end:]
	kept := sourceLines{lines: append(slices.Clone(head), tail...), eol: l.eol}
	if len(lines) == 0 {
		return []byte(strings.Join(kept.lines, "")), true
	}
	return kept.insert(len(head), lines...), true
}

// lastLine is the number of the last line that is not blank.
func (l sourceLines) lastLine() int {
	n := len(l.lines)
	for n > 0 && strings.TrimSpace(l.lines[n-1]) == "" {
		n--
	}
	return n
}

// fieldOrder is the order in which staff write an entry.
var fieldOrder = []string{"reviewed", "expires", "urgent", "note", "sources", "related", "title", "questions", "keywords", "answer", "help", "links"}

// placeFor is the line after which a new field goes: the end of the nearest
// field before it in fieldOrder.
func (l sourceLines) placeFor(body *yaml.Node, name string) int {
	at := body.Content[0].Line - 1
	for _, before := range fieldOrder[:slices.Index(fieldOrder, name)] {
		if key, _ := field(body, before); key != nil {
			at = max(at, l.end(key.Line, key.Column))
		}
	}
	return at
}

// items rewrites a block list. Items that stay keep their lines and the comments
// before them.
func (l sourceLines) items(old, key *yaml.Node, end int, name string, v FieldValue) []string {
	indent := strings.Repeat(" ", old.Column-1)
	was := map[string][]string{}
	from := key.Line // lines up to here are written
	for i, c := range old.Content {
		to := end
		if i+1 < len(old.Content) {
			to = l.end(c.Line, old.Column+1)
		}
		var lines []string
		for _, line := range l.lines[from:to] {
			lines = append(lines, strings.TrimRight(line, "\r\n"))
		}
		was[itemKey(c)] = lines
		from = to
	}
	var out []string
	keys := itemKeys(name, v)
	for i, line := range listItems(name, v) {
		if kept, ok := was[keys[i]]; ok {
			out = append(out, kept...)
			continue
		}
		out = append(out, indent+line)
	}
	return out
}

// itemKey identifies a list item by its contents.
func itemKey(n *yaml.Node) string {
	n = resolve(n)
	if n.Kind == yaml.ScalarNode {
		return strings.TrimSpace(n.Value)
	}
	_, text := field(n, "text")
	_, url := field(n, "url")
	if text == nil || url == nil {
		return ""
	}
	return text.Value + "\x00" + url.Value
}

func itemKeys(name string, v FieldValue) []string {
	if name == "questions" {
		return v.List
	}
	var out []string
	for _, link := range v.Links {
		out = append(out, link.Text+"\x00"+link.URL)
	}
	return out
}

func listItems(name string, v FieldValue) []string {
	var out []string
	if name == "questions" {
		for _, q := range v.List {
			out = append(out, "- "+quote(q))
		}
		return out
	}
	for _, link := range v.Links {
		out = append(out, "- {text: "+doubleQuoted(link.Text)+", url: "+doubleQuoted(link.URL)+"}")
	}
	return out
}

// writeField writes a field in the style of the staff.
func writeField(indent, name string, v FieldValue) []string {
	switch {
	case v.empty():
		return nil
	case name == "questions" || name == "links":
		out := []string{indent + name + ":"}
		for _, item := range listItems(name, v) {
			out = append(out, indent+"  "+item)
		}
		return out
	case name == "reviewed" || name == "expires":
		return []string{indent + name + ": " + v.Text}
	case name == "answer":
		out := []string{indent + name + ": |"}
		for line := range strings.SplitSeq(v.Text, "\n") {
			out = append(out, strings.TrimRight(indent+"  "+line, " "))
		}
		return out
	}
	return []string{indent + name + ": " + doubleOrPlain(v.Text)}
}

// doubleOrPlain writes a text on one line.
func doubleOrPlain(text string) string {
	if out := quote(text); !strings.Contains(out, "\n") {
		return out
	}
	return doubleQuoted(text)
}

// isSet reports whether out is src with the field as wanted, and nothing else
// that means something different.
func isSet(src, out []byte, lang locales.Lang, name string, v FieldValue) bool {
	was, ok := withoutField(src, lang, name)
	is, okNow := withoutField(out, lang, name)
	if !ok || !okNow || !reflect.DeepEqual(was, is) {
		return false
	}
	f, _ := ReadFields(out, []locales.Lang{lang})
	t := f.Texts[lang]
	switch name {
	case "reviewed":
		return f.Reviewed == v.Text
	case "expires":
		return f.Expires == v.Text
	case "note":
		return f.Note == v.Text
	case "title":
		return t.Title == v.Text
	case "answer":
		return trimLines(t.Answer) == trimLines(v.Text)
	case "questions":
		return slices.Equal(t.Questions, v.List)
	}
	return slices.Equal(t.Links, v.Links)
}

// trimLines removes the spaces at the ends of lines, which nobody sees.
func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// withoutField is the contents of a source without one field.
func withoutField(src []byte, lang locales.Lang, name string) (map[string]any, bool) {
	var all map[string]any
	if err := yaml.Unmarshal(src, &all); err != nil {
		return nil, false
	}
	body := all
	if lang != "" {
		block, ok := all[string(lang)].(map[string]any)
		if !ok && all[string(lang)] != nil {
			return nil, false
		}
		body = block
	}
	delete(body, name)
	if lang != "" && len(body) == 0 {
		delete(all, string(lang))
	}
	return all, true
}
