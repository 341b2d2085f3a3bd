package knowledge

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// maxFile bounds a file: an entry is a page of text, so a megabyte is a mistake.
const maxFile = 1 << 20

// decoder reads YAML nodes into values and collects every problem with its
// place. It does not use struct decoding, because yaml.v3 loses columns and
// drops null list items silently.
type decoder struct {
	file     string
	findings []Finding
}

func (d *decoder) report(sev Severity, p Pos, rule, fix, format string, args ...any) {
	d.findings = append(d.findings, Finding{Pos: p, Severity: sev, Rule: rule, Message: fmt.Sprintf(format, args...), Fix: fix})
}

func (d *decoder) at(n *yaml.Node) Pos { return Pos{File: d.file, Line: n.Line, Col: n.Column} }

var yamlLine = regexp.MustCompile(`line (\d+)`)

// document parses the file's only YAML document and returns its mapping, or
// nil after reporting why there is none.
func (d *decoder) document(src []byte) *yaml.Node {
	top := Pos{File: d.file, Line: 1, Col: 1}
	if len(src) > maxFile {
		d.report(Error, top, "file-size", "Is this an entry? Split it", "the file has %d bytes, more than %d", len(src), maxFile)
		return nil
	}
	dec := yaml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(src, []byte("\ufeff"))))
	var doc, more yaml.Node
	if err := dec.Decode(&doc); err != nil {
		d.syntax(err)
		return nil
	}
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		if err != nil {
			d.syntax(err)
		} else {
			d.report(Error, d.at(&more), "yaml-documents", "Remove the line --- and what follows it, or put it into a file of its own", "the file holds a second document")
		}
	}
	root := resolve(doc.Content[0])
	if root.Kind != yaml.MappingNode {
		d.report(Error, d.at(root), "yaml-shape", "Write lines such as title: …", "the file holds no keys")
		return nil
	}
	return root
}

func (d *decoder) syntax(err error) {
	if errors.Is(err, io.EOF) {
		d.report(Error, Pos{File: d.file, Line: 1, Col: 1}, "yaml-empty", "Fill it in or delete it", "the file is empty")
		return
	}
	p := Pos{File: d.file, Line: 1}
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		p.Line, _ = strconv.Atoi(m[1])
	}
	msg := strings.TrimPrefix(err.Error(), "yaml: ")
	msg = yamlLine.ReplaceAllString(msg, "")
	d.report(Error, p, "yaml-syntax", `Check the indentation, and put a text that holds ": " or begins with a special character into "double quotes"`,
		"this is no YAML: %s", strings.Trim(msg, ": "))
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
		d.report(Error, d.at(n), "yaml-shape", "Write keys with values, such as title: …", "keys are expected here")
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], resolve(n.Content[i+1])
		if line, dup := seen[key.Value]; dup {
			d.report(Error, d.at(key), "duplicate-key", "Keep one of the two", "the key %q stands on line %d already", key.Value, line)
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
		names := make([]string, 0, len(known))
		for name := range known {
			names = append(names, name)
		}
		slices.Sort(names)
		d.report(Error, d.at(key), "unknown-key", "Known here: "+strings.Join(names, ", "), "the key %q is not known", key.Value)
	}
}

// text reads a scalar as a trimmed string.
func (d *decoder) text(n *yaml.Node) Item {
	if n.Kind != yaml.ScalarNode {
		d.report(Error, d.at(n), "yaml-shape", `Put the text into "double quotes"`, "a text is expected here")
		return Item{Pos: d.at(n)}
	}
	if n.Tag == "!!null" {
		return Item{Pos: d.at(n)}
	}
	return Item{Text: strings.TrimSpace(n.Value), Pos: d.at(n)}
}

// list reads a sequence of texts and reports empty ones.
func (d *decoder) list(n *yaml.Node) []Item {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		d.report(Error, d.at(n), "yaml-shape", "Begin each line with a dash: - …", "a list is expected here")
		return nil
	}
	var items []Item
	for _, c := range n.Content {
		it := d.text(resolve(c))
		if it.Text == "" {
			d.report(Error, d.at(c), "empty-item", "Fill it in or delete the line", "a line of the list is empty")
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
		d.report(Error, it.Pos, "date", "Write year-month-day, such as 2026-11-22", "%q is no date", it.Text)
	}
	return t
}

func (d *decoder) bool(n *yaml.Node) bool {
	it := d.text(n)
	if it.Text != "true" && it.Text != "false" {
		d.report(Error, it.Pos, "true-or-false", "Write true or false", "%q is neither true nor false", it.Text)
	}
	return it.Text == "true"
}
