package knowledge

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// syntaxFault is what is said about an error of the YAML parser.
type syntaxFault struct {
	says         string // part of the parser's message
	message, fix string
}

const (
	quoted = `Put the text into "double quotes"`
	align  = `Begin the line in the same column as its neighbours`
	unopen = `Close it, or put the text that it belongs to into "double quotes"`
)

// syntaxFaults translate yaml.v3's messages, which are about tokens, for people
// who wrote a text.
var syntaxFaults = []syntaxFault{
	{"mapping values are not allowed", "a colon with a space after it stands in the middle of a text, or the line is indented too far",
		quoted + `; or begin the line in the same column as its neighbours`},
	{"did not find expected key", "the line does not continue what stands before it: its indentation is not its neighbours', or a text went on after its closing quote",
		align + `; in a text with quotation marks, put all of it into 'single quotes'`},
	{"did not find expected '-' indicator", "the line stands in a list but does not begin with a dash in the list's column", align + ", with a dash and a space"},
	{"did not find expected ','", "a { or [ in this line is not closed, or a text after it needs quotes",
		`Close it with } or ], and put a text with a comma, a colon or a question mark in it into "double quotes"`},
	{"did not find expected node content", "a [ or { is not closed, or a text between them is missing or begins with a special character", quoted + ", or close the bracket"},
	{"found unexpected end of stream", "a quotation mark that opens here is not closed", unopen},
	{"found unexpected document indicator", "a quotation mark that opens here is not closed", unopen},
	{"could not find expected ':'", "a key lacks its colon, or a text goes on in a line that is not indented", "Write key: text; indent a text's further lines more than its key"},
	{"cannot start any token", "a text begins with a character that means something else in YAML", quoted},
	{"did not find expected alphabetic or numeric character", "a text begins with * or &, which mean something else in YAML", quoted + ", or write it below answer: | in a line of its own"},
	{"unknown anchor", "a text begins with *, which means something else in YAML", quoted + ", or write it below answer: | in a line of its own"},
	{"block sequence entries are not allowed", "a dash stands where no list can begin", "Put the dash into the next line, below its key"},
	{"unknown escape character", `a text in "double quotes" has a backslash`, `Write \\ for a backslash, or use 'single quotes'`},
	{"exceeded max depth", "there are too many brackets inside each other", "Is this an entry? Write its texts anew"},
	{"tab character", "there is a tab, which YAML does not allow here", "Put spaces in its place"},
}

// otherFix is for messages that syntaxFaults does not know.
const otherFix = `Check the indentation; put a text into "double quotes" that holds ": ", begins with a special character, or has a question mark between [ and ]`

// readable reports what keeps src from being text at all: another encoding than
// UTF-8, and characters that no text has.
func (d *decoder) readable(src []byte) bool {
	const encoding = "Save it again in the encoding UTF-8, which editors offer under Save as"
	if bytes.HasPrefix(src, []byte("\xff\xfe")) || bytes.HasPrefix(src, []byte("\xfe\xff")) {
		d.report(Error, Pos{File: d.file, Line: 1, Col: 1}, "yaml-encoding", encoding, "the file is saved as UTF-16")
		return false
	}
	at := Pos{File: d.file, Line: 1, Col: 1}
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRune(src[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			d.report(Error, at, "yaml-encoding", encoding, "a letter here is not UTF-8, so it cannot be read")
			return false
		case r < ' ' && !strings.ContainsRune("\t\r\n", r) || r == 0x7f:
			d.report(Error, at, "yaml-encoding", "Delete it; it may be invisible", "there is a control character (U+%04X) here, which no text has", r)
			return false
		case r == '\n':
			at.Line, at.Col = at.Line+1, 0
		}
		at.Col++
		i += n
	}
	return true
}

// syntax reports the parser's error.
func (d *decoder) syntax(err error) {
	if errors.Is(err, io.EOF) {
		d.report(Error, Pos{File: d.file, Line: 1, Col: 1}, "yaml-empty", "Fill it in or delete it", "the file is empty")
		return
	}
	line, said := d.faultLine(err)
	if strings.Contains(said, "tab character") { // it names the line in which the text before begins
		line += max(0, slices.IndexFunc(d.lines[line-1:], func(l string) bool { return strings.HasPrefix(strings.TrimLeft(l, " "), "\t") }))
	}
	text := d.lines[line-1]
	p := Pos{File: d.file, Line: line, Col: 1 + len(text) - len(strings.TrimLeft(text, " \t"))}
	if strings.HasPrefix(strings.TrimLeft(text, " "), "\t") {
		p.Col = 1 + strings.Index(text, "\t")
		d.report(Error, p, "yaml-syntax", "Put spaces in its place", "the line is indented with a tab, which YAML does not allow")
		return
	}
	for _, f := range syntaxFaults {
		if strings.Contains(said, f.says) {
			d.report(Error, p, "yaml-syntax", f.fix, "this is no YAML: %s", f.message)
			return
		}
	}
	d.report(Error, p, "yaml-syntax", otherFix, "this is no YAML: %s", said)
}

var (
	yamlLine      = regexp.MustCompile(`^line (\d+): `)
	unknownAnchor = regexp.MustCompile(`^unknown anchor '(.+)' referenced`)
)

// faultLine is the line, from 1, in which the parser's error is, and what it
// says without that.
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
