package workbench

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// requireBrowser is the environment variable that makes a machine without a
// browser fail the browser tests.
const requireBrowser = "IOMBOT_REQUIRE_BROWSER"

// startBrowser starts Chromium, or skips the test where there is none.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		why := "no browser: neither chromium nor google-chrome is in the PATH (Debian: apt-get install chromium)"
		if os.Getenv(requireBrowser) != "" {
			t.Fatal(why + ", but " + requireBrowser + " is set")
		}
		t.Skip(why)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "en"))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = chromedp.Cancel(ctx) })
	return ctx
}

// lastWords are logged by a test at its end: all other messages came before.
const lastWords = "the end"

// tab is a page in the browser.
type tab struct {
	t   *testing.T
	ctx context.Context
}

// openTab opens the chat's page at path in a new tab.
func (s *stand) openTab(t *testing.T, browser context.Context, path string, width int64) tab {
	t.Helper()
	p := s.watchTab(t, browser)
	p.do(chromedp.EmulateViewport(width, 800), chromedp.Navigate(s.url+path))
	p.wait(`document.getElementById("bot-name").textContent && document.querySelectorAll("#commands button").length`)
	return p
}

// watchTab opens an empty tab. At the test's end its page must have logged
// nothing bad and asked no other server for anything.
func (s *stand) watchTab(t *testing.T, browser context.Context) tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 60*time.Second)
	t.Cleanup(cancel)
	var mu sync.Mutex
	var asked, logged []string
	err := chromedp.Listen(ctx, func(e any) {
		if e, ok := e.(*network.EventRequestWillBeSent); ok {
			mu.Lock()
			defer mu.Unlock()
			asked = append(asked, e.Request.URL)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	console := chromedp.Console(ctx)
	read := make(chan struct{})
	go func() {
		defer close(read)
		for m, err := range console {
			if err != nil || m.Text == lastWords {
				return
			}
			logged = append(logged, string(m.Type)+": "+m.Text)
		}
	}()
	p := tab{t, ctx}
	t.Cleanup(func() {
		p.eval("console.info(" + quoted(lastWords) + ")")
		<-read
		for _, m := range logged {
			if s.gone && strings.Contains(m, "net::ERR_CONNECTION_REFUSED") || s.refuses != "" && strings.Contains(m, s.refuses) {
				continue
			}
			t.Errorf("the page logged %s", m)
		}
		mu.Lock()
		defer mu.Unlock()
		for _, u := range asked {
			if !strings.HasPrefix(u, s.url+"/") && !strings.HasPrefix(u, "data:") { // the browser's own pictures
				t.Errorf("the page asked for %s", u)
			}
		}
		if len(asked) < 5 {
			t.Errorf("only %d requests were seen", len(asked))
		}
	})
	return p
}

func (p tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// wait waits until a condition holds.
func (p tab) wait(condition string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Poll[bool]("!!("+condition+")", chromedp.WithPollingTimeout(15*time.Second))); err != nil {
		p.t.Fatalf("waiting until %s: %v\nthe page shows:\n%s", condition, err, p.text("main"))
	}
}

// submit presses a button that loads a page, which has no window.before.
func (p tab) submit(selector string) {
	p.t.Helper()
	p.eval(`window.before = true; document.querySelector(` + quoted(selector) + `).click()`)
}

// waitOver waits as wait does, over the loading of other pages.
func (p tab) waitOver(condition string) {
	p.t.Helper()
	for p.ctx.Err() == nil {
		if _, err := chromedp.Run(p.ctx, chromedp.Poll[bool]("!!("+condition+")", chromedp.WithPollingTimeout(15*time.Second))); err == nil {
			return
		} else if !strings.Contains(err.Error(), "context with specified id") && !strings.Contains(err.Error(), "navigat") { // that of the page before is gone
			break
		}
	}
	p.wait(condition)
}

// eval runs a script in the page.
func (p tab) eval(script string) {
	p.t.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](script))
}

// get is a script's value.
func get[T any](p tab, script string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](script))
	if err != nil {
		p.t.Fatalf("%s: %v", script, err)
	}
	return v
}

// text is what the first element of a selector says.
func (p tab) text(selector string) string {
	p.t.Helper()
	return get[string](p, `document.querySelector(`+quoted(selector)+`)?.innerText ?? "(nothing)"`)
}

// keys presses keys, wherever the focus is.
func (p tab) keys(keys string) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(keys))
}

// ask types a question and waits for the n-th message of the bot.
func (p tab) ask(question string, n string) {
	p.t.Helper()
	p.do(chromedp.SendKeys(chromedp.CSS("#input"), question+"\r"))
	p.wait(`document.querySelectorAll(".bot").length == ` + n)
}

// quoted is a string as JavaScript writes it.
func quoted(s string) string { return `decodeURIComponent("` + url.PathEscape(s) + `")` }
