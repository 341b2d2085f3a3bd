package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"iombot/bot"
	"iombot/index"
	"iombot/index/eval"
	"iombot/index/live"
	"iombot/knowledge"
)

// evalCommand measures, on labelled messages, what people get.
type evalCommand struct {
	Sets         []string `arg:"" name:"set.tsv" help:"Question sets (tab-separated, with the header lang, expected, style, question) and dialogues (dialogue, turn, lang, expected, kind, message)."`
	Knowledge    string   `setting:"IOMBOT_KNOWLEDGE" placeholder:"DIR" help:"Folder of the knowledge base; if not given: the current folder or its knowledge/entries, whichever is one, else the base inside this program."`
	Results      string   `placeholder:"FILE.jsonl" help:"Write what came of each question to this file."`
	JSON         bool     `name:"json" help:"Print the figures as JSON."`
	Entries      bool     `help:"Print the figures of every entry, not of the weakest alone."`
	AllowKnown   bool     `help:"Count questions that stand word for word among the phrasings too; without it they are refused (exit 1) and left out of the figures."`
	Baseline     string   `placeholder:"FILE" help:"Compare with this run, and fail when something became worse by more than noise."`
	SaveBaseline string   `placeholder:"FILE" help:"Write this run to the file, for --baseline."`
}

// evalOutput is what --json prints.
type evalOutput struct {
	eval.Report
	Engine  string        `json:"engine"`
	Verdict *eval.Verdict `json:"verdict,omitempty"` // with --baseline
}

// Help explains the files and gives examples.
func (evalCommand) Help() string {
	return `The bot is asked as people ask it, each question in a chat of its own and the turns of a dialogue in one, without a hint at the language unless the knowledge base has one only. What counts is what was sent. Times are those of a machine that asks on all its processors.

The comparison with a baseline fails (exit 1) when false alarms, help for danger, top-1, top-3, right or wrong answers or refusals became worse in a language: by McNemar's exact test at 5 %, or by more than 5 points.

Examples:

  iombot eval index/testdata/gate/*.tsv
  iombot eval --knowledge DIR --results out.jsonl --json SET.tsv
  iombot eval --baseline index/testdata/gate/baseline.json index/testdata/gate/*.tsv`
}

// Run asks the questions and prints the figures. It fails on a set that cannot
// be read, on a comparison that fails and, after everything else, on questions
// that the base knows already.
func (c *evalCommand) Run(ctx context.Context, p *process) error {
	base, set, known, err := c.load(p)
	if err != nil {
		return err
	}
	before, err := c.readBaseline() // before the work: the path may be wrong
	if err != nil {
		return err
	}
	outcomes, err := measure(ctx, base, set, index.DefaultCalibration(), p)
	if err != nil {
		return err
	}
	// The results have a line for every question; those that the base knows do not
	// count for the figures.
	if c.Results != "" {
		if err := writeFile(c.Results, func(w io.Writer) error { return eval.WriteResults(w, outcomes) }); err != nil {
			return err
		}
	}
	asked := outcomes
	if known != nil {
		asked = slices.DeleteFunc(slices.Clone(outcomes), func(o eval.Outcome) bool { return known.has(o.Question) })
	}
	out := evalOutput{Report: eval.NewReport(asked), Engine: index.Version}
	if before != nil {
		verdict, err := eval.Compare(*before, asked)
		if err != nil {
			return err
		}
		out.Verdict = &verdict
	}
	if err := errors.Join(c.save(asked), c.print(p.stdout, out)); err != nil {
		return err
	}
	if out.Verdict != nil && out.Verdict.Worse() {
		return errors.New("the search is worse than the baseline by more than noise")
	}
	return known.err()
}

// knownQuestions are those of a set that are phrasings word for word: finding
// them says nothing about the search.
type knownQuestions struct {
	places map[knowledge.Pos]bool
	total  int
}

func (k *knownQuestions) has(q eval.Question) bool { return k.places[q.Pos] }

// err is the error about the known questions; nil when there are none.
func (k *knownQuestions) err() error {
	if k == nil {
		return nil
	}
	return fmt.Errorf("refused %d of %d questions, which stand word for word among the phrasings and measure nothing; the figures leave them out: take them out of the set, or replay them with --allow-known", len(k.places), k.total)
}

// load reads the base and the sets, and lists the questions that the base knows;
// with --allow-known the list is nil.
func (c *evalCommand) load(p *process) (*knowledge.Base, eval.Set, *knownQuestions, error) {
	c.Knowledge = p.knowledgeFolder(c.Knowledge)
	base, findings, err := live.Load(c.Knowledge)
	for _, f := range findings {
		fmt.Fprintln(p.stderr, f)
	}
	if err != nil {
		return nil, nil, nil, err
	}
	set, err := eval.ReadSets(c.Sets, base)
	if err != nil {
		return nil, nil, nil, err
	}
	leaks := set.Known(base)
	if len(leaks) == 0 || c.AllowKnown {
		return base, set, nil, nil
	}
	known := &knownQuestions{places: map[knowledge.Pos]bool{}, total: len(set)}
	for _, l := range leaks {
		fmt.Fprintf(p.stderr, "%s: %q stands at %s\n", l.Question.Pos, l.Question.Text, l.Phrasing.Pos)
		known.places[l.Question.Pos] = true
	}
	return base, set, known, nil
}

// measure indexes base and asks the questions, telling a terminal how far it is.
func measure(ctx context.Context, base *knowledge.Base, set eval.Set, c index.Calibration, p *process) ([]eval.Outcome, error) {
	x, err := index.BuildWith(base, index.DefaultParams(), c)
	if err != nil {
		return nil, fmt.Errorf("indexing the knowledge base: %w", err)
	}
	outcomes, err := eval.Run(ctx, newEvalChats(func() bot.Snapshot { return bot.Snapshot{Base: base, Search: x} }), base, set, eval.Options{Progress: progress(p.stderr, "questions asked")})
	return outcomes, errors.Join(err, x.Close())
}

func (c *evalCommand) readBaseline() (*eval.Baseline, error) {
	if c.Baseline == "" {
		return nil, nil
	}
	f, err := os.Open(c.Baseline)
	if err != nil {
		return nil, fmt.Errorf("reading the baseline: %w", err)
	}
	defer f.Close()
	b, err := eval.ReadBaseline(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Baseline, err)
	}
	return &b, nil
}

// save writes the run for later comparisons if the flag asks for it.
func (c *evalCommand) save(outcomes []eval.Outcome) error {
	if c.SaveBaseline == "" {
		return nil
	}
	return writeFile(c.SaveBaseline, eval.NewBaseline(index.Version, outcomes).Write)
}

func writeFile(name string, write func(io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

func (c *evalCommand) print(w io.Writer, out evalOutput) error {
	if c.JSON {
		return printJSON(w, out)
	}
	if err := printReport(w, out.Report, c.Entries); err != nil {
		return err
	}
	if out.Verdict != nil {
		return printVerdict(w, *out.Verdict)
	}
	return nil
}
