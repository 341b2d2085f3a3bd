package index

import (
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
		if got := offered(matches); got != c.want {
			t.Errorf("%v: %d offered, want %d", c.confidences, got, c.want)
		}
	}
}

// TestAnswerBoth reads the pieces of a message in turn.
func TestAnswerBoth(t *testing.T) {
	const ticket, head, members, hello = "who pays for my plane ticket home?", "who is the head of iom?", "how many countries are in iom?", "hello"
	english := own().readers[1]
	for name, c := range map[string]struct {
		pieces []string
		want   []string // ids answered
	}{
		"two":            {[]string{head, ticket}, []string{"iom-leadership", "return-cost"}},
		"three":          {[]string{members, head, ticket}, []string{"iom-members", "iom-leadership"}},
		"one twice":      {[]string{head, head}, nil},
		"small talk":     {[]string{hello, head}, nil},
		"one not sure":   {[]string{head, "best pizza near the railway station?"}, nil},
		"one twice more": {[]string{head, head, ticket}, []string{"iom-leadership", "return-cost"}},
	} {
		var pieces []*view
		for _, p := range c.pieces {
			pieces = append(pieces, own().view(english, p))
		}
		res := knowledge.Result{Outcome: knowledge.None, Candidates: own().candidates(own().view(english, head))}
		own().answerBoth(pieces, &res)
		checkResult(t, res)
		var got []string
		for _, m := range res.Candidates[:res.Answers] {
			got = append(got, m.ID)
		}
		if diff := cmp.Diff(c.want, got); diff != "" || len(res.Candidates) != maxCandidates {
			t.Errorf("%s: %d candidates, answered (-want +got):\n%s", name, len(res.Candidates), diff)
		}
	}
}

// TestUrgentStandsAlone has a message about danger with two more questions in it.
func TestUrgentStandsAlone(t *testing.T) {
	english := own().readers[1]
	u := understanding{lang: locales.EN, guess: langid.Guess{Lang: locales.EN, Served: true}}
	for _, s := range []string{"who pays for my plane ticket home?", "who is the head of iom?"} {
		u.pieces = append(u.pieces, own().view(english, s))
	}
	for question, answers := range map[string]int{"my boss took my passport and i cannot leave": 1, "who is the head of iom?": 2} {
		u.whole = own().view(english, question)
		if got := own().decide(u); got.Outcome != knowledge.Answer || got.Answers != answers {
			t.Errorf("%q: %s with %d answers, want %d", question, got.Outcome, got.Answers, answers)
		}
	}
}
