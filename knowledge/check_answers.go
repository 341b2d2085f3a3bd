package knowledge

import (
	"fmt"
	"regexp"
	"strings"
)

const (
	maxMessage = 4096 // UTF-16 code units (Bot API, sendMessage)
	// notesRoom is what the bot may add under an answer: the day it was last
	// checked, that it may be out of date, and where to ask.
	notesRoom = 400
)

// answers checks an answer's Markdown as a channel will render it.
func (c *checker) answers() {
	for t := range c.base.blocks() {
		if t.Answer.Text == "" {
			continue // only understood: people get the answer in another language
		}
		rich, problems := ParseMarkdown(t.Answer.Text)
		for _, p := range problems {
			c.report(Error, t.Answer.Pos, p, nil)
		}
		if strings.TrimSpace(rich.Plain()) == "" {
			c.report(Error, t.Answer.Pos, "answer-empty", nil)
		}
		message := append(Rich{Plain(Heading, t.Title.Text)}, rich...)
		if n := message.Len() + notesRoom; n > maxMessage {
			c.report(Error, t.Answer.Pos, "answer-length", data{"Over": n - maxMessage})
		}
		c.leftovers(t, rich)
		c.lists(t, rich)
	}
}

// leftover is Markdown that was not parsed, so that people would see it.
var leftover = regexp.MustCompile(`\*[^\s*]|[^\s*]\*|\]\(`)

func (c *checker) leftovers(t block, rich Rich) {
	m := leftover.FindString(rich.Plain())
	if m == "" {
		return
	}
	offset := max(strings.Index(t.Answer.Text, m), 0)
	if offset > 0 && t.Answer.Text[offset-1] == '\\' {
		return
	}
	c.report(Error, t.Answer.at(offset), "answer-leftover", data{"Sign": m})
}

// lists reports numbers that Markdown mistook for list numbers, such as a line
// that begins with a year or a date ("2019. aastal…", "4. märtsil…"): a numbered
// list begins with 1 and has at least two items.
func (c *checker) lists(t block, rich Rich) {
	for i, b := range rich {
		if b.Number == 0 || continues(rich, i) || b.Number == 1 && continued(rich, i) {
			continue
		}
		offset := 0
		line := regexp.MustCompile(fmt.Sprintf(`(?m)^[\s*+-]*0*(%d)[.)]\s`, b.Number))
		if m := line.FindStringSubmatchIndex(t.Answer.Text); m != nil {
			offset = m[2]
		}
		c.report(Error, t.Answer.at(offset), "answer-list", data{"Number": b.Number})
	}
}

// continues reports whether the numbered item i follows another of its depth.
func continues(r Rich, i int) bool {
	for j := i - 1; j >= 0; j-- {
		if r[j].Number > 0 && r[j].Depth == r[i].Depth {
			return r[j].Number+1 == r[i].Number
		}
	}
	return false
}

// continued reports whether another of its depth follows the numbered item i.
func continued(r Rich, i int) bool {
	for j := i + 1; j < len(r); j++ {
		if r[j].Number > 0 && r[j].Depth == r[i].Depth {
			return r[j].Number == r[i].Number+1
		}
	}
	return false
}
