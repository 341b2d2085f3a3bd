package workbench

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"iombot/bot"
	"iombot/bot/state"
	"iombot/bot/telegram"
	"iombot/knowledge"
	"iombot/locales"
)

// staffChat is the chat of a member of staff who tries the bot.
const staffChat = 77

// TestStaffBrowser has a member of staff go through all that the bot has, in a
// real browser: the menu, an answer, a vote and its reason, choices, the
// language, and what only staff may ask for.
func TestStaffBrowser(t *testing.T) {
	browser := startBrowser(t)
	s := newStand(t)
	s.startForStaff()
	p := s.openTab(t, browser, "/?lang=en", 1280)
	p.eval(`sessionStorage.setItem("persons", JSON.stringify([{ chat: ` + strconv.Itoa(staffChat) + `, language: "en", turns: [] }]))`)
	p.do(chromedp.Reload())
	p.wait(`document.getElementById("bot-name").textContent && document.querySelectorAll("#commands button").length`)

	p.ask("/menu", "1")
	p.pressKey("International Organization", `last.textContent.includes("Where is IOM?")`)
	p.pressKey("What is IOM?", `last.textContent.includes("the UN's migration agency")`)
	p.ask("what is iom", "2")
	p.pressKey("Not helpful", `last.textContent.includes("✓ Not helpful")`)
	p.pressKey("Out of date", `last.textContent.includes("✓ Out of date")`)

	p.ask("return", "3")
	p.pressKey("How do I apply", `last.textContent.includes("Write to IOM.")`)
	if got := get[int](p, `document.querySelectorAll(".bot").length`); got != 4 {
		t.Errorf("after a choice there are %d messages, want the choices and the answer", got)
	}

	p.ask("/language", "5")
	p.pressKey("Eesti keel", `last.textContent.includes("Mis keeles vestleme?")`)
	p.pressKey("English", `last.textContent.includes("English ✓")`)

	for _, command := range []struct{ text, want string }{
		{"/stats", "3 questions"}, {"/gaps", "powder room"}, {"/preview what-is-iom", "the UN's migration agency"}, {"/reload", "I am reading"},
	} {
		before := strconv.Itoa(get[int](p, `document.querySelectorAll(".bot").length`))
		p.do(chromedp.SendKeys(chromedp.CSS("#input"), command.text+"\r"))
		p.wait(`[...document.querySelectorAll(".bot")].slice(` + before + `).some((m) => m.textContent.includes(` + quoted(command.want) + `))`)
	}
}

// pressKey presses the newest button that begins with a label and waits until
// the newest message with buttons, last, fulfils a condition.
func (p tab) pressKey(label, until string) {
	p.t.Helper()
	p.wait(`[...document.querySelectorAll(".bot .key")].some((k) => k.textContent.startsWith(` + quoted(label) + `))`)
	p.eval(`[...document.querySelectorAll(".bot .key")].filter((k) => k.textContent.startsWith(` + quoted(label) + `)).at(-1).click()`)
	p.wait(`((last) => ` + until + `)([...document.querySelectorAll(".bot")].at(-1))`)
}

// startForStaff runs the bot, as start does, for a member of staff who has
// figures to look at.
func (s *stand) startForStaff() {
	s.t.Helper()
	api, err := s.Fake.Listen("127.0.0.1:0")
	token, tokenErr := telegram.ParseToken(s.Fake.Token())
	key, keyErr := state.ParseKey(strings.Repeat("0f", 32))
	if err := errors.Join(err, tokenErr, keyErr); err != nil {
		s.t.Fatal(err)
	}
	client, err := telegram.NewClient(api, token)
	if err != nil {
		s.t.Fatal(err)
	}
	store, err := state.Open(s.t.Context(), "sqlite::memory:", key, state.Options{})
	if err != nil {
		s.t.Fatal(err)
	}
	var counted bot.Tallies
	for range 3 {
		counted.Add(today, []bot.Event{{Kind: bot.Handled, Update: bot.Message, Outcome: knowledge.Answer, Lang: locales.EN}})
	}
	seen := bot.Desk{Tallies: counted.List()}
	for asker := range 3 {
		seen.Kept = append(seen.Kept, bot.KeptQuestion{ID: strconv.Itoa(asker), Day: today, Lang: locales.EN, Text: "powder room", Asker: 1 + asker})
	}
	b := &bot.Bot{Catalog: locales.Embedded(), Snapshot: s.Snapshot, Contact: "iomtallinn@iom.int", Desk: func() bot.Desk { return seen }}
	fast := telegram.Rate{Every: time.Microsecond, Burst: 1000}
	service := &telegram.Service{
		Client: client, Store: store, Handler: b, Settings: telegram.DefaultSettings(), Staff: []int64{staffChat},
		Fallback: locales.EN, Profiles: map[locales.Lang]telegram.Profile{}, Now: func() time.Time { return today },
	}
	service.Settings.Pace = telegram.Pace{Chat: fast, Group: fast, All: fast}
	for _, l := range s.Catalog.Languages() {
		service.Profiles[l] = telegram.Profile{Commands: b.Commands(l), StaffCommands: b.StaffCommands(l)}
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- service.Run(ctx) }()
	s.t.Cleanup(func() {
		cancel()
		if err := errors.Join(<-done, store.Close()); err != nil {
			s.t.Errorf("the bot stopped: %v", err)
		}
		for _, v := range s.Fake.Violations() {
			s.t.Errorf("the bot broke a rule of the Bot API: %s", v)
		}
	})
}
