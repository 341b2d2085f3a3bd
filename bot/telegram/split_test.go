package telegram

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"iombot/knowledge"
)

func TestRender(t *testing.T) {
	rich := knowledge.Rich{
		knowledge.Plain(knowledge.Heading, `A <b> & "c"`),
		{Spans: []knowledge.Span{{Text: "See "}, {Text: "here", Bold: true, URL: `https://x.ee/?a=1&b="2"`}, {Text: "."}}},
		knowledge.Plain(knowledge.ListItem, "one"),
		{Kind: knowledge.ListItem, Depth: 1, Number: 2, Spans: []knowledge.Span{{Text: "two"}}},
		{Spans: []knowledge.Span{{Text: "write", URL: "mailto:a@b.ee"}, {Text: " or a@b.ee", URL: "mailto:a@b.ee"}}},
		knowledge.Plain(knowledge.Note, "checked"),
	}
	want := []part{{
		HTML: `<b>A &lt;b&gt; &amp; &quot;c&quot;</b>` + "\n\n" +
			`See <b><a href="https://x.ee/?a=1&amp;b=&quot;2&quot;">here</a></b>.` + "\n\n" +
			"• one\n   2. two\n\nwrite (a@b.ee) or a@b.ee\n\n<i>checked</i>",
		Plain: "A <b> & \"c\"\n\nSee here.\n\n• one\n   2. two\n\nwrite (a@b.ee) or a@b.ee\n\nchecked",
	}}
	if diff := cmp.Diff(want, render(rich)); diff != "" {
		t.Errorf("render (-want +got):\n%s", diff)
	}
}

func TestSplitPrefersParagraphs(t *testing.T) {
	long := strings.Repeat("word ", 600)
	rich := knowledge.Rich{knowledge.Plain(knowledge.Paragraph, long), knowledge.Plain(knowledge.Paragraph, long)}
	parts := render(rich)
	if len(parts) != 2 || parts[0].Plain != long+"\n\n" || parts[1].Plain != long {
		t.Errorf("%d parts", len(parts))
	}
}

// FuzzSplit: each part is within the limits, and joined the text is the same.
func FuzzSplit(f *testing.F) {
	f.Add("plain", strings.Repeat("👋", 300), "https://x.ee", uint8(10))
	f.Add(strings.Repeat("&\"<>", 300), "x", "https://"+strings.Repeat("&", 1000), uint8(40))
	f.Add("", "\xff", "http://\xff", uint8(1))
	f.Fuzz(func(t *testing.T, a, b, url string, n uint8) {
		rich := knowledge.Rich{}
		for range n {
			rich = append(rich, knowledge.Block{Kind: knowledge.ListItem, Spans: []knowledge.Span{{Text: a, Bold: true, URL: url}, {Text: b}, {URL: url}}})
		}
		runs := flatten(rich)
		var joined strings.Builder
		for _, p := range split(runs) {
			text, html := plain(p), encode(p)
			joined.WriteString(text)
			if n := len(utf16.Encode([]rune(text))); n > 4096 || len(html) > 32768 {
				t.Fatalf("a part of %d units, %d bytes", n, len(html))
			}
			if strings.Count(html, "<a href=") != strings.Count(html, "</a>") || strings.Count(html, "<b>") != strings.Count(html, "</b>") {
				t.Fatalf("a tag was cut: %s", html)
			}
		}
		if joined.String() != plain(runs) {
			t.Fatal("the text changed")
		}
	})
}
