package workbench

import (
	"context"
	"encoding/csv"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"iombot/bot"
	"iombot/knowledge"
	"iombot/locales"
)

// newOfficeStand is a stand before a state in which something happened.
func newOfficeStand(t *testing.T) *stand {
	t.Helper()
	s := newStand(t)
	s.Office = openOffice(t)
	s.Now = func() time.Time { return today }
	s.server.Config.Handler = s.handler()
	return s
}

// happened counts an event n times, some days ago.
func (s *stand) happened(ago, n int, e bot.Event) {
	s.t.Helper()
	var all bot.Tallies
	for range n {
		all.Add(today.AddDate(0, 0, -ago), []bot.Event{e})
	}
	if err := s.Office.(interface {
		AddTallies(context.Context, []bot.Tally) error
	}).AddTallies(s.t.Context(), all.List()); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stand) someNumbers() {
	question := func(ago, n int, o knowledge.Outcome, l locales.Lang) {
		s.happened(ago, n, bot.Event{Kind: bot.Handled, Outcome: o, Lang: l})
	}
	question(0, 12, knowledge.Answer, locales.ET)
	question(0, 3, knowledge.None, locales.EN)
	question(6, 4, knowledge.Choices, locales.ET)
	question(7, 100, knowledge.Answer, locales.ET) // not within seven days
	s.happened(0, 2, bot.Event{Kind: bot.Alarmed, Lang: locales.ET})
	s.happened(1, 5, bot.Event{Kind: bot.Shown, Entry: "what-is-iom", Lang: locales.ET})
	s.happened(1, 9, bot.Event{Kind: bot.Shown, Entry: "gone", Lang: locales.ET})
	s.happened(1, 2, bot.Event{Kind: bot.Voted, Entry: "gone", Lang: locales.ET, Useful: true})
	s.happened(2, 1, bot.Event{Kind: bot.Withdrawn, Entry: "gone", Lang: locales.ET})
}

func TestNumbersPage(t *testing.T) {
	s := newOfficeStand(t)
	s.someNumbers()
	status, _, page := s.request(http.MethodGet, "/numbers?days=7&lang=en", "")
	if status != http.StatusOK {
		t.Fatalf("%d\n%s", status, page)
	}
	for _, want := range []string{
		`<dt>Questions</dt><dd>19</dd>`, `<dd>12 <small>63%</small></dd>`, `<dd>4 <small>21%</small></dd>`, `<dd>3 <small>16%</small></dd>`,
		`22 Nov · Answered: 12 · Choices offered: 0 · No answer: 3`, `16 Nov · Answered: 0 · Choices offered: 4`,
		`<span class="name">gone</span> <span class="n">9</span>`, `<span class="name">What is IOM?</span> <span class="n">5</span>`,
		`<span class="name">Estonian</span> <span class="n">16</span>`, `aria-label="Questions a day: 19"`,
		`20 Nov · 👍 Helpful: 0 · 👎 Not helpful: -1`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, banned := range []string{`<style`, `\sstyle=`, `<script`, `15 Nov`, `ZgotmplZ`, `height="-`} {
		if found := regexp.MustCompile(banned).FindString(page); found != "" {
			t.Errorf("the page has %q", found)
		}
	}
	if _, _, page := s.request(http.MethodGet, "/numbers?days=8&lang=et", ""); !strings.Contains(page, `<dt>Küsimusi</dt><dd>119</dd>`) {
		t.Error("another period than one of three is not 30 days in Estonian")
	}
}

// The bars of a day stand on each other, and the highest fills the picture.
func TestChartStacks(t *testing.T) {
	p := numbersData{pageData: pageData{Lang: locales.EN, wb: newStand(t).workbench}}
	day := func(a, o, n int) counted {
		return counted{today, bot.Stats{Answered: a, Offered: o, None: n}}
	}
	c := p.charts([]counted{day(0, 0, 0), day(6, 2, 2)})[0]
	if len(c.Bars[0].Rects) != 0 {
		t.Errorf("an empty day has %v", c.Bars[0].Rects)
	}
	want := []rect{
		{"answered", "55.5%", "39%", topRoom + 64, 96}, {"offered", "55.5%", "39%", topRoom + 32, 32}, {"unanswered", "55.5%", "39%", topRoom, 32},
	}
	if diff := cmp.Diff(want, c.Bars[1].Rects); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for n, want := range map[int]int{0: 2, 2: 2, 3: 4, 5: 6, 7: 10, 11: 20, 41: 60, 61: 100, 100: 100, 101: 200} {
		if got := niceTop(n); got != want {
			t.Errorf("niceTop(%d) = %d, want %d", n, got, want)
		}
	}
}

func TestNumbersCSV(t *testing.T) {
	s := newOfficeStand(t)
	s.someNumbers()
	read := func(path string) [][]string {
		t.Helper()
		status, h, text := s.request(http.MethodGet, path, "")
		lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if status != http.StatusOK || err != nil || !strings.Contains(h.Get("Content-Disposition"), "attachment") {
			t.Fatalf("%s: %d, %v, %v", path, status, h, err)
		}
		return lines
	}
	for _, days := range periods {
		if got := len(read("/numbers.csv?days=" + strconv.Itoa(days))); got != days+1 {
			t.Errorf("%d days have %d lines", days, got)
		}
	}
	lines := read("/numbers.csv?days=7")
	if diff := cmp.Diff([]string{"2026-11-22", "15", "12", "0", "3", "2", "0", "0", "0", "0"}, lines[7]); diff != "" {
		t.Errorf("today (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"2026-11-16", "handled", "choices", "et", "4"}, read("/numbers.csv?days=7&what=all")[1]); diff != "" {
		t.Errorf("the first count (-want +got)\n%s", diff)
	}
}

// Without a state there are no such pages, and no way to them.
func TestNoOfficeWithoutState(t *testing.T) {
	s := newStand(t)
	for _, path := range []string{"/numbers", "/numbers.csv"} {
		if status, _, _ := s.request(http.MethodGet, path, ""); status != http.StatusNotFound {
			t.Errorf("%s: %d", path, status)
		}
	}
}
