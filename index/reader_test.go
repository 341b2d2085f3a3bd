package index

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"iombot/locales"
)

func TestTelling(t *testing.T) {
	analyze := languageOf(locales.EN).analyzer(nil)
	r := &ranker{asked: newCoverage(3)}
	for k, text := range []string{"the of passport", "the of ticket lawyer", "the in passport"} {
		r.asked.add(k, analyze.tokens(text))
	}
	stems := func(text string) string {
		var out string
		for _, t := range r.telling(analyze.tokens(text)) {
			out += t.fold + " "
		}
		return out
	}
	if got := stems("the ticket of the passport"); got != "the ticket of the passport " {
		t.Errorf("few words: %q", got)
	}
	// Unknown words are the rarest; equally rare ones keep their order.
	if got := stems("the passport of the ticket in zebra lion tiger lawyer bear"); got != "zebra lion tiger bear ticket " {
		t.Errorf("many words: %q", got)
	}
}

// TestRescued asks with run-together words that are no terms of any phrasing:
// only their n-grams tell the entry, while other entries share a whole word.
func TestRescued(t *testing.T) {
	x := build(t, load(t, fstest.MapFS{
		"knowledge.yaml": file("languages: [en]\ntopics: [{id: a, en: A}]\n"),
		"a/permit.yaml":  file("reviewed: 2026-01-01\nen: {title: Residence permit, questions: [renew residence permit, residence permit expired, residence permit card, residence permit photo, lost residence permit, permit of residence], answer: ask}\n"),
		"a/office.yaml":  file("reviewed: 2026-01-01\nen: {title: \"Where is the office?\", questions: [address of your office please, which street are you in these days please], answer: here}\n"),
		"a/course.yaml":  file("reviewed: 2026-01-01\nen: {title: \"Where can I learn Estonian?\", questions: [language course in the evening please, which lessons are there for beginners please], answer: there}\n"),
	}))
	e := x.Explain("lostresidencepermit residencepermitcard please", "")
	if first := e.Entries[0]; first.ID != "permit" || first.Found {
		t.Errorf("the first is %+v", first)
	}
	if second := e.Entries[1]; !second.Found {
		t.Errorf("the second is %+v", second)
	}
}

// TestCandidacy counts the candidates of a question that shares its words with
// few entries.
func TestCandidacy(t *testing.T) {
	r := own().readers[1]
	q := r.read("Who is the head of IOM?")
	count := map[candidacy]int{}
	for _, c := range q.candidacy {
		count[c]++
	}
	if count[found] == 0 || count[rescued] == 0 || count[rescued] > maxRescued || count[dropped] == 0 {
		t.Errorf("%d found, %d rescued, %d dropped", count[found], count[rescued], count[dropped])
	}
	share, order := own().calibration.shares(&q)
	for i, k := range order {
		if candidates := count[found] + count[rescued]; (q.candidacy[k] == dropped) != (i >= candidates) {
			t.Errorf("%d candidates, and place %d has candidacy %d with share %v", candidates, i, q.candidacy[k], share[k])
		}
	}
	if q := r.read("xyzzy"); q.candidacy != nil {
		t.Errorf("nothing found, and candidacies %v", q.candidacy)
	}
}

func TestMemoized(t *testing.T) {
	asked := map[string]int{}
	analyze := analyzer(func(word string) []token {
		asked[word]++
		return english(word)
	})
	once := analyze.memoized()
	const text = "dont pay what you dont owe"
	if diff := cmp.Diff(analyzer(english).tokens(text), once.tokens(text), cmp.AllowUnexported(token{})); diff != "" {
		t.Error(diff)
	}
	if asked["dont"] != 1 {
		t.Errorf("a word was analysed %d times", asked["dont"])
	}
}
