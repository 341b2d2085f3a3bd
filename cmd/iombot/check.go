package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"iombot/index"
	"iombot/index/live"
	"iombot/knowledge"
	"iombot/knowledge/linkcheck"
	"iombot/locales"
)

// checkCommand checks a knowledge base.
type checkCommand struct {
	Dir     string       `arg:"" optional:"" help:"Folder of the knowledge base; if not given: the current folder or its knowledge/entries, whichever is one, else the base inside this program."`
	Links   bool         `help:"Visit every web address too (needs the network; takes minutes)."`
	Today   date         `placeholder:"YYYY-MM-DD" help:"The day to judge dates by; today if not set."`
	Against string       `placeholder:"DIR" help:"Compare with an earlier version, to find what changed in one language only."`
	JSON    bool         `name:"json" help:"Print the findings as a JSON array."`
	Lang    locales.Lang `default:"en" enum:"en,et" placeholder:"et" help:"Language of the findings, en or et."`

	modelsFlag
}

// Help gives examples.
func (checkCommand) Help() string {
	return `Every finding is file:line:column, what is wrong, and what to do. What follows from another finding stands below it, indented: fix the first, and it goes. A notice names the entries that end on a day within 60 days. Without errors and warnings the exit code is 0, otherwise 1.

Examples:

  iombot check
  iombot check knowledge/entries
  iombot check --lang et
  iombot check --against ../last-week/knowledge/entries knowledge/entries
  iombot check --links --json knowledge/entries >findings.json`
}

// ownPhrasings is the minimum number of phrasings per language of the project's
// own entries.
const ownPhrasings = 15

// Run prints the findings and fails if there are any.
func (c *checkCommand) Run(ctx context.Context, p *process) error {
	own := c.Dir == ""
	c.Dir = p.knowledgeFolder(c.Dir)
	base, findings, err := live.Load(c.Dir)
	if err == nil {
		var more []knowledge.Finding
		more, err = c.judge(ctx, p, base, own)
		findings = append(findings, more...)
	}
	knowledge.SortFindings(findings)
	findings = knowledge.GroupFindings(findings)
	for i := range findings {
		findings[i] = c.told(findings[i])
	}
	if base == nil && len(findings) == 0 && !c.JSON {
		return err // there was nothing to check
	}
	if printErr := c.print(p.stdout, base, findings); printErr != nil {
		return printErr
	}
	if len(knowledge.Faults(findings)) > 0 && (err == nil || base == nil) {
		return errTold // without a base, err is one of the findings
	}
	return err
}

// told is the finding in the language that was asked for, with paths relative to
// the working directory.
func (c *checkCommand) told(f knowledge.Finding) knowledge.Finding {
	f = f.In(c.Lang)
	f.Pos.File = filepath.Join(c.Dir, f.Pos.File)
	for i := range f.Follows {
		f.Follows[i] = c.told(f.Follows[i])
	}
	return f
}

// judge applies the rules that loading does not; the project's own entries have
// more of them.
func (c *checkCommand) judge(ctx context.Context, p *process, base *knowledge.Base, own bool) ([]knowledge.Finding, error) {
	var rules []knowledge.Option
	if own {
		rules = append(rules, knowledge.WithMinPhrasings(ownPhrasings))
	}
	findings := knowledge.Check(base, cmp.Or(time.Time(c.Today), time.Now()), rules...)
	replayed, err := replay(ctx, base, c.cache(slog.New(slog.DiscardHandler)), progress(p.stderr, locales.Findings().Text(c.Lang, "check.asked", nil)))
	if err != nil {
		return findings, err
	}
	findings = append(findings, replayed...)
	if c.Against != "" {
		before, _, err := live.Load(c.Against)
		if err != nil {
			return findings, err
		}
		findings = append(findings, knowledge.CheckChange(before, base)...)
	}
	if c.Links {
		findings = append(findings, linkcheck.Check(ctx, base, http.DefaultClient, nil)...)
	}
	return findings, nil
}

// wording is a phrasing in a language.
type wording struct {
	lang locales.Lang
	text string
}

// replay asks an index of base for every phrasing, on all processors, and keeps
// the results; knowledge.CheckReplay then asks for them one by one.
func replay(ctx context.Context, base *knowledge.Base, models *index.Cache, step func(done, total int)) ([]knowledge.Finding, error) {
	x, err := index.Rebuild(base, nil, models)
	if err != nil {
		return nil, fmt.Errorf("indexing the knowledge base: %w", err)
	}
	defer x.Close()
	all := wordings(base)
	found := make(map[wording][]string, len(all))
	var mu sync.Mutex
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(runtime.GOMAXPROCS(0))
	for _, w := range all {
		work.Go(func() error {
			ids := findable(x.Search(knowledge.Message{Text: w.text}))
			mu.Lock()
			defer mu.Unlock()
			found[w] = ids
			step(len(found), len(all))
			return ctx.Err()
		})
	}
	if err := work.Wait(); err != nil {
		return nil, fmt.Errorf("asking for every phrasing: %w", err)
	}
	return knowledge.CheckReplay(base, func(lang locales.Lang, text string) []string {
		return found[wording{lang, text}]
	}), nil
}

// wordings are the distinct phrasings of base.
func wordings(base *knowledge.Base) []wording {
	seen := map[wording]bool{}
	var out []wording
	for _, e := range base.Entries {
		for lang, t := range e.Texts {
			for _, q := range t.Phrasings() {
				if w := (wording{lang, q.Text}); !seen[w] {
					seen[w] = true
					out = append(out, w)
				}
			}
		}
	}
	return out
}

// findable are the entries that a person gets to see, best first.
func findable(r knowledge.Result) (ids []string) {
	if r.Outcome == knowledge.None {
		return nil
	}
	for _, m := range r.Candidates {
		ids = append(ids, m.ID)
	}
	return ids
}

// printedFinding is a finding as JSON.
type printedFinding struct {
	File     string             `json:"file"`
	Line     int                `json:"line"`
	Column   int                `json:"column"`
	Severity knowledge.Severity `json:"severity"`
	Rule     string             `json:"rule"`
	Message  string             `json:"message"`
	Fix      string             `json:"fix"`
	Follows  []printedFinding   `json:"follows,omitempty"` // findings that go away with it
}

func printed(f knowledge.Finding) printedFinding {
	p := printedFinding{File: f.Pos.File, Line: f.Pos.Line, Column: f.Pos.Col, Severity: f.Severity, Rule: f.Rule, Message: f.Message, Fix: f.Fix}
	for _, g := range f.Follows {
		p.Follows = append(p.Follows, printed(g))
	}
	return p
}

func (c *checkCommand) print(w io.Writer, base *knowledge.Base, findings []knowledge.Finding) error {
	if c.JSON {
		out := []printedFinding{}
		for _, f := range findings {
			out = append(out, printed(f))
		}
		return printJSON(w, out)
	}
	counts := map[knowledge.Severity]int{}
	for _, f := range findings {
		counts[f.Severity]++
		fmt.Fprintln(w, f)
		for _, g := range f.Follows {
			fmt.Fprintf(w, "  %s\n", g)
		}
	}
	entries := 0
	if base != nil {
		entries = len(base.Entries)
	}
	said := locales.Findings()
	count := func(id string, n int) string { return said.Plural(c.Lang, id, n, nil) }
	sum := locales.Data{
		"Entries": count("check.entries", entries), "Notices": "",
		"Errors": count("check.errors", counts[knowledge.Error]), "Warnings": count("check.warnings", counts[knowledge.Warning]),
	}
	if n := counts[knowledge.Notice]; n > 0 {
		sum["Notices"] = count("check.notices", n)
	}
	_, err := fmt.Fprintln(w, said.Text(c.Lang, "check.summary", sum))
	return err
}

// date is a day.
type date time.Time

// UnmarshalText reads a day such as 2026-11-30.
func (d *date) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.DateOnly, string(text))
	if err != nil {
		return fmt.Errorf("%q is no day such as 2026-11-30", text)
	}
	*d = date(t)
	return nil
}
