package knowledge

import (
	"strings"
)

// CheckChange compares a base with its previous version and reports entries
// whose title, answer or links changed in one language and not in another. Staff
// confirm such a change by moving `reviewed` to a later day. Questions and
// keywords belong to their language and may change alone.
func CheckChange(old, b *Base) []Finding {
	var c collector
	for _, e := range b.Entries {
		before := old.Entry(e.ID)
		if before == nil || e.Reviewed.After(before.Reviewed) {
			continue
		}
		var changed, same []string
		var place Pos
		for _, l := range b.Languages {
			switch was, is := before.Texts[l], e.Texts[l]; {
			case was == nil || is == nil:
			case says(was) == says(is):
				same = append(same, string(l))
				if len(same) == 1 {
					place = is.Pos
				}
			default:
				changed = append(changed, string(l))
			}
		}
		if len(changed) > 0 && len(same) > 0 {
			c.report(Warning, place, "changed-alone", data{"Changed": strings.Join(changed, ", "), "Same": strings.Join(same, ", ")})
		}
	}
	SortFindings(c.findings)
	return c.findings
}

// says is what people read of a text, for comparison.
func says(t *Text) string {
	parts := []string{t.Title.Text, t.Answer.Text}
	for _, l := range t.Links {
		parts = append(parts, l.Text.Text, l.URL.Text)
	}
	return strings.Join(parts, "\x00")
}
