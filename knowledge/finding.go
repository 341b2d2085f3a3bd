package knowledge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Finding is something wrong in a knowledge base: where, what, and what to do.
type Finding struct {
	Pos      Pos
	Severity Severity
	Rule     string // short stable name, such as "title-length"
	Message  string // what is wrong
	Fix      string // what to do about it
}

// Severity says how bad a finding is.
type Severity string

// An Error means that a person would miss something or get something wrong; a
// file in which loading finds one is not taken into a running bot (LoadKeeping).
// A Warning is a lapse that the bot can live with until staff mend it.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// collector gathers findings.
type collector struct {
	findings []Finding
}

func (c *collector) report(sev Severity, p Pos, rule, fix, format string, args ...any) {
	c.findings = append(c.findings, Finding{Pos: p, Severity: sev, Rule: rule, Message: fmt.Sprintf(format, args...), Fix: fix})
}

// String formats the finding as file:line:column: severity: message. Fix. [rule]
func (f Finding) String() string {
	s := fmt.Sprintf("%s: %s: %s.", f.Pos, f.Severity, f.Message)
	if f.Fix != "" {
		s += " " + f.Fix
		if !strings.HasSuffix(f.Fix, "…") {
			s += "."
		}
	}
	return s + " [" + f.Rule + "]"
}

// String formats the place as file:line:column, leaving out what is not known.
func (p Pos) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// SortFindings orders findings by place, in place.
func SortFindings(fs []Finding) {
	slices.SortStableFunc(fs, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Pos.File, b.Pos.File),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Col, b.Pos.Col),
			cmp.Compare(a.Rule, b.Rule),
		)
	})
}

// HasErrors reports whether any finding is an Error.
func HasErrors(fs []Finding) bool {
	return slices.ContainsFunc(fs, func(f Finding) bool { return f.Severity == Error })
}
