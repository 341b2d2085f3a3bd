package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"iombot/index"
	"iombot/index/eval"
)

// figureRow is a row of the first table.
type figureRow struct {
	label string
	value func(eval.Figures) string
}

// figureRows are the figures with their intervals, in the order of the table.
var figureRows = []figureRow{
	{"in scope, questions", func(f eval.Figures) string { return fmt.Sprint(f.InScope.N) }},
	{"  top-1", func(f eval.Figures) string { return percent(f.InScope.Top1) }},
	{"  top-3", func(f eval.Figures) string { return percent(f.InScope.Top3) }},
	{"  MRR", func(f eval.Figures) string { return percent(f.InScope.MRR) }},
	{"  answered straight", func(f eval.Figures) string { return percent(f.InScope.Answered) }},
	{"  ... of those rightly", func(f eval.Figures) string { return percent(f.InScope.Precision) }},
	{"  answered right", func(f eval.Figures) string { return percent(f.InScope.AnsweredRight) }},
	{"  answered wrong", func(f eval.Figures) string { return percent(f.InScope.AnsweredWrong) }},
	{"  offered right", func(f eval.Figures) string { return percent(f.InScope.OfferedRight) }},
	{"  offered wrong", func(f eval.Figures) string { return percent(f.InScope.OfferedWrong) }},
	{"  refused", func(f eval.Figures) string { return percent(f.InScope.Missed) }},
	{"out of scope, questions", func(f eval.Figures) string { return fmt.Sprint(f.OutOfScope.N) }},
	{"  refused", func(f eval.Figures) string { return percent(f.OutOfScope.Refused) }},
	{"  offered", func(f eval.Figures) string { return percent(f.OutOfScope.Offered) }},
	{"  answered", func(f eval.Figures) string { return percent(f.OutOfScope.Answered) }},
	{"AUROC in/out of scope", func(f eval.Figures) string { return percent(f.AUROC) }},
	{"ECE of the confidence", func(f eval.Figures) string { return percent(f.ECE) }},
	{"language right", func(f eval.Figures) string { return percent(f.Detected) }},
	{"median ms", func(f eval.Figures) string { return fmt.Sprintf("%.2f", f.MedianMS) }},
	{"p99 ms", func(f eval.Figures) string { return fmt.Sprintf("%.2f", f.P99MS) }},
}

// percent formats an estimate with its interval, in per cent.
func percent(e eval.Estimate) string {
	if e.N == 0 {
		return "-"
	}
	return fmt.Sprintf("%5.1f (%.1f-%.1f)", 100*e.Value, 100*e.Low, 100*e.High)
}

// bare formats an estimate without its interval, in per cent.
func bare(e eval.Estimate) string {
	if e.N == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f", 100*e.Value)
}

// printReport prints the figures in total and by language with their 95 %
// intervals, then a short line for each part of the set.
func printReport(w io.Writer, r eval.Report, allEntries bool) error {
	fmt.Fprintln(w, "Figures in per cent, with 95 % intervals")
	if err := printFigures(w, append([]eval.Group{{Figures: r.All}}, r.Languages...)); err != nil {
		return err
	}
	title, entries := "By entry", r.Entries
	if !allEntries {
		title, entries = "The weakest entries", weakest(r.Entries)
	}
	for _, part := range []struct {
		title  string
		groups []eval.Group
	}{{"By style", r.Styles}, {"By language and style", r.LanguagesStyles}, {title, entries}} {
		fmt.Fprintf(w, "\n%s\n", part.title)
		if err := printGroups(w, part.groups); err != nil {
			return err
		}
	}
	return nil
}

func printFigures(w io.Writer, columns []eval.Group) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(t, "\t")
	for _, g := range columns {
		fmt.Fprintf(t, "%s\t", cmp.Or(groupName(g.Key), "all"))
	}
	fmt.Fprintln(t)
	for _, row := range figureRows {
		fmt.Fprintf(t, "%s\t", row.label)
		for _, g := range columns {
			fmt.Fprintf(t, "%s\t", row.value(g.Figures))
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}

func groupName(k eval.Key) string {
	return strings.TrimSpace(strings.Join([]string{string(k.Lang), k.Style, k.Entry}, " "))
}

func printGroups(w io.Writer, groups []eval.Group) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\tin\ttop-1\ttop-3\tMRR\tright\twrong\toffered r\toffered w\trefused\tout\trefused\toffered\tanswered\t")
	for _, g := range groups {
		in, out := g.InScope, g.OutOfScope
		fmt.Fprintf(t, "%s\t%d\t", groupName(g.Key), in.N)
		for _, e := range []eval.Estimate{in.Top1, in.Top3, in.MRR, in.AnsweredRight, in.AnsweredWrong, in.OfferedRight, in.OfferedWrong, in.Missed} {
			fmt.Fprintf(t, "%s\t", bare(e))
		}
		fmt.Fprintf(t, "%d\t%s\t%s\t%s\t\n", out.N, bare(out.Refused), bare(out.Offered), bare(out.Answered))
	}
	return t.Flush()
}

// weakest are the entries with the lowest top-1, at most ten, and only those
// with a mistake.
func weakest(entries []eval.Group) []eval.Group {
	weak := slices.DeleteFunc(slices.Clone(entries), func(g eval.Group) bool { return g.InScope.N == 0 || g.InScope.Top1.Value == 1 })
	slices.SortStableFunc(weak, func(a, b eval.Group) int { return cmp.Compare(a.InScope.Top1.Value, b.InScope.Top1.Value) })
	return weak[:min(10, len(weak))]
}

// printVerdict prints the comparison with the baseline: the shares, then the
// questions whose result changed, by entry.
func printVerdict(w io.Writer, v eval.Verdict) error {
	fmt.Fprint(w, "\nCompared with the baseline")
	if v.Engine != index.Version {
		fmt.Fprintf(w, " of engine %s, which is now %s", v.Engine, index.Version)
	}
	fmt.Fprintln(w)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\t\tquestions\tbefore\tnow\tlost\tgained\tp\t")
	for _, c := range v.Checks {
		mark := ""
		if c.Worse {
			mark = "WORSE"
		}
		fmt.Fprintf(t, "%s\t%s\t%d\t%.1f\t%.1f\t%d\t%d\t%.3f\t%s\n", c.Lang, c.Name, c.N, 100*c.Before, 100*c.After, c.Lost, c.Gained, c.P, mark)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if v.Added+v.Removed > 0 {
		fmt.Fprintf(w, "Not compared: %d questions added since, %d removed.\n", v.Added, v.Removed)
	}
	return printMoved(w, v.Moved)
}

// printMoved prints an entry's questions together, marked + if the person is
// better off now and - if worse.
func printMoved(w io.Writer, moved []eval.Moved) error {
	for i, m := range moved {
		if i == 0 || m.Entry != moved[i-1].Entry {
			n := 0
			for n < len(moved)-i && moved[i+n].Entry == m.Entry {
				n++
			}
			fmt.Fprintf(w, "\n%s (questions that fare otherwise now: %d)\n", m.Entry, n)
		}
		mark := " "
		switch change := m.Change(); {
		case change > 0:
			mark = "+"
		case change < 0:
			mark = "-"
		}
		if _, err := fmt.Fprintf(w, "%s %s  %s\n      %s -> %s\n", mark, m.Lang, m.Question, fateText(m.Before), fateText(m.After)); err != nil {
			return err
		}
	}
	return nil
}

func fateText(f eval.Fate) string {
	return fmt.Sprintf("%s (%s)", cmp.Or(f.First, "nothing"), f.Judgement)
}
