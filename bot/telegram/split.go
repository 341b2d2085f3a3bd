package telegram

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"iombot/knowledge"
)

// The limits of one message: UTF-16 units after the entities were parsed
// (sendMessage, text), and bytes of the text with its tags (the official
// server's "Text is too long").
const (
	maxUnits = 4096
	maxBytes = 32768
)

// part is one message of a reply.
type part struct {
	HTML  string
	Plain string
}

// render splits a rich text into messages, never inside a character or a tag.
// Parts without a visible character are left out: Telegram refuses them.
func render(r knowledge.Rich) []part {
	var parts []part
	for _, runs := range split(flatten(r)) {
		if p := plain(runs); strings.TrimSpace(p) != "" {
			parts = append(parts, part{HTML: encode(runs), Plain: p})
		}
	}
	return parts
}

// split cuts runs into messages. Joined again, their texts are the text.
func split(runs []run) [][]run {
	var parts [][]run
	for {
		text, all := fit(runs)
		if all {
			return append(parts, runs)
		}
		head, tail := cut(runs, breakAt(text))
		parts, runs = append(parts, head), tail
	}
}

// fit returns the beginning of the runs' text that fits into one message, and
// whether that is all.
func fit(runs []run) (text string, all bool) {
	var b strings.Builder
	units, size := 0, 0
	for _, r := range runs {
		if r.text == "" {
			continue
		}
		open, closing := r.tags()
		size += len(open) + len(closing)
		for _, c := range r.text {
			units += utf16.RuneLen(c)
			size += escapedLen(c)
			if units > maxUnits || size > maxBytes {
				return b.String(), false
			}
			b.WriteRune(c)
		}
	}
	return b.String(), true
}

// escapedLen is how many bytes escaper makes of c.
func escapedLen(c rune) int {
	switch c {
	case '&':
		return len("&amp;")
	case '<', '>':
		return len("&lt;")
	case '"':
		return len("&quot;")
	}
	return utf8.RuneLen(c)
}

// breakAt returns the best place to cut text: after a paragraph, a line, a
// sentence or a word, so long as the part keeps half of what fits.
func breakAt(text string) int {
	for _, mark := range []string{"\n\n", "\n", ". ", " "} {
		if i := strings.LastIndex(text, mark); i >= len(text)/2 {
			return i + len(mark)
		}
	}
	return len(text)
}

// cut divides runs at a byte of their text.
func cut(runs []run, n int) (head, tail []run) {
	for i, r := range runs {
		if n < len(r.text) {
			left, right := r, r
			left.text, right.text = r.text[:n], r.text[n:]
			return append(head, left), append([]run{right}, runs[i+1:]...)
		}
		head = append(head, r)
		n -= len(r.text)
	}
	return head, nil
}
