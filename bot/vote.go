package bot

import (
	"slices"

	"iombot/knowledge"
)

// Ballot is the vote on an answer that the bot sent: a person's last press
// counts, and replaces the one before.
type Ballot struct {
	Message int64 `json:"message"` // the answer's id; negative for an entry that was rated in words
	Useful  bool  `json:"useful,omitempty"`
}

// maxBallots is how many votes are remembered; changing an older one counts it
// again.
const maxBallots = 20

// castVote counts a vote once for each message. The vote goes to the language
// that was shown.
func (t *turn) castVote(key, arg string) bool {
	e := t.entryBy(key)
	if e == nil || arg != yes && arg != no {
		return false
	}
	if t.current() == e {
		t.state.Rated = t.update.MessageID
	}
	t.count(e, t.update.MessageID, arg == yes)
	if arg == yes {
		t.toast(t.label("vote.thanks"))
		t.editButtons(t.answerButtons(e, arg))
		return true
	}
	t.toast(t.label("vote.why"))
	t.editButtons(t.reasonButtons(e))
	return true
}

// missed counts that an entry, or without id everything that was offered, was
// not what the person asked about.
func (t *turn) missed(id string) {
	t.events = append(t.events, Event{Kind: Missed, Entry: id, Lang: t.lang})
}

// count makes useful the only vote on the answer with this message id. An
// earlier vote in words was about the same answer.
func (t *turn) count(e *knowledge.Entry, id int64, useful bool) {
	_, lang := e.In(t.lang, t.order())
	ballots := slices.Clone(t.state.Ballots)
	if i := slices.IndexFunc(ballots, func(b Ballot) bool { return b.Message == id || b.Message == typedBallot(e) }); i >= 0 {
		if ballots[i].Useful == useful {
			return
		}
		t.events = append(t.events, Event{Kind: Withdrawn, Entry: e.ID, Lang: lang, Useful: !useful})
		ballots = slices.Delete(ballots, i, i+1)
	}
	ballots = append(ballots, Ballot{Message: id, Useful: useful})
	t.state.Ballots = ballots[max(0, len(ballots)-maxBallots):]
	t.events = append(t.events, Event{Kind: Voted, Entry: e.ID, Lang: lang, Useful: useful})
}

// reasons say why an answer did not help, by the arg of their buttons.
var reasons = []struct{ arg, label string }{
	{"w", "vote.wrong"}, {"h", "vote.hard"}, {"o", "vote.old"}, {"l", "vote.broken"},
}

// reasonButtons follow a vote that the answer did not help: they ask why, and
// name who can help.
func (t *turn) reasonButtons(e *knowledge.Entry) [][]Button {
	out := append(t.links(e), t.reasonRows(e)...)
	return append(out, append([][]Button{t.voteButtons(e, no)}, t.personButtons()...)...)
}

func (t *turn) reasonRows(e *knowledge.Entry) [][]Button {
	var out [][]Button
	for _, r := range reasons {
		out = append(out, rows(t.press(t.label(r.label), giveReason, keyOf(e.ID), r.arg))...)
	}
	return out
}

// reason counts why an answer did not help.
func (t *turn) reason(e *knowledge.Entry, i int) {
	_, lang := e.In(t.lang, t.order())
	t.events = append(t.events, Event{Kind: Reasoned, Entry: e.ID, Lang: lang, Text: reasons[i].label})
}

// giveReason handles a press on a reason.
func (t *turn) giveReason(key, arg string) bool {
	e := t.entryBy(key)
	i := slices.IndexFunc(reasons, func(r struct{ arg, label string }) bool { return r.arg == arg })
	if e == nil || i < 0 {
		return false
	}
	t.reason(e, i)
	t.toast(t.label("vote.sorry"))
	ticked := t.press("✓ "+t.label(reasons[i].label), giveReason, keyOf(e.ID), arg)
	out := append(t.links(e), t.related(e, giveAnswer)...)
	out = append(out, []Button{ticked}, t.voteButtons(e, no))
	t.editButtons(append(out, t.personButtons()...))
	return true
}

// personButtons lead to a person, in a new message so that the answer stays
// readable, and to the topics.
func (t *turn) personButtons() [][]Button {
	return rows(t.press(t.label("contact.open"), sendScreen, cmdContact, ""), t.topicsButton())
}

// voteButtons ask whether an answer helped; the one that was pressed is ticked.
func (t *turn) voteButtons(e *knowledge.Entry, chosen string) []Button {
	useful, useless := t.label("vote.useful"), t.label("vote.useless")
	switch chosen {
	case yes:
		useful = "✓ " + useful
	case no:
		useless = "✓ " + useless
	}
	return []Button{t.press(useful, castVote, keyOf(e.ID), yes), t.press(useless, castVote, keyOf(e.ID), no)}
}
