package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"iombot/index"
)

// shop is a folder with a small knowledge base, a set that it does well on and
// one that it knows by heart.
func shop(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range map[string]string{
		"kb/knowledge.yaml":  "languages: [en]\ntopics:\n  - {id: shop, en: Shop}\n",
		"kb/shop/bread.yaml": "reviewed: 2026-11-22\nen: {title: Bread price, questions: ['How much is a loaf of bread?', 'What do I pay for bread?'], answer: Rye 2.50 euros.}\n",
		"kb/shop/hours.yaml": "reviewed: 2026-11-22\nen: {title: Opening hours, questions: ['When does the shop open?', 'What time do you close?'], answer: From eight to six.}\n",
		"set.tsv":            "lang\texpected\tstyle\tquestion\nen\tbread\tplain\tprice of the bread\nen\thours\tplain\tis the shop open\nen\t-\tplain\tquantum chromodynamics\n",
		"known.tsv":          "lang\texpected\tstyle\tquestion\nen\thours\tplain\twhat time do YOU close\n",
		"broken.tsv":         "lang\texpected\tstyle\tquestion\nen\tcake\tplain\tcake\nen\tbread\n",
	} {
		write(t, filepath.Join(dir, name), text)
	}
	return dir
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// iombotEval runs the command "eval" on the shop in dir.
func iombotEval(t *testing.T, dir string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	t.Chdir(dir)
	var out, errs bytes.Buffer
	none := func(string) (string, bool) { return "", false }
	code = run(t.Context(), append([]string{"eval", "--knowledge", "kb"}, args...), none, nil, &out, &errs)
	return code, out.String(), errs.String()
}

func TestEvalPrintsFiguresAndWritesResults(t *testing.T) {
	dir := shop(t)
	code, table, errs := iombotEval(t, dir, "--results", "out.jsonl", "set.tsv")
	if code != exitDone || strings.Count(errs, "\n") != 1 { // the base that was read
		t.Fatalf("exit %d: %s", code, errs)
	}
	for _, want := range []string{"in scope, questions", "top-1", "100.0 (34.2-100.0)", "By language and style", "en plain"} {
		if !strings.Contains(table, want) {
			t.Errorf("no %q in the table:\n%s", want, table)
		}
	}
	results, err := os.ReadFile(filepath.Join(dir, "out.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(strings.TrimSpace(string(results)), "\n"); len(lines) != 3 || !strings.HasPrefix(lines[0], `{"question":"price of the bread","lang":"en","detected":"en","expected":["bread"],`) {
		t.Errorf("results:\n%s", results)
	}
}

func TestEvalJSON(t *testing.T) {
	code, out, errs := iombotEval(t, shop(t), "--json", "set.tsv")
	var got evalOutput
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != exitDone {
		t.Fatalf("exit %d, %s, %v", code, errs, err)
	}
	if got.All.InScope.N != 2 || got.All.OutOfScope.N != 1 || got.All.InScope.Top1.Value != 1 || got.Engine != index.Version || len(got.Languages) != 1 {
		t.Errorf("figures: %+v", got)
	}
}

func TestEvalRefusesWhatIsKnown(t *testing.T) {
	dir := shop(t)
	results := filepath.Join(dir, "results.jsonl")
	code, out, errs := iombotEval(t, dir, "--json", "--results", results, "set.tsv", "known.tsv")
	if code != exitFailed || !strings.Contains(errs, `known.tsv:2: "what time do YOU close" stands at shop/hours.yaml:2:`) || strings.Contains(errs, "set.tsv:") {
		t.Errorf("exit %d: %s", code, errs)
	}
	_, without, _ := iombotEval(t, dir, "--json", "set.tsv")
	var with, alone evalOutput
	if err := errors.Join(json.Unmarshal([]byte(out), &with), json.Unmarshal([]byte(without), &alone)); err != nil || with.All.InScope.N != alone.All.InScope.N {
		t.Errorf("the figures count the refused question: %v\n%s", err, out)
	}
	if lines, err := os.ReadFile(results); err != nil || !strings.Contains(string(lines), "what time do YOU close") {
		t.Errorf("the refused question has no line in the results: %v\n%s", err, lines)
	}
	if code, _, errs := iombotEval(t, dir, "--allow-known", "known.tsv"); code != exitDone {
		t.Errorf("replaying: exit %d: %s", code, errs)
	}
}

func TestEvalSaysAllThatIsWrongWithItsSets(t *testing.T) {
	code, _, errs := iombotEval(t, shop(t), "broken.tsv", "missing.tsv")
	for _, want := range []string{`broken.tsv:2: the knowledge base has no entry "cake"`, "broken.tsv:3: the line has 2 columns", "missing.tsv"} {
		if code != exitFailed || !strings.Contains(errs, want) {
			t.Errorf("exit %d, no %q: %s", code, want, errs)
		}
	}
}

// TestEvalGate saves a baseline, breaks an entry and sees the gate fail.
func TestEvalGate(t *testing.T) {
	dir := shop(t)
	if code, _, errs := iombotEval(t, dir, "--save-baseline", "base.json", "set.tsv"); code != exitDone {
		t.Fatalf("saving: exit %d: %s", code, errs)
	}
	if code, out, errs := iombotEval(t, dir, "--baseline", "base.json", "set.tsv"); code != exitDone || strings.Contains(out, "WORSE") {
		t.Errorf("nothing changed: exit %d: %s%s", code, out, errs)
	}
	write(t, filepath.Join(dir, "kb/shop/bread.yaml"), "reviewed: 2026-11-22\nen: {title: Zzz, answer: Qqq.}\n")
	code, out, errs := iombotEval(t, dir, "--baseline", "base.json", "set.tsv")
	if code != exitFailed || !strings.Contains(errs, "worse than the baseline") {
		t.Errorf("an entry without phrasings: exit %d: %s", code, errs)
	}
	for _, want := range []string{"WORSE", "price of the bread\n      bread ("} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in:\n%s", want, out)
		}
	}
	if code, out, _ = iombotEval(t, dir, "--json", "--baseline", "base.json", "set.tsv"); code != exitFailed || !strings.Contains(out, `"verdict"`) {
		t.Errorf("as JSON: exit %d: %s", code, out)
	}
	if code, _, _ := iombotEval(t, dir, "--baseline", "other.json", "set.tsv"); code != exitFailed {
		t.Errorf("without the baseline's file: exit %d", code)
	}
}

func TestFitWritesACalibration(t *testing.T) {
	dir := shop(t)
	t.Chdir(dir)
	var out, errs bytes.Buffer
	none := func(string) (string, bool) { return "", false }
	code := run(t.Context(), []string{"fit", "--knowledge", "kb", "--out", "c.json", "--check", "set.tsv", "set.tsv"}, none, nil, &out, &errs)
	if code != exitDone || !strings.Contains(out.String(), "Before: ") || !strings.Contains(out.String(), "After: ") {
		t.Fatalf("exit %d: %s%s", code, &out, &errs)
	}
	src, err := os.ReadFile("c.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := index.ParseCalibration(src); err != nil {
		t.Error(err)
	}
}
