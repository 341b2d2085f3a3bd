package bot

// castVote counts a vote and takes the buttons for it away, so that a message
// is voted on once. The vote goes to the language that was shown.
func (t *turn) castVote(key, arg string) bool {
	e := t.entryBy(key)
	if e == nil || arg != yes && arg != no {
		return false
	}
	_, lang := e.In(t.lang, t.order())
	t.events = append(t.events, Event{Kind: Voted, Entry: e.ID, Lang: lang, Useful: arg == yes})
	thanks := "vote.thanks"
	if arg == no {
		thanks = "vote.sorry"
	}
	t.toast(t.label(thanks))
	t.editButtons(t.answerButtons(e, false))
	return true
}

// missed counts that an entry, or without id all that was offered, was not what
// the person asked about.
func (t *turn) missed(id string) {
	t.events = append(t.events, Event{Kind: Missed, Entry: id, Lang: t.lang})
}
