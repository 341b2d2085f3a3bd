package knowledge

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"iombot/locales"
)

// ErrPhrasingKnown says that an entry has the phrasing already, up to case,
// punctuation and diacritics.
var ErrPhrasingKnown = errors.New("the entry has this phrasing already")

// AddPhrasing adds one question to the end of lang's questions in the source of
// an entry's file. Every other byte stays: comments, order, quotes, line ends.
// White space in text becomes single spaces. The error is ErrPhrasingKnown, or
// says why a program cannot change the file: the entry is not valid, has no
// block for lang, or has an unusual layout; then staff add the line by hand.
func AddPhrasing(src []byte, lang locales.Lang, text string) ([]byte, error) {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" || !utf8.ValidString(text) || !utf8.Valid(src) {
		return nil, errors.New("adding a phrasing: the text is empty, or it or the file is not UTF-8")
	}
	d := &decoder{file: "entry.yaml"}
	root := d.document(src)
	if root == nil {
		return nil, fmt.Errorf("adding a phrasing: %s", firstError(d.findings))
	}
	key, body := field(root, string(lang))
	if body == nil || body.Kind != yaml.MappingNode || body.Style&yaml.FlowStyle != 0 || len(body.Content) == 0 {
		return nil, fmt.Errorf("adding a phrasing: there is no block %s: with lines under it", lang)
	}
	before := d.block(key, body)
	if slices.ContainsFunc(before.Phrasings(), func(p Item) bool { return fold(p.Text) == fold(text) }) {
		return nil, ErrPhrasingKnown
	}
	want := append(texts(before.Questions), text)
	for _, out := range candidates(src, body, "questions", text) {
		if added(src, out, lang, want) {
			return out, nil
		}
	}
	return nil, errors.New("adding a phrasing: the file is laid out in a way that only a person can extend")
}

// field returns a mapping's key and its value, or nil.
func field(n *yaml.Node, name string) (key, val *yaml.Node) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i], resolve(n.Content[i+1])
		}
	}
	return nil, nil
}

func texts(items []Item) []string {
	out := make([]string, len(items))
	for i, it := range items {
		out[i] = it.Text
	}
	return out
}

// candidates are the possible sources with text added to the list called name in
// body, likeliest first. yaml.v3 does not say where a node ends, so the caller
// takes the first that reads as it should.
func candidates(src []byte, body *yaml.Node, name, text string) [][]byte {
	l := split(src)
	key, list := field(body, name)
	switch {
	case key == nil:
		first := body.Content[0]
		indent := strings.Repeat(" ", first.Column-1)
		return [][]byte{l.insert(l.end(first.Line, first.Column), indent+name+":", indent+"  - "+quote(text))}
	case list.Kind == yaml.SequenceNode && list.Style&yaml.FlowStyle != 0:
		return l.insertInFlow(list, text)
	case list.Kind == yaml.SequenceNode:
		last := list.Content[len(list.Content)-1]
		return [][]byte{l.insert(l.end(last.Line, list.Column), strings.Repeat(" ", list.Column-1)+"- "+quote(text))}
	}
	return [][]byte{l.insert(key.Line, strings.Repeat(" ", key.Column+1)+"- "+quote(text))}
}

// quote writes text as YAML: plain, or in quotes where it needs them.
func quote(text string) string {
	out, err := yaml.Marshal(text)
	if err != nil {
		panic(err) // a valid string always has a YAML form
	}
	return strings.TrimSuffix(string(out), "\n")
}

// added reports whether out is src with want as lang's questions, and no other
// change in meaning.
func added(src, out []byte, lang locales.Lang, want []string) bool {
	was, is := contents(src, lang), contents(out, lang)
	if was == nil || is == nil || !slices.Equal(is.questions, want) {
		return false
	}
	return reflect.DeepEqual(was.rest, is.rest)
}

type sourceContents struct {
	questions []string
	rest      map[string]any
}

// contents splits a source into lang's questions and everything else.
func contents(src []byte, lang locales.Lang) *sourceContents {
	d := &decoder{}
	root := d.document(src)
	if root == nil {
		return nil
	}
	var rest map[string]any
	if err := root.Decode(&rest); err != nil {
		return nil
	}
	block, ok := rest[string(lang)].(map[string]any)
	if !ok {
		return nil
	}
	delete(block, "questions")
	key, body := field(root, string(lang))
	return &sourceContents{questions: texts(d.block(key, body).Questions), rest: rest}
}

// sourceLines is a file's lines with their ends.
type sourceLines struct {
	lines []string
	eol   string
}

// lineEnd is a line end in YAML 1.1, by which yaml.v3 counts lines.
var lineEnd = regexp.MustCompile("\r\n|[\n\r\u0085\u2028\u2029]")

func split(src []byte) sourceLines {
	l := sourceLines{eol: "\n"}
	rest := string(src)
	for m := lineEnd.FindStringIndex(rest); m != nil; m = lineEnd.FindStringIndex(rest) {
		l.lines = append(l.lines, rest[:m[1]])
		rest = rest[m[1]:]
	}
	l.lines = append(l.lines, rest)
	if strings.HasSuffix(l.lines[0], "\r\n") {
		l.eol = "\r\n"
	}
	return l
}

// end is the last line of a value that begins on line, in a block of the given
// column: it includes the following lines with a deeper indentation.
func (l sourceLines) end(line, col int) int {
	last := line
	for i := line; i < len(l.lines); i++ {
		rest := strings.TrimLeft(l.lines[i], " ")
		if strings.TrimSpace(rest) == "" {
			continue
		}
		if len(l.lines[i])-len(rest) < col {
			break
		}
		last = i + 1
	}
	return last
}

// insert puts new lines after the line of that number.
func (l sourceLines) insert(after int, lines ...string) []byte {
	head := strings.Join(l.lines[:after], "")
	if after == len(l.lines) {
		head += l.eol
	}
	return []byte(head + strings.Join(lines, l.eol) + l.eol + strings.Join(l.lines[after:], ""))
}

var flowEnd = regexp.MustCompile(`\s*,?\s*\]`)

// insertInFlow inserts text before each ] that may end the list.
func (l sourceLines) insertInFlow(n *yaml.Node, text string) [][]byte {
	head := strings.Join(l.lines[:n.Line-1], "")
	tail := strings.Join(l.lines[n.Line-1:], "")
	item := `, ` + doubleQuoted(text)
	if len(n.Content) == 0 {
		item = doubleQuoted(text)
	}
	var out [][]byte
	for _, m := range flowEnd.FindAllStringIndex(tail, -1) {
		out = append(out, []byte(head+tail[:m[0]]+item+tail[m[0]:]))
	}
	return out
}

func doubleQuoted(text string) string {
	out, err := yaml.Marshal(&yaml.Node{Kind: yaml.ScalarNode, Style: yaml.DoubleQuotedStyle, Value: text})
	if err != nil {
		panic(err) // a valid string always has a YAML form
	}
	return strings.TrimSuffix(string(out), "\n")
}
