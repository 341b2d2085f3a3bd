package langid

import (
	"fmt"
	"math"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/knowledge"
	"iombot/locales"
)

// line is a labelled message. Every second one was used to fit the constants,
// the others only to measure.
type line struct {
	lang locales.Lang
	kind string
	text string
	half string
}

func (l line) served() bool { return l.lang == locales.ET || l.lang == locales.EN }

func gold(t testing.TB) []line {
	t.Helper()
	var out []line
	for i, f := range table(t, "testdata/gold.tsv") {
		out = append(out, line{locales.Lang(f[0]), f[1], f[2], [...]string{"tuning", "held-out"}[i%2]})
	}
	return out
}

// table reads a file of tab-separated fields without its heading.
func table(t testing.TB, name string) [][]string {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for _, l := range strings.Split(strings.TrimSpace(string(src)), "\n")[1:] {
		rows = append(rows, strings.Split(l, "\t"))
	}
	return rows
}

// samples are the Estonian and English texts of every entry that keep keeps.
func samples(t testing.TB, keep func(entry int) bool) map[locales.Lang][]string {
	t.Helper()
	all := everySample(t, keep)
	return map[locales.Lang][]string{locales.ET: all[locales.ET], locales.EN: all[locales.EN]}
}

// everySample are the texts of every entry that keep keeps, in every language
// that has some.
func everySample(t testing.TB, keep func(entry int) bool) map[locales.Lang][]string {
	t.Helper()
	b, _, err := knowledge.Load(knowledge.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	out := map[locales.Lang][]string{}
	for i, e := range b.Entries {
		if !keep(i) || e.Hidden { // small talk has words of every language
			continue
		}
		for lang, text := range e.Texts {
			for _, p := range text.Phrasings() {
				out[lang] = append(out[lang], p.Text)
			}
			out[lang] = append(out[lang], text.Answer.Text)
		}
	}
	return out
}

var trained = sync.OnceValue(func() *Model {
	return Train(samples(&testing.B{}, func(int) bool { return true }))
})

var bare = sync.OnceValue(func() *Model {
	return Train(map[locales.Lang][]string{locales.ET: nil, locales.EN: nil})
})

// rate counts messages of a kind.
type rate struct{ n, right, foreign, clear int }

func (r *rate) add(g Guess, want locales.Lang, served bool) {
	r.n++
	if g.Lang == want && g.Served == served {
		r.right++
	}
	if !g.Served {
		r.foreign++
	}
	if g.Clear() {
		r.clear++
	}
}

func (r rate) String() string {
	return fmt.Sprintf("%d of %d right, %d called foreign, %d clear", r.right, r.n, r.foreign, r.clear)
}

func (r rate) check(t *testing.T, name string, right, foreign float64) {
	t.Helper()
	t.Logf("%-24s %v", name, r)
	// One miss is allowed in a small group: it is no rate yet.
	if got := float64(r.right) / float64(r.n); got < right && r.n-r.right > 1 {
		t.Errorf("%s: %.3f are right, want %.3f", name, got, right)
	}
	if got := float64(r.foreign) / float64(r.n); got > foreign {
		t.Errorf("%s: %.4f are called foreign, want at most %.4f", name, got, foreign)
	}
}

func TestServedLanguages(t *testing.T) {
	rates := map[string]*rate{}
	for _, l := range gold(t) {
		if !l.served() {
			continue
		}
		g := trained().Detect(l.text)
		for _, key := range []string{string(l.lang) + " " + l.half, string(l.lang) + " " + l.kind, "both " + l.half} {
			if rates[key] == nil {
				rates[key] = &rate{}
			}
			rates[key].add(g, l.lang, true)
		}
	}
	for name, r := range rates {
		r.check(t, name, 0.98, 0.005)
	}
}

func TestOtherLanguages(t *testing.T) {
	rates := map[string]*rate{}
	for _, l := range gold(t) {
		if l.served() || l.kind == "unclear" {
			continue
		}
		g := trained().Detect(l.text)
		for _, key := range []string{string(l.lang) + " " + l.kind, "all " + l.half} {
			if rates[key] == nil {
				rates[key] = &rate{}
			}
			rates[key].add(g, l.lang, false)
		}
	}
	for name, r := range rates {
		r.check(t, name, 0.9, 1)
	}
}

// With Russian and Ukrainian served too, those languages are distinguished from
// each other and take nothing from Estonian and English.
func TestFourLanguages(t *testing.T) {
	m := Train(everySample(t, func(int) bool { return true }))
	rates := map[string]*rate{}
	for _, l := range gold(t) {
		switch l.lang {
		case locales.ET, locales.EN, "ru", "uk":
			key := string(l.lang) + " " + l.kind
			if rates[key] == nil {
				rates[key] = &rate{}
			}
			rates[key].add(m.Detect(l.text), l.lang, true)
		}
	}
	for name, r := range rates {
		r.check(t, name, 0.9, 0.05)
	}
}

func TestUnclear(t *testing.T) {
	for _, l := range gold(t) {
		if l.kind != "unclear" {
			continue
		}
		for name, m := range map[string]*Model{"trained": trained(), "bare": bare()} {
			if g := m.Detect(l.text); !g.Served || g.Clear() {
				t.Errorf("%s model: Detect(%q) = %v, want it served and not clear", name, l.text, g)
			}
		}
	}
}

// A message about an entry that the model has never seen.
func TestUnseenEntries(t *testing.T) {
	var as, bs, cs rate
	for half := range 2 {
		m := Train(samples(t, func(i int) bool { return i%2 == half }))
		for lang, texts := range samples(t, func(i int) bool { return i%2 != half }) {
			for _, text := range texts {
				as.add(m.Detect(text), lang, true)
				bs.add(m.Detect(fold(text)), lang, true)
				cs.add(bare().Detect(text), lang, true)
			}
		}
	}
	as.check(t, "as written", 0.985, 0.001)
	bs.check(t, "without marks", 0.985, 0.001)
	cs.check(t, "profiles alone", 0.975, 0.002)
}

func TestOwnQuestions(t *testing.T) {
	for _, lang := range []locales.Lang{locales.ET, locales.EN} {
		var r rate
		for _, half := range []string{"fit", "gate"} {
			for _, f := range table(t, "../testdata/"+half+"/"+string(lang)+".tsv") {
				r.add(trained().Detect(f[3]), lang, true)
			}
		}
		r.check(t, string(lang)+" own", 0.98, 0.005)
	}
}

func TestDetect(t *testing.T) {
	tests := map[string]struct {
		text   string
		lang   locales.Lang
		served bool
		script string
	}{
		"abbreviation in Cyrillic":   {"что такое IOM VARRE", "ru", false, "Cyrl"},
		"greeting before Cyrillic":   {"Tere! Как получить вид на жительство?", "ru", false, "Cyrl"},
		"Cyrillic word in English":   {"what does привет mean in your language", "en", true, "Latn"},
		"greeting before translit":   {"tere, kak poluchit vid na zhitelstvo", "ru", false, "Latn"},
		"Ukrainian":                  {"де можна отримати її", "uk", false, "Cyrl"},
		"decomposed":                 {"o\u0303pin to\u0308o\u0308l ko\u0308o\u0308gis", "et", true, "Latn"},
		"digits for letters":         {"v6ib 6elda kus k2ia", "et", true, "Latn"},
		"capitals":                   {"KUS ON TEIE KONTOR", "et", true, "Latn"},
		"web address":                {"mis on https://www.example.org/what-is-this-about", "et", true, "Latn"},
		"English term in Estonian":   {"kuidas ma saan residence permit pikendada", "et", true, "Latn"},
		"Estonian term in English":   {"how can I renew my elamisluba please", "en", true, "Latn"},
		"as many letters":            {"хелп help", "en", true, "Latn"},
		"abbreviations are no words": {"mis on WHO IT", "et", true, "Latn"},
		"letters of its own":         {"łąka świeciła pięknymi kwiatkami", "pl", false, "Latn"},
		"one word may be a name":     {"gracias", "en", true, "Latn"},
		"Japanese begins with Han":   {"事務所はどこですか", "ja", false, "Jpan"},
		"script without a language":  {"ᚠᚢᚦᚨᚱᚲ", "", false, "Zzzz"},
		"nothing":                    {" \u200b👍 12 ", "en", true, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			g := trained().Detect(tt.text)
			if g.Lang != tt.lang || g.Served != tt.served || g.Script != tt.script {
				t.Errorf("Detect(%q) = %q, served %v, script %q; want %q, %v, %q", tt.text, g.Lang, g.Served, g.Script, tt.lang, tt.served, tt.script)
			}
		})
	}
}

func TestRead(t *testing.T) {
	tests := map[string]string{
		"Kus on TEIE kontor?":            "kus on teie kontor",
		"don't, IOM'i e-post":            "dont iomi e post",
		"o\u0303pin n\u0302o\u0308u":     "õpin nöu",
		"v6ib 6igus k2ia 6pm 2day 12":    "võib õigus käia 6pm 2day",
		"vaata www.ee ja a@b.ee, t.me/x": "vaata ja t me x",
		"/start tere @iombot":            "tere",
		"so\u00adna\u200b \xff ja":       "sona ja",
		strings.Repeat("a-", 5000):       strings.TrimSpace(strings.Repeat("a ", maxRunes/2)),
		strings.Repeat("a ", 5000):       strings.TrimSpace(strings.Repeat("a ", maxRunes)),
	}
	for text, want := range tests {
		var got []string
		for _, w := range read(text) {
			got = append(got, w.text)
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("read(%.40q): %s", text, diff)
		}
	}
}

func TestTransliterations(t *testing.T) {
	tests := []struct {
		lang locales.Lang
		text string
		want []string
	}{
		{"ru", "хочу жить ещё", []string{"khochu zhit eshche", "hochu zit esche", "xochu jit eshe"}},
		{"uk", "хочу її гроші", []string{"khochu yiyi hroshi", "hochu jiji grosi", "xochu ii hrowi"}},
	}
	for _, tt := range tests {
		var got []string
		for _, style := range transliterations(tt.lang) {
			got = append(got, style.Replace(tt.text))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.lang, diff)
		}
	}
}

// A base learns its words as typed without their marks, too.
func TestMarksAreOptional(t *testing.T) {
	m := Train(map[locales.Lang][]string{"xx": {"žvāķū ģēñø ľĺåd šõžü"}, "en": nil})
	for _, text := range []string{"žvāķū", "zvaku", "sozu"} {
		if g := m.Detect(text); g.Lang != "xx" || !g.Clear() {
			t.Errorf("Detect(%q) = %v, want xx", text, g)
		}
	}
}

func TestAnyLanguagesServed(t *testing.T) {
	const et, en, ruLatin = "kuidas ma saan siin tööd leida", "how can I find a job here", "kak mne zdes naiti rabotu"
	ru, ka := "как мне здесь найти работу", "როგორ ვიპოვო აქ სამუშაო"
	tests := map[string]struct {
		samples map[locales.Lang][]string
		served  map[string]locales.Lang // text → its language
		others  map[string]locales.Lang
	}{
		"English only": {
			map[locales.Lang][]string{"en": {"where is your office"}},
			map[string]locales.Lang{en: "en"},
			map[string]locales.Lang{et: "et", ru: "ru", ruLatin: "ru"},
		},
		"Russian in either script": {
			map[locales.Lang][]string{"ru": nil, "et": nil},
			map[string]locales.Lang{et: "et", ru: "ru", ruLatin: "ru"},
			map[string]locales.Lang{en: "en"},
		},
		"without a profile": {
			map[locales.Lang][]string{"ka": {"სად არის თქვენი ოფისი?", "როგორ ვიპოვო სამუშაო"}, "en": nil},
			map[string]locales.Lang{ka: "ka", en: "en"},
			map[string]locales.Lang{et: "et"},
		},
		"none": {nil, nil, map[string]locales.Lang{et: "et", en: "en", ka: "ka"}},
	}
	for name, tt := range tests {
		m := Train(tt.samples)
		for text, lang := range tt.served {
			if g := m.Detect(text); g.Lang != lang || !g.Served || !g.Clear() {
				t.Errorf("%s: Detect(%q) = %v, want %s clearly", name, text, g, lang)
			}
		}
		for text, lang := range tt.others {
			if g := m.Detect(text); g.Lang != lang || g.Served {
				t.Errorf("%s: Detect(%q) = %v, want %s, not served", name, text, g, lang)
			}
		}
	}
}

func TestTrainIsDeterministic(t *testing.T) {
	a, b := trained(), Train(samples(t, func(int) bool { return true }))
	for _, l := range gold(t) {
		if diff := cmp.Diff(a.Detect(l.text), b.Detect(l.text)); diff != "" {
			t.Fatalf("%q: %s", l.text, diff)
		}
	}
}

func TestDetectConcurrently(t *testing.T) {
	m, want := trained(), trained().Detect("kus te asute")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if diff := cmp.Diff(want, m.Detect("kus te asute")); diff != "" {
					t.Error(diff)
					return
				}
			}
		})
	}
	wg.Wait()
}

// The profiles must not hold the lines they are measured on.
func TestGoldIsNotInProfiles(t *testing.T) {
	known := map[string]bool{}
	for _, p := range profiles() {
		for _, s := range p.text {
			known[s] = true
		}
	}
	for _, l := range gold(t) {
		if known[l.text] {
			t.Errorf("%q is a sentence of a profile", l.text)
		}
	}
}

func FuzzDetect(f *testing.F) {
	for _, s := range []string{"", "ok", "tere", "\xff\xfe", "õ\u0303\u0308", "привет 6õ", "IOM'i", "事務所は", "a.b@c /start"} {
		f.Add(s)
	}
	m := bare()
	f.Fuzz(func(t *testing.T, text string) {
		g := m.Detect(text)
		total := 0.0
		for _, s := range g.Scores {
			total += s.P
		}
		if len(g.Scores) != 2 || math.Abs(total-1) > 1e-9 {
			t.Fatalf("probabilities %v", g.Scores)
		}
		if g.Served && g.Lang != g.Scores[0].Lang {
			t.Fatalf("served %q, but the likeliest is %q", g.Lang, g.Scores[0].Lang)
		}
		if g.Script == "" && (!g.Served || g.Clear()) {
			t.Fatalf("no words, and yet %v", g)
		}
	})
}

func ExampleModel_Detect() {
	m := Train(map[locales.Lang][]string{
		"et": {"Kus asub teie kontor?"},
		"en": {"Where is your office?"},
	})
	for _, text := range []string{"kuidas ma saan toolua", "ok", "mistä saan apua asunnon kanssa"} {
		g := m.Detect(text)
		fmt.Println(g.Lang, g.Served, g.Clear())
	}
	// Output:
	// et true true
	// en true false
	// fi false true
}

func BenchmarkDetect(b *testing.B) {
	m := trained()
	b.ReportAllocs()
	for b.Loop() {
		m.Detect("Kas ma saan tagasipöördumisel toetust ka oma laste jaoks või")
	}
}

// 5,000 phrasings; the answers, which are long, are left out.
func BenchmarkTrain(b *testing.B) {
	short := map[locales.Lang][]string{}
	for lang, texts := range samples(b, func(int) bool { return true }) {
		for _, s := range texts {
			if len(s) < 200 && len(short[lang]) < 2500 {
				short[lang] = append(short[lang], s)
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		Train(short)
	}
}
