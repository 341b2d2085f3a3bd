package eval

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/knowledge"
	"iombot/locales"
)

func TestReadSet(t *testing.T) {
	src := "\ufefflang\texpected\tstyle\tquestion\r\n" +
		"et\treturn-cost|return-apply\tnatural\tKas \"tasuta\" pilet?\r\n" +
		"\r\n" +
		"en\t-\t\tit's 5 o'clock "
	got, err := ReadSet(strings.NewReader(src), "dir/a.tsv")
	if err != nil {
		t.Fatal(err)
	}
	want := Set{
		{Text: `Kas "tasuta" pilet?`, Lang: locales.ET, Expected: []string{"return-cost", "return-apply"}, Style: "natural", Pos: knowledge.Pos{File: "dir/a.tsv", Line: 2}},
		{Text: "it's 5 o'clock ", Lang: locales.EN, Pos: knowledge.Pos{File: "dir/a.tsv", Line: 4}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadSetErrors(t *testing.T) {
	head := header + "\n"
	for name, c := range map[string]struct {
		src  string
		want string
	}{
		"empty file":      {"", "s.tsv: the set has no questions"},
		"only the header": {head, "s.tsv: the set has no questions"},
		"no header":       {"et\ta\tnatural\ttere\n", `s.tsv:1: the header is "et\ta\tnatural\ttere", not "lang\texpected\tstyle\tquestion" nor "dialogue\tturn\tlang\texpected\tkind\tmessage"`},
		"every line": {
			head + "et\ta\ttere\n" + "EE\t\tx\t \n" + "et\ta\tx\tgood\n" + "en\ta|-\tx\thi\n" + "en\ta|b|a\tx\thi\n" + "en\ta\tx\tna\xefve\n" + "en\ta\tx\thi\tthere\n",
			`s.tsv:2: the line has 3 columns, not 4
s.tsv:3: "EE" is no language code such as et; the question is empty; expected is "": write ids joined with |, or - where no entry answers
s.tsv:5: expected is "a|-": write ids joined with |, or - where no entry answers
s.tsv:6: expected names "a" twice
s.tsv:7: the line is not UTF-8
s.tsv:8: the line has 5 columns, not 4`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadSet(strings.NewReader(c.src), "s.tsv")
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadSetKeepsGoodLines(t *testing.T) {
	set, err := ReadSet(strings.NewReader(header+"\net\tbad\net\ta\tx\tgood\n"), "s.tsv")
	if err == nil || len(set) != 1 || set[0].Text != "good" {
		t.Errorf("ReadSet = %v, %v; want the good line and an error", set, err)
	}
}

func TestCheckListsUnknownIDs(t *testing.T) {
	set := Set{
		{Text: "1", Expected: []string{"bread", "cake"}, Pos: knowledge.Pos{File: "s.tsv", Line: 2}},
		{Text: "2", Pos: knowledge.Pos{File: "s.tsv", Line: 3}},
		{Text: "3", Expected: []string{"pie"}, Pos: knowledge.Pos{File: "s.tsv", Line: 4}},
	}
	err := set.Check(bakery(t))
	want := "s.tsv:2: the knowledge base has no entry \"cake\"\ns.tsv:4: the knowledge base has no entry \"pie\""
	if err == nil || err.Error() != want {
		t.Errorf("Check = %v, want %s", err, want)
	}
	if err := set[1:2].Check(bakery(t)); err != nil {
		t.Errorf("Check of a question out of scope: %v", err)
	}
}

func TestKnown(t *testing.T) {
	base := bakery(t)
	for text, want := range map[string]string{
		"mis kell te avate":                "hours", // case, punctuation
		"MIS  KELL, TE AVATE?!":            "hours",
		"mis kellte avate":                 "hours", // spaces
		"Kui palju maksab uks leib":        "bread", // diacritics
		"Kui palju maksab u\u0308ks leib?": "bread", // NFD
		"Bread price":                      "bread", // a title
		"👋":                                "hours", // signs alone
		"👍":                                "",
		"mis kell te avate täna":           "",
		"Rye 2.50 euros":                   "", // an answer
	} {
		leaks := Set{{Text: text}}.Known(base)
		switch {
		case want == "" && len(leaks) > 0:
			t.Errorf("%q is known as %q", text, leaks[0].Phrasing.Text)
		case want != "" && (len(leaks) != 1 || leaks[0].Entry != want || leaks[0].Question.Text != text):
			t.Errorf("Known(%q) = %v, want a phrasing of %s", text, leaks, want)
		}
	}
}
