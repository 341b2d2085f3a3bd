package index

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"iombot/index/analyzer"
	"iombot/knowledge"
	"iombot/locales"
)

// load reads a base that must have no errors.
func load(t testing.TB, files fstest.MapFS) *knowledge.Base {
	t.Helper()
	b, findings, err := knowledge.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		if f.Severity == knowledge.Error {
			t.Fatalf("the base has an error: %v", f)
		}
	}
	return b
}

// bakery is the small base in testdata/base, which is about a bakery.
var bakery = sync.OnceValue(func() *Index {
	b, _, err := knowledge.Load(os.DirFS("testdata/base"))
	if err != nil {
		panic(err)
	}
	x, err := Build(b)
	if err != nil {
		panic(err)
	}
	return x
})

func sent(r knowledge.Result) []string { return ids(r.Sent) }

// A phrasing finds its entry, as it stands and as people type it.
func TestPhrasings(t *testing.T) {
	x := bakery()
	for _, e := range x.base.Entries {
		for lang, text := range e.Texts {
			for _, p := range text.Phrasings() {
				for _, typed := range []string{p.Text, strings.ToUpper(p.Text), p.Text + "???", "  " + p.Text + "\n"} {
					r := x.Search(knowledge.Message{Text: typed, Hint: lang})
					if len(r.Candidates) == 0 || r.Candidates[0].ID != e.ID {
						t.Errorf("%s: %q finds %v, want %s", lang, typed, ids(r.Candidates), e.ID)
					}
				}
			}
		}
	}
}

func TestWhatPeopleGet(t *testing.T) {
	x := bakery()
	for _, tt := range []struct {
		name, text string
		outcome    knowledge.Outcome
		first      string
	}{
		{"in other words", "at what time do you open?", knowledge.Answer, "hours"},
		{"typing errors", "how mch for the braed", knowledge.Answer, "bread-price"},
		{"drawn out and full width", "ｐｒｉｃｅ of breeeead", knowledge.Answer, "bread-price"},
		{"without diacritics", "kas pood on puhapaeval avatud", knowledge.Answer, "hours"},
		{"another form of the word", "leibade hinnad", knowledge.Answer, "bread-price"},
		{"greeting before the question", "Hello, good morning! How much is the bread?", knowledge.Answer, "bread-price"},
		{"greeting alone", "hey hello", knowledge.Answer, "hello"},
		{"signature", "Is the shop open on Sunday?\n\nKind regards,\nMary Bread", knowledge.Answer, "hours"},
		{"address in the message", "My address is Pikk 5, Tallinn. Is the shop open on Sunday?", knowledge.Answer, "hours"},
		{"link beside the question", "https://shop.example.org/burning what does the bread cost", knowledge.Answer, "bread-price"},
		{"danger", "there is smoke, the oven is burning!!", knowledge.Answer, "fire"},
		{"danger behind a question", "What does the bread cost? Somebody is hurt and bleeding here.", knowledge.Answer, "fire"},
		{"cry", "help!!!", knowledge.Cry, ""},
		{"nothing", "my favourite football team lost again", knowledge.None, ""},
		{"no words", "?!", knowledge.None, ""},
		{"empty", "", knowledge.None, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := x.Search(knowledge.Message{Text: tt.text})
			first := ""
			if len(r.Sent) > 0 {
				first = r.Sent[0].ID
			}
			if r.Outcome != tt.outcome || tt.first != first {
				t.Errorf("%q: %s %v, candidates %v; want %s %s", tt.text, r.Outcome, sent(r), r.Candidates, tt.outcome, tt.first)
			}
		})
	}
}

// Bleve is the engine: what it does not find is not answered, however well the
// model knows it.
func TestWhatBleveDoesNotFindIsNotAnswered(t *testing.T) {
	const question = "price of the bread"
	x, err := Build(bakery().base)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if r := x.Search(knowledge.Message{Text: question}); r.Outcome != knowledge.Answer {
		t.Fatalf("with Bleve the outcome is %s", r.Outcome)
	}
	for _, l := range x.languages {
		a, err := analyzer.New(l.lang, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := l.close(); err != nil {
			t.Fatal(err)
		}
		empty, err := newBleve(a, nil, "")
		if err != nil {
			t.Fatal(err)
		}
		if err := l.use(empty); err != nil {
			t.Fatal(err)
		}
	}
	if r := x.Search(knowledge.Message{Text: question}); r.Outcome != knowledge.None || len(r.Candidates) > 0 {
		t.Errorf("without Bleve's documents the outcome is %s, candidates %v", r.Outcome, r.Candidates)
	}
}

// A phrasing of words that every entry uses is found all the same.
func TestPhrasingOfCommonWords(t *testing.T) {
	const entries = 60
	var all []*knowledge.Entry
	for k := range entries {
		text := &knowledge.Text{Title: knowledge.Item{Text: fmt.Sprint("entry number", k)}, Answer: knowledge.Item{Text: "Ask us."}}
		for i := range 4 {
			text.Questions = append(text.Questions, knowledge.Item{Text: fmt.Sprintf("i want to end thing%dx%d and all of it", k, i)})
		}
		all = append(all, &knowledge.Entry{ID: fmt.Sprint("e", k), Texts: map[locales.Lang]*knowledge.Text{"en": text}})
	}
	last := all[entries-1] // its other phrasings make those words a small part of what it is asked with
	for i := range 100 {
		last.Texts["en"].Questions = append(last.Texts["en"].Questions, knowledge.Item{Text: fmt.Sprintf("word%dy some%dy other%dy text%dy", i, i, i, i)})
	}
	last.Texts["en"].Questions = append(last.Texts["en"].Questions, knowledge.Item{Text: "I want to end it all"})
	x, err := Build(knowledge.NewBase([]locales.Lang{"en"}, nil, all))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if r := x.Search(knowledge.Message{Text: "i want to end it all"}); len(r.Sent) != 1 || r.Sent[0].ID != last.ID {
		t.Errorf("sent %v, candidates %v", sent(r), ids(r.Candidates))
	}
}

// The number of candidates is bounded, whatever the size of the base.
func TestCandidatesAreBounded(t *testing.T) {
	x := bakery()
	for _, l := range x.languages {
		hits, err := l.retrieve(l.analyzer.Tokens("bread loaf shop price leib pood hind"))
		if err != nil || len(hits) == 0 || len(hits) > x.params.Hits {
			t.Errorf("%s: %d hits, %v", l.lang, len(hits), err)
		}
	}
}

// Danger is a question beside "which entry answers": a message that may tell of
// it gets its ordinary outcome, and the urgent entry takes no part in that.
func TestDangerTakesNoPartInTheOrdinaryOutcome(t *testing.T) {
	x := bakery().With(func() Calibration {
		c := DefaultCalibration()
		c.Alarm, c.Help = 1.1, 0 // never sure, always possible
		return c
	}())
	r := x.Search(knowledge.Message{Text: "price of the bread"})
	if r.Help != "fire" || !slices.Equal(sent(r), []string{"bread-price"}) {
		t.Errorf("help %q, sent %v; want a help line beside the answer", r.Help, sent(r))
	}
	r = x.With(func() Calibration {
		c := DefaultCalibration()
		c.Alarm = 0 // always sure
		return c
	}()).Search(knowledge.Message{Text: "price of the bread"})
	if !slices.Equal(sent(r), []string{"fire"}) || r.Help != "" {
		t.Errorf("sent %v, help %q; want the urgent entry alone", sent(r), r.Help)
	}
}

// A message that leans on the last answer is read with it; one that stands by
// itself is not pulled there.
func TestTopic(t *testing.T) {
	x := bakery()
	for _, tt := range []struct {
		text  string
		topic []string
		want  string
	}{
		{"and for children?", []string{"bread-price"}, "bread-price"},
		{"and on Sunday?", []string{"hours"}, "hours"},
		{"do you have rye bread", []string{"hours"}, "bread-kinds"},
		{"what time do you close today", []string{"bread-price"}, "hours"},
		{"the oven is burning", []string{"bread-price"}, "fire"},
		{"are you open on Sunday", []string{"deleted meanwhile"}, "hours"},
	} {
		r := x.Search(knowledge.Message{Text: tt.text, Topic: tt.topic})
		if len(r.Candidates) == 0 || r.Candidates[0].ID != tt.want {
			t.Errorf("%q after %v finds %v, want %s", tt.text, tt.topic, r.Candidates, tt.want)
		}
	}
}

// A message that is small talk of several kinds gets one reply, though none is sure,
// and gets it after any answer.
func TestSmallTalkOfTwoKinds(t *testing.T) {
	talk := func(title, questions string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("reviewed: 2026-11-01\nen:\n  title: " + title + "\n  questions: [" + questions + "]\n  answer: " + title + "\n")}
	}
	x, err := Build(load(t, fstest.MapFS{
		"knowledge.yaml":   {Data: []byte("languages: [en]\ntopics:\n  - {id: shop, en: Shop}\n  - {id: talk, en: Talk, hidden: true}\n")},
		"talk/thanks.yaml": talk("You are welcome.", "thanks, thank you, thanks a lot, cheers, many thanks"),
		"talk/bye.yaml":    talk("Goodbye.", "bye, goodbye, see you, bye for now, have a nice day"),
		"shop/bread.yaml":  talk("Bread", "what does bread cost, how much is a loaf, bread prices, is rye bread dear, bread for the day"),
		"shop/hours.yaml":  talk("Hours", "when do you open, opening hours, are you open now, when do you close, hours on Sunday"),
	}))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	m := func(id string, confidence float64) knowledge.Match {
		return knowledge.Match{ID: id, Confidence: confidence}
	}
	for _, tt := range []struct {
		want   string
		ranked []knowledge.Match
	}{
		{"thanks", []knowledge.Match{m("thanks", .4), m("bye", .35), m("bread", .1)}}, // neither is sure, together they are
		{"bye", []knowledge.Match{m("bye", .45), m("thanks", .3), m("bread", .1)}},
		{"", []knowledge.Match{m("bread", .45), m("thanks", .4), m("bye", .1)}},
	} {
		got := ""
		if likeliest := x.likeliestTalk(tt.ranked); likeliest != nil {
			got = likeliest.ID
		}
		if got != tt.want {
			t.Errorf("%v: the reply is %q, want %q", tt.ranked, got, tt.want)
		}
	}
	alone := x.Search(knowledge.Message{Text: "thank you, bye for now"})
	after := x.Search(knowledge.Message{Text: "thank you, bye for now", Topic: []string{"bread"}})
	if diff := cmp.Diff(alone, after); diff != "" {
		t.Errorf("after an answer, small talk is read otherwise (-alone +after):\n%s", diff)
	}
}

// What a message replies to goes before what was seen last.
func TestQuoted(t *testing.T) {
	for _, tt := range []struct {
		text, quoted string
		hours        bool
	}{
		{"and tomorrow?", "what time do you close", true},
		{"and tomorrow?", "", false},
		{"and tomorrow?", "https://example.com", false},
		{"what is the price of the bread", "what time do you close", false},
	} {
		r := bakery().Search(knowledge.Message{Text: tt.text, Quoted: tt.quoted, Topic: []string{"bread-price"}})
		if len(r.Candidates) == 0 || (r.Candidates[0].ID == "hours") != tt.hours {
			t.Errorf("%q to %q finds %v; want the hours: %t", tt.text, tt.quoted, r.Candidates, tt.hours)
		}
	}
}

// Two questions in a message are both answered, in the order asked.
func TestTwoQuestions(t *testing.T) {
	r := bakery().Search(knowledge.Message{Text: "Are you open on Sunday? And what is the price of the bread?"})
	if diff := cmp.Diff([]string{"hours", "bread-price"}, sent(r)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Words of another language of the base count too.
func TestMixedLanguages(t *testing.T) {
	for text, want := range map[string]string{
		"tere, what is the leiva hind please": "bread-price",
		"what is the leiva hind":              "bread-price",
		"hello, what is the leiva hind":       "bread-price",
		"kas on gluteenita bread?":            "bread-kinds",
		"tere, kas on gluteenita bread?":      "bread-kinds",
	} {
		r := bakery().Search(knowledge.Message{Text: text})
		if len(r.Candidates) == 0 || r.Candidates[0].ID != want || r.Outcome == knowledge.None || r.Unserved != "" {
			t.Errorf("%q: %s, candidates %v, unserved %q; want %s", text, r.Outcome, r.Candidates, r.Unserved, want)
		}
	}
}

// An index that is replaced is freed, though the next one keeps a language of it.
func TestReplacedIndexIsFreed(t *testing.T) {
	old, err := Build(bakery().base)
	if err != nil {
		t.Fatal(err)
	}
	freed := make(chan bool)
	runtime.AddCleanup(old, func(c chan bool) { close(c) }, freed)
	changed := *old.base
	changed.Synonyms = map[locales.Lang][][]string{"en": {{"loaf", "brick"}}}
	x, err := Rebuild(&changed, old, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if err := old.CloseUnlike(x); err != nil {
		t.Fatal(err)
	}
	old = nil
	for range 100 {
		runtime.GC()
		select {
		case <-freed:
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
	t.Error("the replaced index is still in memory")
}

// What differs in its words alone, or in how they are grouped, is another text.
func TestContentOf(t *testing.T) {
	base := *bakery().base
	seen := map[[32]byte]int{}
	for i, synonyms := range [][][]string{nil, {{"opening hours", "time"}}, {{"opening", "hours", "time"}}, {{"opening", "hours"}, {"time"}}} {
		base.Synonyms = map[locales.Lang][][]string{"en": synonyms}
		sum := contentOf(&base, "en")
		if other, ok := seen[sum]; ok {
			t.Errorf("synonyms %d and %d count as the same", other, i)
		}
		seen[sum] = i
	}
}

// A calibration for other features is refused, even of the right version.
func TestCalibrationOfOtherFeatures(t *testing.T) {
	src, err := json.Marshal(DefaultCalibration())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ParseCalibration(src); err != nil {
		t.Errorf("the own one is refused: %v", err)
	}
	if _, err := ParseCalibration(bytes.Replace(src, []byte(`"domain":[`), []byte(`"domain":[0.5,`), 1)); err == nil {
		t.Error("one with a weight more is taken")
	}
}

// A word that the base knows is never corrected, and a lone word that was
// corrected is never a sure answer.
func TestSpeller(t *testing.T) {
	x := bakery()
	l := x.languages[0]
	for typed, want := range map[string]string{
		"braed": "bread", "glutne": "gluten", "expnsive": "expensive", "bread": "bread", "open": "open", "zzzzzz": "zzzzzz", "rry": "rry",
	} {
		out, _ := l.correct(l.analyzer.Tokens(typed))
		if len(out) != 1 || out[0].Word != want {
			t.Errorf("%q is read as %+v, want %q", typed, out, want)
		}
	}
	if r := x.Search(knowledge.Message{Text: "expnsive"}); r.Outcome == knowledge.Answer {
		t.Errorf("a lone corrected word is answered with %v", sent(r))
	}
}

func TestUnservedLanguage(t *testing.T) {
	r := bakery().Search(knowledge.Message{Text: "сколько стоит хлеб и когда вы открываетесь", Hint: locales.ET})
	if r.Outcome != knowledge.None || r.Unserved != "ru" || r.Lang != locales.ET {
		t.Errorf("outcome %s, unserved %q, language %s", r.Outcome, r.Unserved, r.Lang)
	}
}

// A language that this program has no Go for is a folder with its name.
func TestAnyLanguageIsData(t *testing.T) {
	x, err := Build(load(t, fstest.MapFS{
		"knowledge.yaml": {Data: []byte("languages: [fi]\ntopics:\n  - {id: kauppa, fi: Kauppa}\n")},
		"kauppa/aukiolo.yaml": {Data: []byte("reviewed: 2026-11-01\nfi:\n  title: Milloin kauppa on auki?\n" +
			"  questions: [kaupan aukioloajat, oletteko auki sunnuntaina, mihin aikaan suljette tänään, onko kauppa kiinni pyhinä]\n  answer: Yhdeksästä viiteen.\n")},
		"kauppa/hinta.yaml": {Data: []byte("reviewed: 2026-11-01\nfi:\n  title: Mitä leipä maksaa?\n" +
			"  questions: [leivän hinta, paljonko yksi leipä maksaa, onko leipä kallista, voiko leivän maksaa kortilla]\n  answer: Kaksi euroa.\n")},
	}))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	for text, want := range map[string]string{"paljonko leivät maksavat?": "hinta", "oletko auki sunnuntaisin": "aukiolo"} {
		r := x.Search(knowledge.Message{Text: text})
		if r.Lang != "fi" || len(r.Candidates) == 0 || r.Candidates[0].ID != want {
			t.Errorf("%q: %s %v in %s, want %s", text, r.Outcome, r.Candidates, r.Lang, want)
		}
	}
}

// An entry may be asked in a language that it has no answer in.
func TestUnderstoodLanguage(t *testing.T) {
	x, err := Build(load(t, fstest.MapFS{
		"knowledge.yaml": {Data: []byte("languages: [en]\nunderstood: [ru]\ntopics:\n  - {id: shop, en: Shop}\n")},
		"shop/hours.yaml": {Data: []byte("reviewed: 2026-11-01\nen:\n  title: When are you open?\n  questions: [opening hours, are you open on Sunday]\n  answer: Nine to five.\n" +
			"ru:\n  questions: [когда вы открыты, часы работы магазина, открыто ли в воскресенье]\n")},
		"shop/price.yaml": {Data: []byte("reviewed: 2026-11-01\nen:\n  title: What does bread cost?\n  questions: [price of bread, is it expensive]\n  answer: Two euros.\n" +
			"ru:\n  questions: [сколько стоит хлеб, цена хлеба, дорогой ли хлеб]\n")},
	}))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	for text, want := range map[string]string{"Часы работы?": "hours", "skolko stoit hleb": "price"} {
		r := x.Search(knowledge.Message{Text: text})
		if r.Lang != "ru" || r.Unserved != "" || len(r.Candidates) == 0 || r.Candidates[0].ID != want {
			t.Errorf("%q: %s %v in %s (unserved %q), want %s", text, r.Outcome, r.Candidates, r.Lang, r.Unserved, want)
		}
	}
}

// The same base gives the same index.
func TestBuildIsDeterministic(t *testing.T) {
	y, err := Build(bakery().base)
	if err != nil {
		t.Fatal(err)
	}
	defer y.Close()
	for _, text := range []string{"how much is bread", "pühapäeval lahti", "smoke", "hello and what kinds of loaf"} {
		m := knowledge.Message{Text: text}
		if diff := cmp.Diff(bakery().Search(m), y.Search(m)); diff != "" {
			t.Errorf("%q: (-first +second)\n%s", text, diff)
		}
	}
}

// A language in which nothing changed is taken over, and a changed one is built
// again; the previous index stays intact while it is in use.
func TestRebuildTakesOverWhatStayed(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/base")); err != nil {
		t.Fatal(err)
	}
	reload := func() *knowledge.Base {
		b, _, err := knowledge.Load(os.DirFS(dir))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	old, err := Build(reload())
	if err != nil {
		t.Fatal(err)
	}
	file := dir + "/shop/hours.yaml"
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.Replace(string(src), "    - poe lahtiolekuajad\n", "    - poe lahtiolekuajad\n    - millal uksed avanevad\n", 1)
	if err := os.WriteFile(file, []byte(edited), 0o600); err != nil {
		t.Fatal(err)
	}
	x, err := Rebuild(reload(), old, nil)
	if err != nil {
		t.Fatal(err)
	}
	if x.languages[0] != old.languages[0] || x.languages[1] == old.languages[1] {
		t.Error("English must be taken over and Estonian built anew")
	}
	if err := old.CloseUnlike(x); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"millal uksed avanevad": "hours", "price of the bread": "bread-price"} {
		if r := x.Search(knowledge.Message{Text: text}); !slices.Equal(sent(r), []string{want}) {
			t.Errorf("%q: sent %v, want %s", text, sent(r), want)
		}
	}
	if err := x.Close(); err != nil {
		t.Error(err)
	}
}

// A message that staff marked as harmless sounds no alarm any more, from the next
// reload on, and what tells of danger still does.
func TestHarmlessMessageSoundsNoAlarm(t *testing.T) {
	const text = "there is smoke, the oven is burning again, is the bread ready"
	old, err := Build(bakery().base)
	if err != nil {
		t.Fatal(err)
	}
	if r := old.Search(knowledge.Message{Text: text}); !slices.Equal(sent(r), []string{"fire"}) {
		t.Fatalf("%q sends %v, which is no false alarm to begin with", text, sent(r))
	}
	marked := *old.base
	marked.Harmless = map[locales.Lang][]knowledge.Item{"en": {{Text: text}}}
	x, err := Rebuild(&marked, old, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := old.CloseUnlike(x); err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	for _, typed := range []string{text, "There is smoke. The oven is burning again, is the bread ready?"} {
		if r := x.Search(knowledge.Message{Text: typed}); slices.Contains(sent(r), "fire") || r.Help != "" {
			t.Errorf("%q still sends %v, help %q", typed, sent(r), r.Help)
		}
	}
	for _, danger := range []string{"people are inside, everything is in flames", "there is smoke, the oven is burning!!", "somebody is hurt and bleeding"} {
		if r := x.Search(knowledge.Message{Text: danger}); !slices.Equal(sent(r), []string{"fire"}) {
			t.Errorf("%q sends %v", danger, sent(r))
		}
	}
}

// Who asks on after an urgent answer keeps the help line, after another answer
// there is none.
func TestHelpLineStaysAfterDanger(t *testing.T) {
	for topic, want := range map[string]string{"fire": "fire", "hours": ""} {
		if r := bakery().Search(knowledge.Message{Text: "and on sunday too?", Topic: []string{topic}}); r.Help != want {
			t.Errorf("after %s the help line is of %q, want %q", topic, r.Help, want)
		}
	}
}

func TestBuildRefusesAnEmptyBase(t *testing.T) {
	if _, err := Build(knowledge.NewBase([]locales.Lang{"en"}, nil, nil)); err == nil {
		t.Error("a base without entries was indexed")
	}
}

// An explanation tells the same decision as the search.
func TestExplainTellsTheDecision(t *testing.T) {
	for _, text := range []string{"how much is bread", "the oven is burning", "train to Tartu", "help!", "Are you open on Sunday? And what is the price of the bread?", ""} {
		m := knowledge.Message{Text: text}
		r, e := bakery().Search(m), bakery().Explain(m)
		if e.Outcome != r.Outcome || e.Lang != r.Lang || e.Help != r.Help || !slices.Equal(e.Sent, ids(r.Sent)) || !slices.Equal(e.Offered, ids(r.Offered)) {
			t.Errorf("%q: the search says %s %v %v, the explanation %s %v %v", text, r.Outcome, sent(r), ids(r.Offered), e.Outcome, e.Sent, e.Offered)
		}
	}
}

func TestSearchConcurrently(t *testing.T) {
	want := bakery().Search(knowledge.Message{Text: "how much is bread"})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if diff := cmp.Diff(want, bakery().Search(knowledge.Message{Text: "how much is bread"})); diff != "" {
					t.Errorf("(-alone +together)\n%s", diff)
				}
			}
		})
	}
	wg.Wait()
}

// Whatever people send, the result is a decision that can be carried out.
func FuzzSearch(f *testing.F) {
	for _, s := range []string{"price of the bread", "help!!!", "https://a.example/b", "1. hours 2. price", "а\u0301ёй", "\xff", "a. b? c! d; e"} {
		f.Add(s, "hours", "et")
	}
	f.Fuzz(func(t *testing.T, s, topic, hint string) {
		x := bakery()
		r := x.Search(knowledge.Message{Text: s, Topic: []string{topic}, Hint: locales.Lang(hint)})
		if !x.base.Reads(r.Lang) {
			t.Fatalf("%q is read in %q", s, r.Lang)
		}
		if (r.Outcome == knowledge.Answer) != (len(r.Sent) > 0) || (r.Outcome == knowledge.Choices) != (len(r.Offered) > 0) {
			t.Fatalf("%q: %s, sent %v, offered %v", s, r.Outcome, sent(r), ids(r.Offered))
		}
		for _, m := range slices.Concat(r.Sent, r.Offered, r.Candidates) {
			if _, ok := x.number[m.ID]; !ok || m.Confidence < 0 || m.Confidence > 1 {
				t.Fatalf("%q: the match %+v", s, m)
			}
		}
	})
}

// Small talk beside something else is told from it: what tells of danger or corrects
// is no small talk, thanks behind a remark are, and what is said last gets the reply.
func TestSmallTalkBesideOtherThings(t *testing.T) {
	entry := func(head, title, questions string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("reviewed: 2026-11-01\n" + head + "en:\n  title: " + title + "\n  questions: [" + questions + "]\n  answer: " + title + "\n")}
	}
	x, err := Build(load(t, fstest.MapFS{
		"knowledge.yaml":   {Data: []byte("languages: [en]\ntopics:\n  - {id: shop, en: Shop}\n  - {id: talk, en: Talk, hidden: true}\n")},
		"talk/hello.yaml":  entry("", "Hello.", "hello, hi, good morning, hi there, hello everybody, hello I want to ask"),
		"talk/thanks.yaml": entry("", "You are welcome.", "thanks, thank you, thanks a lot, cheers, many thanks, thank you very much"),
		"talk/bye.yaml":    entry("", "Goodbye.", "bye, goodbye, see you, bye for now, bye bye, goodbye then"),
		"talk/sorry.yaml":  entry("", "No problem.", "sorry, sorry about that, I am sorry, so sorry, oh sorry"),
		"shop/bread.yaml":  entry("", "Bread", "what does bread cost, how much is a loaf, bread prices, is rye bread dear, bread for the day"),
		"shop/hours.yaml":  entry("", "Hours", "when do you open, opening hours, are you open now, when do you close, hours on Sunday, open on Sunday"),
		"shop/fire.yaml":   entry("urgent: true\n", "Fire", "the oven is burning, there is fire and smoke, somebody is hurt, call an ambulance, I want to die, people are inside and it burns"),
	}))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	for _, tt := range []struct{ text, topic, want string }{
		{"hello I want to die", "", "fire"},
		{"thanks, bye", "", "bye"},
		{"bye thanks", "", "thanks"},
		{"I bought a loaf this morning. Thanks!", "hours", "thanks"},
		{"sorry, for tomorrow", "hours", "hours"},
	} {
		m := knowledge.Message{Text: tt.text}
		if tt.topic != "" {
			m.Topic = []string{tt.topic}
		}
		r := x.Search(m)
		if len(r.Candidates) == 0 || r.Candidates[0].ID != tt.want {
			t.Errorf("%q after %q: %s, sent %v, help %q, candidates %v; want %s first", tt.text, tt.topic, r.Outcome, sent(r), r.Help, r.Candidates, tt.want)
		}
	}
}
