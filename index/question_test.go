package index

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/knowledge"
	"iombot/locales"
)

func TestCuts(t *testing.T) {
	for _, c := range []struct {
		lang locales.Lang
		text string
		want []string // what follows each cut
	}{
		{locales.EN, "where is your office and who pays the ticket", []string{"and who pays the ticket"}},
		{locales.EN, "who pays it? where is your office?", []string{"where is your office?"}},
		{locales.EN, "where is your office\nwho pays the ticket", []string{"who pays the ticket"}},
		{locales.EN, "i have no money, who pays the ticket", nil},              // only one asks
		{locales.EN, "who pays the ticket and the luggage", nil},               // no clause
		{locales.EN, "why? who pays the ticket", nil},                          // too short to be a question
		{locales.EN, "i am here with my wife and the child that was ill", nil}, // nothing asks
		{locales.ET, "kes maksab pileti ja kus asub kontor", []string{"ja kus asub kontor"}},
		{locales.ET, "kes maksab pileti, lisaks tahaks teada kus kontor on", []string{"lisaks tahaks teada kus kontor on"}},
		{locales.ET, "mul pole raha ega passi ja pilet on kallis", nil},
		{locales.ET, "Õelge kus on kontor", nil},
	} {
		l := languageOf(c.lang)
		var got []string
		for _, place := range l.cuts(c.text) {
			got = append(got, c.text[place:])
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.text, diff)
		}
	}
	many := ""
	for range 3 * maxCuts {
		many += "where is your office? "
	}
	english := languageOf(locales.EN)
	if n := len(english.cuts(many)); n != maxCuts {
		t.Errorf("%d cuts in a long message, want %d", n, maxCuts)
	}
}

// TestTwoQuestions demands that both are answered or offered.
func TestTwoQuestions(t *testing.T) {
	for text, want := range map[string][]string{
		"Who is the head of IOM? Where is your office in Tallinn?":          {"iom-leadership", "contact"},
		"what is the entry ban and how many countries are members of IOM":   {"entry-ban", "iom-members"},
		"Kes on IOMi peadirektor ja mitu liikmesriiki on IOMil?":            {"iom-leadership", "iom-members"},
		"Kes maksab minu lennupileti koju? Kus ma saan eesti keelt õppida?": {"return-cost", "learn-estonian"},
	} {
		res := own().Search(text, "")
		checkResult(t, res)
		if res.Outcome == knowledge.None || res.Answers < 2 || !contains(res.Candidates[:res.Answers], want[0]) || !contains(res.Candidates[:res.Answers], want[1]) {
			t.Errorf("%q: %s with %d of %+v", text, res.Outcome, res.Answers, res.Candidates[:3])
		}
	}
	for _, text := range []string{
		"Where is the office of IOM in Tallinn and what is its address?",
		"hello, how are you? who is the head of iom?",
		"who is the head of iom? who leads it now?",
		"who is the head of iom? where is the best pizza?",
	} {
		if res := own().Search(text, ""); res.Answers > 1 && res.Outcome == knowledge.Answer {
			t.Errorf("%q has two answers: %+v", text, res.Candidates[:2])
		}
	}
}
