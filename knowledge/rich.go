package knowledge

// Rich is a formatted text: what an answer's Markdown means, and what a
// channel (Telegram, a terminal) renders.
type Rich []Block

// Block is a paragraph, a heading or a list item.
type Block struct {
	Kind   BlockKind `json:"k,omitempty"`
	Number int       `json:"n,omitempty"` // of an item of a numbered list, else 0
	Depth  int       `json:"d,omitempty"` // of a list item, 0 for the outermost list
	Spans  []Span    `json:"s"`
}

// BlockKind distinguishes paragraphs, headings, list items and notes.
type BlockKind string

// The kinds of blocks. A Note is small print (italic).
const (
	Paragraph BlockKind = ""
	Heading   BlockKind = "h"
	ListItem  BlockKind = "i"
	Note      BlockKind = "n"
)

// Span is a run of text in one format.
type Span struct {
	Text string `json:"t"`
	Bold bool   `json:"b,omitempty"`
	URL  string `json:"u,omitempty"` // set for a link
}

// Plain makes a block without formatting.
func Plain(kind BlockKind, text string) Block {
	return Block{Kind: kind, Spans: []Span{{Text: text}}}
}
