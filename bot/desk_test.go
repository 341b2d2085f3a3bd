package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"iombot/knowledge"
	"iombot/locales"
)

// testDesk is what staff look at in the transcripts.
func testDesk() Desk {
	var all Tallies
	happened := func(ago int, n int, e Event) {
		for range n {
			all.Add(today.AddDate(0, 0, -ago), []Event{e})
		}
	}
	question := func(ago, n int, o knowledge.Outcome) {
		happened(ago, n, Event{Kind: Handled, Update: Message, Outcome: o, Lang: locales.ET})
	}
	question(0, 12, knowledge.Answer)
	question(1, 1, knowledge.Cry)
	question(6, 4, knowledge.Choices)
	question(6, 3, knowledge.None)
	question(7, 100, knowledge.None) // a week ago: not within seven days
	happened(0, 2, Event{Kind: Alarmed, Lang: locales.ET})
	happened(0, 5, Event{Kind: Shown, Entry: "what-is-iom", Lang: locales.EN})
	happened(2, 9, Event{Kind: Shown, Entry: "return-cost", Lang: locales.ET})
	happened(2, 1, Event{Kind: Shown, Entry: "gone", Lang: locales.ET})
	happened(0, 3, Event{Kind: Voted, Entry: "return-cost", Lang: locales.ET, Useful: true})
	happened(0, 1, Event{Kind: Withdrawn, Entry: "return-cost", Lang: locales.ET, Useful: true})
	happened(0, 1, Event{Kind: Voted, Entry: "return-cost", Lang: locales.ET})
	happened(0, 1, Event{Kind: Missed, Lang: locales.ET})
	happened(0, 8, Event{Kind: Kept, Lang: locales.ET, Text: "never counted by its text"})
	d := Desk{Tallies: all.List()}
	for _, text := range []string{
		"kuidas saada lasteaiakohta", "lasteaiakoha taotlemine", "kust saan lasteaiakoha", "lasteaiakoht lapsele",
		"kus ma Tallinnas jalgratast parandada saan", "minu naaber Juhan lõhkus auto ära",
	} {
		d.Kept = append(d.Kept, KeptQuestion{Day: today, Lang: locales.ET, Text: text})
	}
	for _, text := range []string{"driving licence exchange", "how do I exchange my driving licence", "exchange of a driver's licence", "exchange a driving license"} {
		d.Kept = append(d.Kept, KeptQuestion{Day: today, Lang: locales.EN, Text: text})
	}
	return d
}

var testNews = map[NewsKind]News{
	OnDuty:       {Kind: OnDuty},
	Expiring:     {Kind: Expiring},
	Reloaded:     {Kind: Reloaded, Findings: testFindings(12)},
	ReloadFailed: {Kind: ReloadFailed, Findings: testFindings(1)},
	"refused":    {Kind: ReloadFailed, Refused: "indexing the knowledge base: no space left"},
	"built-in":   {Kind: Reloaded, BuiltIn: true},
	MoreNone:     {Kind: MoreNone, Share: 0.413, Usual: 0.1, Questions: 29},
	MoreAlarms:   {Kind: MoreAlarms, Share: 0.2, Usual: 0.01, Questions: 30},
}

func testFindings(n int) (out []knowledge.Finding) {
	for i := range n {
		out = append(out, knowledge.Finding{Pos: knowledge.Pos{File: fmt.Sprintf("a/%d.yaml", i), Line: 3, Col: 1}, Severity: knowledge.Error, Rule: "syntax", Message: "it is *no* YAML"})
	}
	return out
}

func TestSum(t *testing.T) {
	got := Sum(testDesk().Tallies, today.AddDate(0, 0, -6), today)
	want := Stats{
		Questions: 20, Answered: 13, Offered: 4, None: 3, Alarms: 2, Useful: 2, Useless: 1, Missed: 1, Kept: 8,
		Shown: map[string]int{"what-is-iom": 5, "return-cost": 9, "gone": 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Tallies that were stored and added to are those that were counted at once.
func TestTalliesMerge(t *testing.T) {
	once := testDesk().Tallies
	var twice Tallies
	twice.Merge(once[:5])
	twice.Merge(once[5:])
	if diff := cmp.Diff(once, twice.List()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, tally := range once {
		if strings.Contains(tally.Name, "never") {
			t.Errorf("a tally holds what somebody wrote: %+v", tally)
		}
	}
}

func TestJumps(t *testing.T) {
	type days struct{ none, alarms, questions int }
	for name, tt := range map[string]struct {
		lately, before days
		want           []NewsKind
	}{
		"nothing":            {days{}, days{}, nil},
		"as usual":           {days{5, 1, 50}, days{100, 20, 1000}, nil},
		"chance":             {days{4, 1, 21}, days{100, 20, 1000}, nil},
		"few questions":      {days{15, 15, 15}, days{100, 20, 1000}, nil},
		"nothing before":     {days{50, 50, 50}, days{0, 0, 10}, nil},
		"more without":       {days{20, 1, 50}, days{100, 20, 1000}, []NewsKind{MoreNone}},
		"more danger":        {days{5, 9, 50}, days{100, 20, 1000}, []NewsKind{MoreAlarms}},
		"both":               {days{30, 9, 50}, days{100, 20, 1000}, []NewsKind{MoreNone, MoreAlarms}},
		"sure, but not much": {days{1200, 0, 10000}, days{1000, 0, 10000}, nil},
		"fewer":              {days{0, 0, 100}, days{500, 100, 1000}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var all Tallies
			for ago, d := range map[int]days{1: tt.lately, 2: tt.before} {
				at := today.AddDate(0, 0, -ago)
				for i := range d.questions {
					outcome := knowledge.Answer
					if i < d.none {
						outcome = knowledge.None
					}
					all.Add(at, []Event{{Kind: Handled, Outcome: outcome}})
					if i < d.alarms {
						all.Add(at, []Event{{Kind: Alarmed}})
					}
				}
			}
			all.Add(today.AddDate(0, 0, -31), []Event{{Kind: Handled, Outcome: knowledge.None}}) // too old to count
			var got []NewsKind
			for _, n := range Jumps(all.List(), today) {
				got = append(got, n.Kind)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// What fewer than three people ask is in no group, and groups keep to a language.
func TestGaps(t *testing.T) {
	ask := func(l locales.Lang, texts ...string) (out []KeptQuestion) {
		for _, text := range texts {
			out = append(out, KeptQuestion{Lang: l, Text: text})
		}
		return out
	}
	kept := append(ask(locales.EN, "dog licence", "dog licence", "where is the beach", "where is the library", "where is the cinema"), ask(locales.ET, "dog licence")...)
	if got := Gaps(kept, minAskers); len(got) > 0 { // two about dogs in one language, three that share only how one asks
		t.Errorf("there is a group: %+v", got)
	}
	if got := Gaps(append(kept, ask(locales.EN, "a dog's licence")...), minAskers); len(got) != 1 || len(got[0].Questions) != 3 || got[0].Askers != 3 {
		t.Errorf("three make %+v", got)
	}
	dogs := ask(locales.EN, "dog licence", "a dog licence", "dog licence", "dog licence?")
	for i, asker := range []int{3, 3, 3, 9} {
		dogs[i].Asker = asker
	}
	if got := Gaps(dogs, minAskers); len(got) > 0 {
		t.Errorf("two people who asked four times are %+v", got)
	}
	if got := Gaps(dogs, 2); len(got) != 1 || got[0].Askers != 2 || len(got[0].Questions) != 4 {
		t.Errorf("two are enough, and make %+v", got)
	}
	many := ask(locales.EN, strings.Split(strings.Repeat("dog licence,", 1000), ",")...)
	begun := time.Now()
	if got := Gaps(many, minAskers); len(got) != 1 || got[0].Askers != maxGrouped {
		t.Errorf("many make %+v", got)
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
}
