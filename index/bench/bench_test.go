package bench

import (
	"slices"
	"testing"

	"iombot/knowledge"
	"iombot/locales"
)

func small() *knowledge.Base {
	text := func(title string, questions ...string) *knowledge.Text {
		t := &knowledge.Text{Title: knowledge.Item{Text: title}, Answer: knowledge.Item{Text: "Ask at the desk."}}
		for _, q := range questions {
			t.Questions = append(t.Questions, knowledge.Item{Text: q})
		}
		return t
	}
	return knowledge.NewBase([]locales.Lang{"en"}, nil, []*knowledge.Entry{
		{ID: "bread", Texts: map[locales.Lang]*knowledge.Text{"en": text("What does bread cost?", "price of a loaf", "how much is rye bread", "bread rolls price")}},
		{ID: "hours", Texts: map[locales.Lang]*knowledge.Text{"en": text("When are you open?", "opening hours on Sunday", "when does the shop close", "closing time")}},
	})
}

// Every engine answers what stands in the base word for word, and is measured.
func TestRun(t *testing.T) {
	b := small()
	var got []string
	err := Run(t.Context(), b, Asked(b), func(f Figures) {
		got = append(got, f.Engine)
		if f.Median <= 0 || f.P99 < f.Median || f.Build <= 0 {
			t.Errorf("%s: median %v, p99 %v, build %v", f.Engine, f.Median, f.P99, f.Build)
		}
		if f.Top1 < .5 {
			t.Errorf("%s finds %.2f", f.Engine, f.Top1)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(engines) || !slices.Contains(got, FTS5) {
		t.Errorf("measured %v", got)
	}
	if err := Run(t.Context(), b, nil, nil); err == nil {
		t.Error("no questions are measured")
	}
}

// A generated base is the same each time, and its questions are its own.
func TestGenerate(t *testing.T) {
	b, set := Generate(small(), 20)
	again, set2 := Generate(small(), 20)
	if len(b.Entries) != 20 || len(set) != questions {
		t.Fatalf("%d entries, %d questions", len(b.Entries), len(set))
	}
	if b.Entries[7].Texts["en"].Answer.Text != again.Entries[7].Texts["en"].Answer.Text || set[9].Text != set2[9].Text {
		t.Error("a second run gives another base")
	}
	if err := set.Check(b); err != nil {
		t.Error(err)
	}
	if n := len(b.Entries[3].Texts["en"].Phrasings()); n != phrasings {
		t.Errorf("%d phrasings", n)
	}
}
