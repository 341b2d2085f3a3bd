package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"iombot/bot"
	"iombot/bot/telegram"
	"iombot/bot/telegram/apitest"
	"iombot/bot/telegram/fakeapi"
	"iombot/knowledge"
	"iombot/locales"
)

// boss is the member of staff in the stands.
var boss = fakeapi.User{ID: 77, FirstName: "S", LanguageCode: "en"}

// staffStand is a bot over a copy of the small base. A member of staff has
// written to it, and its desk runs.
func staffStand(t *testing.T) (s *stand, dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/base")); err != nil {
		t.Fatal(err)
	}
	api := apitest.New(fakeapi.Options{})
	t.Cleanup(api.Close)
	api.Message(boss, boss.Private(), "in English please")
	s = newStand(t, api, func(set *settings, _ *telegram.Settings) { set.knowledge = dir })
	s.said(s.plain("language.chosen", nil)) // now the folder is watched
	return s, dir
}

// said waits until staff get a text that has all parts, and returns it.
func (s *stand) said(parts ...string) string {
	s.t.Helper()
	var found string
	err := s.api.Wait(soon(s.t), func() bool {
		return slices.ContainsFunc(s.api.Messages(boss.ID), func(m fakeapi.Message) bool {
			found = m.Text
			return m.FromBot() && !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(m.Text, p) })
		})
	})
	if err != nil {
		s.t.Fatalf("staff were not told %q: %+v", parts, s.api.Messages(boss.ID))
	}
	return found
}

// plain is a catalogue text in English as it is shown.
func (s *stand) plain(id string, data locales.Data) string {
	rich, _ := knowledge.ParseMarkdown(s.app.bot.Catalog.Text(locales.EN, id, data))
	return rich.Plain()
}

// Staff see their commands and the counts, in the language of their last
// question.
func TestStaffFigures(t *testing.T) {
	t.Parallel()
	s, _ := staffStand(t)
	if err := s.api.Wait(soon(t), func() bool {
		return slices.ContainsFunc(s.api.Commands(boss.ID, "en"), func(c fakeapi.Command) bool { return c.Name == "stats" })
	}); err != nil {
		t.Fatal("staff do not see their commands")
	}
	p := person(1001)
	for _, text := range []string{canaryText, canaryText, canaryLost} {
		s.api.Message(p, p.Private(), text)
	}
	s.settle()
	for deadline := soon(t); bot.Sum(s.app.desk.look().Tallies, time.Now(), time.Now()).Questions < 3; {
		if deadline.Err() != nil {
			t.Fatalf("counted is %+v", s.app.desk.look().Tallies)
		}
		time.Sleep(5 * time.Millisecond)
	}
	s.api.Message(boss, boss.Private(), "/stats")
	got := s.said(s.app.bot.Catalog.Plural(locales.EN, "questions", 3, nil), "(opening-hours): 2")
	if strings.Contains(got, "bread") {
		t.Errorf("the figures hold a question: %s", got)
	}
	s.api.Message(p, p.Private(), "/stats")
	s.settle()
	if last := s.api.Messages(p.ID); strings.Contains(last[len(last)-1].Text, "opening-hours") {
		t.Error("somebody else sees the figures")
	}
}

// Counts survive the end of the bot, even those that could not be stored at
// first.
func TestCountsOutliveTheBot(t *testing.T) {
	t.Parallel()
	s, _ := staffStand(t)
	away := &noTallies{Store: s.app.store}
	d := newDesk(s.app.bot, away, s.app.live, settings{}, s.app.log)
	d.count([]bot.Event{{Kind: bot.Shown, Entry: "x", Lang: locales.ET}})
	d.flush(t.Context())
	d.count([]bot.Event{{Kind: bot.Shown, Entry: "x", Lang: locales.ET}})
	away.back = true
	d.flush(t.Context())
	d.flush(t.Context())
	all, err := s.app.store.Tallies(t.Context(), time.Now())
	if err != nil || bot.Sum(all, time.Now(), time.Now()).Shown["x"] != 2 {
		t.Errorf("stored is %+v, %v", all, err)
	}
}

// Staff are told once about a fault in a file that changed, by /reload that it
// is fixed, and each day about entries that expire.
func TestStaffAreTold(t *testing.T) {
	t.Parallel()
	s, dir := staffStand(t)
	file := filepath.Join(dir, "office", "opening-hours.yaml")
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("reviewed: [")
	s.said(s.plain("reload.faults", nil), "opening-hours.yaml")

	soonOver := time.Now().AddDate(0, 0, 10).Format(time.DateOnly)
	write("expires: " + soonOver + "\n" + string(good))
	s.api.Message(boss, boss.Private(), "/reload")
	s.said(s.plain("reload.begun", nil))
	done, _, _ := strings.Cut(s.plain("reload.done", locales.Data{"Entries": len(s.app.live.Status().Base.Entries), "Findings": "…"}), "…")
	s.said(done)

	// Today nothing expired when staff were asked about it first: as tomorrow.
	for range 2 {
		s.app.desk.round(t.Context(), time.Now().AddDate(0, 0, 1))
	}
	s.said(s.plain("news.expiring", nil), "(opening-hours)")
	s.settle()
	count := map[string]int{}
	for _, m := range s.api.Messages(boss.ID) {
		head, _, _ := strings.Cut(m.Text, "\n")
		count[head]++
	}
	for _, id := range []string{"reload.faults", "news.expiring"} {
		if head, _, _ := strings.Cut(s.plain(id, nil), "\n"); count[head] != 1 {
			t.Errorf("%s was said %d times", id, count[head])
		}
	}
}

// noTallies is a store that cannot store counts until it is repaired.
type noTallies struct {
	bot.Store
	back bool
}

func (s *noTallies) AddTallies(ctx context.Context, tallies []bot.Tally) error {
	if !s.back {
		return errors.New("away")
	}
	return s.Store.AddTallies(ctx, tallies)
}
