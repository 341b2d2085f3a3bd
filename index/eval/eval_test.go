package eval_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"iombot/index"
	"iombot/index/eval"
	"iombot/knowledge"
	"iombot/locales"
)

// kiosk is a small knowledge base in one language.
var kiosk = fstest.MapFS{
	"knowledge.yaml": {Data: []byte("languages: [en]\ntopics:\n  - {id: shop, en: Shop}\n")},
	"shop/bread.yaml": {Data: []byte(`reviewed: 2026-11-22
en: {title: Bread price, questions: ["How much is a loaf of bread?", "What do I pay for bread?", "Is your bread expensive?"], answer: Rye 2.50 euros.}
`)},
	"shop/hours.yaml": {Data: []byte(`reviewed: 2026-11-22
en: {title: Opening hours, questions: ["When does the shop open?", "What time do you close?", "Are you open on Sunday?"], answer: From eight to six.}
`)},
	"shop/delivery.yaml": {Data: []byte(`reviewed: 2026-11-22
en: {title: Home delivery, questions: ["Do you deliver to my home?", "Can a courier bring my order?", "How do I get a delivery?"], answer: We deliver in town.}
`)},
}

const questions = "lang\texpected\tstyle\tquestion\n" +
	"en\tbread\tplain\twhat is the price of the bread\n" +
	"en\thours\tplain\tis the shop open on sundays?\n" +
	"en\tdelivery\ttypo\tcan you delivr it to my house\n" +
	"en\t-\tplain\tquantum chromodynamics lecture notes\n"

// run asks the questions of a set in a knowledge base.
func run(t testing.TB, files fstest.MapFS, set eval.Set) []eval.Outcome {
	t.Helper()
	base, _, err := knowledge.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.Build(base)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	outcomes, err := eval.Run(t.Context(), func() eval.Chat { return cold{x} }, base, set, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return outcomes
}

// TestGateOnRealSearch takes an entry's phrasings away and sees the gate fail.
func TestGateOnRealSearch(t *testing.T) {
	set, err := eval.ReadSet(strings.NewReader(questions), "kiosk.tsv")
	if err != nil {
		t.Fatal(err)
	}
	good := run(t, kiosk, set)
	if f := eval.Measure(good); f.InScope.Top1.Value != 1 || f.Detected.Value != 1 || f.OutOfScope.N != 1 || f.P99MS <= 0 {
		t.Fatalf("figures of the whole base: %+v", f)
	}
	baseline := eval.NewBaseline(index.Version, good)
	if v, err := eval.Compare(baseline, run(t, kiosk, set)); err != nil || v.Worse() || len(v.Moved) > 0 {
		t.Errorf("the same base again: %+v, %v", v, err)
	}

	poor := fstest.MapFS{}
	for name, f := range kiosk {
		poor[name] = f
	}
	poor["shop/delivery.yaml"] = &fstest.MapFile{Data: []byte("reviewed: 2026-11-22\nen: {title: Zzz, answer: Qqq.}\n")}
	v, err := eval.Compare(baseline, run(t, poor, set))
	if err != nil || !v.Worse() {
		t.Fatalf("a base without an entry's phrasings passes: %+v, %v", v, err)
	}
	if !slices.ContainsFunc(v.Moved, func(m eval.Moved) bool { return m.Entry == "delivery" && m.Before.First == "delivery" }) {
		t.Errorf("moved: %+v", v.Moved)
	}
}

func ExampleReadSet() {
	set, err := eval.ReadSet(strings.NewReader("lang\texpected\tstyle\tquestion\n"+
		"en\tbread|bakery\tplain\tHow much is bread?\n"+
		"en\t-\tplain\tWill it rain?\n"), "shop.tsv")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, q := range set {
		fmt.Println(q.Pos, q.InScope(), q.Expected, q.Text)
	}
	// Output:
	// shop.tsv:2 true [bread bakery] How much is bread?
	// shop.tsv:3 false [] Will it rain?
}

// cold is a chat that asks the search alone.
type cold struct{ x *index.Index }

func (c cold) Ask(text string) knowledge.Result {
	return c.x.Search(knowledge.Message{Text: text, Hint: "en"})
}

// guesser answers every question with the opening hours.
type guesser struct{}

func (guesser) Ask(string) knowledge.Result {
	hours := []knowledge.Match{{ID: "hours", Confidence: 0.6}}
	return knowledge.Result{Lang: "en", Outcome: knowledge.Answer, Sent: hours, Candidates: hours}
}

func ExampleRun() {
	set, err := eval.ReadSet(strings.NewReader(questions), "kiosk.tsv")
	if err != nil {
		fmt.Println(err)
		return
	}
	base := &knowledge.Base{Languages: []locales.Lang{"en"}}
	outcomes, err := eval.Run(context.Background(), func() eval.Chat { return guesser{} }, base, set, eval.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range outcomes {
		fmt.Println(o.Judge(), "-", o.Question.Text)
	}
	f := eval.Measure(outcomes)
	fmt.Printf("top-1 %.2f (%.2f to %.2f)\n", f.InScope.Top1.Value, f.InScope.Top1.Low, f.InScope.Top1.High)
	// Output:
	// answered wrong - what is the price of the bread
	// answered right - is the shop open on sundays?
	// answered wrong - can you delivr it to my house
	// answered wrong - quantum chromodynamics lecture notes
	// top-1 0.33 (0.06 to 0.79)
}
