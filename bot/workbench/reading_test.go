package workbench

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestReading is about where the chat is scrolled: answers begin where the
// reader looks, and nothing takes them away from what they read.
func TestReading(t *testing.T) {
	browser := startBrowser(t)
	for _, width := range []int64{390, 1280} {
		t.Run(fmt.Sprintf("answers at %d px", width), func(t *testing.T) {
			s := newStand(t)
			s.start()
			p := s.openTab(t, browser, "/?lang=en", width)
			p.do(chromedp.EmulateViewport(width, 480)) // so that the answers are taller than the chat
			testAnswersBegin(p)
		})
		t.Run(fmt.Sprintf("elsewhere at %d px", width), func(t *testing.T) {
			s := newStand(t)
			s.bot("setMyCommands", url.Values{"commands": {`[{"command":"menu","description":"Topics"}]`}})
			testElsewhere(talk{s, s.openTab(t, browser, "/?lang=en", width)})
		})
	}
}

// sight says how much of the element that a script names is in view: "whole",
// "top" when it is taller than the chat and begins at its top, or where it is.
func (p tab) sight(script string) string {
	p.t.Helper()
	return get[string](p, sight(script))
}

func sight(script string) string {
	return `(() => {
		const wall = document.querySelector(".wall").getBoundingClientRect();
		const item = (` + script + `).getBoundingClientRect();
		const top = item.top - wall.top, below = item.bottom - wall.bottom;
		if (top >= 0 && below <= 0) return "whole";
		if (top >= 0 && top <= 16 && below > 0) return "top";
		return "top " + top + ", bottom " + below;
	})()`
}

const newest = `[...document.querySelectorAll(".bot")].at(-1)`

func testAnswersBegin(p tab) {
	for i, q := range []string{"is the ticket free", "what is iom", "is the ticket free", "/menu", "how much does it cost"} {
		p.ask(q, fmt.Sprint(i+1))
		if got := p.sight(newest); got != "whole" && got != "top" {
			p.t.Errorf("the answer to question %d is not in view: %s", i+1, got)
		}
	}
	if got := p.sight(newest); got != "top" {
		p.t.Errorf("a tall answer does not begin at the top: %s", got)
	}

	p.eval(`[...document.querySelectorAll(".bot:last-child .key")].find((k) => k.textContent == "How do I apply to go home?").focus()`)
	p.keys(kb.Enter)
	p.wait(`document.querySelectorAll(".bot").length == 6`)
	if got := p.sight(newest); got != "whole" && got != "top" {
		p.t.Errorf("the related answer is not in view: %s", got)
	}
	if got := get[bool](p, `document.activeElement == `+newest); !got {
		p.t.Errorf("who pressed a button with a key goes on at %q, not in the answer", get[string](p, `document.activeElement.outerHTML`))
	}

	// A menu far above changes in place, and is read from its beginning.
	p.eval(`(() => {
		const key = [...document.querySelectorAll(".key")].find((k) => k.textContent == "International Organization for Migration");
		key.scrollIntoView({ block: "start" });
		key.focus();
	})()`)
	p.keys(kb.Enter)
	p.wait(`document.querySelectorAll(".bot")[3].textContent.includes("What is IOM?")`)
	if got := p.sight(`document.querySelectorAll(".bot")[3].querySelector(".text")`); got != "whole" {
		p.t.Errorf("the menu's new text is not in view: %s", got)
	}

	// A changed question's answer, too.
	p.do(chromedp.Click(chromedp.CSS("#input")))
	p.keys(kb.ArrowUp)
	p.do(chromedp.Evaluate[chromedp.Void](`document.getElementById("input").select()`))
	p.keys("what is iom" + kb.Enter)
	p.wait(`document.querySelectorAll(".bot")[4].textContent.includes("migration agency")`)
	if got := p.sight(`document.querySelectorAll(".bot")[4].querySelector(".text")`); got != "whole" {
		p.t.Errorf("the answer to the changed question is not in view: %s", got)
	}
}

// talk is a chat in which the test is the bot.
type talk struct {
	*stand
	tab
}

// says has the bot say a number of lines, and waits until they are shown.
func (c talk) says(name string, lines int) {
	c.tab.t.Helper()
	chat := get[int64](c.tab, `Number(sessionStorage.getItem("chat"))`)
	c.bot("sendMessage", url.Values{"chat_id": {fmt.Sprint(chat)}, "text": {name + strings.Repeat("\nline", lines-1)}})
	c.wait(`[...document.querySelectorAll(".bot .text")].some((e) => e.innerText.startsWith("` + name + `"))`)
}

func (c talk) writes(text string) {
	c.tab.t.Helper()
	c.do(chromedp.SendKeys(chromedp.CSS("#input"), text+"\r"))
	c.wait(`document.querySelector(".person:last-child .text")?.textContent == "` + text + `"`)
}

// scroll goes where the person scrolls.
func (c talk) scroll(to int) {
	c.tab.t.Helper()
	c.eval(fmt.Sprintf(`(() => {
		const wall = document.querySelector(".wall");
		window.scrolled = false;
		wall.addEventListener("scroll", () => { window.scrolled = true; }, { once: true });
		wall.scrollTop = %d;
	})()`, to))
	c.wait(`window.scrolled`)
}

func testElsewhere(c talk) {
	t := c.tab.t
	c.writes("one")
	c.says("first", 60)
	c.says("second", 3)
	if got := c.sight(`document.querySelector(".bot")`); got != "top" {
		t.Errorf("the answer's second part took the reader from the first: %s", got)
	}

	c.scroll(200)
	c.says("third", 60)
	if got := get[int](c.tab, `document.querySelector(".wall").scrollTop`); got != 200 {
		t.Errorf("a message took the reader from 200 px to %d", got)
	}

	c.writes("two")
	if got := c.sight(`document.querySelector(".person:last-child")`); got != "whole" {
		t.Errorf("what the person wrote is not in view: %s", got)
	}
	c.says("fourth", 3)
	if got := c.sight(newest); got != "whole" {
		t.Errorf("the answer is not in view: %s", got)
	}

	// Less room, as when a phone shows its keyboard, keeps the end in view.
	width := get[int64](c.tab, "innerWidth")
	c.do(chromedp.EmulateViewport(width, 450))
	c.wait(`innerHeight == 450 && ` + sight(newest) + ` == "whole"`)

	// At the end by themselves, the reader sees what comes.
	c.scroll(0)
	c.scroll(1e6)
	c.says("fifth", 60)
	if got := c.sight(newest); got != "top" {
		t.Errorf("a message at the end is not in view: %s", got)
	}

	// What comes while a phone shows the other view is there on the way back.
	if width < 900 {
		c.writes("three")
		c.do(chromedp.Click(chromedp.CSS(`[data-show="staff"]`)))
		c.says("sixth", 60)
		c.do(chromedp.Click(chromedp.CSS(`[data-show="chat"]`)))
		c.wait(sight(newest) + ` == "top"`)
	}
}
