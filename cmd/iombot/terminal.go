package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"iombot/bot"
	"iombot/knowledge"
)

// isTerminal reports whether a person looks at w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// progress shows on a terminal how far something is; elsewhere it is silent.
func progress(w io.Writer, what string) func(done, total int) {
	if !isTerminal(w) {
		return func(int, int) {}
	}
	return func(done, total int) {
		switch {
		case done == total:
			fmt.Fprint(w, "\r\x1b[K")
		case done%100 == 0:
			fmt.Fprintf(w, "\r%d of %d %s", done, total, what)
		}
	}
}

// printJSON prints v for programs and for people: indented, with < and &
// unescaped.
func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// render is the replies as text: paragraphs, lists, and the links that stand
// under an answer as buttons. Bold text is bold when a person looks at it.
func render(replies []bot.Reply, bold bool) string {
	var messages []string
	for _, r := range replies {
		messages = append(messages, renderText(r.Text, bold)+renderLinks(r.Buttons))
	}
	return strings.Join(messages, "\n\n")
}

func renderText(text knowledge.Rich, bold bool) string {
	var s strings.Builder
	for i, block := range text {
		s.WriteString(text.Lead(i))
		for _, span := range block.Spans {
			if bold && (span.Bold || block.Kind == knowledge.Heading) {
				s.WriteString("\x1b[1m" + span.Text + "\x1b[0m")
			} else {
				s.WriteString(span.Text)
			}
			if span.URL != "" && span.URL != span.Text {
				s.WriteString(" <" + span.URL + ">")
			}
		}
	}
	return s.String()
}

func renderLinks(buttons [][]bot.Button) string {
	var s strings.Builder
	for _, row := range buttons {
		for _, b := range row {
			if b.URL == "" {
				continue
			}
			if s.Len() == 0 {
				s.WriteString("\n")
			}
			s.WriteString("\n" + b.Text + ": " + b.URL)
		}
	}
	return s.String()
}
