package index

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/index/langid"
	"iombot/knowledge"
	"iombot/locales"
)

// TestUnserved decides on questions in a language that the base does not serve:
// only a sure answer is given.
func TestUnserved(t *testing.T) {
	english := own().readers[1]
	for _, c := range []struct {
		question, guess string
		served          knowledge.Outcome
		want            knowledge.Result
	}{
		{"Who is the head of IOM?", "fi", knowledge.Answer, knowledge.Result{Unserved: "fi", Outcome: knowledge.Answer, Answers: 1}},
		{"Who is the head of IOM?", "", knowledge.Answer, knowledge.Result{Unserved: "und", Outcome: knowledge.Answer, Answers: 1}},
		{"was ist IOM", "de", knowledge.Choices, knowledge.Result{Unserved: "de", Outcome: knowledge.None}},
		{"best pizza in town", "it", knowledge.None, knowledge.Result{Unserved: "it", Outcome: knowledge.None}},
	} {
		u := understanding{lang: locales.EN, whole: own().view(english, clean(c.question))}
		u.guess = langid.Guess{Lang: locales.EN, Served: true}
		if served := own().decide(u); served.Outcome != c.served || served.Unserved != "" {
			t.Errorf("%q in a served language: %s, unserved %q", c.question, served.Outcome, served.Unserved)
		}
		u.guess = langid.Guess{Lang: locales.Lang(c.guess)}
		got := own().decide(u)
		checkResult(t, got)
		got.Candidates, c.want.Lang = nil, locales.EN
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.question, diff)
		}
	}
}

func TestOffered(t *testing.T) {
	for _, c := range []struct {
		confidences []float64
		want        int
	}{
		{[]float64{.5}, 1},
		{[]float64{.5, .5 * offerShare, .5*offerShare - .001}, 2},
		{[]float64{.3, .3, .3, .3}, maxOffered},
		{[]float64{.5, .01, .01}, 1},
	} {
		matches := make([]knowledge.Match, len(c.confidences))
		for i, v := range c.confidences {
			matches[i].Confidence = v
		}
		if got := offered(matches, offerShare); got != c.want {
			t.Errorf("%v: %d offered, want %d", c.confidences, got, c.want)
		}
	}
}

// TestAnswerBoth decides on two questions by how sure the answers are.
func TestAnswerBoth(t *testing.T) {
	const sure, fair = .97, .6
	x := own()
	one := func(id string, confidence float64) *view {
		k := slices.IndexFunc(x.base.Entries, func(e *knowledge.Entry) bool { return e.ID == id })
		share := make([]float64, len(x.base.Entries))
		share[k] = 1
		nearest := make([]int32, len(share))
		for i := range nearest {
			nearest[i] = -1
		}
		return &view{reader: x.readers[0], reading: reading{nearest: nearest}, share: share, order: []int{k}, scope: confidence}
	}
	for name, c := range map[string]struct {
		whole         string
		outcome       knowledge.Outcome
		first, second *view
		want          []string
		then          knowledge.Outcome
	}{
		"one question":                 {"donate", knowledge.Answer, nil, nil, []string{"donate"}, knowledge.Answer},
		"both sure":                    {"donate", knowledge.Choices, one("contact", sure), one("emn", sure), []string{"contact", "emn"}, knowledge.Answer},
		"one fair":                     {"emn", knowledge.Choices, one("contact", fair), one("emn", sure), []string{"emn", "contact"}, knowledge.Choices},
		"one fair, the whole a third":  {"donate", knowledge.Choices, one("contact", fair), one("emn", sure), []string{"donate", "contact", "emn"}, knowledge.Choices},
		"the whole is one of them":     {"emn", knowledge.Answer, one("contact", fair), one("emn", fair), []string{"emn", "contact"}, knowledge.Answer},
		"the whole is surely a third":  {"donate", knowledge.Answer, one("contact", sure), one("emn", sure), []string{"donate"}, knowledge.Answer},
		"the whole makes no sense yet": {"donate", knowledge.None, one("contact", fair), one("emn", fair), []string{"donate", "contact", "emn"}, knowledge.Choices},
	} {
		res := knowledge.Result{Outcome: c.outcome, Answers: 1, Candidates: []knowledge.Match{{ID: c.whole, Confidence: .3}, {ID: "projects"}}}
		x.answerBoth(understanding{first: c.first, second: c.second}, &res)
		var got []string
		for _, m := range res.Candidates[:res.Answers] {
			got = append(got, m.ID)
		}
		if diff := cmp.Diff(c.want, got); diff != "" || res.Outcome != c.then {
			t.Errorf("%s: %s (-want +got):\n%s", name, res.Outcome, diff)
		}
	}
}

// TestUrgentStandsAlone has a message about danger with two more questions in it.
func TestUrgentStandsAlone(t *testing.T) {
	english := own().readers[1]
	u := understanding{lang: locales.EN, guess: langid.Guess{Lang: locales.EN, Served: true}}
	u.first, u.second = own().view(english, "who pays for my plane ticket home?"), own().view(english, "who is the head of iom?")
	for question, answers := range map[string]int{"my boss took my passport and i cannot leave": 1, "who is the head of iom?": 2} {
		u.whole = own().view(english, question)
		if got := own().decide(u); got.Outcome != knowledge.Answer || got.Answers != answers {
			t.Errorf("%q: %s with %d answers, want %d", question, got.Outcome, got.Answers, answers)
		}
	}
}
