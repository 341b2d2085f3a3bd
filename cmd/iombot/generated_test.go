package main

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"iombot/bot/telegram"
	"iombot/index/eval"
	"iombot/index/live"
	"iombot/locales"
)

//go:generate go test . -run ^TestGenerated$ -update

var update = flag.Bool("update", false, "write the generated parts of the documents")

// generated are the parts of documents that are written from their sources,
// between <!-- NAME --> and <!-- /NAME -->. make gets the current part: it keeps
// the order of its rows and the cells that only a person can word.
var generated = []struct {
	file, name string
	make       func(t *testing.T, before string) string
}{
	{"README.md", "figures", figuresTable},
	{"index/README.md", "figures", figuresTable},
	{"docs/operations.md", "settings", settingsTable},
	{"docs/operations.md", "metrics", metricsTable},
	{"CONTRIBUTING.md", "imports", importsTable},
}

// The generated parts match their sources.
func TestGenerated(t *testing.T) {
	for _, g := range generated {
		t.Run(g.file+" "+g.name, func(t *testing.T) {
			text := readDocument(t, g.file)
			begin, end := "<!-- "+g.name+" -->\n", "<!-- /"+g.name+" -->"
			head, rest, ok1 := strings.Cut(text, begin)
			part, tail, ok2 := strings.Cut(rest, end)
			if !ok1 || !ok2 {
				t.Fatalf("%s has no part between %s and %s", g.file, begin, end)
			}
			want := g.make(t, part)
			if part == want {
				return
			}
			if !*update {
				t.Fatalf("the part is outdated; write it with \"go generate ./cmd/iombot\" (-it says +its source says)\n%s", gocmp.Diff(part, want))
			}
			if err := os.WriteFile(filepath.Join("../..", g.file), []byte(head+begin+want+end+tail), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// columnNames are the headings of the figures' columns.
var columnNames = map[locales.Lang]string{"et": "Estonian", "en": "English", "ru": "Russian", "uk": "Ukrainian"}

// documentedFigures are the rows of the table of figures: what does the most
// harm comes first.
var documentedFigures = []figureRow{
	{"ordinary messages that got an urgent answer alone (false alarms)", func(f eval.Figures) string { return share(f.Safety.FalseAlarm) }},
	{"ordinary messages with a help line beside the answer", func(f eval.Figures) string { return share(f.Safety.HelpLine) }},
	{"messages of danger that got help", func(f eval.Figures) string { return share(f.Safety.Helped) }},
	{"questions in scope", func(f eval.Figures) string { return fmt.Sprint(f.InScope.N) }},
	{"right entry first (top-1)", func(f eval.Figures) string { return share(f.InScope.Top1) }},
	{"right entry among the first three (top-3)", func(f eval.Figures) string { return share(f.InScope.Top3) }},
	{"answered right at once", func(f eval.Figures) string { return share(f.InScope.AnsweredRight) }},
	{"right entry offered on a button", func(f eval.Figures) string { return share(f.InScope.OfferedRight) }},
	{"answered wrong", func(f eval.Figures) string { return share(f.InScope.AnsweredWrong) }},
	{"refused", func(f eval.Figures) string { return share(f.InScope.Missed) }},
	{"questions out of scope", func(f eval.Figures) string { return fmt.Sprint(f.OutOfScope.N) }},
	{"… answered all the same", func(f eval.Figures) string { return share(f.OutOfScope.Answered) }},
}

func share(e eval.Estimate) string {
	return fmt.Sprintf("%.1f (%.1f–%.1f)", 100*e.Value, 100*e.Low, 100*e.High)
}

// figuresTable computes the figures from the gate's baseline.
func figuresTable(t *testing.T, _ string) string {
	t.Helper()
	base, _, err := live.Load("")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../../index/testdata/gate/*.tsv")
	if err != nil || len(files) == 0 {
		t.Fatalf("the gate's sets: %v, %v", files, err)
	}
	set, err := eval.ReadSets(files, base)
	if err != nil {
		t.Fatal(err)
	}
	b, err := (&evalCommand{Baseline: "../../index/testdata/gate/baseline.json"}).readBaseline()
	if err != nil {
		t.Fatal(err)
	}
	byLang := map[locales.Lang][]eval.Outcome{}
	for _, o := range b.Outcomes(base, set) {
		byLang[o.Question.Lang] = append(byLang[o.Question.Lang], o)
	}
	langs := []locales.Lang{"et", "en", "ru", "uk"}
	if len(byLang) != len(langs) {
		t.Fatalf("the gate has %d languages, the table %d", len(byLang), len(langs))
	}
	rows := [][]string{{"per cent, with 95 % intervals"}}
	figures := map[locales.Lang]eval.Figures{}
	for _, lang := range langs {
		rows[0] = append(rows[0], columnNames[lang])
		figures[lang] = eval.Measure(byLang[lang])
	}
	for _, r := range documentedFigures {
		row := []string{r.label}
		for _, lang := range langs {
			row = append(row, r.value(figures[lang]))
		}
		rows = append(rows, row)
	}
	return table(rows)
}

// settingsTable lists the flags of "serve" with their variables, and the
// variables without a flag. Flags and defaults come from the code. The
// descriptions, and what happens without a default, keep their wording.
func settingsTable(t *testing.T, before string) string {
	t.Helper()
	worded := cells(before)
	rows := [][]string{{"variable", "flag of `iombot serve`", "what it is", "if not set"}}
	add := func(variable, flag, help, value string) {
		row := []string{"`" + variable + "`", flag, help, value}
		if old := worded[row[0]]; len(old) == 4 {
			row[2], row[3] = old[2], cmp.Or(value, old[3])
		}
		rows = append(rows, row)
	}
	for _, v := range []string{"TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "IOMBOT_KEY"} {
		add(v, "", "", "")
	}
	defaults := strings.NewReplacer("${contact}", defaultContact, "${listen}", defaultListen, "${level}", "info")
	for _, field := range reflect.VisibleFields(reflect.TypeFor[serveCommand]()) {
		variable := field.Tag.Get(envTag)
		if variable == "" {
			continue
		}
		value := defaults.Replace(field.Tag.Get("default"))
		if value != "" {
			value = "`" + value + "`"
		}
		add(variable, "`--"+cmp.Or(field.Tag.Get("name"), kebab(field.Name))+"`", field.Tag.Get("help"), value)
	}
	return table(inOrder(rows, before))
}

var upperCase = regexp.MustCompile(`(URL|[A-Z][a-z]*)`)

// kebab is the flag that kong makes of a field's name.
func kebab(name string) string {
	return strings.ToLower(strings.Join(upperCase.FindAllString(name, -1), "-"))
}

var described = regexp.MustCompile(`fqName: "(iombot_\w+)", help: "([^"]*)".*variableLabels: \{([^}]*)\}`)

// metricsTable lists the bot's metrics with their labels, as the code registers
// them. The descriptions keep their wording.
func metricsTable(t *testing.T, before string) string {
	t.Helper()
	var r registry
	telegram.NewMetrics(&r, nil)
	r.MustRegister(knowledgeMetrics{})
	worded := cells(before)
	rows := [][]string{{"name", "labels", "what it counts"}}
	for _, m := range described.FindAllStringSubmatch(strings.Join(r.descriptions, "\n"), -1) {
		row := []string{"`" + m[1] + "`", strings.ReplaceAll(m[3], ",", ", "), m[2]}
		if old := worded[row[0]]; len(old) == 3 {
			row[2] = old[2]
		}
		rows = append(rows, row)
	}
	if len(rows) < 10 {
		t.Fatalf("only %d metrics were found in %q", len(rows)-1, r.descriptions)
	}
	return table(inOrder(rows, before))
}

// registry keeps the descriptions of what is registered.
type registry struct{ descriptions []string }

func (r *registry) Register(c prometheus.Collector) error {
	described := make(chan *prometheus.Desc)
	go func() {
		defer close(described)
		c.Describe(described)
	}()
	for d := range described {
		r.descriptions = append(r.descriptions, d.String())
	}
	return nil
}

func (r *registry) MustRegister(all ...prometheus.Collector) {
	for _, c := range all {
		_ = r.Register(c) // never fails
	}
}

func (r *registry) Unregister(prometheus.Collector) bool { return false }

// importsTable is the table that TestImports checks.
func importsTable(t *testing.T, _ string) string {
	t.Helper()
	short := func(path string) string { return "`" + strings.TrimPrefix(path, "iombot/") + "`" }
	rows := [][]string{{"package", "may import"}}
	for _, path := range slices.Sorted(maps.Keys(allowed)) {
		var others []string
		for _, o := range allowed[path] {
			others = append(others, short(o))
		}
		rows = append(rows, []string{short(path), cmp.Or(strings.Join(others, ", "), "–")})
	}
	return table(rows)
}

// table writes rows in Markdown; the first is the head.
func table(rows [][]string) string {
	var s strings.Builder
	for i, row := range rows {
		for _, cell := range row {
			s.WriteString(strings.TrimRight("| "+cell, " ") + " ")
		}
		s.WriteString("|\n")
		if i == 0 {
			s.WriteString(strings.Repeat("|---", len(row)) + "|\n")
		}
	}
	return s.String()
}

// inOrder sorts rows in the order of the table before; new ones come last.
func inOrder(rows [][]string, before string) [][]string {
	place := func(row []string) int {
		if i := strings.Index(before, "\n| "+row[0]+" |"); i >= 0 {
			return i
		}
		return len(before)
	}
	slices.SortStableFunc(rows[1:], func(a, b []string) int { return cmp.Compare(place(a), place(b)) })
	return rows
}

// cells are the rows of a table in Markdown, by their first cell.
func cells(table string) map[string][]string {
	rows := map[string][]string{}
	for line := range strings.Lines(table) {
		row := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		rows[row[0]] = row
	}
	return rows
}
