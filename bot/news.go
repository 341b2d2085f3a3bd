package bot

import (
	"math"
	"slices"
	"time"

	"iombot/knowledge"
	"iombot/locales"
)

// News is what the program tells a member of staff without being asked.
type News struct {
	Kind NewsKind

	Findings []knowledge.Finding // of ReloadFailed and Reloaded
	Refused  string              // why the new knowledge is not in use; empty when it is
	BuiltIn  bool                // of Reloaded: there is no folder to read

	Share, Usual float64 // of MoreNone and MoreAlarms: the share of recent questions, and the share before
	Questions    int     // recent ones
}

// NewsKind says what the news is about.
type NewsKind string

// The kinds of news.
const (
	OnDuty       NewsKind = "on-duty"       // the bot has started: it says nothing and shows the staff's commands
	Reloaded     NewsKind = "reloaded"      // the knowledge was read again because the person asked for it
	ReloadFailed NewsKind = "reload-failed" // files that changed cannot be used, or have faults
	Expiring     NewsKind = "expiring"      // entries expire within expirySoon
	MoreNone     NewsKind = "more-none"     // more questions than usual have no answer
	MoreAlarms   NewsKind = "more-alarms"   // more questions than usual may tell of danger
)

const (
	expirySoon  = 30 * 24 * time.Hour
	maxFindings = 10 // in one message

	// A share has jumped when it is jumpBy times what it was, and the difference
	// is more than chance: jumpSigma standard deviations, over enough questions.
	jumpBy        = 1.5
	jumpSigma     = 3
	jumpQuestions = 20
	jumpDays      = 28 // before
)

// Jumps compares the questions of yesterday and today with those of the four
// weeks before.
func Jumps(tallies []Tally, now time.Time) []News {
	lately := Sum(tallies, now.AddDate(0, 0, -1), now)
	before := Sum(tallies, now.AddDate(0, 0, -1-jumpDays), now.AddDate(0, 0, -2))
	var out []News
	for _, j := range []struct {
		kind      NewsKind
		now, then int
	}{{MoreNone, lately.None, before.None}, {MoreAlarms, lately.Alarms, before.Alarms}} {
		if hasJumped(j.now, lately.Questions, j.then, before.Questions) {
			out = append(out, News{
				Kind: j.kind, Questions: lately.Questions,
				Share: float64(j.now) / float64(lately.Questions), Usual: float64(j.then) / float64(before.Questions),
			})
		}
	}
	return out
}

// hasJumped compares two shares by the test for two proportions.
func hasJumped(k, n, before, of int) bool {
	if n < jumpQuestions || of < jumpQuestions {
		return false
	}
	share, usual := float64(k)/float64(n), float64(before)/float64(of)
	pooled := float64(k+before) / float64(n+of)
	deviation := math.Sqrt(pooled * (1 - pooled) * (1/float64(n) + 1/float64(of)))
	return share >= jumpBy*usual && share-usual > jumpSigma*deviation
}

// tell says news to a member of staff, who has not blocked the bot.
func (t *turn) tell(n News) {
	if t.state.Blocked {
		return
	}
	switch n.Kind {
	case OnDuty:
		t.showCommands(t.lang)
	case Reloaded, ReloadFailed:
		t.send(t.reloaded(n))
	case Expiring:
		if s := t.expiring(); len(s.text) > 0 {
			t.send(s)
		}
	case MoreNone:
		t.send(t.jump("news.none", n))
	case MoreAlarms:
		t.send(t.jump("news.alarms", n))
	}
}

func (t *turn) jump(id string, n News) screen {
	return screen{text: t.say(id, locales.Data{
		"Percent": percent(n.Share), "Usual": percent(n.Usual), "Questions": n.Questions,
	}), buttons: rows(t.topicsButton())}
}

func percent(share float64) int { return int(math.Round(100 * share)) }

// reloaded says what came of reading the knowledge again.
func (t *turn) reloaded(n News) screen {
	s := screen{buttons: rows(t.topicsButton())}
	switch {
	case n.BuiltIn:
		s.text = t.say("reload.builtin", nil)
	case n.Refused != "":
		s.text = t.say("reload.refused", nil)
		s.text = append(s.text, knowledge.Plain(knowledge.Paragraph, n.Refused))
	case n.Kind == ReloadFailed:
		s.text = t.say("reload.faults", nil)
	default:
		s.text = t.say("reload.done", locales.Data{"Entries": len(t.base.Entries), "Findings": len(n.Findings)})
	}
	for i, f := range n.Findings {
		if i == maxFindings {
			s.text = append(s.text, t.say("reload.more", locales.Data{"Count": len(n.Findings) - i})...)
			break
		}
		s.text = append(s.text, knowledge.Plain(knowledge.ListItem, f.In(t.lang).String()))
	}
	return s
}

// expiring lists the entries that expire soon or have expired, earliest first.
func (t *turn) expiring() screen {
	var soon []*knowledge.Entry
	for _, e := range t.base.Entries {
		if !e.Expires.IsZero() && e.Expires.Before(t.now.Add(expirySoon)) {
			soon = append(soon, e)
		}
	}
	if len(soon) == 0 {
		return screen{}
	}
	slices.SortStableFunc(soon, func(a, b *knowledge.Entry) int { return a.Expires.Compare(b.Expires) })
	s := screen{text: t.say("news.expiring", nil), buttons: rows(t.topicsButton())}
	for _, e := range soon {
		s.text = append(s.text, knowledge.Plain(knowledge.ListItem, t.bot.Catalog.Text(t.lang, "news.expires", locales.Data{
			"Title": t.title(e), "ID": e.ID, "Day": e.Expires.Format(t.label("answer.date")),
		})))
	}
	return s
}
