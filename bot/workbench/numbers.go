package workbench

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"iombot/bot"
	"iombot/locales"
)

// periods are the numbers of days that the page of numbers can show, today
// included; the second is shown when none is asked for.
var periods = []int{7, 30, 90}

// mostEntries is how many entries the page lists.
const mostEntries = 20

// counted is what was counted on one day.
type counted struct {
	Day time.Time
	bot.Stats
}

// numbers are the counts of a period.
type numbers struct {
	days    []counted // without a gap, the oldest first
	sum     bot.Stats
	langs   map[locales.Lang]int // questions
	tallies []bot.Tally          // what it is made of
}

// numbers reads the counts of the last days, in UTC, today included.
func (wb *workbench) numbers(r *http.Request, days int) (numbers, error) {
	today := wb.Now().UTC().Truncate(24 * time.Hour)
	from := today.AddDate(0, 0, 1-days)
	tallies, err := wb.Office.Tallies(r.Context(), from)
	if err != nil {
		return numbers{}, fmt.Errorf("reading the numbers: %w", err)
	}
	n := numbers{sum: bot.Sum(tallies, from, today), langs: map[locales.Lang]int{}, tallies: tallies}
	byDay := map[time.Time][]bot.Tally{}
	for _, t := range tallies {
		byDay[t.Day] = append(byDay[t.Day], t)
		if t.Kind == bot.Handled {
			n.langs[t.Lang] += t.N
		}
	}
	for d := from; !d.After(today); d = d.AddDate(0, 0, 1) {
		n.days = append(n.days, counted{d, bot.Sum(byDay[d], d, d)})
	}
	return n, nil
}

// period is the number of days that a request wants.
func period(r *http.Request) int {
	if days, err := strconv.Atoi(r.FormValue("days")); err == nil && slices.Contains(periods, days) {
		return days
	}
	return periods[1]
}

// share is a line of a table with a bar.
type share struct {
	Name    string
	Count   int
	Percent int // of the bar's length: of the longest line's
}

// shares lists names by their counts, the largest first.
func shares(counts map[string]int, most int) []share {
	var out []share
	for _, name := range sortedKeys(counts) {
		if counts[name] > 0 {
			out = append(out, share{Name: name, Count: counts[name]})
		}
	}
	slices.SortStableFunc(out, func(a, b share) int { return cmp.Compare(b.Count, a.Count) })
	out = out[:min(len(out), most)]
	for i := range out {
		out[i].Percent = max(1, 100*out[i].Count/out[0].Count)
	}
	return out
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// figure is a number on top of the page.
type figure struct {
	Label string
	Count int
	Share string // of the questions, or empty
}

// numbersData fills the page of numbers.
type numbersData struct {
	pageData
	Days    int
	Periods []int
	Figures []figure
	Charts  []chart
	Entries []share
	Langs   []share
	Table   []counted // the newest first
}

// numbersPage shows the counts of a period as pictures and tables.
func (wb *workbench) numbersPage(w http.ResponseWriter, r *http.Request) {
	days := period(r)
	n, err := wb.numbers(r, days)
	if err != nil {
		wb.fail(w, "showing the numbers", err)
		return
	}
	p := numbersData{pageData: wb.newPage(r), Days: days, Periods: periods, Table: slices.Clone(n.days)}
	slices.Reverse(p.Table)
	for _, f := range []figure{
		{"office.numbers.questions", n.sum.Questions, ""},
		{"office.numbers.answered", n.sum.Answered, percent(n.sum.Answered, n.sum.Questions)},
		{"office.numbers.offered", n.sum.Offered, percent(n.sum.Offered, n.sum.Questions)},
		{"office.numbers.none", n.sum.None, percent(n.sum.None, n.sum.Questions)},
		{"office.numbers.alarms", n.sum.Alarms, percent(n.sum.Alarms, n.sum.Questions)},
		{"office.numbers.useful", n.sum.Useful, ""}, {"office.numbers.useless", n.sum.Useless, ""},
		{"office.numbers.missed", n.sum.Missed, ""}, {"office.numbers.kept", n.sum.Kept, ""},
	} {
		f.Label = p.O(f.Label)
		p.Figures = append(p.Figures, f)
	}
	p.Charts = p.charts(n.days)
	p.Entries = shares(n.sum.Shown, mostEntries)
	base := wb.Snapshot().Base
	for i := range p.Entries {
		if e := base.Entry(p.Entries[i].Name); e != nil {
			p.Entries[i].Name = e.Title(p.Lang, base.Languages)
		}
	}
	names := map[string]int{}
	for l, count := range n.langs {
		names[p.languageName(l)] += count
	}
	p.Langs = shares(names, mostEntries)
	wb.render(w, numbersTemplate, p)
}

func percent(part, whole int) string {
	if whole == 0 {
		return ""
	}
	return strconv.Itoa((200*part+whole)/(2*whole)) + "%"
}

// numbersCSV is what the page shows, a line a day, or with what=all each single
// count.
func (wb *workbench) numbersCSV(w http.ResponseWriter, r *http.Request) {
	days := period(r)
	n, err := wb.numbers(r, days)
	if err != nil {
		wb.fail(w, "writing the numbers", err)
		return
	}
	name, lines := fmt.Sprintf("iombot-%d-days.csv", days), n.daily()
	if r.FormValue("what") == "all" {
		name, lines = fmt.Sprintf("iombot-%d-days-all.csv", days), n.all()
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_ = csv.NewWriter(w).WriteAll(lines) // the browser that went away needs no file
}

func (n numbers) daily() [][]string {
	out := [][]string{{"day", "questions", "answered", "offered", "none", "alarms", "useful", "useless", "missed", "kept"}}
	for _, d := range n.days {
		line := []string{d.Day.Format(time.DateOnly)}
		for _, c := range []int{d.Questions, d.Answered, d.Offered, d.None, d.Alarms, d.Useful, d.Useless, d.Missed, d.Kept} {
			line = append(line, strconv.Itoa(c))
		}
		out = append(out, line)
	}
	return out
}

func (n numbers) all() [][]string {
	out := [][]string{{"day", "kind", "name", "language", "count"}}
	for _, t := range n.tallies {
		out = append(out, []string{t.Day.Format(time.DateOnly), string(t.Kind), t.Name, string(t.Lang), strconv.Itoa(t.N)})
	}
	return out
}
