package workbench

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// pageTest uses a page in a browser of a width in CSS pixels.
type pageTest struct {
	name  string
	path  string
	width int64
	run   func(*stand, tab)
}

// TestBrowser has a person use the page in a real browser, before the real bot.
func TestBrowser(t *testing.T) {
	browser := startBrowser(t)
	for _, tt := range []pageTest{
		{"question", "/?lang=en", 1280, testQuestion},
		{"keyboard", "/?lang=en", 1280, testKeyboard},
		{"person", "/?lang=et", 1280, testPerson},
		{"phrasing", "/?lang=en", 1280, testAddPhrasing},
		{"harmless", "/?lang=en", 1280, testHarmless},
		{"undo", "/?lang=en", 1280, testUndo},
		{"personal", "/?lang=en", 1280, testPersonal},
		{"unserved", "/?lang=en", 1280, testUnserved},
		{"offline", "/?lang=en", 390, testOffline},
		{"narrow-et", "/?lang=et", 360, testNarrow},
		{"narrow-en", "/?lang=en", 360, testNarrow},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newStand(t)
			s.Folder = newFolder(t)
			s.load(s.Folder)
			s.start()
			tt.run(s, s.openTab(t, browser, tt.path, tt.width))
		})
	}
	t.Run("entities", func(t *testing.T) {
		s := newStand(t)
		s.bot("setMyCommands", url.Values{"commands": {`[{"command":"menu","description":"Topics"}]`}})
		testEntities(s, s.openTab(t, browser, "/?lang=en", 390))
	})
}

// A person asks, reads the answer, presses a button and sees the edit; staff
// see why.
func testQuestion(_ *stand, p tab) {
	p.ask("Is the ticket free?", "1")
	if got := p.text(".bot .text strong"); got != "What does going home cost?" {
		p.t.Errorf("the answer's title is %q", got)
	}
	if got := p.text(".bot .text"); !strings.Contains(got, "\n1. the ticket,\n2. the travel document.\n") {
		p.t.Errorf("the answer is %q", got)
	}
	if got := get[string](p, `document.querySelector(".bot .text").lang`); got != "en" {
		p.t.Errorf("the answer's language is %q", got)
	}
	if got := get[string](p, `[...document.querySelectorAll(".bot a")].map((a) => [a.href, a.target, a.rel].join(" ")).join("\n")`); got !=
		"https://estonia.iom.int/ _blank noopener noreferrer\nhttps://estonia.iom.int/ _blank noopener noreferrer" {
		p.t.Errorf("the links are\n%s", got)
	}
	p.wait(`document.querySelector("#why .candidates")`)
	for _, want := range []string{"Is the ticket free?", "answered", "English, 97%", "is the ticket free", "return/return-cost.yaml", "100%"} {
		if got := p.text("#why"); !strings.Contains(got, want) {
			p.t.Errorf("the reasons lack %q:\n%s", want, got)
		}
	}
	p.eval(`[...document.querySelectorAll(".key")].find((k) => k.textContent.startsWith("Helpful")).focus()`)
	p.keys(kb.Enter)
	p.wait(`document.getElementById("toast").textContent == "Thank you! Good to know that it helped."`)
	p.wait(`document.getElementById("log").textContent.includes("✓ Helpful")`)
	if got := get[int](p, `document.querySelectorAll(".bot").length`); got != 1 {
		p.t.Errorf("the edit made %d messages of one", got)
	}
	if got := get[string](p, `document.activeElement.className`); got != "key" {
		p.t.Errorf("after the edit the focus is on %q", got)
	}
}

// Everything works without a mouse.
func testKeyboard(_ *stand, p tab) {
	p.keys(kb.Tab)
	if got := get[string](p, `document.activeElement.className`); got != "skip" {
		p.t.Fatalf("the first stop is %q", got)
	}
	p.keys(kb.Enter)
	p.keys("what is iom")
	p.keys(kb.Enter)
	p.wait(`document.querySelectorAll(".bot").length == 1`)

	p.keys(kb.ArrowUp) // changes the last message
	p.wait(`document.getElementById("input").value == "what is iom" && !document.getElementById("editing").hidden`)
	p.do(chromedp.Evaluate[chromedp.Void](`document.getElementById("input").select()`))
	p.keys("hello")
	p.keys(kb.Enter)
	p.wait(`document.querySelector(".bot").textContent.includes("How can I help?")`)
	if got := p.text(".person .text"); got != "hello" {
		p.t.Errorf("the changed message is %q", got)
	}

	back := func() { p.do(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift))) }
	back()
	if got := p.text(":focus"); got != "Menu" {
		p.t.Fatalf("before the input is %q", got)
	}
	p.keys(kb.Enter)
	p.wait(`document.activeElement.textContent.startsWith("/menu")`)
	p.keys(kb.Escape)
	p.wait(`document.activeElement.textContent == "Menu" && document.getElementById("commands").hidden`)
	p.keys(kb.Enter)
	p.wait(`!document.getElementById("commands").hidden`)
	p.do(chromedp.Click(chromedp.CSS("#input"))) // who writes needs the room
	p.wait(`document.getElementById("commands").hidden && document.querySelector("[aria-controls=commands]").ariaExpanded == "false"`)
	back()
	back()
	if got := p.text(":focus"); got != "Topics" {
		p.t.Fatalf("before the menu is %q", got)
	}
	p.keys(kb.Enter)
	p.wait(`document.querySelectorAll(".bot").length == 2 || document.querySelector(".bot").textContent.includes("Choose a topic")`)
	if got := get[bool](p, `document.activeElement.closest("li") != null`); !got {
		p.t.Error("the press took the focus away")
	}
}

// The person has an app in a language, and may be somebody new.
func testPerson(s *stand, p tab) {
	if got := p.text("#welcome"); !strings.Contains(got, "Mida see bot oskab?") || !strings.Contains(got, "Olen automaatne abiline") {
		p.t.Errorf("an empty chat says %q", got)
	}
	p.do(chromedp.Click(chromedp.CSS("#start")))
	p.wait(`document.querySelector(".bot")?.textContent.includes("Tere!") && document.getElementById("welcome").hidden`)
	p.do(chromedp.Click(chromedp.CSS(`[aria-controls="stand-ins"]`)), chromedp.Click(chromedp.CSS(`[data-media="voice"]`)))
	p.wait(`document.querySelectorAll(".bot").length == 2`)
	if got := p.text(".person:nth-last-child(2)"); !strings.Contains(got, "Häälsõnum") {
		p.t.Errorf("the voice message is shown as %q", got)
	}

	p.eval(`for (const s of [document.getElementById("app-language")]) { s.value = "en"; s.dispatchEvent(new Event("change")); }`)
	p.wait(`document.getElementById("commands").textContent.includes("Topics and answers")`)
	p.do(chromedp.Click(chromedp.CSS("#new-person")))
	p.wait(`!document.querySelector("li.message") && !document.getElementById("welcome").hidden`)
	p.ask("/start", "1")
	if got := p.text(".bot"); !strings.Contains(got, "Hello!") {
		p.t.Errorf("the new person with an English app is greeted with %q", got)
	}

	p.do(chromedp.Reload())
	p.wait(`document.querySelectorAll(".bot").length == 1 && document.getElementById("app-language").value == "en"`)
	if got := len(s.Fake.Chats()); got != 2 {
		p.t.Errorf("there were %d people, want 2", got)
	}
}

// Staff add a phrasing, and the bot understands.
func testAddPhrasing(s *stand, p tab) {
	p.wait(`document.getElementById("findings").textContent.trim()`)
	if got := p.text("#findings"); !strings.Contains(got, "iom/toilet.yaml:1:1\n\nThe entry has no text in \"et\". Add a block et: with title and answer.") {
		p.t.Errorf("the findings are\n%s", got)
	}
	p.ask("powder room", "1")
	p.wait(`document.querySelector("#why .none") && !document.getElementById("phrasing").hidden`)
	p.eval(`document.getElementById("phrasing-entry").value = "toilet"; document.getElementById("phrasing-lang").value = "en"`)
	p.do(chromedp.Click(chromedp.CSS("#phrasing-form button")))
	p.wait(`document.querySelector("#phrasing-result ins")`)
	if got := p.text("#phrasing-result"); !strings.Contains(got, "iom/toilet.yaml:7") || !strings.Contains(got, "+     - powder room") {
		p.t.Errorf("the change is shown as %q", got)
	}
	s.load(s.Folder) // as a watcher does
	p.wait(`document.querySelector("#why .answer")`)
	if got := get[bool](p, `document.querySelector("#phrasing-result ins") != null`); !got {
		p.t.Error("the change is no longer shown")
	}
	p.ask("powder room", "2")
	if got := p.text(".bot:last-child"); !strings.Contains(got, "Where is the toilet?") {
		p.t.Errorf("the answer is now %q", got)
	}
}

// A question in another language is said to be that, with no advice to add it
// to entries that have nothing to do with it.
func testUnserved(_ *stand, p tab) {
	p.ask("powder room", "1")
	p.wait(`document.getElementById("phrasing-text").value == "powder room"`)
	p.ask("где туалет", "2")
	p.wait(`document.querySelector("#why .asked")?.textContent == "где туалет"`)
	if got := p.text("#why"); !strings.Contains(got, "does not serve (Russian)") || strings.Contains(got, "%)") || strings.Contains(got, "Nearest") || strings.Contains(got, "add the question") {
		p.t.Errorf("the reasons are %q", got)
	}
	if got := get[string](p, `document.getElementById("phrasing-text").value`); got != "" {
		p.t.Errorf("the form would add %q", got)
	}
}

// Without the program the page says so, and keeps what was written.
func testOffline(s *stand, p tab) {
	p.ask("what is iom", "1")
	if got := p.text("#offline"); got != "" {
		p.t.Errorf("the page says %q", got)
	}
	s.Fake.Close() // ends the streams, for which Close waits
	s.server.Close()
	s.gone = true
	p.wait(`document.getElementById("offline").textContent.startsWith("There is no connection")`)
	p.do(chromedp.SendKeys(chromedp.CSS("#input"), "hello\r"))
	p.wait(`document.getElementById("toast").textContent && document.getElementById("input").value == "hello"`)
}

// On a phone nothing is cut off at the side, in either view.
func testNarrow(_ *stand, p tab) {
	p.ask("voluntary return", "1")
	p.wait(`document.querySelector("#why .candidates")`)
	for _, view := range []string{"chat", "staff"} {
		p.do(chromedp.Click(chromedp.CSS(`[data-show="` + view + `"]`)))
		for _, width := range []int64{320, 360, 390} {
			p.do(chromedp.EmulateViewport(width, 640))
			wide := get[string](p, `[document.documentElement, ...document.querySelectorAll("body *")]
				.filter((e) => e.checkVisibility() && !e.closest(".unseen, .skip, pre, h1, .app-language span")
					&& (e.getBoundingClientRect().right > innerWidth + 0.5 || e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX == "visible" && e.clientWidth))
				.map((e) => e.tagName + "." + e.className).join(" ")`)
			if wide != "" {
				p.t.Errorf("%s at %d px: too wide: %s", view, width, wide)
			}
			if got := get[int64](p, `document.documentElement.scrollWidth`); got > width {
				p.t.Errorf("%s at %d px: the page is %d px wide", view, width, got)
			}
		}
	}
}

// Texts are shown as Telegram shows them, and never as HTML.
func testEntities(s *stand, p tab) {
	chat := get[int64](p, `Number(sessionStorage.getItem("chat"))`)
	person := person{Chat: chat, Language: "en"}.user()
	s.Fake.Message(person, person.Private(), `<img src=x onerror=alert(1)> /menu`)
	s.bot("sendMessage", url.Values{"chat_id": {strconv.FormatInt(chat, 10)}, "parse_mode": {"HTML"}, "text": {
		`👋 <b>bold <i>both</i></b> <a href="https://iom.int/?a=1&amp;b=2">IOM</a> &lt;b&gt; <code>x</code>` + "\n" +
			`• <u>one</u> <s>two</s> <tg-spoiler>three</tg-spoiler>` + "\n" + `<blockquote>said</blockquote> mail@iom.int`,
	}})
	p.wait(`document.querySelectorAll(".text").length == 2`)
	for selector, want := range map[string]string{
		".person .text": `&lt;img src=x onerror=alert(1)&gt; <button type="button" class="command">/menu</button>`,
		".bot .text": `👋 <strong>bold <em>both</em></strong> <a href="https://iom.int/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer" title="(opens in a new tab)">IOM</a>` +
			` &lt;b&gt; <code>x</code>` + "\n" + `• <u>one</u> <s>two</s> <span class="spoiler" tabindex="0">three</span>` + "\n" +
			`<blockquote>said</blockquote> <a href="mailto:mail@iom.int" target="_blank" rel="noopener noreferrer" title="(opens in a new tab)">mail@iom.int</a>`,
	} {
		if got := get[string](p, `document.querySelector(`+quoted(selector)+`).innerHTML`); got != want {
			p.t.Errorf("%s is\n%s, want\n%s", selector, got, want)
		}
	}
	p.do(chromedp.Click(chromedp.CSS(".command")))
	p.wait(`document.querySelector(".person:last-child .text")?.textContent == "/menu"`)
}
