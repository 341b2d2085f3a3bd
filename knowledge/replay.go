package knowledge

import "iombot/locales"

// CheckReplay asks find for every title and question of b and reports those
// that do not find their own entry first. find searches cold, as a person who
// writes only that, and returns ids, best first.
func CheckReplay(b *Base, find func(lang locales.Lang, text string) (ids []string)) []Finding {
	var c collector
	for t := range b.blocks() {
		for _, p := range t.Phrasings() {
			ids := find(t.lang, p.Text)
			switch {
			case len(ids) == 0:
				c.report(Warning, p.Pos, "replay-none", "Say it in more or other words, or delete it", "%q finds no entry", p.Text)
			case ids[0] != t.entry.ID:
				c.report(Error, p.Pos, "replay-other", "Say in it what sets the two apart, or move it there", "%q finds %s before this entry", p.Text, ids[0])
			}
		}
	}
	SortFindings(c.findings)
	return c.findings
}
