package knowledge

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// syntaxFaults map a part of yaml.v3's messages, which are about tokens, to what
// to say to people who write texts.
var syntaxFaults = []struct{ says, id string }{
	{"mapping values are not allowed", "yaml-syntax.colon"},
	{"did not find expected key", "yaml-syntax.indentation"},
	{"did not find expected '-' indicator", "yaml-syntax.dash"},
	{"did not find expected ','", "yaml-syntax.bracket"},
	{"did not find expected node content", "yaml-syntax.content"},
	{"found unexpected end of stream", "yaml-syntax.quotation"},
	{"found unexpected document indicator", "yaml-syntax.quotation"},
	{"could not find expected ':'", "yaml-syntax.no-colon"},
	{"cannot start any token", "yaml-syntax.character"},
	{"did not find expected alphabetic or numeric character", "yaml-syntax.star"},
	{"unknown anchor", "yaml-syntax.star"},
	{"block sequence entries are not allowed", "yaml-syntax.list"},
	{"unknown escape character", "yaml-syntax.backslash"},
	{"exceeded max depth", "yaml-syntax.depth"},
	{"tab character", "yaml-syntax.tab-here"},
}

// readable reports what keeps src from being text at all: an encoding other than
// UTF-8, and control characters.
func (d *decoder) readable(src []byte) bool {
	if bytes.HasPrefix(src, []byte("\xff\xfe")) || bytes.HasPrefix(src, []byte("\xfe\xff")) {
		d.report(Error, Pos{File: d.file, Line: 1, Col: 1}, "yaml-encoding.utf16", nil)
		return false
	}
	at := Pos{File: d.file, Line: 1, Col: 1}
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRune(src[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			d.report(Error, at, "yaml-encoding.broken", nil)
			return false
		case r < ' ' && !strings.ContainsRune("\t\r\n", r) || r == 0x7f:
			d.report(Error, at, "yaml-encoding.control", data{"Code": fmt.Sprintf("%U", r)})
			return false
		case r == '\n':
			at.Line, at.Col = at.Line+1, 0
		}
		at.Col++
		i += n
	}
	return true
}

// blankInYAML finds lookalikes of a space where YAML only accepts a real one: at
// the beginning of a line, after a dash or after a key's colon.
var blankInYAML = regexp.MustCompile(`^(?:[ \t]*(?:- ?)?(?:[\w-]+:)? *)([\x{a0}\x{1680}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}\p{Zl}\p{Zp}\p{Cf}])`)

// blank is the first place with a lookalike instead of a space.
func (d *decoder) blank() (p Pos, r rune, found bool) {
	for i, line := range d.lines {
		m := blankInYAML.FindStringSubmatchIndex(line)
		if m == nil {
			continue
		}
		r, _ = utf8.DecodeRuneInString(line[m[2]:])
		return Pos{File: d.file, Line: i + 1, Col: 1 + utf8.RuneCountInString(line[:m[2]])}, r, true
	}
	return Pos{}, 0, false
}

// isBlank reports whether r looks like a space or like nothing, without being a
// space.
func isBlank(r rune) bool {
	return r != ' ' && (unicode.In(r, unicode.Zs, unicode.Zl, unicode.Zp, unicode.Cf))
}

// syntax reports the parser's error, or the invisible character behind it.
func (d *decoder) syntax(err error) {
	if errors.Is(err, io.EOF) {
		d.report(Error, Pos{File: d.file, Line: 1, Col: 1}, "yaml-empty", nil)
		return
	}
	if p, r, found := d.blank(); found {
		d.report(Error, p, "text-invisible.between", data{"Sign": invisibleName(r), "Code": fmt.Sprintf("%U", r)})
		return
	}
	line, said := d.faultLine(err)
	if strings.Contains(said, "tab character") { // the message names the line in which the text before begins
		line += max(0, slices.IndexFunc(d.lines[line-1:], func(l string) bool { return strings.HasPrefix(strings.TrimLeft(l, " "), "\t") }))
	}
	text := d.lines[line-1]
	p := Pos{File: d.file, Line: line, Col: 1 + len(text) - len(strings.TrimLeft(text, " \t"))}
	if strings.HasPrefix(strings.TrimLeft(text, " "), "\t") {
		p.Col = 1 + strings.Index(text, "\t")
		d.report(Error, p, "yaml-syntax.tab", nil)
		return
	}
	for _, f := range syntaxFaults {
		if strings.Contains(said, f.says) {
			d.report(Error, p, f.id, nil)
			return
		}
	}
	d.report(Error, p, "yaml-syntax.unknown", data{"Said": said})
}

var (
	yamlLine      = regexp.MustCompile(`^line (\d+): `)
	unknownAnchor = regexp.MustCompile(`^unknown anchor '(.+)' referenced`)
)

// faultLine returns the line, from 1, of the parser's error, and the message
// without it.
func (d *decoder) faultLine(err error) (line int, said string) {
	said = strings.TrimPrefix(err.Error(), "yaml: ")
	line = 1
	if m := yamlLine.FindStringSubmatch(said); m != nil {
		line, _ = strconv.Atoi(m[1])
		said = said[len(m[0]):]
		if strings.HasPrefix(said, "did not find expected") && !strings.Contains(said, "alphabetic") {
			line++ // yaml.v3 counts from 0 in errors of its parser, from 1 in those of its scanner (decode.go, parser.fail)
		}
	}
	if m := unknownAnchor.FindStringSubmatch(said); m != nil { // it names no line
		return max(1, 1+slices.IndexFunc(d.lines, func(l string) bool { return strings.Contains(l, "*"+m[1]) })), said
	}
	if strings.HasSuffix(said, "expected key") || strings.HasSuffix(said, "'-' indicator") {
		// It names the line in which the block begins. The fault is in the
		// first one without which there is none.
		first := sort.Search(len(d.lines), func(i int) bool {
			err := yaml.Unmarshal([]byte(strings.Join(d.lines[:i+1], "\n")), &yaml.Node{})
			return err != nil && strings.HasSuffix(err.Error(), said)
		})
		line = first + 1
	}
	return min(max(1, line), len(d.lines)), said
}
