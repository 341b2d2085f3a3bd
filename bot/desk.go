package bot

import (
	"regexp"
	"strconv"

	"iombot/knowledge"
	"iombot/locales"
)

// Desk is what staff may look at: counts, and the questions that people allowed
// us to keep.
type Desk struct {
	Tallies []Tally
	Kept    []KeptQuestion // the newest first
}

const (
	statsDays    = 7   // of /stats without an argument
	maxStatsDays = 90  // as long as tallies are kept
	mostShown    = 10  // entries in /stats
	mostGaps     = 20  // groups of questions in /gaps
	maxGapText   = 150 // characters of a question in /gaps
)

// desk is what staff may look at now; empty when the program provides nothing.
func (t *turn) desk() Desk {
	if t.bot.Desk == nil {
		return Desk{}
	}
	return t.bot.Desk()
}

var statsArg = regexp.MustCompile(`^([0-9]{1,3})d?$`)

// stats sums up the last days, today included.
func (t *turn) stats() screen {
	days := statsDays
	if m := statsArg.FindStringSubmatch(t.update.Args); m != nil {
		days, _ = strconv.Atoi(m[1])
		days = min(max(days, 1), maxStatsDays)
	}
	s := Sum(t.desk().Tallies, t.now.AddDate(0, 0, 1-days), t.now)
	out := screen{buttons: rows(t.topicsButton())}
	data := locales.Data{
		"Period":    t.bot.Catalog.Plural(t.lang, "days", days, nil),
		"Questions": t.bot.Catalog.Plural(t.lang, "questions", s.Questions, nil),
		"Useful":    s.Useful, "Useless": s.Useless, "Missed": s.Missed, "Kept": s.Kept,
	}
	for name, n := range map[string]int{"Answered": s.Answered, "Offered": s.Offered, "None": s.None, "Alarms": s.Alarms} {
		data[name], data[name+"Share"] = n, percent(float64(n)/float64(max(s.Questions, 1)))
	}
	out.text = t.say("stats.text", data)
	if most := s.Most(mostShown); len(most) > 0 {
		out.text = append(out.text, t.say("stats.most", nil)...)
		for _, id := range most {
			title := id // the entry may be gone
			if e := t.base.Entry(id); e != nil {
				title = t.title(e)
			}
			out.text = append(out.text, knowledge.Plain(knowledge.ListItem, t.bot.Catalog.Text(t.lang, "stats.shown", locales.Data{
				"Title": title, "ID": id, "Count": s.Shown[id],
			})))
		}
	}
	return out
}

// gapsScreen shows questions that several people asked, that got no answer, and
// that their authors allowed us to keep.
func (t *turn) gapsScreen() screen {
	kept := t.desk().Kept
	groups := Gaps(kept, minAskers)
	hidden := len(kept)
	for _, g := range groups {
		hidden -= len(g.Questions)
	}
	s := screen{buttons: rows(t.topicsButton())}
	s.text = t.say("gaps.text", locales.Data{"Kept": len(kept), "Groups": len(groups)})
	for _, g := range groups[:min(len(groups), mostGaps)] {
		s.text = append(s.text, knowledge.Plain(knowledge.ListItem, t.bot.Catalog.Text(t.lang, "gaps.group", locales.Data{
			"Count": len(g.Questions), "Lang": g.Lang, "Text": cut(g.Text, maxGapText),
		})))
	}
	if hidden > 0 {
		s.text = append(s.text, t.say("gaps.hidden", locales.Data{"Hidden": hidden, "Askers": minAskers})...)
	}
	return s
}
