package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"iombot/bot"
	"iombot/bot/state"
	"iombot/locales"
)

// reportCommand shows staff how much was asked, what people thought of the
// answers, and which questions had none.
type reportCommand struct {
	State string `setting:"IOMBOT_STATE" default:"sqlite:state.db" placeholder:"DSN" help:"The bot's state: sqlite:PATH or postgres://…"`
	Days  int    `default:"30" placeholder:"N" help:"How many days to count, today included; at most 92 are kept."`
	JSON  bool   `name:"json" help:"Print JSON."`
}

// Help gives examples.
func (reportCommand) Help() string {
	return `Questions are kept only with their authors' consent, and without personal details. They are encrypted: the report needs the key, in IOMBOT_KEY or IOMBOT_KEY_FILE, else iombot.key beside the state.

The bot may run meanwhile.

Examples:

  iombot report --state sqlite:/data/state.db
  IOMBOT_STATE=postgres://iombot@db/iombot IOMBOT_KEY_FILE=/run/secrets/key iombot report --json`
}

// report is what the state holds for staff.
type report struct {
	Days      []dayCounts `json:"days"`      // days on which something was counted, in UTC, the newest first
	Votes     []vote      `json:"votes"`     // the most useless first
	None      []vote      `json:"none"`      // by language: how often none of the offered entries fitted, in Missed
	Questions []question  `json:"questions"` // by language, then by day
}

// dayCounts are the counts of a day.
type dayCounts struct {
	Day       string `json:"day"`
	Questions int    `json:"questions"`
	Answered  int    `json:"answered"`
	Offered   int    `json:"offered"`
	None      int    `json:"none"`
	Alarms    int    `json:"alarms"` // questions that may tell of danger
	Useful    int    `json:"useful"`
	Useless   int    `json:"useless"`
	Missed    int    `json:"missed"` // people had asked about something else
}

type vote struct {
	Entry   string       `json:"entry"`
	Lang    locales.Lang `json:"lang"`
	Useful  int          `json:"useful"`
	Useless int          `json:"useless"`
	Missed  int          `json:"missed"` // people had asked about something else
}

type question struct {
	Day  string       `json:"day"` // the day it was asked
	Lang locales.Lang `json:"lang"`
	Text string       `json:"text"`
}

// Run prints the report.
func (c *reportCommand) Run(ctx context.Context, p *process) error {
	if c.Days < 1 {
		return usagef("--days is how many days to count: 1 or more, not %d", c.Days)
	}
	store, err := c.open(ctx, p)
	if err != nil {
		return err
	}
	r, err := c.read(ctx, store, time.Now())
	if err == nil {
		err = c.print(p.stdout, r)
	}
	return errors.Join(err, store.Close())
}

func (c *reportCommand) read(ctx context.Context, store state.Reader, now time.Time) (report, error) {
	votes, err := store.Votes(ctx)
	if err != nil {
		return report{}, err
	}
	kept, err := store.Kept(ctx)
	if err != nil {
		return report{}, err
	}
	tallies, err := store.Tallies(ctx, now.AddDate(0, 0, 1-c.Days))
	r := newReport(votes, kept)
	for i := range c.Days {
		at := now.UTC().AddDate(0, 0, -i)
		if s := bot.Sum(tallies, at, at); s.Questions+s.Useful+s.Useless+s.Missed != 0 {
			r.Days = append(r.Days, dayCounts{at.Format(time.DateOnly), s.Questions, s.Answered, s.Offered, s.None, s.Alarms, s.Useful, s.Useless, s.Missed})
		}
	}
	return r, err
}

// open opens an existing state.
func (c *reportCommand) open(ctx context.Context, p *process) (state.Reader, error) {
	if err := requireState(c.State); err != nil {
		return nil, err
	}
	key, err := p.key(c.State, false)
	if err != nil {
		return nil, err
	}
	return openWaiting(ctx, state.OpenReader, c.State, key, state.Options{Log: slog.New(slog.NewTextHandler(p.stderr, nil))})
}

// requireState fails when the state is a file that does not exist: opening it
// would create one.
func requireState(dsn string) error {
	if file, ok := sqliteFile(dsn); ok {
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("there is no state at %s: say where it is with --state or IOMBOT_STATE", file)
		}
	}
	return nil
}

func newReport(votes []bot.VoteCount, kept []bot.KeptQuestion) report {
	r := report{Days: []dayCounts{}, Votes: []vote{}, None: []vote{}, Questions: []question{}}
	for _, v := range votes {
		if v.Entry == "" {
			r.None = append(r.None, vote(v))
		} else {
			r.Votes = append(r.Votes, vote(v))
		}
	}
	slices.SortFunc(r.Votes, func(a, b vote) int {
		return cmp.Or(cmp.Compare(b.Useless+b.Missed, a.Useless+a.Missed), cmp.Compare(a.Useful, b.Useful), cmp.Compare(a.Entry, b.Entry), cmp.Compare(a.Lang, b.Lang))
	})
	for _, k := range kept {
		r.Questions = append(r.Questions, question{k.Day.Format(time.DateOnly), k.Lang, k.Text})
	}
	slices.SortFunc(r.Questions, func(a, b question) int {
		return cmp.Or(cmp.Compare(a.Lang, b.Lang), cmp.Compare(a.Day, b.Day), cmp.Compare(a.Text, b.Text))
	})
	return r
}

func (c *reportCommand) print(w io.Writer, r report) error {
	if c.JSON {
		return printJSON(w, r)
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if len(r.Days) > 0 {
		fmt.Fprintf(table, "Day\tquestions\tanswered\toffered\tnone\tdanger\tuseful\tuseless\tasked something else\n")
		for _, d := range r.Days {
			fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\n", d.Day, d.Questions, d.Answered, d.Offered, d.None, d.Alarms, d.Useful, d.Useless, d.Missed)
		}
		fmt.Fprintln(table)
		table.Flush() // ends the table; an error is reported below
	}
	fmt.Fprintf(table, "Votes\tlanguage\tuseful\tuseless\tasked something else\n")
	for _, v := range r.Votes {
		fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%d\n", v.Entry, v.Lang, v.Useful, v.Useless, v.Missed)
	}
	for _, v := range r.None {
		fmt.Fprintf(table, "none of these\t%s\t\t\t%d\n", v.Lang, v.Missed)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\nQuestions without an answer: %d\n", len(r.Questions))
	var lang locales.Lang
	for _, q := range r.Questions {
		if q.Lang != lang {
			lang = q.Lang
			fmt.Fprintf(w, "\n%s\n", lang)
		}
		fmt.Fprintf(w, "%s  %s\n", q.Day, q.Text)
	}
	return nil
}
