package bot

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"iombot/knowledge"
	"iombot/locales"
)

// Tally is how often something happened on a day. It is tied to nobody.
type Tally struct {
	Day  time.Time // midnight UTC
	Kind EventKind
	// Name is the outcome of a Handled question, tallyUseful or tallyUseless of a
	// Voted event, entry and reason of a Reasoned one with a space between, and the entry of all others.
	Name string
	Lang locales.Lang
	N    int // negative when more votes were taken back than cast
}

// The names of votes in a Tally.
const (
	tallyUseful  = "useful"
	tallyUseless = "useless"
)

// tallyOf is the tally that an event adds to, and how much; ok is false for an
// event that is not counted by the day.
func tallyOf(e Event) (t Tally, ok bool) {
	t = Tally{Kind: e.Kind, Name: e.Entry, Lang: e.Lang, N: 1}
	switch e.Kind {
	case Handled:
		t.Name = string(e.Outcome)
		return t, e.Outcome != ""
	case Voted, Withdrawn:
		t.Kind, t.Name = Voted, tallyUseless
		if e.Useful {
			t.Name = tallyUseful
		}
		if e.Kind == Withdrawn {
			t.N = -1
		}
	case Reasoned:
		t.Name = e.Entry + " " + e.Text
	case Shown, Offered, Alarmed, Missed:
	case Kept:
		t.Name = "" // never the text
	default:
		return t, false
	}
	return t, true
}

// Tallies adds up events by the day. The zero value is ready; it is not safe for
// concurrent use.
type Tallies struct{ counts map[Tally]int } // by Tally without N

// Add counts events that happened at a time.
func (s *Tallies) Add(at time.Time, events []Event) {
	for _, e := range events {
		if t, ok := tallyOf(e); ok {
			t.Day = day(at)
			s.add(t)
		}
	}
}

func (s *Tallies) add(t Tally) {
	if s.counts == nil {
		s.counts = map[Tally]int{}
	}
	n := t.N
	t.N = 0
	s.counts[t] += n
}

// Merge adds counts from elsewhere.
func (s *Tallies) Merge(tallies []Tally) {
	for _, t := range tallies {
		s.add(t)
	}
}

// List returns the counts in a fixed order: processes that add to the same rows
// in the same order do not deadlock.
func (s *Tallies) List() []Tally {
	return slices.SortedFunc(func(yield func(Tally) bool) {
		for t, n := range maps.All(s.counts) {
			if t.N = n; n != 0 && !yield(t) {
				return
			}
		}
	}, func(a, b Tally) int {
		return cmp.Or(a.Day.Compare(b.Day), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Lang, b.Lang))
	})
}

func day(at time.Time) time.Time { return at.UTC().Truncate(24 * time.Hour) }

// Stats sums up what happened on some days.
type Stats struct {
	Questions int
	Answered  int // an entry was sent, or a cry got the numbers
	Offered   int
	None      int
	Alarms    int // questions that may tell of danger
	Useful    int // votes
	Useless   int
	Missed    int // people had asked something else
	Kept      int
	Shown     map[string]int // by entry
}

// Sum sums up the tallies from the day of from to the day of to, both included.
func Sum(tallies []Tally, from, to time.Time) Stats {
	s := Stats{Shown: map[string]int{}}
	for _, t := range tallies {
		if t.Day.Before(day(from)) || t.Day.After(day(to)) {
			continue
		}
		switch t.Kind {
		case Handled:
			s.outcome(knowledge.Outcome(t.Name), t.N)
		case Alarmed:
			s.Alarms += t.N
		case Voted:
			if t.Name == tallyUseful {
				s.Useful += t.N
			} else {
				s.Useless += t.N
			}
		case Missed:
			s.Missed += t.N
		case Kept:
			s.Kept += t.N
		case Shown:
			s.Shown[t.Name] += t.N
		}
	}
	return s
}

func (s *Stats) outcome(o knowledge.Outcome, n int) {
	s.Questions += n
	switch o {
	case knowledge.Answer, knowledge.Cry:
		s.Answered += n
	case knowledge.Choices:
		s.Offered += n
	default:
		s.None += n
	}
}

// Most lists the entries that were shown most, at most n, most first.
func (s Stats) Most(n int) []string {
	ids := slices.SortedFunc(maps.Keys(s.Shown), func(a, b string) int {
		return cmp.Or(cmp.Compare(s.Shown[b], s.Shown[a]), cmp.Compare(a, b))
	})
	return ids[:min(n, len(ids))]
}
