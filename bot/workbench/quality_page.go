package workbench

import (
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"iombot/index/eval"
	"iombot/knowledge"
	"iombot/locales"
)

//go:embed quality.html
var qualitySource string

var qualityTemplate = newTemplate("quality", qualitySource)

// handleQuality adds the page of quality. Where there are no question sets it
// says how to give some.
func (wb *workbench) handleQuality(mux *http.ServeMux) {
	mux.HandleFunc("GET /quality", wb.qualityPage)
	if wb.Quality == nil {
		return
	}
	mux.HandleFunc("GET /api/quality", wb.qualityProgress)
	mux.HandleFunc("POST /quality/begin", wb.postQuality(func() { wb.Quality.begin() })) // or one goes on
	mux.HandleFunc("POST /quality/end", wb.postQuality(wb.Quality.end))
}

// postQuality does what a form asks for and shows the page again.
func (wb *workbench) postQuality(do func()) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		do()
		http.Redirect(w, r, "/quality?lang="+string(wb.pageLang(r)), http.StatusSeeOther)
	}
}

// qualityProgress says how far the run is.
func (wb *workbench) qualityProgress(w http.ResponseWriter, _ *http.Request) {
	s := wb.Quality.now()
	write(w, http.StatusOK, struct {
		Running bool `json:"running"`
		Done    int  `json:"done"`
		Total   int  `json:"total"`
		Runs    int  `json:"runs"`
	}{s.running, s.done, s.total, s.runs})
}

// qualityData fills the page of quality.
type qualityData struct {
	pageData
	Sets     []string // names of the files
	Running  bool
	Done     int
	Total    int
	Runs     int
	Canceled bool
	Errors   []string // lines that say why the newest run brought nothing
	Run      *qualityRun
}

// qualityRun is a run as the page shows it.
type qualityRun struct {
	At, Engine  string
	Questions   int
	Known       int
	Moved       bool   // the entries changed meanwhile
	Compared    bool   // with an earlier run
	Against     string // which one
	Added       int    // questions that the earlier run did not have
	Alarms      alarms
	Langs       []string // names of the columns of Rows
	Rows        []qualityRow
	Changes     []movedQuestion
	Better      int
	Worse       int
	Wrong       []question
	Reliability reliabilityChart
	Confusion   confusionChart
}

// alarms is the figure of its own: people in no danger who got an urgent answer
// alone.
type alarms struct {
	Count, Of int
	Share     string // with its interval
	Change    cell   // of the number, when there is an earlier run
	Questions []question
	Danger    string // share of the messages of danger that got help
	Helped    int
	DangerOf  int
}

// question is a question with what came of it.
type question struct {
	Text     string
	Lang     locales.Lang
	Language string
	Meant    []placedEntry
	Got      string // the judgement in words
	Entry    placedEntry
}

// placedEntry is an entry with the way to it; without an Href it is only a name.
type placedEntry struct{ Title, Href string }

// movedQuestion is a question that fares otherwise than in the earlier run.
type movedQuestion struct {
	question
	Was      string
	WasEntry placedEntry
	Change   int // above 0 when the person is better off
}

// qualityRow is a figure of each language.
type qualityRow struct {
	Label string
	Cells []cell
}

// cell is a figure, and how it changed since the earlier run.
type cell struct {
	Value    string
	Interval string
	Diff     string // with its sign; empty when it did not change
	Better   bool
	Noise    bool // no more than chance may bring
}

// qualityFigure is a line of the page's table. check is its name in a verdict.
type qualityFigure struct {
	text  string
	check string
	of    func(eval.Figures) eval.Estimate
	good  bool // more is better
}

var qualityFigures = []qualityFigure{
	{"office.quality.alarms", "false alarms", func(f eval.Figures) eval.Estimate { return f.Safety.FalseAlarm }, false},
	{"office.quality.helped", "danger helped", func(f eval.Figures) eval.Estimate { return f.Safety.Helped }, true},
	{"office.quality.right", "answered right", func(f eval.Figures) eval.Estimate { return f.InScope.AnsweredRight }, true},
	{"office.quality.offered", "", func(f eval.Figures) eval.Estimate { return f.InScope.OfferedRight }, true},
	{"office.quality.wrong", "answered wrong", func(f eval.Figures) eval.Estimate { return f.InScope.AnsweredWrong }, false},
	{"office.quality.missed", "refused", func(f eval.Figures) eval.Estimate { return f.InScope.Missed }, false},
	{"office.quality.top1", "top-1", func(f eval.Figures) eval.Estimate { return f.InScope.Top1 }, true},
	{"office.quality.top3", "top-3", func(f eval.Figures) eval.Estimate { return f.InScope.Top3 }, true},
	{"office.quality.beyond", "out of scope, answered", func(f eval.Figures) eval.Estimate { return f.OutOfScope.Answered }, false},
	{"office.quality.language", "", func(f eval.Figures) eval.Estimate { return f.Detected }, true},
}

// judgementTexts say how a question fared.
var judgementTexts = map[eval.Judgement]string{
	eval.AnsweredRight: "office.quality.was-right", eval.AnsweredWrong: "office.quality.was-wrong", eval.Alarm: "office.quality.was-alarm",
	eval.OfferedRight: "office.quality.was-offered", eval.OfferedWrong: "office.quality.was-offered-wrong",
	eval.Missed: "office.quality.was-missed", eval.Refused: "office.quality.was-refused",
}

// mostWrong is how many questions that fared badly the page lists.
const mostWrong = 200

// qualityPage shows the newest run, and how far the next one is.
func (wb *workbench) qualityPage(w http.ResponseWriter, r *http.Request) {
	p := qualityData{pageData: wb.newPage(r)}
	if wb.Quality != nil {
		s := wb.Quality.now()
		p.Running, p.Done, p.Total, p.Runs = s.running, s.done, s.total, s.runs
		for _, name := range wb.Quality.Sets {
			p.Sets = append(p.Sets, filepath.Base(name))
		}
		if p.Canceled = errors.Is(s.err, errCanceled); s.err != nil && !p.Canceled {
			p.Errors = strings.Split(s.err.Error(), "\n")
		}
		if s.last != nil {
			p.Run = p.show(s.last, wb.Quality.Engine)
		}
	}
	wb.render(w, qualityTemplate, p)
}

// HasSets reports whether there are questions to ask.
func (p qualityData) HasSets() bool { return p.wb.Quality != nil }

// show prepares a run for the page.
func (p pageData) show(m *measured, engine string) *qualityRun {
	run := &qualityRun{
		At: m.at.Format(moment), Engine: engine, Questions: len(m.outcomes), Known: m.known, Moved: m.moved,
		Compared: m.verdict != nil, Against: m.against, Reliability: p.reliability(m), Confusion: p.confusion(m),
	}
	for _, g := range m.langs {
		run.Langs = append(run.Langs, p.languageName(g.lang))
	}
	for _, f := range qualityFigures {
		row := qualityRow{Label: p.O(f.text)}
		for _, g := range m.langs {
			row.Cells = append(row.Cells, p.cell(f, g, m.verdict))
		}
		run.Rows = append(run.Rows, row)
	}
	run.Alarms = p.alarms(m)
	for _, o := range m.outcomes {
		if j := o.Judge(); (j == eval.AnsweredWrong || j == eval.Missed) && len(run.Wrong) < mostWrong {
			run.Wrong = append(run.Wrong, p.question(m.base, o))
		}
	}
	if m.verdict != nil {
		run.Added = m.verdict.Added
		run.Changes = p.changes(m)
	}
	for _, c := range run.Changes {
		switch {
		case c.Change > 0:
			run.Better++
		case c.Change < 0:
			run.Worse++
		}
	}
	return run
}

// share writes a share with one decimal, as the page's language does.
func (p pageData) share(x float64) string {
	return message.NewPrinter(language.Make(string(p.Lang))).Sprint(number.Percent(x, number.MaxFractionDigits(1)))
}

func (p pageData) interval(e eval.Estimate) string {
	return fmt.Sprintf("%s–%s", strings.TrimRight(p.share(e.Low), "%\u00a0 "), p.share(e.High))
}

// cell is a figure of a language.
func (p pageData) cell(f qualityFigure, g langFigures, v *eval.Verdict) cell {
	e := f.of(g.Figures)
	if e.N == 0 {
		return cell{Value: "–"}
	}
	c := cell{Value: p.share(e.Value), Interval: p.interval(e)}
	if v == nil || f.check == "" {
		return c
	}
	i := slices.IndexFunc(v.Checks, func(c eval.Check) bool { return c.Lang == g.lang && c.Name == f.check })
	if i < 0 || v.Checks[i].Before == v.Checks[i].After {
		return c
	}
	check := v.Checks[i]
	diff := 100 * (check.After - check.Before)
	c.Diff = message.NewPrinter(language.Make(string(p.Lang))).Sprintf("%+.1f", diff)
	c.Diff = strings.Replace(c.Diff, "-", "−", 1)
	c.Better = diff > 0 == f.good
	c.Noise = !c.Better && !check.Worse
	return c
}

func (p pageData) alarms(m *measured) alarms {
	s := m.all.Safety
	a := alarms{Of: s.Calm, DangerOf: s.Danger}
	for _, o := range m.outcomes {
		if o.Judge() == eval.Alarm {
			a.Questions = append(a.Questions, p.question(m.base, o))
		}
		if o.Urgent && o.Helped() {
			a.Helped++
		}
	}
	a.Count = len(a.Questions)
	if s.Calm > 0 {
		a.Share = p.share(s.FalseAlarm.Value) + " (" + p.interval(s.FalseAlarm) + ")"
	}
	if s.Danger > 0 {
		a.Danger = p.share(s.Helped.Value) + " (" + p.interval(s.Helped) + ")"
	}
	if m.verdict == nil {
		return a
	}
	change := 0
	for _, c := range m.verdict.Checks {
		if c.Name == "false alarms" {
			change += c.Lost - c.Gained
		}
	}
	if change != 0 {
		a.Change = cell{Diff: strings.Replace(fmt.Sprintf("%+d", change), "-", "−", 1), Better: change < 0}
	}
	return a
}

// question shows what came of a question.
func (p pageData) question(b *knowledge.Base, o eval.Outcome) question {
	q := question{Text: o.Question.Text, Lang: o.Question.Lang, Language: p.languageName(o.Question.Lang), Got: p.O(judgementTexts[o.Judge()])}
	for _, id := range o.Question.Expected {
		q.Meant = append(q.Meant, p.entry(b, id))
	}
	if len(o.Result.Sent) > 0 {
		q.Entry = p.entry(b, o.Result.Sent[0].ID)
	} else if len(o.Result.Offered) > 0 {
		q.Entry = p.entry(b, o.Result.Offered[0].ID)
	}
	return q
}

// entry is the entry with the id, or the id itself when it is gone.
func (p pageData) entry(b *knowledge.Base, id string) placedEntry {
	if e := b.Entry(id); e != nil {
		return placedEntry{e.Title(p.Lang, b.Languages), "/entries?lang=" + string(p.Lang) + "#" + e.Pos.File}
	}
	return placedEntry{Title: id}
}

// first is the entry that a person got first; the zero value when they got none.
func (p pageData) first(b *knowledge.Base, f eval.Fate) placedEntry {
	if f.First == "" || f.Judgement == eval.Missed {
		return placedEntry{}
	}
	return p.entry(b, f.First)
}

// changes lists what fares otherwise than before, what became worse first.
func (p pageData) changes(m *measured) []movedQuestion {
	var out []movedQuestion
	for _, v := range m.verdict.Moved {
		c := movedQuestion{Was: p.O(judgementTexts[v.Before.Judgement]), Change: v.Change()}
		c.question = question{Text: v.Question, Lang: v.Lang, Language: p.languageName(v.Lang), Got: p.O(judgementTexts[v.After.Judgement])}
		if v.Entry != "-" {
			c.Meant = []placedEntry{p.entry(m.base, v.Entry)}
		}
		c.WasEntry, c.question.Entry = p.first(m.base, v.Before), p.first(m.base, v.After)
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b movedQuestion) int { return a.Change - b.Change })
	return out
}
