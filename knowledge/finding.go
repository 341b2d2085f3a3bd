package knowledge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"iombot/locales"
)

// Finding is something wrong in a knowledge base: where, what, and what to do.
type Finding struct {
	Pos      Pos
	Severity Severity
	Rule     string    // short stable name, such as "title-length"
	Message  string    // what is wrong
	Fix      string    // what to do about it
	Follows  []Finding // findings that go away with this one

	id   string // of its two texts, <id>.says and <id>.fix
	args data
	lang locales.Lang // of Message and Fix
}

// Severity says how bad a finding is.
type Severity string

// An Error means that a person would miss something or get something wrong; a
// running bot does not take over a file in which loading finds one
// (LoadKeeping). A Warning is a mistake that the bot can live with until staff
// fix it. A Notice is about a coming date; nothing is wrong yet.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Notice  Severity = "notice"
)

// severities are the message ids of the severities.
var severities = map[Severity]string{Error: "severity.error", Warning: "severity.warning", Notice: "severity.notice"}

// data fills the placeholders of a finding's texts.
type data = map[string]any

// phrase is the id of a text that stands inside another, as a value in data.
type phrase string

// NewFinding makes a finding with the texts <id>.says and <id>.fix in
// locales/findings, in English; args fills their placeholders. Its rule is the
// id up to the first dot: a rule may have several texts.
func NewFinding(sev Severity, p Pos, id string, args map[string]any) Finding {
	rule, _, _ := strings.Cut(id, ".")
	return Finding{Pos: p, Severity: sev, Rule: rule, id: id, args: args}.In(locales.EN)
}

// In is the finding in another language, Estonian or English.
func (f Finding) In(lang locales.Lang) Finding {
	c, filled := locales.Findings(), locales.Data{}
	for k, v := range f.args {
		if p, ok := v.(phrase); ok && p != "" {
			v = c.Text(lang, string(p), nil)
		}
		filled[k] = v
	}
	f.lang = lang
	if f.id != "" { // empty when NewFinding did not make it
		f.Message, f.Fix = c.Text(lang, f.id+".says", filled), c.Text(lang, f.id+".fix", filled)
	}
	f.Follows = slices.Clone(f.Follows)
	for i := range f.Follows {
		f.Follows[i] = f.Follows[i].In(lang)
	}
	return f
}

// Equal reports whether f and g say the same about the same place.
func (f Finding) Equal(g Finding) bool {
	return f.Pos == g.Pos && f.Severity == g.Severity && f.Rule == g.Rule && f.Message == g.Message && f.Fix == g.Fix &&
		slices.EqualFunc(f.Follows, g.Follows, Finding.Equal)
}

// collector gathers findings.
type collector struct {
	findings []Finding
}

func (c *collector) report(sev Severity, p Pos, id string, args data) {
	c.findings = append(c.findings, NewFinding(sev, p, id, args))
}

// reportUnder reports what follows from a fault in file under the finding of
// that fault: a reader fixes one place.
func (c *collector) reportUnder(file string, sev Severity, p Pos, id string, args data) {
	cause := slices.IndexFunc(c.findings, func(f Finding) bool { return f.Pos.File == file && f.Severity == Error })
	if cause < 0 {
		cause = slices.IndexFunc(c.findings, func(f Finding) bool { return f.Pos.File == file })
	}
	if file == "" || cause < 0 {
		c.report(sev, p, id, args)
		return
	}
	c.findings[cause].Follows = append(c.findings[cause].Follows, NewFinding(sev, p, id, args))
}

// String formats the finding as file:line:column: severity: message. Fix. [rule]
func (f Finding) String() string {
	s := fmt.Sprintf("%s: %s: %s.", f.Pos, locales.Findings().Text(f.lang, severities[f.Severity], nil), f.Message)
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

// Faults are the findings about what is wrong already: all except notices.
func Faults(fs []Finding) []Finding {
	return slices.DeleteFunc(slices.Clone(fs), func(f Finding) bool { return f.Severity == Notice })
}

// GroupFindings puts findings that follow from another under it: a missing
// answer or too few questions under the fault that made them unreadable; a
// question that finds another entry under the finding that both entries have it.
// The order stays.
func GroupFindings(fs []Finding) []Finding {
	grouped := slices.Clone(fs)
	root := func(i int) int {
		for {
			cause := slices.IndexFunc(fs, func(c Finding) bool { return fs[i].followsFrom(c) })
			if cause < 0 {
				return i
			}
			i = cause
		}
	}
	under := make([]bool, len(fs))
	for i, f := range fs {
		if r := root(i); r != i {
			under[i] = true
			grouped[r].Follows = append(slices.Clone(grouped[r].Follows), f)
		}
	}
	var out []Finding
	for i, f := range grouped {
		if !under[i] {
			out = append(out, f)
		}
	}
	return out
}

// unread are the rules about parts of a file that are not read.
var unread = []string{"yaml-shape", "unknown-key", "duplicate-key", "empty-item", "text-invisible"}

// followsFrom reports whether f goes away with c. It never forms a circle.
func (f Finding) followsFrom(c Finding) bool {
	below := c.Pos.File == f.Pos.File && c.Pos.Line >= f.Pos.Line // f stands at the beginning of its block
	switch f.Rule {
	case "yaml-shape":
		return below && f.id == "yaml-shape.keys" && c.id == "text-invisible.between"
	case "title", "answer":
		return below && (c.Rule == "unknown-key" || c.id == "text-invisible.between")
	case "phrasings-few", "parity-phrasings", "parity-links", "parity-items":
		return below && slices.Contains(unread, c.Rule) && c.id != "text-invisible.inside"
	case "replay-none", "replay-other":
		return (c.Rule == "phrasing-claimed" || c.Rule == "title-twice") && c.args["Text"] == f.args["Text"]
	}
	return false
}
