package knowledge

import (
	"fmt"
	"strings"
)

// Lead is what comes before block i: the break from the block above (a blank
// line, or a line end between list items), the indentation and the bullet or
// number. Every channel that renders lists as text uses it, so that all of them
// agree with Plain.
func (r Rich) Lead(i int) string {
	var s strings.Builder
	item := r[i].Kind == ListItem
	switch {
	case i == 0:
	case item && r[i-1].Kind == ListItem:
		s.WriteString("\n")
	default:
		s.WriteString("\n\n")
	}
	if item {
		s.WriteString(strings.Repeat("   ", r[i].Depth))
		if n := r[i].Number; n > 0 {
			fmt.Fprintf(&s, "%d. ", n)
		} else {
			s.WriteString("• ")
		}
	}
	return s.String()
}

// Plain is the text that a person reads, without formatting.
func (r Rich) Plain() string {
	var s strings.Builder
	for i, b := range r {
		s.WriteString(r.Lead(i))
		for _, sp := range b.Spans {
			s.WriteString(sp.Text)
		}
	}
	return s.String()
}

// Len is the length of Plain in UTF-16 code units, in which Telegram counts a
// message (at most 4,096, Bot API "sendMessage" and "MessageEntity").
func (r Rich) Len() int {
	n := 0
	for _, c := range r.Plain() {
		n++
		if c > 0xFFFF {
			n++
		}
	}
	return n
}
