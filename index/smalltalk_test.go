package index

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/locales"
)

func TestSegments(t *testing.T) {
	for text, want := range map[string][]string{
		"":                             {""},
		"?!":                           {"?!"},
		"tere":                         {"tere"},
		"...tere, kes\nmaksab? aitäh!": {"...tere,", " kes\n", "maksab?", " aitäh!"},
		"hi 👋🏽 who's first-rate":       {"hi 👋", "🏽 who's first-rate"},
		"dear sir (or madam). help":    {"dear sir (", "or madam).", " help"},
	} {
		got := segments(text)
		if diff := cmp.Diff(want, got); diff != "" || strings.Join(got, "") != text {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestSmallTalkWords(t *testing.T) {
	for lang, words := range map[locales.Lang]struct{ sure, none string }{
		locales.ET: {"tere tsau aitäh tänan", "koju pilet kes töö"},
		locales.EN: {"hello thanks goodbye", "home ticket who work"},
	} {
		r := own().readers[slices.Index(own().base.Languages, lang)]
		for _, w := range strings.Fields(words.sure) {
			if !r.smallTalk.fills(r.analyze.tokens(w)) {
				t.Errorf("%q is no small talk", w)
			}
		}
		for _, w := range strings.Fields(words.none) {
			if r.smallTalk.marks(r.analyze.tokens(w)) {
				t.Errorf("%q may be small talk", w)
			}
		}
	}
}

// TestGreetingDoesNotWin wraps questions in greetings and thanks: the answer is
// the same. Small talk alone is still answered as such.
func TestGreetingDoesNotWin(t *testing.T) {
	for _, question := range []string{"tere, %s", "Tere päevast!\n%s", "Lugupeetud 🙂 %s", "tere %s aitäh", "%s Suur tänu vastuse eest!"} {
		for _, q := range []string{"kes maksab minu pileti koju?", "kus asub teie kontor?", "kes on IOMi peadirektor?"} {
			checkFirst(t, strings.Replace(question, "%s", q, 1), first(q))
		}
	}
	for _, question := range []string{"hello, %s", "Dear Sir or Madam,\n%s", "hi there 👋 %s", "hello %s thanks", "%s Thank you very much in advance!"} {
		for _, q := range []string{"who pays for my ticket home?", "where is your office?", "who is the head of IOM?"} {
			checkFirst(t, strings.Replace(question, "%s", q, 1), first(q))
		}
	}
	for question, want := range map[string]string{
		"Tere! Kuidas läheb?": "hello", "suur aitäh teile, olete väga head": "thanks", "hello, how are you today?": "hello",
		"thank you so much, that was very kind of you": "thanks", "ok bye, see you tomorrow": "goodbye",
		"Dear sir or madam, my name is Ahmed, I live in Narva. I want to know how I can go home with no money. Thank you": "return-cost voluntary-return return-apply",
	} {
		checkFirst(t, question, want)
	}
}

func first(question string) string { return own().Search(question, "").Candidates[0].ID }

// checkFirst demands that one of the entries in want, apart by spaces, is the
// first candidate.
func checkFirst(t *testing.T, question, want string) {
	t.Helper()
	if got := first(question); !slices.Contains(strings.Fields(want), got) {
		t.Errorf("%q finds %s, want %s", question, got, want)
	}
}
