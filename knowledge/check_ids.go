package knowledge

import "strings"

const (
	maxID      = 48 // bytes: a button's callback data is at most 64 (Bot API, InlineKeyboardButton), with a prefix
	maxRelated = 4  // a phone shows four buttons without scrolling
)

// ids checks the ids of entries and topics, and what `related` lists.
func (c *checker) ids() {
	for _, t := range c.base.Topics {
		if !isID(t.ID) {
			c.report(Error, t.Pos, "id.topic", data{"ID": t.ID})
		}
	}
	for _, e := range c.base.Entries {
		if !isID(e.ID) {
			c.report(Error, e.Pos, "id.file", data{"ID": e.ID})
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
			c.report(Error, r.Pos, "related-self", nil)
		case seen[r.Text]:
			c.report(Warning, r.Pos, "related-twice", data{"ID": r.Text})
		}
		seen[r.Text] = true
	}
	if len(e.Related) > maxRelated {
		c.report(Warning, e.Related[maxRelated].Pos, "related-many", data{"Count": len(e.Related), "Most": maxRelated})
	}
}
