package workbench

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"iombot/bot"
	"iombot/bot/state"
	"iombot/knowledge"
	"iombot/locales"
)

// commit has events of chats reach the state, as those of updates do.
func (s *stand) commit(chat int64, events ...bot.Event) {
	s.t.Helper()
	store := s.Office.(state.Store)
	s.updates++
	tx, err := store.Begin(s.t.Context(), chat, s.updates)
	if err == nil {
		err = tx.Commit(s.t.Context(), bot.Chat{ID: chat}, bot.Result{Events: events})
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// someGaps has people ask, and vote.
func (s *stand) someGaps() {
	keep := func(chat int64, lang locales.Lang, text string) {
		s.commit(chat, bot.Event{Kind: bot.Kept, Lang: lang, Text: text})
	}
	for i, text := range []string{"driving licence exchange", "exchange of my driving licence […]", "exchange a driving license", "driving licence exchange", "exchange driving licence", "driving licence exchange", "exchange driving licence"} {
		keep(int64(100+13*i), locales.EN, text)
	}
	for range 5 { // of one person
		keep(5, locales.EN, "my neighbour John Doe parks on my lawn")
	}
	for i, text := range []string{"lasteaiakoha taotlemine", "lasteaiakoha taotlemine", "lasteaiakoha taotlemine", "lasteaiakoha taotlus"} {
		keep(int64(1000+5*i), locales.ET, text)
	}
	for i := range int64(6) {
		s.commit(i, bot.Event{Kind: bot.Voted, Entry: "toilet", Lang: locales.EN, Useful: i > 3}, bot.Event{Kind: bot.Missed, Lang: locales.ET})
	}
	s.commit(9, bot.Event{Kind: bot.Voted, Entry: "hello", Lang: locales.EN}, bot.Event{Kind: bot.Missed, Entry: "toilet", Lang: locales.EN})
	s.happened(3, 2, bot.Event{Kind: bot.Reasoned, Entry: "toilet", Lang: locales.EN, Text: "vote.wrong"})
	s.happened(3, 1, bot.Event{Kind: bot.Reasoned, Entry: "toilet", Lang: locales.ET, Text: "vote.old"})
	s.happened(2, 8, bot.Event{Kind: bot.Handled, Outcome: knowledge.None, Lang: "ar"})
	s.happened(2, 2, bot.Event{Kind: bot.Handled, Outcome: knowledge.None, Lang: "fr"})
}

// newGapsStand is a stand with gaps and entries that may be changed.
func newGapsStand(t *testing.T) *stand {
	s := newOfficeStand(t)
	s.Folder = newFolder(t)
	s.load(s.Folder)
	s.server.Config.Handler = s.handler()
	s.someGaps()
	return s
}

// listed are the gaps of a state as "count kind".
func (s *stand) gapList(state string) []string {
	s.t.Helper()
	status, _, page := s.request(http.MethodGet, "/gaps?lang=en&state="+state, "")
	if status != http.StatusOK {
		s.t.Fatalf("%d\n%s", status, page)
	}
	var out []string
	for _, m := range regexp.MustCompile(`data-marks="(\w+):[^>]*>\s*<div class="gap-head">\s*<span class="times">(\d+×)`).FindAllStringSubmatch(page, -1) {
		out = append(out, m[2]+" "+m[1])
	}
	return out
}

func TestGapsPage(t *testing.T) {
	s := newGapsStand(t)
	if diff := cmp.Diff([]string{"6× kept", "4× kept", "6× nothing", "5× entry", "8× language"}, s.gapList("new")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	_, _, page := s.request(http.MethodGet, "/gaps?lang=en", "")
	for _, want := range []string{
		`Arabic</h2>`, `toilet.yaml">Where is the toilet?</a>`, `👎 4 · Meant something else 1 · 👍 2`, `<li>wrong: 2</li>`,
		`Kept questions that are not shown: 5. `,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if !regexp.MustCompile(`name="text"[^>]* value="[^"[]*licen[^"[]*"`).MatchString(page) {
		t.Error("no question is to be added, or one with what was blotted out")
	}
	for _, hidden := range []string{"John", "French", "out of date", "ZgotmplZ"} {
		if strings.Contains(page, hidden) {
			t.Errorf("the page shows %q", hidden)
		}
	}
	s.K = 5
	s.server.Config.Handler = s.handler()
	if diff := cmp.Diff([]string{"6× kept", "6× nothing", "5× entry", "8× language"}, s.gapList("new")); diff != "" {
		t.Errorf("with k = 5 (-want +got)\n%s", diff)
	}
}

// What is marked leaves the list, until it happens again.
func TestGapsAreMarked(t *testing.T) {
	s := newGapsStand(t)
	_, _, page := s.request(http.MethodGet, "/gaps?lang=en", "")
	cards := regexp.MustCompile(`data-marks="([^"]+)" data-seen="(\d+)"`).FindAllStringSubmatch(page, -1)
	if len(cards) != 5 {
		t.Fatalf("%d gaps", len(cards))
	}
	for i, state := range []string{"done", "ignored", "done", "done", "ignored"} {
		names := `"` + strings.ReplaceAll(cards[i][1], "|", `","`) + `"`
		if status, _, answer := s.request(http.MethodPost, "/api/gaps/marks", fmt.Sprintf(`{"names": [%s], "seen": %s, "state": %q}`, names, cards[i][2], state)); status != http.StatusNoContent {
			t.Fatalf("marking %s: %d %s", names, status, answer)
		}
	}
	look := func(when string, fresh, done, ignored []string) {
		t.Helper()
		for state, want := range map[string][]string{"new": fresh, "done": done, "ignored": ignored} {
			if diff := cmp.Diff(want, s.gapList(state)); diff != "" {
				t.Errorf("%s, %s (-want +got)\n%s", when, state, diff)
			}
		}
	}
	look("marked", nil, []string{"6× kept", "6× nothing", "5× entry"}, []string{"4× kept", "8× language"})
	s.commit(900, bot.Event{Kind: bot.Missed, Entry: "toilet", Lang: locales.EN}, bot.Event{Kind: bot.Kept, Lang: locales.EN, Text: "driving licence exchange"})
	fresh := s.gapList("new")
	if len(fresh) != 2 || !strings.HasSuffix(fresh[0], "kept") || fresh[1] != "6× entry" {
		t.Errorf("what happened again is %v", fresh)
	}
	for _, bad := range []string{
		`{"names": ["entry:a et"], "state": "gone"}`, `{"names": [], "state": "done"}`, `{"names": ["x:y"], "state": "done"}`,
		`{"names": ["entry:"], "state": "done"}`, `{"names": ["entry:a et"], "seen": -1, "state": "done"}`,
	} {
		if status, _, _ := s.request(http.MethodPost, "/api/gaps/marks", bad); status != http.StatusBadRequest {
			t.Errorf("%s: %d", bad, status)
		}
	}
}

// Without a folder no phrasing can be added, and the page says why.
func TestGapsReadOnly(t *testing.T) {
	s := newGapsStand(t)
	s.Folder = ""
	s.server.Config.Handler = s.handler()
	_, _, page := s.request(http.MethodGet, "/gaps?lang=en", "")
	if strings.Contains(page, "<form") || !strings.Contains(page, "--knowledge") {
		t.Error("the page offers to add a phrasing, or does not say why not")
	}
}

// One press adds the question to an entry, and the page shows that it is found.
func TestGapIsClosed(t *testing.T) {
	s := newGapsStand(t)
	p := s.openOfficeTab(t, "/gaps?lang=en")
	p.eval(`for (const f of [document.querySelector(".add")]) { f.elements.entry.value = "toilet"; f.elements.lang.value = "en"; }`)
	p.do(chromedp.Click(chromedp.CSS(".add button")))
	p.wait(`document.querySelector(".result code")?.textContent == "iom/toilet.yaml:7"`)
	if got := p.text(".result .outcome"); !strings.Contains(got, "reading the change") {
		t.Errorf("before the change is read the page says %q", got)
	}
	s.load(s.Folder) // as a watcher does
	p.wait(`document.querySelector(".result .outcome").textContent.startsWith("Found now")`)
	p.do(chromedp.Click(chromedp.CSS(`.gap:nth-child(2) [data-state="ignored"]`)))
	p.wait(`document.querySelectorAll(".gap").length == 4`)
	if diff := cmp.Diff([]string{"4× kept"}, s.gapList("ignored")); diff != "" {
		t.Errorf("ignored (-want +got)\n%s", diff)
	}
	if got := s.gapList("done"); len(got) != 1 || got[0] != "6× kept" {
		t.Errorf("done is %v", got)
	}
	p.do(chromedp.Click(chromedp.CSS(".result .undo")))
	p.wait(`document.querySelector(".result").textContent.startsWith("Taken back") && !document.querySelector(".add button").disabled`)
	if got := s.gapList("done"); len(got) != 0 || strings.Contains(s.onDisk("iom/toilet.yaml"), "licence") {
		t.Errorf("taken back, done is %v, and the file\n%s", got, s.onDisk("iom/toilet.yaml"))
	}
}

// openOfficeTab opens a page of the office in a browser.
func (s *stand) openOfficeTab(t *testing.T, path string) tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(startBrowser(t))
	t.Cleanup(cancel)
	p := tab{t, ctx}
	p.do(chromedp.EmulateViewport(1000, 800), chromedp.Navigate(s.url+path))
	return p
}
