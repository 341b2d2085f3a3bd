package knowledge

import (
	"net/url"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// maxListDepth is how deep lists nest and stay readable on a phone's screen.
const maxListDepth = 2

// commonMark parses CommonMark without link reference definitions: they remove
// lines from the text, and an answer has no use for them.
var commonMark = sync.OnceValue(func() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
	)
})

// ParseMarkdown reads the small Markdown of an answer: paragraphs, *bold* (or
// **bold**), lists up to two levels deep and [text](https://…). Everything else
// in CommonMark becomes plain text and is reported in problems, as ids of
// findings, each once, in order of first appearance.
func ParseMarkdown(src string) (rich Rich, problems []string) {
	m := &markdown{src: []byte(strings.ToValidUTF8(src, "\uFFFD"))}
	m.blocks(commonMark().Parse(text.NewReader(m.src)), 0)
	return m.rich, m.problems
}

// markdown collects blocks and problems while it walks a syntax tree.
type markdown struct {
	src      []byte
	rich     Rich
	problems []string
	next     Block // kind, number and depth of the next block: of the list item that has begun, else of a paragraph
}

func (m *markdown) problem(s string) {
	if !slices.Contains(m.problems, s) {
		m.problems = append(m.problems, s)
	}
}

// blocks walks the block nodes under parent, which stand in depth lists.
func (m *markdown) blocks(parent ast.Node, depth int) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Paragraph:
			m.paragraph(n)
		case *ast.TextBlock:
			m.emit(m.inline(n, Span{}))
		case *ast.List:
			m.list(n, depth)
		case *ast.Heading:
			m.problem("answer-markdown.heading")
			m.emit(m.inline(n, Span{}))
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			m.problem("answer-markdown.code")
			m.emit(m.lines(n))
		case *ast.HTMLBlock:
			m.problem("answer-markdown.html")
			m.html(n)
		case *ast.ThematicBreak:
			m.problem("answer-markdown.line")
		case *ast.Blockquote:
			m.problem("answer-markdown.quotation")
			m.blocks(n, depth)
		default:
			m.blocks(n, depth)
		}
	}
}

// paragraph keeps a paragraph and reports what looks like a table in it.
func (m *markdown) paragraph(n *ast.Paragraph) {
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		if s := strings.TrimSpace(string(line.Value(m.src))); strings.Contains(s, "|") && strings.Contains(s, "--") && strings.Trim(s, "|-: ") == "" {
			m.problem("answer-markdown.table")
		}
	}
	m.emit(m.inline(n, Span{}))
}

func (m *markdown) list(l *ast.List, depth int) {
	if depth == maxListDepth {
		m.problem("answer-markdown.depth")
	}
	number := max(l.Start, 1) // 0 is the mark of a bullet
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		m.next = Block{Kind: ListItem, Depth: min(depth, maxListDepth-1)}
		if l.IsOrdered() {
			m.next.Number = number
		}
		if first := item.FirstChild(); first != nil && first.NextSibling() != nil && first.NextSibling().Kind() == ast.KindParagraph {
			m.problem("answer-markdown.paragraphs")
		}
		m.blocks(item, depth+1)
		m.next = Block{}
		number++
	}
}

// html keeps an HTML block together with its closing line.
func (m *markdown) html(n *ast.HTMLBlock) {
	spans := m.lines(n)
	if n.HasClosure() {
		spans = append(spans, Span{Text: string(n.ClosureLine.Value(m.src))})
	}
	m.emit(spans)
}

// lines is a block's text as it stands in the source.
func (m *markdown) lines(n ast.Node) []Span {
	var s strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		s.Write(line.Value(m.src))
	}
	return []Span{{Text: s.String()}}
}

// emit appends a block unless it is empty.
func (m *markdown) emit(spans []Span) {
	b := m.next
	m.next = Block{}
	if b.Spans = tidy(spans); len(b.Spans) > 0 {
		m.rich = append(m.rich, b)
	}
}

// inline lists the spans under parent, formatted as style and what is inside.
func (m *markdown) inline(parent ast.Node, style Span) []Span {
	var out []Span
	add := func(s string) {
		sp := style
		sp.Text = s
		out = append(out, sp)
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			add(m.text(n) + lineBreak(n))
		case *ast.String:
			add(string(n.Value))
		case *ast.Emphasis:
			bold := style
			bold.Bold = true
			out = append(out, m.inline(n, bold)...)
		case *ast.Link:
			out = append(out, m.link(n, style)...)
		case *ast.Image:
			m.problem("answer-markdown.picture")
			out = append(out, m.inline(n, style)...)
		case *ast.CodeSpan:
			m.problem("answer-markdown.code")
			out = append(out, m.inline(n, style)...)
		case *ast.AutoLink:
			m.problem("answer-markdown.brackets")
			add(string(n.Label(m.src)))
		case *ast.RawHTML:
			m.problem("answer-markdown.html")
			add(string(n.Segments.Value(m.src)))
		default:
			out = append(out, m.inline(n, style)...)
		}
	}
	return out
}

// text resolves a text node's entities and backslashes.
func (m *markdown) text(n *ast.Text) string {
	raw := n.Segment.Value(m.src)
	if n.Parent().Kind() == ast.KindCodeSpan {
		return string(raw)
	}
	return string(util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(raw))))
}

func lineBreak(n *ast.Text) string {
	switch {
	case n.HardLineBreak():
		return "\n"
	case n.SoftLineBreak():
		return " "
	}
	return ""
}

// link keeps the address of a link that a channel may show: https with a host.
func (m *markdown) link(n *ast.Link, style Span) []Span {
	if len(n.Title) > 0 {
		m.problem("answer-markdown.link-title")
	}
	dest := string(util.URLEscape(n.Destination, true))
	if u, err := url.Parse(dest); err != nil || u.Scheme != "https" || u.Host == "" {
		m.problem("answer-markdown.link-address")
		return m.inline(n, style)
	}
	style.URL = dest
	return m.inline(n, style)
}

// tidy joins neighbouring spans of the same format and trims both ends.
func tidy(spans []Span) []Span {
	var out []Span
	for _, s := range spans {
		if last := len(out) - 1; last >= 0 && out[last].Bold == s.Bold && out[last].URL == s.URL {
			out[last].Text += s.Text
		} else {
			out = append(out, s)
		}
	}
	for len(out) > 0 {
		if out[0].Text = strings.TrimLeftFunc(out[0].Text, unicode.IsSpace); out[0].Text != "" {
			break
		}
		out = out[1:]
	}
	for last := len(out) - 1; last >= 0; last-- {
		if out[last].Text = strings.TrimRightFunc(out[last].Text, unicode.IsSpace); out[last].Text != "" {
			break
		}
		out = out[:last]
	}
	return out
}
