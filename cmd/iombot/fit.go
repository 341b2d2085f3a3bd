package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"iombot/index"
	"iombot/index/calibrate"
	"iombot/index/eval"
	"iombot/knowledge"
)

// fitCommand fits the calibration that is compiled into the program.
type fitCommand struct {
	Sets      []string `arg:"" optional:"" name:"set.tsv" help:"Question sets to fit on; those in index/testdata/fit by default."`
	Check     []string `placeholder:"SET.tsv" help:"Print figures before and after on these sets, which the fitting does not see."`
	Knowledge string   `setting:"IOMBOT_KNOWLEDGE" placeholder:"DIR" help:"Folder of the knowledge base; if not given: the current folder or its knowledge/entries, whichever is one, else the base inside this program."`
	Out       string   `default:"index/calibration.json" placeholder:"FILE" help:"Where to write the calibration."`
}

// Help gives examples.
func (fitCommand) Help() string {
	return `The calibration says how much each of the search's signals counts. It is compiled into the program: rebuild it afterwards.

Examples:

  iombot fit
  iombot fit --check index/testdata/gate/et.tsv --check index/testdata/gate/en.tsv`
}

// fitSets are the project's own sets for fitting, relative to the module's root.
func fitSets() ([]string, error) { return filepath.Glob("index/testdata/fit/*.tsv") }

// Run fits the calibration, shows what it changes and writes it. It refuses a
// set with a question that the base knows: that would teach false confidence.
func (c *fitCommand) Run(ctx context.Context, p *process) error {
	if len(c.Sets) == 0 {
		var err error
		if c.Sets, err = fitSets(); err != nil || len(c.Sets) == 0 {
			return errors.Join(err, errors.New("there are no sets in index/testdata/fit: run it from the module's root, or name sets"))
		}
	}
	base, set, known, err := (&evalCommand{Sets: c.Sets, Knowledge: c.Knowledge}).load(p)
	if err := errors.Join(err, known.err()); err != nil {
		return err
	}
	var check eval.Set
	if len(c.Check) > 0 {
		if _, check, known, err = (&evalCommand{Sets: c.Check, Knowledge: c.Knowledge}).load(p); err != nil || known != nil {
			return errors.Join(err, known.err())
		}
	}
	fitted, err := calibrate.Fit(base, set, progress(p.stderr, "bases asked"))
	if err != nil {
		return err
	}
	if len(check) > 0 {
		if err := compareCalibrations(ctx, base, check, fitted, p); err != nil {
			return err
		}
	}
	if err := writeFile(c.Out, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(fitted)
	}); err != nil {
		return fmt.Errorf("writing the calibration: %w", err)
	}
	fmt.Fprintf(p.stdout, "Wrote %s, fitted on %d questions; rebuild the program to use it.\n", c.Out, len(set))
	return nil
}

// compareCalibrations prints the figures of the set with the calibration in the
// program and with the new one.
func compareCalibrations(ctx context.Context, base *knowledge.Base, set eval.Set, fitted index.Calibration, p *process) error {
	before, err := measure(ctx, base, set, index.DefaultCalibration(), p)
	after, err2 := measure(ctx, base, set, fitted, p)
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	for _, run := range []struct {
		title    string
		outcomes []eval.Outcome
	}{{"Before", before}, {"After", after}} {
		r := eval.NewReport(run.outcomes)
		fmt.Fprintf(p.stdout, "%s: per cent, with 95 %% intervals\n", run.title)
		if err := printFigures(p.stdout, append([]eval.Group{{Figures: r.All}}, r.Languages...)); err != nil {
			return err
		}
		fmt.Fprintln(p.stdout)
	}
	return nil
}
