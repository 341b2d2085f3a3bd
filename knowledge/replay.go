package knowledge

import "iombot/locales"

// CheckReplay asks find for every title and question of b and reports those that
// do not find their own entry first. find searches without context, as for a
// person's first message, and returns ids, best first.
func CheckReplay(b *Base, find func(lang locales.Lang, text string) (ids []string)) []Finding {
	var c collector
	for t := range b.blocks() {
		for _, p := range t.Phrasings() {
			ids := find(t.lang, p.Text)
			switch {
			case len(ids) == 0:
				c.report(Warning, p.Pos, "replay-none", data{"Text": p.Text})
			case ids[0] != t.entry.ID:
				c.report(Error, p.Pos, "replay-other", data{"Text": p.Text, "Found": ids[0]})
			}
		}
	}
	SortFindings(c.findings)
	return c.findings
}
