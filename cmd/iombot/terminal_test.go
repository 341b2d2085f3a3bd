package main

import (
	"testing"

	"iombot/bot"
	"iombot/knowledge"
)

func TestRender(t *testing.T) {
	id := "1:a:et::"
	replies := []bot.Reply{{
		Text: knowledge.Rich{
			knowledge.Plain(knowledge.Heading, "Title"),
			{Spans: []knowledge.Span{{Text: "Call "}, {Text: "112", Bold: true}, {Text: " or see "}, {Text: "the site", URL: "https://iom.int"}, {Text: "."}}},
			{Kind: knowledge.ListItem, Spans: []knowledge.Span{{Text: "https://iom.int", URL: "https://iom.int"}}},
		},
		Buttons: [][]bot.Button{{{Text: "Site", URL: "https://iom.int"}}, {{Text: "Helpful", Data: id}}, {{Text: "More", URL: "https://112.ee"}}},
	}, {
		Text: knowledge.Rich{knowledge.Plain(knowledge.Paragraph, "Second")},
	}}
	const plain = "Title\n\nCall 112 or see the site <https://iom.int>.\n\n• https://iom.int\n\nSite: https://iom.int\nMore: https://112.ee\n\nSecond"
	if got := render(replies, false); got != plain {
		t.Errorf("plain:\n%s", got)
	}
	const bold = "\x1b[1mTitle\x1b[0m\n\nCall \x1b[1m112\x1b[0m or see the site <https://iom.int>.\n\n• https://iom.int\n\nSite: https://iom.int\nMore: https://112.ee\n\nSecond"
	if got := render(replies, true); got != bold {
		t.Errorf("bold:\n%q", got)
	}
}
