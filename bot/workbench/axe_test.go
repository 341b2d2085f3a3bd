package workbench

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"iombot/bot"
	"iombot/knowledge"
	"iombot/locales"
)

// violations has axe-core look at the page as it is, and lists what it finds.
func (p tab) violations(axe string) []string {
	p.t.Helper()
	p.eval(axe)
	p.eval(`window.found = null; axe.run(document, {resultTypes: ["violations"]}).then((r) => {
		window.found = r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.target.join(" ") + ": " + (n.any[0] ?? n.all[0] ?? n.none[0])?.message));
	})`)
	p.wait(`window.found`)
	return get[[]string](p, `window.found`)
}

// axePage is a page in a state in which it is looked at.
type axePage struct {
	name, path string
	ready      string // what it waits for
	do         func(tab)
}

var axePages = []axePage{
	{"chat", "/", `document.getElementById("bot-name").textContent`, func(p tab) {
		p.ask("voluntary return", "1")
		p.wait(`document.querySelector("#why .candidates")`)
		p.eval(`for (const d of document.querySelectorAll("details")) d.open = true`)
		p.eval(`document.getElementById("save-name").value = "A"; document.getElementById("save-form").requestSubmit()`)
		p.wait(`document.querySelector("#saved-list li")`)
		p.eval(`document.getElementById("again").hidden = false`)
	}},
	{"entry", "/entries#iom/toilet.yaml", `document.querySelector("#previews .text")`, func(p tab) {
		p.eval(`for (const d of document.querySelectorAll("details")) d.open = true`)
	}},
	{"health", "/entries#health", `document.querySelector("#health-lists section")`, nil},
	{"new entry", "/entries#new", `document.querySelector("#new-topic option")`, func(p tab) {
		p.eval(`const topic = document.getElementById("new-topic"); topic.value = "+"; topic.dispatchEvent(new Event("change"))`)
	}},
	{"gaps", "/gaps", `document.querySelector(".gap")`, func(p tab) { p.eval(`for (const d of document.querySelectorAll("details")) d.open = true`) }},
	{"numbers", "/numbers", `document.querySelector(".chart")`, func(p tab) { p.eval(`document.querySelector("details").open = true`) }},
	{"quality", "/quality", `document.querySelector(".plot")`, func(p tab) { p.eval(`for (const d of document.querySelectorAll("details")) d.open = true`) }},
}

// No page keeps anybody out, as far as a program can tell: in both languages,
// light and dark, wide and on a phone.
func TestAccessible(t *testing.T) {
	browser := startBrowser(t)
	src, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	s := newGapsStand(t)
	s.someNumbers()
	s.measures(nil, someQuestions)
	s.measured()
	s.Links = NewLinks(LinksConfig{Now: func() time.Time { return today }, Log: s.workbench.Log})
	base := s.Snapshot().Base
	s.Links.keep(base, []knowledge.Finding{knowledge.NewFinding(knowledge.Error, base.Addresses()[0].Pos, "link-gone", map[string]any{"Address": "https://a.ee", "Status": 404, "Files": "a.yaml"})})
	s.server.Config.Handler = s.handler()
	if status, answer := s.addPhrasingTo("toilet", "en", "powder room door"); status != 200 {
		t.Fatal(answer)
	}
	s.load(s.Folder)
	s.measured() // so that something changed
	s.start()
	for _, page := range axePages {
		for i, look := range []struct {
			width        int64
			scheme, lang string
		}{{1280, "light", "et"}, {390, "dark", "en"}} {
			t.Run(fmt.Sprintf("%s %s", page.name, look.scheme), func(t *testing.T) {
				path, hash, _ := strings.Cut(page.path, "#")
				p := s.lookAt(t, browser, look.width, look.scheme, path+"?lang="+look.lang+"#"+hash)
				p.wait(page.ready)
				if page.do != nil {
					page.do(p)
				}
				for _, v := range p.violations(string(src)) {
					t.Error(v)
				}
				if i == 1 && page.name == "chat" {
					p.eval(`document.querySelector('[data-show="staff"]').click()`)
					for _, v := range p.violations(string(src)) {
						t.Error(v)
					}
				}
			})
		}
	}
	t.Run("quality without sets", func(t *testing.T) { s.accessibleOnce(t, browser, string(src), "/quality", nil) })
	t.Run("login", func(t *testing.T) {
		s.accessibleOnce(t, browser, string(src), "/login", func() {
			if err := s.Office.SetAccount(t.Context(), bot.Account{Name: "Mari", Role: bot.Editor}); err != nil {
				t.Fatal(err)
			}
		})
	})
}

// accessibleOnce looks at a page without a script, in both schemes.
func (s *stand) accessibleOnce(t *testing.T, browser context.Context, axe, path string, before func()) {
	t.Helper()
	if before != nil {
		before()
	}
	s.Quality = nil
	s.server.Config.Handler = s.handler()
	for _, scheme := range []string{"light", "dark"} {
		p := s.lookAt(t, browser, 390, scheme, path+"?lang="+string(locales.ET))
		for _, v := range p.violations(axe) {
			t.Errorf("%s: %s", scheme, v)
		}
	}
}

// lookAt opens a page in a scheme of colours.
func (s *stand) lookAt(t *testing.T, browser context.Context, width int64, scheme, path string) tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	p := tab{t, ctx}
	p.do(chromedp.EmulateViewport(width, 800))
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatal(err)
	}
	p.do(chromedp.Navigate(s.url + path))
	return p
}
