package index

import (
	"testing"

	"iombot/locales"
)

func TestMender(t *testing.T) {
	m := newMender()
	analyze := languageOf(locales.EN).analyzer(nil)
	m.learn(analyze.tokens("passport ticket return lawyer asylum seeker"))
	m.freeze()
	for in, want := range map[string]string{
		"pasport":   "passport", // a letter missing
		"passsport": "passport", // doubled
		"tikcet":    "ticket",   // swapped
		"lawyet":    "lawyer",   // wrong
		"asilum":    "asylum",
		"asyulmm":   "asyulmm",  // two slips in a short word
		"pasporrt":  "passport", // two in a long one
		"mask":      "mask",     // far from everything
		"seek":      "seek",     // too short to be two away
	} {
		if got := m.mend(analyze.tokens(in))[0].fold; got != want {
			t.Errorf("mend(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestMenderPrefers learns words that a slip can stand for both of.
func TestMenderPrefers(t *testing.T) {
	m := newMender()
	analyze := languageOf(locales.EN).analyzer(nil)
	m.learn(analyze.tokens("bread broad broad passport"))
	m.freeze()
	for in, want := range map[string]string{
		"brxad":     "broad",     // the commoner of two
		"breadd":    "bread",     // the nearer of two
		"xpasspor":  "xpasspor",  // the first letter wrong besides another
		"passports": "passports", // another form of a known word
	} {
		if got := m.mend(analyze.tokens(in))[0].fold; got != want {
			t.Errorf("mend(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestMenderLeavesWords covers words that are not in the base and yet right.
func TestMenderLeavesWords(t *testing.T) {
	m := newMender()
	analyze := languageOf(locales.ET).analyzer(nil)
	m.learn(analyze.tokens("aitaks kilomeetris otsin"))
	m.freeze()
	for _, w := range []string{"kilomeetri", "näitaks", "otsing"} {
		if got := m.mend(analyze.tokens(w))[0]; got.fold != analyze(w)[0].fold {
			t.Errorf("%q was taken for %q", w, got.fold)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"kool", "kooli", 1}, {"ab", "ba", 1}, {"luba", "loa", 2}, {"abc", "cab", 2}, {"kitten", "sitting", 3},
	} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
		if got := distance(c.b, c.a); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.b, c.a, got, c.want)
		}
	}
}
