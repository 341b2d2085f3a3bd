package telegram

import (
	"strings"

	"iombot/knowledge"
)

// run is a stretch of text in one format.
type run struct {
	text         string
	bold, italic bool
	url          string
}

// maxURL bounds a link's address, so that one link cannot fill a message.
const maxURL = 2048

// flatten makes one line of runs of a rich text.
func flatten(r knowledge.Rich) []run {
	var runs []run
	for i, b := range r {
		runs = append(runs, run{text: r.Lead(i)})
		for _, s := range b.Spans {
			runs = append(runs, span(b.Kind, s))
		}
	}
	return runs
}

func span(kind knowledge.BlockKind, s knowledge.Span) run {
	r := run{
		text: strings.ToValidUTF8(s.Text, "\uFFFD"),
		bold: s.Bold || kind == knowledge.Heading, italic: kind == knowledge.Note,
	}
	switch scheme, rest, _ := strings.Cut(s.URL, ":"); {
	case s.URL == "":
	case isWeb(s.URL) && len(s.URL) <= maxURL:
		r.url = strings.ToValidUTF8(s.URL, "")
	case (scheme == "mailto" || scheme == "tel") && !strings.Contains(r.text, rest):
		// Telegram links no other scheme, but finds addresses in the text.
		r.text += " (" + rest + ")"
	}
	return r
}

func isWeb(url string) bool {
	return strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://")
}

// escaper covers text and attribute values (Bot API, "HTML style").
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// tags returns the run's opening and closing tags.
func (r run) tags() (open, closing string) {
	if r.bold {
		open, closing = "<b>", "</b>"
	}
	if r.italic {
		open, closing = open+"<i>", "</i>"+closing
	}
	if r.url != "" {
		open, closing = open+`<a href="`+escaper.Replace(r.url)+`">`, "</a>"+closing
	}
	return open, closing
}

// encode renders runs in Telegram's HTML.
func encode(runs []run) string {
	var b strings.Builder
	for _, r := range runs {
		if r.text == "" {
			continue
		}
		open, closing := r.tags()
		b.WriteString(open)
		b.WriteString(escaper.Replace(r.text))
		b.WriteString(closing)
	}
	return b.String()
}

func plain(runs []run) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.text)
	}
	return b.String()
}
