package index

import (
	"strings"
	"testing"

	"iombot/knowledge"
)

// TestDangerBesideAQuestion demands help first, then what else was surely asked.
func TestDangerBesideAQuestion(t *testing.T) {
	for text, want := range map[string]string{
		"Is the adaptation programme obligatory and who pays for it? My husband beats me.": "victim-support settle-in-estonia",
		"Kas kohanemisprogramm on kohustuslik ja kes selle eest maksab? Mees peksab mind.": "victim-support settle-in-estonia",
		"We came in spring. My boss took my passport and locked us in. The sun is nice.":   "trafficking-help",
	} {
		res := own().Search(text, "")
		checkResult(t, res)
		var got []string
		for _, m := range res.Candidates[:res.Answers] {
			got = append(got, m.ID)
		}
		if res.Outcome != knowledge.Answer || strings.Join(got, " ") != want {
			t.Errorf("%q: %s with %v, want %s", text, res.Outcome, got, want)
		}
	}
	for _, text := range []string{"My husband beats me.", "Where is your office? Who is the head of IOM?", "", "..."} {
		if u := own().understand(text, ""); u.danger != nil {
			t.Errorf("%q: danger in %q", text, u.danger.text)
		}
	}
}

// TestDangerIsBounded has its danger behind more sentences than are looked at.
func TestDangerIsBounded(t *testing.T) {
	if u := own().understand(strings.Repeat("The sun is nice. ", maxSentences)+"My husband beats me.", ""); u.danger != nil {
		t.Errorf("danger in %q", u.danger.text)
	}
}
