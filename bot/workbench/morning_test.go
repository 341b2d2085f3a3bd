package workbench

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestMorning has a colleague do a morning's work in one browser tab, from the
// login to the numbers.
func TestMorning(t *testing.T) {
	browser := startBrowser(t)
	s, _ := newLockedStand(t)
	src := s.onDisk(toilet) + "et:\n  title: Kus on WC?\n  answer: Seal.\n"
	yesterday := today.Add(-24 * time.Hour)
	file := filepath.Join(s.Folder, toilet)
	if err := os.WriteFile(file, []byte(src), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(file, yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	s.load(s.Folder)
	s.someNumbers()
	s.start()
	p := s.watchTab(t, browser)
	p.do(chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+"/gaps?lang=en"))
	p.wait(`document.querySelector("input[name=password]")`)
	p.do(chromedp.SendKeys(chromedp.CSS("input[name=name]"), "Mari"), chromedp.SendKeys(chromedp.CSS("input[name=password]"), editorsPassword+"\r"))
	p.waitOver(`document.readyState == "complete" && document.querySelector(".gap .add")`)

	closesGap(s, p)
	p.goTo(s.url + "/entries?lang=en")
	writesEntry(s, p)
	p.eval(`location.hash = ""`)
	breaksAndFixes(s, p)
	restores(s, p, src)
	p.goTo(s.url + "/?lang=en")
	p.wait(`document.getElementById("bot-name").textContent && document.querySelectorAll("#commands button").length`)
	marksFalseAlarm(s, p)
	p.goTo(s.url + "/numbers?days=7&lang=en")
	if got := p.text("main"); !strings.Contains(got, "Questions\n29\nAnswered\n12 41%") {
		t.Errorf("the numbers are\n%s", got)
	}
}

// goTo follows a link of the head to another page.
func (p tab) goTo(url string) {
	p.t.Helper()
	p.do(chromedp.Navigate(url))
	p.waitOver(`document.readyState == "complete" && document.querySelector("main")`)
}

// One press adds a question to an entry, and the page shows that it is found.
func closesGap(s *stand, p tab) {
	p.eval(`for (const f of [document.querySelector(".add")]) { f.elements.entry.value = "toilet"; f.elements.lang.value = "en"; }`)
	p.click(".add button")
	p.wait(`document.querySelector(".result code")?.textContent.startsWith("iom/toilet.yaml:")`)
	s.reload() // as a watcher does
	p.wait(`document.querySelector(".result .outcome").textContent.startsWith("Found now")`)
	if got := s.onDisk(toilet); !strings.Contains(got, "licen") {
		p.t.Errorf("the file is now\n%s", got)
	}
}

// A new entry is written in both languages, and seen before it is saved.
func writesEntry(s *stand, p tab) {
	p.wait(`document.querySelector("#rows .shelf")`)
	p.click(`a[href="#new"]`)
	p.wait(`!document.getElementById("new").hidden`)
	p.eval(`document.getElementById("new-topic").value = "iom"`)
	p.do(chromedp.SendKeys(chromedp.CSS("#new-id"), "coffee\r"))
	p.wait(`document.querySelector("#fields details[lang=en] textarea")`)
	p.eval(`for (const d of document.querySelectorAll("#fields details")) d.open = true`)
	p.eval(`for (const f of [document.querySelector("#fields input[type=date]")]) { f.value = ` + quoted(today.Format(time.DateOnly)) + `; f.dispatchEvent(new Event("change", { bubbles: true })); f.dispatchEvent(new Event("input", { bubbles: true })); }`)
	for _, field := range []struct{ of, text string }{
		{"[lang=et] input", "Kus saab kohvi?"}, {"[lang=et] textarea", "Teisel korrusel."},
		{"[lang=et] textarea:not([aria-describedby])", "kohvi tahan\rkust kohvi saab\rkas teil kohvi on\rkohvimasin\rsooviks tassi kohvi"},
		{"[lang=en] input", "Where is coffee?"}, {"[lang=en] textarea", "On the *second* floor."},
		{"[lang=en] textarea:not([aria-describedby])", "coffee please\rwhere do i get coffee\rdo you have coffee\rcoffee machine\rcould i have a cup of coffee"},
	} {
		p.eval(`document.querySelector(` + quoted("#fields "+field.of) + `).select()`)
		p.keys(field.text)
		p.eval(`document.activeElement.blur()`)
		last := field.text[strings.LastIndex(field.text, "\r")+1:]
		p.wait(`document.getElementById("source").value.includes(` + quoted(last) + `)`)
	}
	p.wait(`[...document.querySelectorAll("#previews .text")].map((e) => e.textContent).join().includes("On the second floor.")`)
	p.wait(`document.getElementById("previews").textContent.includes("Teisel korrusel.") && document.getElementById("draft-count").textContent == "0"`)
	p.click("#save")
	p.wait(`document.querySelectorAll("#versions li time").length == 1`)
	s.reload()
	e := s.Snapshot().Base.Entry("coffee")
	if e == nil || e.Texts["et"].Answer.Text != "Teisel korrusel." || e.Texts["en"].Answer.Text != "On the *second* floor." {
		p.t.Errorf("the new entry is %+v", e)
	}
}

// An entry is broken: the top of the page says what is wrong and where, and that
// the bot still has the version before. Then it is put right.
func breaksAndFixes(s *stand, p tab) {
	p.do(chromedp.SendKeys(chromedp.CSS("#search"), "where is the loo"))
	p.wait(`document.getElementById("found").textContent && document.querySelector("#rows a").hash == "#iom/toilet.yaml"`)
	p.click(`#rows a[href="#iom/toilet.yaml"]`)
	p.wait(`document.querySelector("#previews .text")?.textContent.startsWith("Kus on WC?")`)
	p.write("  answer: There.", "\tanswer: There.")
	p.wait(`document.getElementById("draft-findings").textContent.includes("indented with a tab") && document.querySelector("#draft-findings .place-link").textContent == "line 8, column 1"`)
	p.wait(`!document.getElementById("stale").hidden && document.querySelector("#previews .text")`)
	p.click("#draft-findings .place-link")
	if got := get[string](p, `(() => { const f = document.getElementById("source"); return f.value.slice(f.selectionStart, f.selectionEnd); })()`); got != "\tanswer: There." {
		p.t.Errorf("the place is %q", got)
	}
	p.click("#save")
	p.wait(`document.getElementById("saved").textContent.includes("the version before")`)
	s.reload()
	p.wait(`document.querySelector("#banner a[href='#iom/toilet.yaml:8:1']")`)
	if e := s.Snapshot().Base.Entry("toilet"); e == nil || e.Texts["en"].Answer.Text != "There." {
		p.t.Error("the bot does not answer with the old version")
	}

	p.write("\tanswer: There.", "  answer: Upstairs.")
	p.wait(`document.getElementById("previews").textContent.includes("Upstairs.") && document.getElementById("stale").hidden`)
	p.click("#save")
	p.wait(`document.getElementById("saved").textContent && document.querySelectorAll("#versions li").length == 4`)
	s.reload()
	p.wait(`!document.getElementById("banner").textContent.includes("tab")`)
	if got := s.onDisk(toilet); !strings.Contains(got, "# kept\n") || !strings.Contains(got, "  answer: Upstairs.\n") {
		p.t.Errorf("the file is now\n%s", got)
	}
}

// Yesterday's version is compared and comes back, without the question that was
// added today.
func restores(s *stand, p tab, yesterday string) {
	p.click("#versions li:last-child button:first-child")
	p.wait(`document.querySelector("#comparison span + del")`)
	if got := p.text("#comparison"); !strings.Contains(got, "-   answer: There.") || !strings.Contains(got, "+   answer: Upstairs.") {
		p.t.Errorf("the comparison is\n%s", got)
	}
	p.click("#versions li:last-child button:last-child")
	p.wait(`document.getElementById("saved").textContent.includes("is restored") && document.querySelectorAll("#versions li").length == 5`)
	if got := s.onDisk(toilet); got != yesterday {
		p.t.Errorf("restored is\n%s", got)
	}
	if got := p.text("#versions li"); !strings.Contains(got, "Mari") {
		p.t.Errorf("the newest version is %q", got)
	}
	s.reload()
}

// A message that got an alarm for nothing gets none any more.
func marksFalseAlarm(s *stand, p tab) {
	p.ask("he hits me, chess", "1")
	p.wait(`document.getElementById("harmless-form").checkVisibility()`)
	p.click("#harmless-form button")
	p.wait(`document.querySelector("#harmless-result ins")`)
	s.reload()
	p.wait(`document.querySelector("#harmless-result .verdict").textContent == "The message now gets no alarm and no help line."`)
	p.ask("he hits me, chess", "2")
	if got := p.text(".bot:last-child"); strings.Contains(got, "112") {
		p.t.Errorf("the answer is now %q", got)
	}
}
