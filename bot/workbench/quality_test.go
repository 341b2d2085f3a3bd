package workbench

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"iombot/bot"
	"iombot/index/eval"
	"iombot/knowledge"
)

// someQuestions fare in every way: of the danger, right, wrong, a false alarm,
// offered, refused, none of ours, and known.
const someQuestions = `lang	expected	style	question
en	emergency	danger	help me now please
en	what-is-iom	plain	what is this iom
en	toilet	plain	iom what is
en	-	plain	help me please
en	toilet	plain	where is the powder
en	toilet	plain	powder room
en	-	plain	football
en	what-is-iom	plain	What is IOM?
et	what-is-iom	plain	mis see on iom
`

// asker asks the search alone; before, if any, is called with each question.
type asker struct {
	snapshot func() bot.Snapshot
	before   func()
}

// Ask implements eval.Chat.
func (a asker) Ask(text string) knowledge.Result {
	if a.before != nil {
		a.before()
	}
	return a.snapshot().Search.Search(knowledge.Message{Text: text})
}

// measures gives the stand question sets.
func (s *stand) measures(before func(), sets ...string) {
	s.t.Helper()
	dir := s.t.TempDir()
	c := QualityConfig{
		Open: func() eval.Chat { return asker{s.Snapshot, before} }, Snapshot: s.Snapshot, Engine: "test", Workers: 1,
		Now: func() time.Time { return today }, Log: slog.New(slog.DiscardHandler), Baseline: filepath.Join(dir, "baseline.json"),
	}
	for i, set := range sets {
		name := filepath.Join(dir, string(rune('a'+i))+".tsv")
		if err := os.WriteFile(name, []byte(set), 0o600); err != nil {
			s.t.Fatal(err)
		}
		c.Sets = append(c.Sets, name)
	}
	s.Quality = NewQuality(c)
	s.server.Config.Handler = s.handler()
}

// measured has the stand measure once.
func (s *stand) measured() *measured {
	s.t.Helper()
	m, err := s.Quality.measure(s.t.Context())
	s.Quality.keep(m, err)
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}

func (s *stand) quality() string {
	s.t.Helper()
	status, _, page := s.request(http.MethodGet, "/quality?lang=en", "")
	if status != http.StatusOK {
		s.t.Fatalf("%d\n%s", status, page)
	}
	for _, banned := range []string{`<style`, `\sstyle=`, `<script>`, `ZgotmplZ`, `%!`} {
		if found := regexp.MustCompile(banned).FindString(page); found != "" {
			s.t.Errorf("the page has %q", found)
		}
	}
	return page
}

func TestQualityPage(t *testing.T) {
	s := newDesk(t)
	s.measures(nil, someQuestions)
	if page := s.quality(); !strings.Contains(page, "Nothing has been measured") || !strings.Contains(page, "<code>a.tsv</code>") {
		t.Errorf("before a run the page is\n%s", page)
	}
	m := s.measured()
	if m.known != 1 || len(m.outcomes) != 8 || m.verdict != nil {
		t.Errorf("known %d, asked %d, %v", m.known, len(m.outcomes), m.verdict)
	}
	page := s.quality()
	for _, want := range []string{
		`<b>1</b> <span>/ 7</span>`, `14.3% (2.6–51.3%)`, `<q lang="en" dir="auto">help me please</q>`, `In danger? Call 112</a>`,
		`<b>0</b> <span>/ 1</span>`, `questions: 8`, `left out, as they stand among the phrasings: 1`,
		`<th scope="row">Answered right</th><td><b>20%</b><small>3.6–62.4%</small></td><td><b>100%</b>`,
		`>Safety and help → choices: 1<`, `>No entry fits → Safety and help: 1<`, `>International Organization for Migration → International Organization for Migration: 3<`,
		`>International Organization for Migration → no answer: 1<`, `Where is the toilet?</a> → <a href="/entries?lang=en#iom/what-is-iom.yaml" dir="auto">What is IOM?</a>`,
		`<circle cx=`, `aria-label="How sure, how often right: Distance from the line (ECE): `, `The next run will be compared`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(page, "What changed") {
		t.Error("the first run is compared with something")
	}
}

// The second run is compared with the first, question by question.
func TestQualityCompares(t *testing.T) {
	s := newDesk(t)
	s.measures(nil, someQuestions)
	s.measured()
	if status, answer := s.addPhrasingTo("toilet", "en", "powder room door"); status != http.StatusOK {
		t.Fatal(status, answer)
	}
	src := strings.ReplaceAll(s.onDisk("safety/emergency.yaml"), "[help me,", "[help me please,")
	if err := os.WriteFile(filepath.Join(s.Folder, "safety", "emergency.yaml"), []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	s.load(s.Folder)
	m := s.measured()
	var got []string
	for _, v := range m.verdict.Moved {
		got = append(got, v.Question+": "+string(v.Before.Judgement)+", "+string(v.After.Judgement))
	}
	want := []string{"help me now please: offered right, answered right", "powder room: missed, answered right"}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	page := s.quality()
	for _, want := range []string{
		`Better: 2 · Worse: 0`, `<td>refused</td><td>answered right<span class="quiet"><a href="/entries?lang=en#iom/toilet.yaml"`,
		`<span class="diff-by better">&#43;40.0</span>`, `<span class="diff-by better">−20.0</span>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if s.measured(); !strings.Contains(s.quality(), "Every question fares as in the run before.") {
		t.Error("the third run is not compared with the second")
	}
}

// The file beside the sets is what the first run is compared with.
func TestQualityBaseline(t *testing.T) {
	s := newDesk(t)
	s.measures(nil, someQuestions)
	first := s.measured()
	f, err := os.Create(s.Quality.Baseline)
	if err != nil {
		t.Fatal(err)
	}
	if err := first.run.Write(f); err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
	c := s.Quality.QualityConfig
	s.Quality = NewQuality(c)
	if m := s.measured(); m.verdict == nil || m.verdict.Engine != "test" || len(m.verdict.Moved) != 0 {
		t.Errorf("the verdict is %+v", m.verdict)
	}
	if page := s.quality(); !strings.Contains(page, "compared with: baseline.json") {
		t.Error("the page does not say what the run is compared with")
	}
	s.measured()
	if page := s.quality(); !strings.Contains(page, "compared with: "+today.Format(moment)) {
		t.Error("the page does not say that the run is compared with the one before")
	}
}

// What is wrong with the sets is on the page, and the run before stays.
func TestQualityFailure(t *testing.T) {
	s := newDesk(t)
	s.measures(nil, someQuestions)
	s.measured()
	if err := os.WriteFile(s.Quality.Sets[0], []byte(someQuestions+"en\tgone\tplain\tx\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	m, err := s.Quality.measure(t.Context())
	s.Quality.keep(m, err)
	if page := s.quality(); !strings.Contains(page, `a.tsv:11: the knowledge base has no entry &#34;gone&#34;`) || !strings.Contains(page, "help me please") {
		t.Errorf("the page is\n%s", page)
	}
}

// Runs happen one at a time, and can be ended.
func TestQualityRun(t *testing.T) {
	s := newDesk(t)
	s.measures(nil, someQuestions)
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		hold := make(chan struct{})
		c := s.Quality.QualityConfig
		c.Open = func() eval.Chat { return asker{s.Snapshot, func() { <-hold }} }
		q := NewQuality(c)
		done := make(chan struct{})
		go func() { q.Run(ctx); close(done) }()
		q.begin()
		q.begin() // is the one that goes on
		hold <- struct{}{}
		hold <- struct{}{}
		synctest.Wait()
		if now := q.now(); !now.running || now.done != 2-1 && now.done != 2 || now.total != 8 {
			t.Errorf("meanwhile: %+v", now)
		}
		q.end()
		hold <- struct{}{}
		synctest.Wait()
		if now := q.now(); now.running || now.err != errCanceled || now.runs != 1 || now.last != nil {
			t.Errorf("canceled: %+v", now)
		}
		q.begin()
		close(hold)
		synctest.Wait()
		if now := q.now(); now.running || now.err != nil || now.runs != 2 || len(now.last.outcomes) != 8 {
			t.Errorf("after it: %+v", now)
		}
		q.begin()
		q.end() // before it has begun
		synctest.Wait()
		if now := q.now(); now.running || now.err != errCanceled || now.last == nil {
			t.Errorf("canceled at once: %+v", now)
		}
		stop()
		<-done
	})
}

// Without question sets the page says how to give some.
func TestQualityWithoutSets(t *testing.T) {
	s := newStand(t)
	if page := s.quality(); !strings.Contains(page, "iombot try --sets FOLDER") || strings.Contains(page, "quality.js") {
		t.Errorf("the page is\n%s", page)
	}
	if status, _, _ := s.request(http.MethodPost, "/quality/begin", ""); status == http.StatusSeeOther {
		t.Error("a run begins without questions")
	}
}

// A reader sees figures and starts nothing.
func TestQualityRoles(t *testing.T) {
	s, _ := newLockedStand(t)
	s.measures(nil, someQuestions)
	s.measured()
	_, cookie := s.login("Jaan", readersPassword)
	if status, _, page := s.request(http.MethodGet, "/quality?lang=en", "", "Cookie", cookie.String()); status != http.StatusOK || strings.Contains(page, "/quality/begin") || !strings.Contains(page, "False alarms") {
		t.Errorf("a reader's page: %d", status)
	}
	if status, _, _ := s.request(http.MethodPost, "/quality/begin", "", "Cookie", cookie.String()); status != http.StatusForbidden {
		t.Errorf("a reader's run: %d", status)
	}
	if _, _, page := s.request(http.MethodGet, "/quality?lang=en", ""); strings.Contains(page, "False alarms") {
		t.Error("a stranger sees the figures")
	}
}

// TestQualityBrowser has a colleague measure, change an entry and measure again.
func TestQualityBrowser(t *testing.T) {
	browser := startBrowser(t)
	s := newDesk(t)
	hold := make(chan struct{})
	ctx, stop := context.WithCancel(context.Background())
	s.measures(func() {
		select {
		case <-hold:
		case <-ctx.Done():
		}
	}, someQuestions)
	done := make(chan struct{})
	go func() { s.Quality.Run(ctx); close(done) }()
	t.Cleanup(func() { stop(); <-done })
	p := s.watchTab(t, browser)
	p.do(chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+"/quality?lang=en"))

	p.submit(".measure .main")
	for range 3 {
		hold <- struct{}{}
	}
	p.waitOver(`document.getElementById("progress")?.value == 3 && document.getElementById("counted").textContent == "3 / 8"`)
	p.submit(".measure button") // cancels
	p.waitOver(`!window.before`)
	hold <- struct{}{}
	p.waitOver(`document.querySelector(".measure .main") && document.querySelector("main").textContent.includes("canceled")`)
	p.submit(".measure .main")
	close(hold)
	p.waitOver(`document.querySelector(".hero") && document.activeElement.id == "alarms"`)
	if got := p.text(".hero"); !strings.Contains(got, "False alarms\n\n1 / 7") || !strings.Contains(got, "help me please English · got: In danger? Call 112") {
		t.Errorf("the false alarms are %q", got)
	}
	s.addPhrasingTo("toilet", "en", "powder room door")
	s.load(s.Folder)
	p.submit(".measure .main")
	p.waitOver(`document.querySelectorAll(".moves tbody tr").length == 1`)
	if got := p.text(".moves tbody tr"); !strings.Contains(got, "powder room") || !strings.Contains(got, "refused") || !strings.Contains(got, "answered right") {
		t.Errorf("what changed is %q", got)
	}
	for _, width := range []int64{320, 390, 1440} {
		p.do(chromedp.EmulateViewport(width, 800))
		if got := get[int64](p, `document.documentElement.scrollWidth`); got > width {
			t.Errorf("at %d px the page is %d px wide", width, got)
		}
	}
}
