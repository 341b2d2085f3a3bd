package workbench

import (
	"context"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"iombot/bot"
	"iombot/bot/state"
	"iombot/bot/telegram"
	"iombot/bot/telegram/fakeapi"
	"iombot/knowledge"
	"iombot/locales"
)

// today is the day on which the bot believes to be.
var today = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)

// stand is the page's server before a fake without a bot; start adds one.
type stand struct {
	*workbench
	t        *testing.T
	refuses  string // part of what the page may log of requests that are refused
	url      string // of the page
	server   *httptest.Server
	gone     bool  // the test closed the server
	updates  int64 // committed by a test
	snapshot atomic.Pointer[bot.Snapshot]
	findings atomic.Pointer[[]knowledge.Finding]
}

func newStand(t *testing.T) *stand {
	t.Helper()
	s := &stand{t: t}
	s.load("../testdata/base")
	s.workbench = newWorkbench(Config{
		Fake:     fakeapi.New(fakeapi.Options{}),
		Catalog:  locales.Workbench(),
		Snapshot: func() bot.Snapshot { return *s.snapshot.Load() },
		Findings: func() []knowledge.Finding { return *s.findings.Load() },
		Explain:  func(m knowledge.Message) knowledge.Explanation { return s.searcher().explain(m) },
		Detect:   func(text string) locales.Lang { return s.searcher().Search(knowledge.Message{Text: text}).Lang },
	})
	s.look = 10 * time.Millisecond
	s.server = httptest.NewServer(s.handler())
	t.Cleanup(s.server.Close)
	t.Cleanup(s.Fake.Close) // first: it ends the streams that the server waits for
	s.url = s.server.URL
	return s
}

// load has the page and the bot use the knowledge base in dir as it is now.
func (s *stand) load(dir string) {
	s.t.Helper()
	base, findings, err := knowledge.Load(os.DirFS(dir))
	if err != nil {
		s.t.Fatal(err)
	}
	s.findings.Store(&findings)
	s.snapshot.Store(&bot.Snapshot{Base: base, Search: words{base}})
}

// reload is load of the folder as it is now, in which what has an error stays
// as it was.
func (s *stand) reload() {
	s.t.Helper()
	base, findings := knowledge.LoadKeeping(os.DirFS(s.Folder), s.Snapshot().Base)
	s.findings.Store(&findings)
	s.snapshot.Store(&bot.Snapshot{Base: base, Search: words{base}})
}

func (s *stand) searcher() words { return s.snapshot.Load().Search.(words) }

// start runs the real bot at the fake, until the test ends.
func (s *stand) start() {
	s.t.Helper()
	api, err := s.Fake.Listen("127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	token, err := telegram.ParseToken(s.Fake.Token())
	if err != nil {
		s.t.Fatal(err)
	}
	client, err := telegram.NewClient(api, token)
	if err != nil {
		s.t.Fatal(err)
	}
	key, err := state.ParseKey(strings.Repeat("0f", 32))
	if err != nil {
		s.t.Fatal(err)
	}
	store, err := state.Open(s.t.Context(), "sqlite::memory:", key, state.Options{})
	if err != nil {
		s.t.Fatal(err)
	}
	b := &bot.Bot{Catalog: locales.Embedded(), Snapshot: s.Snapshot, Contact: "iomtallinn@iom.int"}
	settings := telegram.DefaultSettings()
	fast := telegram.Rate{Every: time.Microsecond, Burst: 1000}
	settings.Pace = telegram.Pace{Chat: fast, Group: fast, All: fast}
	service := &telegram.Service{
		Client: client, Store: store, Handler: b, Settings: settings, Fallback: locales.EN,
		Profiles: map[locales.Lang]telegram.Profile{},
		Now:      func() time.Time { return today },
	}
	for _, l := range s.Catalog.Languages() {
		service.Profiles[l] = telegram.Profile{Commands: b.Commands(l), Description: b.Description(l), ShortDescription: b.ShortDescription(l)}
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- service.Run(ctx) }()
	s.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			s.t.Errorf("the bot stopped: %v", err)
		}
		_ = store.Close()
		for _, v := range s.Fake.Violations() {
			s.t.Errorf("the bot broke a rule of the Bot API: %s", v)
		}
	})
}

// words is a searcher that counts the words that a question and a phrasing
// have in common.
type words struct{ base *knowledge.Base }

const (
	answerFrom = 0.8
	offerFrom  = 0.3
)

func (w words) Search(msg knowledge.Message) knowledge.Result {
	text, hint := msg.Text, msg.Hint
	r := knowledge.Result{Lang: hint, Outcome: knowledge.None}
	if !w.base.Has(hint) {
		r.Lang = w.base.Default()
	}
	best := map[string]locales.Lang{}
	for _, e := range w.base.Entries {
		if e.Urgent && w.harmless(text) {
			continue
		}
		m := knowledge.Match{ID: e.ID}
		for _, l := range w.base.Languages {
			if e.Texts[l] == nil {
				continue
			}
			for _, p := range e.Texts[l].Phrasings() {
				if c := alike(text, p.Text); c > m.Confidence {
					m.Confidence, m.Phrase, best[e.ID] = c, p.Text, l
				}
			}
		}
		if m.Confidence > 0 {
			r.Candidates = append(r.Candidates, m)
		}
	}
	slices.SortStableFunc(r.Candidates, func(a, b knowledge.Match) int {
		return int(1000 * (b.Confidence - a.Confidence))
	})
	if len(r.Candidates) == 0 {
		return r
	}
	r.Lang = best[r.Candidates[0].ID]
	switch c := r.Candidates[0].Confidence; {
	case c >= answerFrom:
		r.Outcome, r.Sent = knowledge.Answer, r.Candidates[:1]
	case c >= offerFrom:
		r.Outcome, r.Offered = knowledge.Choices, r.Candidates[:min(3, len(r.Candidates))]
	}
	return r
}

// harmless reports whether staff said that the text tells of no danger.
func (w words) harmless(text string) bool {
	for _, items := range w.base.Harmless {
		if slices.ContainsFunc(items, func(it knowledge.Item) bool { return it.Text == text }) {
			return true
		}
	}
	return false
}

// alike is the share of words that two texts have in common.
func alike(a, b string) float64 {
	split := func(s string) []string {
		return strings.Fields(strings.ToLower(strings.NewReplacer("?", " ", ",", " ", ".", " ").Replace(s)))
	}
	x, y := split(a), split(b)
	common := 0.0
	for _, word := range x {
		if slices.Contains(y, word) {
			common += 2
		}
	}
	return common / float64(len(x)+len(y))
}

func (w words) explain(m knowledge.Message) knowledge.Explanation {
	r, q := w.Search(m), m.Text
	out := knowledge.Explanation{
		Lang: r.Lang, Certainty: 0.97, Outcome: r.Outcome, Sent: idsOf(r.Sent), Offered: idsOf(r.Offered), AnswerFrom: answerFrom, OfferFrom: offerFrom, AlarmFrom: 1,
	}
	if strings.ContainsFunc(q, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
		out.Unserved, out.Certainty = "ru", 0
		out.Candidates = []knowledge.ReadMatch{{ID: "hello"}} // the index says it when nothing is like the question
	}
	for _, m := range r.Candidates {
		out.Candidates = append(out.Candidates, knowledge.ReadMatch{
			ID: m.ID, Confidence: m.Confidence, Phrase: m.Phrase,
			Features: []knowledge.ReadFeature{{Name: "words in common", Value: m.Confidence * 10, Share: 1}},
		})
	}
	return out
}

func idsOf(matches []knowledge.Match) []string {
	out := []string{}
	for _, m := range matches {
		out = append(out, m.ID)
	}
	return out
}
