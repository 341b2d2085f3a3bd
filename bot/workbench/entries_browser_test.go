package workbench

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestEntriesBrowser has a colleague keep entries right, in a real browser.
func TestEntriesBrowser(t *testing.T) {
	browser := startBrowser(t)
	for _, tt := range []pageTest{
		{"fields", "/entries?lang=en#iom/toilet.yaml", 1280, testFields},
		{"two editors", "/entries?lang=en", 1280, testTwoEditors},
		{"keyboard", "/entries?lang=et", 1280, testEntriesKeyboard},
		{"narrow", "/entries?lang=et", 390, testEntriesNarrow},
		{"built in", "/entries?lang=en", 1280, testBuiltIn},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newDesk(t)
			if tt.name == "built in" {
				s.Folder, s.Files = "", os.DirFS("../testdata/base")
				s.load("../testdata/base")
			}
			tt.run(s, s.openEntries(t, browser, tt.path, tt.width))
		})
	}
}

// openEntries opens the page of entries, which does not follow the chat.
func (s *stand) openEntries(t *testing.T, browser context.Context, path string, width int64) tab {
	t.Helper()
	p := s.watchTab(t, browser)
	p.do(chromedp.EmulateViewport(width, 800), chromedp.Navigate(s.url+path))
	p.wait(`document.querySelector("#rows .shelf")`)
	return p
}

// write changes what is in the editor, as typing does.
func (p tab) write(from, to string) {
	p.t.Helper()
	p.eval(`(() => {
		const field = document.getElementById("source");
		field.value = field.value.replace(` + quoted(from) + `, ` + quoted(to) + `);
		field.dispatchEvent(new Event("input", { bubbles: true }));
	})()`)
}

func (p tab) click(selector string) {
	p.t.Helper()
	p.do(chromedp.Click(chromedp.CSS(selector)))
}

// Who fills in a field sees at once what it makes of the entry, and may take it
// back.
func testFields(s *stand, p tab) {
	p.wait(`document.querySelector("#fields [lang=en] input")`)
	p.eval(`document.querySelector("#fields details[lang=en]").open = true; document.querySelector("#fields [lang=en] textarea").select()`)
	p.keys("Here: *now*.")
	p.wait(`document.getElementById("previews").textContent.includes("Here: now.")`)
	if got := get[string](p, `document.getElementById("source").value`); !strings.Contains(got, "  answer: |\n    Here: *now*.\n") {
		p.t.Errorf("the field makes of the source\n%s", got)
	}
	p.click("#discard")
	p.wait(`document.getElementById("previews").textContent.includes("There.")`)
	p.eval(`document.querySelector("#fields details[lang=en] input").select()`)
	p.keys("WC?")
	p.do(chromedp.KeyEvent("s", chromedp.KeyModifiers(chromedp.ModifierCtrl))) // before the field was set in the source
	p.wait(`document.querySelectorAll("#versions li").length == 2`)
	if got := s.onDisk(toilet); !strings.Contains(got, "  title: WC?\n") || !strings.Contains(got, "# kept\n") {
		p.t.Errorf("saved is\n%s", got)
	}
}

// What a second editor saved meanwhile is shown beside one's own text.
func testTwoEditors(s *stand, p tab) {
	s.refuses = "409 (Conflict)"
	p.eval(`location.hash = "#iom/toilet.yaml"`)
	p.wait(`document.querySelector("#previews .text")`)
	p.write("There.", "Mine.")
	other := s.onDisk(toilet) + "# by hand\n"
	if err := os.WriteFile(filepath.Join(s.Folder, toilet), []byte(other), 0o600); err != nil {
		p.t.Fatal(err)
	}
	p.click("#save")
	p.wait(`document.querySelector("#conflict ins")`)
	if got := p.text("#conflict"); !strings.Contains(got, "# by hand") || !strings.Contains(got, "Mine.") || s.onDisk(toilet) != other {
		p.t.Errorf("the conflict is %q", got)
	}
	p.do(chromedp.Reload()) // what was written is not lost
	p.wait(`document.getElementById("source").value.includes("Mine.")`)
	p.click("#save")
	p.wait(`document.querySelector("#conflict button")`)
	p.click("#conflict button")
	p.wait(`document.getElementById("conflict").childElementCount == 0 && document.querySelectorAll("#versions li").length == 2`)
	if got := s.onDisk(toilet); !strings.Contains(got, "Mine.") {
		p.t.Errorf("the file is %q", got)
	}
	if got := s.openEntry(toilet).Versions; s.source(got[1].ID, toilet) != other {
		p.t.Error("the other's text is lost")
	}
}

// A new entry is begun, saved, hidden and deleted without a mouse.
func testEntriesKeyboard(s *stand, p tab) {
	p.eval(`document.querySelector('a[href="#new"]').focus()`)
	p.keys("\r")
	p.wait(`!document.getElementById("new").hidden && document.activeElement.id == "new-title"`)
	p.keys("\t\tkohv\r")
	p.wait(`!document.getElementById("entry").hidden && document.getElementById("source").value.includes("et:\n  title: ")`)
	p.wait(`document.querySelectorAll("#draft-findings li").length > 0 && document.getElementById("save").ariaDisabled == "false"`)
	p.eval(`document.getElementById("save").focus()`)
	p.keys("\r")
	p.wait(`document.querySelectorAll("#versions li time").length == 1`)
	if got := s.onDisk("return/kohv.yaml"); !strings.HasPrefix(got, "reviewed: ") {
		p.t.Errorf("the new file is %q", got)
	}
	p.eval(`document.getElementById("hide").focus()`)
	p.keys("\r")
	p.wait(`document.getElementById("hide").textContent == "Näita jälle"`)
	p.eval(`document.getElementById("delete").focus()`)
	p.keys("\r")
	p.wait(`document.getElementById("sure").open`)
	p.keys("\t\r")
	p.wait(`!document.getElementById("sure").open && document.getElementById("hide").hidden`)
	if got := s.onDisk("return/.kohv.yaml"); !strings.Contains(got, "no such file") {
		p.t.Errorf("after deleting it the file is %q", got)
	}
	p.click("#versions li:last-child button:last-child")
	p.wait(`!document.getElementById("hide").hidden`)
	if got := s.onDisk("return/kohv.yaml"); !strings.HasPrefix(got, "reviewed: ") {
		p.t.Errorf("after restoring it the file is %q", got)
	}
}

// On a phone nothing is cut off at the side, in any view.
func testEntriesNarrow(s *stand, p tab) {
	for _, view := range []string{"", "#iom/toilet.yaml", "#health", "#new"} {
		p.eval(`location.hash = ` + quoted(view))
		p.wait(`document.body.dataset.view != "entry" || document.querySelector("#previews .text")`)
		p.eval(`for (const topic of [document.getElementById("new-topic")]) { topic.value = "+"; topic.dispatchEvent(new Event("change")); }`)
		for _, width := range []int64{320, 390} {
			p.do(chromedp.EmulateViewport(width, 640))
			if got := get[int64](p, `document.documentElement.scrollWidth`); got > width {
				p.t.Errorf("%q at %d px: the page is %d px wide", view, width, got)
			}
			wide := get[string](p, `[...document.querySelectorAll("body *")].filter((e) => e.checkVisibility() && !e.closest(".unseen, .skip, pre, h1, .note-line")
				&& e.getBoundingClientRect().right > innerWidth + 0.5).map((e) => e.tagName + "." + e.className + "#" + e.id).join(" ")`)
			if wide != "" {
				p.t.Errorf("%q at %d px: too wide: %s", view, width, wide)
			}
		}
	}
}

// Entries inside the program are shown as others are, and cannot be written in.
func testBuiltIn(_ *stand, p tab) {
	if got := p.text("#list"); !strings.Contains(got, "iombot try --knowledge FOLDER") {
		p.t.Errorf("the page says %q", got)
	}
	p.eval(`location.hash = "#iom/contact.yaml"`)
	p.wait(`document.querySelectorAll("#previews .text").length == 2`)
	if got := get[bool](p, `document.getElementById("source").readOnly && document.getElementById("source").checkVisibility()`); !got {
		p.t.Error("the source can be changed, or is not shown")
	}
}
