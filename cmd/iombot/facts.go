package main

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"iombot/index/live"
	"iombot/knowledge"
)

// factsCommand prints the facts to check in the answers.
type factsCommand struct {
	Dir string `arg:"" optional:"" help:"Folder of the knowledge base; if not given: the current folder or its knowledge/entries, whichever is one, else the base inside this program."`
}

// Help gives examples.
func (factsCommand) Help() string {
	return `A table in Markdown with a line for every number, telephone number, hour, amount, date, street address and web address in the answers: the entry, the fact (with the languages, when not all of them have it), the sites of the entry's sources, the last day on which it holds, and the day staff last checked it.

Examples:

  iombot facts
  iombot facts knowledge/entries >facts.md`
}

// Run prints the table.
func (c *factsCommand) Run(_ context.Context, p *process) error {
	base, _, err := live.Load(p.knowledgeFolder(c.Dir))
	if err != nil {
		return err
	}
	return printFacts(p.stdout, base)
}

// printFacts writes the table of facts.
func printFacts(w io.Writer, base *knowledge.Base) error {
	var s strings.Builder
	s.WriteString("| Entry | Fact | Sources | Holds until | Checked |\n|---|---|---|---|---|\n")
	for _, f := range base.Facts() {
		e, until := f.Entry, ""
		if !e.Expires.IsZero() {
			until = e.Expires.Format(time.DateOnly)
		}
		fmt.Fprintf(&s, "| %s | %s | %s | %s | %s |\n", e.ID, strings.ReplaceAll(f.Text, "|", `\|`)+onlyIn(base, f),
			strings.Join(sites(e.Sources), ", "), until, e.Reviewed.Format(time.DateOnly))
	}
	_, err := io.WriteString(w, s.String())
	return err
}

// onlyIn names the languages that have the fact when another language's answer
// does not. For web addresses that is allowed.
func onlyIn(base *knowledge.Base, f knowledge.Fact) string {
	var have, lack []string
	for _, l := range base.Asked() {
		switch t := f.Entry.Texts[l]; {
		case slices.Contains(f.Langs, l):
			have = append(have, string(l))
		case t != nil && t.Answer.Text != "" && base.Has(l):
			lack = append(lack, string(l))
		}
	}
	if f.Web || len(lack) == 0 {
		return ""
	}
	return " (" + strings.Join(have, ", ") + ")"
}

// sites are the hosts of addresses, each once.
func sites(addresses []knowledge.Item) []string {
	var hosts []string
	for _, a := range addresses {
		u, err := url.Parse(a.Text)
		if err != nil {
			continue
		}
		if host := strings.TrimPrefix(u.Host, "www."); !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	return hosts
}
