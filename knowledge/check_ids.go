package knowledge

import "strings"

const (
	maxID      = 48 // bytes: a button's callback data is at most 64 (Bot API, InlineKeyboardButton), with a prefix
	maxRelated = 4  // a phone shows four buttons without scrolling
)

// ids judges the names of entries and topics, and what `related` lists.
func (c *checker) ids() {
	const fix = "Rename it with the letters a to z, digits and hyphens only, at most 48 of them"
	for _, t := range c.base.Topics {
		if !isID(t.ID) {
			c.report(Error, t.Pos, "id", fix, "the topic's id %q has other signs than a to z, 0 to 9 and - or is too long", t.ID)
		}
	}
	for _, e := range c.base.Entries {
		if !isID(e.ID) {
			c.report(Error, e.Pos, "id", fix, "the file's name %q has other signs than a to z, 0 to 9 and - or is too long", e.ID)
		}
		c.related(e)
	}
}

func isID(s string) bool {
	return s != "" && len(s) <= maxID && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

func (c *checker) related(e *Entry) {
	seen := map[string]bool{}
	for _, r := range e.Related {
		switch {
		case r.Text == e.ID:
			c.report(Error, r.Pos, "related-self", "Delete it", "related names the entry itself")
		case seen[r.Text]:
			c.report(Warning, r.Pos, "related-twice", "Delete one of the two", "related names %q twice", r.Text)
		}
		seen[r.Text] = true
	}
	if len(e.Related) > maxRelated {
		c.report(Warning, e.Related[maxRelated].Pos, "related-many", "Keep the nearest ones", "related names %d entries, more than %d", len(e.Related), maxRelated)
	}
}
