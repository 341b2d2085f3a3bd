package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
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

// checkCommand judges a knowledge base.
type checkCommand struct {
	Dir     string `arg:"" optional:"" help:"Folder of the knowledge base; if not given: the folder you stand in, or its knowledge/entries, if it is one, else the base inside this program."`
	Links   bool   `help:"Visit every web address too (needs the network; takes minutes)."`
	Today   date   `placeholder:"YYYY-MM-DD" help:"The day to judge dates by; today if not set."`
	Against string `placeholder:"DIR" help:"Compare with an earlier version, to find what changed in one language only."`
	JSON    bool   `name:"json" help:"Print the findings as a JSON array."`
}

// Help gives examples.
func (checkCommand) Help() string {
	return `Every finding is file:line:column, what is wrong, and what to do. Without findings the exit code is 0, otherwise 1.

Examples:

  iombot check
  iombot check knowledge/entries
  iombot check --against ../last-week/knowledge/entries knowledge/entries
  iombot check --links --json knowledge/entries >findings.json`
}

// ownPhrasings is how many phrasings the project's own entries have at least in
// each language.
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
	for i := range findings {
		findings[i].Pos.File = filepath.Join(c.Dir, findings[i].Pos.File)
	}
	knowledge.SortFindings(findings)
	if base == nil && len(findings) == 0 && !c.JSON {
		return err // there was nothing to check
	}
	if printErr := c.print(p.stdout, base, findings); printErr != nil {
		return printErr
	}
	if len(findings) > 0 && (err == nil || base == nil) {
		return errTold // without a base, err is one of the findings
	}
	return err
}

// judge applies the rules that loading does not, to the project's own entries
// more of them.
func (c *checkCommand) judge(ctx context.Context, p *process, base *knowledge.Base, own bool) ([]knowledge.Finding, error) {
	var rules []knowledge.Option
	if own {
		rules = append(rules, knowledge.WithMinPhrasings(ownPhrasings))
	}
	findings := knowledge.Check(base, cmp.Or(time.Time(c.Today), time.Now()), rules...)
	replayed, err := replay(ctx, base, progress(p.stderr, "phrasings asked"))
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
		findings = append(findings, linkcheck.Check(ctx, base, http.DefaultClient)...)
	}
	return findings, nil
}

// wording is a phrasing in a language.
type wording struct {
	lang locales.Lang
	text string
}

// replay asks an index of base for every phrasing. It asks them on all
// processors before knowledge.CheckReplay wants the answers, one by one.
func replay(ctx context.Context, base *knowledge.Base, step func(done, total int)) ([]knowledge.Finding, error) {
	x, err := index.Build(base)
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

// wordings are the different phrasings of base.
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
}

func (c *checkCommand) print(w io.Writer, base *knowledge.Base, findings []knowledge.Finding) error {
	if c.JSON {
		out := []printedFinding{}
		for _, f := range findings {
			out = append(out, printedFinding{f.Pos.File, f.Pos.Line, f.Pos.Col, f.Severity, f.Rule, f.Message, f.Fix})
		}
		return printJSON(w, out)
	}
	errors := 0
	for _, f := range findings {
		if f.Severity == knowledge.Error {
			errors++
		}
		fmt.Fprintln(w, f)
	}
	entries := 0
	if base != nil {
		entries = len(base.Entries)
	}
	_, err := fmt.Fprintf(w, "%s checked: %s, %s\n", counted(entries, "entry", "entries"), counted(errors, "error", "errors"), counted(len(findings)-errors, "warning", "warnings"))
	return err
}

// counted is a number with its noun.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
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
