package knowledge

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestParseMarkdown(t *testing.T) {
	item := func(number, depth int, text string) Block {
		return Block{Kind: ListItem, Number: number, Depth: depth, Spans: []Span{{Text: text}}}
	}
	tests := map[string]struct {
		src  string
		want Rich
	}{
		"paragraphs": {"Üks\nrida.\n\nTeine.", Rich{Plain(Paragraph, "Üks rida."), Plain(Paragraph, "Teine.")}},
		"bold with one star or two": {"*Helista* **112** kohe", Rich{{Spans: []Span{
			{Text: "Helista", Bold: true}, {Text: " "}, {Text: "112", Bold: true}, {Text: " kohe"}}}}},
		"link, bold inside": {"vt [*IOM* lehte](https://estonia.iom.int/et?a=1&b=õ).", Rich{{Spans: []Span{
			{Text: "vt "}, {Text: "IOM", Bold: true, URL: "https://estonia.iom.int/et?a=1&b=%C3%B5"},
			{Text: " lehte", URL: "https://estonia.iom.int/et?a=1&b=%C3%B5"}, {Text: "."}}}}},
		"bullets": {"- a\n- b", Rich{item(0, 0, "a"), item(0, 0, "b")}},
		"numbers go on from the first, and a zero is a one": {"7. a\n8. b\n\ntext\n\n0. c", Rich{
			item(7, 0, "a"), item(8, 0, "b"), Plain(Paragraph, "text"), item(1, 0, "c")}},
		"nested":                         {"1. a\n   - b\n2. c", Rich{item(1, 0, "a"), item(0, 1, "b"), item(2, 0, "c")}},
		"hard line break":                {"a  \nb", Rich{Plain(Paragraph, "a\nb")}},
		"escapes":                        {`1\. \*a\* &amp; 5 < 6 & snake_case_name`, Rich{Plain(Paragraph, "1. *a* & 5 < 6 & snake_case_name")}},
		"reference definitions are text": {"[a]: https://example.org", Rich{Plain(Paragraph, "[a]: https://example.org")}},
		"empty":                          {" \n\n", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, problems := ParseMarkdown(tt.src)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("ParseMarkdown(%q): (-want +got)\n%s", tt.src, diff)
			}
			if len(problems) > 0 {
				t.Errorf("ParseMarkdown(%q) finds problems: %q", tt.src, problems)
			}
		})
	}
}

func TestParseMarkdownProblems(t *testing.T) {
	tests := map[string]struct {
		src, plain string
		problems   []string // ids of texts
	}{
		"headings, told once":  {"# A\n\nB\n---", "A\n\nB", []string{"answer-markdown.heading"}},
		"table":                {"a | b\n--|--\n1 | 2", "a | b --|-- 1 | 2", []string{"answer-markdown.table"}},
		"HTML block":           {"<div>\na</div>", "<div>\na</div>", []string{"answer-markdown.html"}},
		"inline HTML":          {"a <b>c</b>", "a <b>c</b>", []string{"answer-markdown.html"}},
		"comment":              {"<!-- a\nb --> c\n\nd", "<!-- a\nb --> c\n\nd", []string{"answer-markdown.html"}},
		"picture":              {"![kaart](https://example.org/a.png)", "kaart", []string{"answer-markdown.picture"}},
		"code":                 {"`a*b*` \n\n```\nc\n```\n\n    d", "a*b*\n\nc\n\nd", []string{"answer-markdown.code"}},
		"quotation":            {"> a", "a", []string{"answer-markdown.quotation"}},
		"line":                 {"a\n\n***\n\nb", "a\n\nb", []string{"answer-markdown.line"}},
		"three levels":         {"- a\n  - b\n    - c", "• a\n   • b\n   • c", []string{"answer-markdown.depth"}},
		"two paragraphs":       {"- a\n\n  b", "• a\n\nb", []string{"answer-markdown.paragraphs"}},
		"http link":            {"[a](http://example.org)", "a", []string{"answer-markdown.link-address"}},
		"script link":          {"[a](javascript:alert)", "a", []string{"answer-markdown.link-address"}},
		"link without a host":  {"[a](https:///b)", "a", []string{"answer-markdown.link-address"}},
		"link title":           {`[a](https://example.org "b")`, "a", []string{"answer-markdown.link-title"}},
		"angle brackets":       {"<https://example.org>", "https://example.org", []string{"answer-markdown.brackets"}},
		"in order, all of all": {"> # a\n\n`b`", "a\n\nb", []string{"answer-markdown.quotation", "answer-markdown.heading", "answer-markdown.code"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, problems := ParseMarkdown(tt.src)
			if diff := cmp.Diff(tt.plain, got.Plain()); diff != "" {
				t.Errorf("plain text of %q: (-want +got)\n%s", tt.src, diff)
			}
			if diff := cmp.Diff(tt.problems, problems); diff != "" {
				t.Errorf("problems of %q: (-want +got)\n%s", tt.src, diff)
			}
		})
	}
}

func TestRichPlainAndLen(t *testing.T) {
	r := Rich{
		Plain(Heading, "Pealkiri"),
		{Spans: []Span{{Text: "Helista "}, {Text: "112", Bold: true}}},
		{Kind: ListItem, Number: 1, Spans: []Span{{Text: "üks"}}},
		{Kind: ListItem, Depth: 1, Spans: []Span{{Text: "kaks 😀"}}},
		Plain(Note, "Kontrollitud"),
	}
	want := "Pealkiri\n\nHelista 112\n\n1. üks\n   • kaks 😀\n\nKontrollitud"
	if diff := cmp.Diff(want, r.Plain()); diff != "" {
		t.Errorf("Plain: (-want +got)\n%s", diff)
	}
	if got, want := r.Len(), utf8.RuneCountInString(want)+1; got != want {
		t.Errorf("Len is %d, want %d: the emoji counts twice", got, want)
	}
}

func FuzzParseMarkdown(f *testing.F) {
	for _, s := range []string{"*a* **b**\n\n1. c\n   - d", "[a](https://example.org)", "# h\n\n> q\n\n`c`", "<b>a", "| a |\n|--|\n", "&#xD800;&amp;\\*", "- - - - a\n\n b", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		rich, _ := ParseMarkdown(src)
		plain := rich.Plain()
		if !utf8.ValidString(plain) {
			t.Errorf("ParseMarkdown(%q) is not UTF-8: %q", src, plain)
		}
		for i, b := range rich {
			if len(b.Spans) == 0 || b.Spans[0].Text == "" || b.Depth >= maxListDepth || b.Number < 0 {
				t.Errorf("ParseMarkdown(%q): block %d is malformed: %+v", src, i, b)
			}
		}
		// Addresses, the language of a code block and entities may vanish;
		// without those every letter is still there, in order.
		if !strings.ContainsAny(src, "[&`~<") {
			if want, got := letters(src), letters(plain); want != got {
				t.Errorf("ParseMarkdown(%q) lost text: %q", src, plain)
			}
		}
	})
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
}
