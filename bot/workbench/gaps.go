package workbench

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"iombot/bot"
	"iombot/knowledge"
	"iombot/locales"
)

// The states of a gap: what has happened again since it was marked is new.
const (
	gapNew     = "new"
	gapDone    = "done"
	gapIgnored = "ignored"
)

var gapStates = []string{gapNew, gapDone, gapIgnored}

const (
	gapDays    = 90 // how far back languages and reasons are counted
	mostGaps   = 100
	mostMarked = 300 // at once: as many questions as are grouped
	mostLikely = 3   // entries that a question may belong to
)

// The kinds of gaps.
const (
	kindQuestion = "question" // that people let us keep
	kindEntry    = "entry"    // was not useful, or not what was asked about
	kindNothing  = "nothing"  // that was offered fitted
	kindLanguage = "language" // is not served
)

// gap is something that people miss.
type gap struct {
	Kind     string
	Lang     locales.Lang
	Language string // its name
	Text     string // the question, or the entry's title
	File     string // the entry's
	Count    int    // of people, questions or votes, at least
	State    string
	Marks    []string // names of what is marked with it
	Seen     int

	Others  []string // of a question's group
	Last    time.Time
	Likely  []option
	Suggest string // the question without what was blotted out

	Useful, Useless, Missed int     // of an entry
	Reasons                 []share // why it was useless
}

// gapSource is what gaps are made of.
type gapSource struct {
	kept    []bot.KeptQuestion
	votes   []bot.VoteCount
	tallies []bot.Tally
	marks   map[string]bot.Mark
}

func (wb *workbench) gapSource(ctx context.Context) (s gapSource, err error) {
	if s.kept, err = wb.Office.Kept(ctx); err != nil {
		return s, err
	}
	if s.votes, err = wb.Office.Votes(ctx); err != nil {
		return s, err
	}
	if s.tallies, err = wb.Office.Tallies(ctx, wb.Now().AddDate(0, 0, 1-gapDays)); err != nil {
		return s, err
	}
	s.marks, err = wb.Office.Marks(ctx)
	return s, err
}

// gaps lists what people miss, of each rank what happened most first, and counts the kept
// questions that stay hidden because fewer than K people asked the like.
func (p pageData) gaps(s gapSource) (all []gap, hidden int) {
	k := p.wb.K
	all, hidden = p.questionGaps(s, k)
	all = append(all, p.voteGaps(s)...)
	all = append(all, p.languageGaps(s)...)
	all = slices.DeleteFunc(all, func(g gap) bool { return g.Count < k })
	slices.SortStableFunc(all, func(a, b gap) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(b.Count, a.Count))
	})
	return all, hidden
}

// rank puts what staff can fix at once first: a question has its words, and a
// language needs a translator.
func (g gap) rank() int {
	switch g.Kind {
	case kindQuestion:
		return 0
	case kindLanguage:
		return 2
	default:
		return 1
	}
}

func (p pageData) questionGaps(s gapSource, k int) (out []gap, hidden int) {
	hidden = len(s.kept)
	for _, group := range bot.Gaps(s.kept, k) {
		hidden -= len(group.Questions)
		g := gap{Kind: kindQuestion, Lang: group.Lang, Language: p.languageName(group.Lang), Text: group.Text, Count: group.Askers, State: gapDone}
		g.Suggest = strings.Join(strings.Fields(strings.ReplaceAll(group.Text, "[…]", " ")), " ")
		ignored := true
		for _, q := range group.Questions {
			name := bot.MarkKept + q.ID
			g.Marks = append(g.Marks, name)
			if q.Day.After(g.Last) {
				g.Last = q.Day
			}
			if q.Text != group.Text && !slices.Contains(g.Others, q.Text) {
				g.Others = append(g.Others, q.Text)
			}
			switch s.marks[name].State {
			case gapIgnored:
			case gapDone:
				ignored = false
			default:
				g.State, ignored = gapNew, false
			}
		}
		if ignored {
			g.State = gapIgnored
		}
		out = append(out, g)
	}
	return out, hidden
}

// counted is a gap of which only the number is known, with its state.
func (g gap) counted(name string, total int, marks map[string]bot.Mark) gap {
	g.Marks, g.Seen, g.State = []string{name}, total, gapNew
	if m, ok := marks[name]; ok && total <= m.Seen {
		g.State = m.State
	}
	return g
}

func (p pageData) voteGaps(s gapSource) []gap {
	base := p.wb.Snapshot().Base
	var out []gap
	for _, v := range s.votes {
		g := gap{Kind: kindEntry, Lang: v.Lang, Language: p.languageName(v.Lang), Useful: v.Useful, Useless: v.Useless, Missed: v.Missed}
		g.Count = v.Useless + v.Missed
		name := "entry:" + v.Entry + " " + string(v.Lang)
		e := base.Entry(v.Entry)
		switch {
		case v.Entry == "":
			g.Kind, name = kindNothing, "nothing:"+string(v.Lang)
		case e == nil:
			continue // it is gone, and what was wrong with it
		default:
			g.Text, g.File = e.Title(p.Lang, base.Languages), e.Pos.File
			g.Reasons = p.reasons(s.tallies, v.Entry, v.Lang)
		}
		out = append(out, g.counted(name, g.Count, s.marks))
	}
	return out
}

// reasonTexts are texts of why an answer was not useful, by the names under which
// the conversation counts them.
var reasonTexts = map[string]string{
	"vote.wrong": "office.gaps.wrong", "vote.hard": "office.gaps.hard", "vote.old": "office.gaps.old", "vote.broken": "office.gaps.broken",
}

func (p pageData) reasons(tallies []bot.Tally, entry string, lang locales.Lang) []share {
	counts := map[string]int{}
	for _, t := range tallies {
		id, reason, ok := strings.Cut(t.Name, " ")
		if text := reasonTexts[reason]; t.Kind == bot.Reasoned && ok && id == entry && t.Lang == lang && text != "" {
			counts[p.O(text)] += t.N
		}
	}
	return shares(counts, len(reasonTexts))
}

func (p pageData) languageGaps(s gapSource) []gap {
	base := p.wb.Snapshot().Base
	counts := map[locales.Lang]int{}
	for _, t := range s.tallies {
		if t.Kind == bot.Handled && t.Lang != "" && !base.Reads(t.Lang) {
			counts[t.Lang] += t.N
		}
	}
	var out []gap
	for _, l := range sortedKeys(counts) {
		g := gap{Kind: kindLanguage, Lang: l, Language: p.languageName(l), Count: counts[l]}
		out = append(out, g.counted("language:"+string(l), counts[l], s.marks))
	}
	return out
}

// gapsData fills the page of gaps.
type gapsData struct {
	pageData
	State  string
	States []gapTab
	Gaps   []gap
	Hidden int
	K      int
	Topics []option
	Langs  []languageName
}

type gapTab struct {
	State, Label string
	Count        int
}

var gapTabTexts = map[string]string{gapNew: "office.gaps.new", gapDone: "office.gaps.done", gapIgnored: "office.gaps.ignored"}

// gapsPage shows what people miss.
func (wb *workbench) gapsPage(w http.ResponseWriter, r *http.Request) {
	source, err := wb.gapSource(r.Context())
	if err != nil {
		wb.fail(w, "showing the gaps", err)
		return
	}
	p := gapsData{pageData: wb.newPage(r), State: r.FormValue("state"), K: wb.K}
	if !slices.Contains(gapStates, p.State) {
		p.State = gapNew
	}
	all, hidden := p.gaps(source)
	p.Hidden = hidden
	for _, state := range gapStates {
		tab := gapTab{State: state, Label: p.O(gapTabTexts[state])}
		for _, g := range all {
			if g.State == state {
				tab.Count++
			}
		}
		p.States = append(p.States, tab)
	}
	base := wb.Snapshot().Base
	for _, g := range all {
		if g.State == p.State && len(p.Gaps) < mostGaps {
			if g.Kind == kindQuestion && p.MayAdd() {
				g.Likely = wb.likely(base, g, p.Lang)
			}
			p.Gaps = append(p.Gaps, g)
		}
	}
	if p.MayAdd() {
		p.Topics = options(base, p.Lang)
		for _, l := range base.Asked() {
			p.Langs = append(p.Langs, languageName{Tag: string(l), Name: p.languageName(l)})
		}
	}
	wb.render(w, gapsTemplate, p)
}

// MayAdd reports whether phrasings can be added.
func (p pageData) MayAdd() bool { return p.Writable && p.MayWrite }

// likely lists the entries that the question of a gap is like.
func (wb *workbench) likely(base *knowledge.Base, g gap, lang locales.Lang) []option {
	var out []option
	for _, c := range wb.Explain(knowledge.Message{Text: g.Text, Hint: g.Lang}).Candidates {
		if e := base.Entry(c.ID); e != nil && c.Phrase != "" && len(out) < mostLikely {
			out = append(out, option{ID: e.ID, Title: e.Title(lang, base.Languages)})
		}
	}
	return out
}

// postMarks marks a gap.
func (wb *workbench) postMarks(w http.ResponseWriter, r *http.Request) {
	var m struct {
		Names []string `json:"names"`
		Seen  int      `json:"seen"`
		State string   `json:"state"`
	}
	if !wb.read(w, r, &m) {
		return
	}
	if !slices.Contains(gapStates, m.State) || len(m.Names) == 0 || len(m.Names) > mostMarked || m.Seen < 0 || slices.ContainsFunc(m.Names, strangeMark) {
		refuse(w, http.StatusBadRequest, "workbench.error.request")
		return
	}
	if m.State == gapNew {
		m.State = ""
	}
	var marks []bot.Mark
	for _, name := range m.Names {
		marks = append(marks, bot.Mark{Name: name, State: m.State, Seen: m.Seen})
	}
	if err := wb.Office.SetMarks(r.Context(), marks); err != nil {
		wb.fail(w, "marking a gap", fmt.Errorf("storing marks: %w", err))
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// strangeMark reports whether the page makes no mark with this name.
func strangeMark(name string) bool {
	kind, what, _ := strings.Cut(name, ":")
	return !slices.Contains([]string{"kept", kindEntry, kindNothing, kindLanguage}, kind) || what == "" || len(what) > 200
}
