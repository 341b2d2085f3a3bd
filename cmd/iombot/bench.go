package main

import (
	"context"
	"fmt"
	"runtime"
	"text/tabwriter"
	"time"

	"iombot/index/bench"
	"iombot/index/eval"
	"iombot/index/live"
	"iombot/knowledge"
)

// benchCommand measures the search's speed.
type benchCommand struct {
	Sets      []string `arg:"" optional:"" name:"set.tsv" help:"Questions to ask the knowledge base; without them its own phrasings are asked, each with a typo."`
	Sizes     []int    `default:"100,1000" placeholder:"N,..." help:"Entries of the generated bases that are measured beside it."`
	Knowledge string   `setting:"IOMBOT_KNOWLEDGE" placeholder:"DIR" help:"Folder of the knowledge base; if not given: the current folder or its knowledge/entries, whichever is one, else the base inside this program."`
}

// Help says what the columns are and gives examples.
func (benchCommand) Help() string {
	return `Every engine gets the same documents and the same questions, one after the other on one processor: iombot's search, SQLite's FTS5 with bm25, Bleve's match query and the same with a fuzziness of 1, and a map with BM25. Times are of this machine; compare the ratios, and run it three times.

The columns: the time to build the index and the memory that stays in use (SQLite's own is not counted); the median and the 99th percentile of a question's time, the median divided by FTS5's, what a question allocates, and the share of questions whose first entry is right.

A generated base has 10 phrasings an entry in two languages, out of the words of the knowledge base; half of its 500 questions are mistyped. One of 10,000 entries takes minutes and gigabytes.

Examples:

    iombot bench
    iombot bench index/testdata/gate/en.tsv index/testdata/gate/et.tsv
    iombot bench --sizes 100,1000,10000`
}

// Run measures the base and the generated ones, and prints each line as soon as
// it is known.
func (c *benchCommand) Run(ctx context.Context, p *process) error {
	for _, n := range c.Sizes {
		if n < 2 || n > 100_000 {
			return usagef("--sizes: a base has 2 to 100,000 entries, not %d", n)
		}
	}
	base, set, err := c.load(p)
	if err != nil {
		return err
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if err := printBench(ctx, p, fmt.Sprintf("The knowledge base, %d entries, %d languages", len(base.Entries), len(base.Asked())), base, set); err != nil {
		return err
	}
	for _, n := range c.Sizes {
		generated, asked := bench.Generate(base, n)
		if err := printBench(ctx, p, fmt.Sprintf("Generated, %d entries, %d languages", n, len(generated.Languages)), generated, asked); err != nil {
			return err
		}
	}
	return nil
}

func (c *benchCommand) load(p *process) (*knowledge.Base, eval.Set, error) {
	if len(c.Sets) > 0 {
		base, set, _, err := (&evalCommand{Sets: c.Sets, Knowledge: c.Knowledge}).load(p)
		return base, set, err
	}
	base, _, err := live.Load(p.knowledgeFolder(c.Knowledge))
	if err != nil {
		return nil, nil, err
	}
	return base, bench.Asked(base), nil
}

// printBench prints a table of one base.
func printBench(ctx context.Context, p *process, title string, base *knowledge.Base, set eval.Set) error {
	fmt.Fprintf(p.stdout, "%s, %d questions\n", title, len(set))
	var rows []bench.Figures
	var fts time.Duration
	err := bench.Run(ctx, base, set, func(f bench.Figures) {
		rows = append(rows, f)
		if f.Engine == bench.FTS5 {
			fts = f.Median
		}
	})
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "engine\tbuild s\tMB in use\tmedian ms\tp99 ms\t÷ FTS5\tallocations\ttop-1 %\t")
	for _, f := range rows {
		fmt.Fprintf(w, "%s\t%.2f\t%.0f\t%.3f\t%.2f\t%.2f\t%.0f\t%.1f\t\n", f.Engine, f.Build.Seconds(), float64(f.Heap)/1e6,
			milliseconds(f.Median), milliseconds(f.P99), float64(f.Median)/float64(fts), f.Allocs, 100*f.Top1)
	}
	fmt.Fprintln(w)
	return w.Flush()
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
