package knowledge

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// maxFile bounds the size of a file: an entry is a page of text, so a megabyte
// is a mistake.
const maxFile = 1 << 20

// decoder reads YAML nodes into values and collects every problem with its
// place. It does not use struct decoding, because yaml.v3 loses columns and
// drops null list items silently.
type decoder struct {
	collector
	file  string
	lines []string // of the file, to find the places of texts

	lost map[string]string // ids without an entry because their file has an error, and that file
}

func (d *decoder) at(n *yaml.Node) Pos { return Pos{File: d.file, Line: n.Line, Col: n.Column} }

// document parses the file's only YAML document and returns its mapping, or
// nil after reporting why there is none.
func (d *decoder) document(src []byte) *yaml.Node {
	top := Pos{File: d.file, Line: 1, Col: 1}
	if len(src) > maxFile {
		d.report(Error, top, "file-size", data{"Size": len(src), "Most": maxFile})
		return nil
	}
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	if !d.readable(src) {
		return nil
	}
	d.lines = strings.Split(string(src), "\n")
	dec := yaml.NewDecoder(bytes.NewReader(src))
	var doc, more yaml.Node
	if err := dec.Decode(&doc); err != nil {
		d.syntax(err)
		return nil
	}
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		if err != nil {
			d.syntax(err)
		} else {
			d.report(Error, d.at(&more), "yaml-documents", nil)
		}
	}
	root := resolve(doc.Content[0])
	if root.Kind != yaml.MappingNode {
		d.report(Error, d.at(root), "yaml-shape.file", nil)
		return nil
	}
	return root
}

func resolve(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// fields calls the function of each key in the mapping n; a key without a
// function goes to other, or is reported as unknown when other is nil.
func (d *decoder) fields(n *yaml.Node, known map[string]func(key, val *yaml.Node), other func(key, val *yaml.Node) bool) {
	if n.Kind != yaml.MappingNode {
		d.report(Error, d.at(n), "yaml-shape.keys", nil)
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], resolve(n.Content[i+1])
		if line, dup := seen[key.Value]; dup {
			d.report(Error, d.at(key), "duplicate-key", data{"Key": key.Value, "Line": line})
			continue
		}
		seen[key.Value] = key.Line
		if f := known[key.Value]; f != nil {
			f(key, val)
			continue
		}
		if other != nil && other(key, val) {
			continue
		}
		d.unknownKey(key, val, known)
	}
}

func (d *decoder) unknownKey(key, val *yaml.Node, known map[string]func(key, val *yaml.Node)) {
	id := "unknown-key.among"
	if val.Tag == "!!null" && val.Value == "" && strings.Contains(key.Value, " ") {
		id = "unknown-key.comma"
	}
	if i := strings.IndexFunc(key.Value, isBlank); i >= 0 {
		p := d.at(key)
		p.Col += utf8.RuneCountInString(key.Value[:i])
		r, _ := utf8.DecodeRuneInString(key.Value[i:])
		d.report(Error, p, "text-invisible.between", data{"Sign": invisibleName(r), "Code": fmt.Sprintf("%U", r)})
		return
	}
	d.report(Error, d.at(key), id, data{"Key": key.Value, "Known": strings.Join(slices.Sorted(maps.Keys(known)), ", ")})
}

// text reads a scalar as a trimmed string.
func (d *decoder) text(n *yaml.Node) Item {
	if n.Kind != yaml.ScalarNode {
		d.report(Error, d.at(n), "yaml-shape.text", nil)
		return Item{Pos: d.at(n)}
	}
	if n.Tag == "!!null" {
		return Item{Pos: d.at(n)}
	}
	it := Item{Text: strings.TrimSpace(n.Value), Pos: d.at(n)}
	if n.Style&yaml.LiteralStyle != 0 {
		it.Literal, it.Pos = true, d.literal(n, it.Text)
	} else if n.Line > 0 && n.Line <= len(d.lines) {
		line := []rune(d.lines[n.Line-1])
		if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
			it.open = 1
		}
		from := min(max(0, n.Column-1+it.open), len(line))
		it.Literal = strings.HasPrefix(string(line[from:]), it.Text)
	}
	return it
}

// literal finds where the text of the literal block n begins: yaml.v3 gives
// the place of the | before it.
func (d *decoder) literal(n *yaml.Node, text string) Pos {
	skipped, _, _ := strings.Cut(n.Value, text)
	first, _, _ := strings.Cut(text, "\n")
	p := Pos{File: d.file, Line: n.Line + 1 + strings.Count(skipped, "\n"), Col: 1}
	if p.Line <= len(d.lines) {
		indent, _, _ := strings.Cut(d.lines[p.Line-1], first)
		p.Col += utf8.RuneCountInString(indent)
	}
	return p
}

// list reads a sequence of texts and reports empty ones.
func (d *decoder) list(n *yaml.Node) []Item {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		d.report(Error, d.at(n), "yaml-shape.list", nil)
		return nil
	}
	var items []Item
	for _, c := range n.Content {
		it := d.text(resolve(c))
		if it.Text == "" {
			if resolve(c).Kind != yaml.ScalarNode {
				continue // text has reported it
			}
			d.report(Error, d.at(c), "empty-item", nil)
			continue
		}
		items = append(items, it)
	}
	return items
}

func (d *decoder) date(n *yaml.Node) time.Time {
	it := d.text(n)
	t, err := time.Parse(time.DateOnly, it.Text)
	if err != nil {
		d.report(Error, it.Pos, "date", data{"Text": it.Text})
	}
	return t
}

func (d *decoder) bool(n *yaml.Node) bool {
	it := d.text(n)
	if it.Text != "true" && it.Text != "false" {
		d.report(Error, it.Pos, "true-or-false", data{"Text": it.Text})
	}
	return it.Text == "true"
}
