package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// staffPages waits for the address of a bot's staff pages.
func staffPages(t *testing.T, bot *child) string {
	t.Helper()
	bot.stderr.count(t, `msg="staff pages"`, 1)
	return regexp.MustCompile(`msg="staff pages" url=(\S+)`).FindStringSubmatch(bot.stderr.String())[1]
}

// The staff's pages run beside the bot: open on the machine itself until there
// is an account, which can be made meanwhile.
func TestServeWorkbench(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, at := telegramAt(t)
	bot := start(t, dir, serving(t, at), "serve", "--workbench", "127.0.0.1:0")
	pages := staffPages(t, bot)
	for path, want := range map[string]string{"/": "Gaps", "/gaps": "Gaps", "/numbers": "Numbers", "/entries": "html", "/api/knowledge": `"writable":true`} {
		if status, text := get(t, pages+path); status != http.StatusOK || !strings.Contains(text, want) {
			t.Errorf("GET %s: %d", path, status)
		}
	}
	if status, _ := get(t, pages+"/api/stream?chat=7&language=et"); status != http.StatusNotFound {
		t.Errorf("a chat is there: %d", status)
	}
	add := start(t, dir, []string{"HOME=" + dir}, "staff", "add", "mari")
	if add.code(soonest) == exitDone {
		t.Error("an account without a password")
	}
	account(t, dir, "mari", "correct horse battery")
	if status, text := get(t, pages+"/gaps"); status != http.StatusOK || !strings.Contains(text, `name="password"`) {
		t.Errorf("with an account, a stranger gets %d\n%s", status, text)
	}
	noFollow := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := noFollow.PostForm(pages+"/login", url.Values{"name": {"mari"}, "password": {"correct horse battery"}})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusSeeOther || len(resp.Cookies()) != 1 {
		t.Errorf("login: %s", resp.Status)
	}
	bot.stop()
	if log := bot.stderr.String(); strings.Contains(log, "battery") {
		t.Error("the password is in the log")
	}
}

// Beyond this machine nothing is served before somebody has an account.
func TestServeWorkbenchNeedsAccounts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, at := telegramAt(t)
	open := start(t, dir, serving(t, at), "serve", "--workbench", "0.0.0.0:0")
	if code := open.code(soonest); code != exitUsage {
		t.Errorf("exit code %d", code)
	}
	open.stderr.count(t, "nobody has an account yet", 1)
	account(t, dir, "mari", "correct horse battery")
	bot := start(t, dir, serving(t, at), "serve", "--workbench", "0.0.0.0:0")
	if status, text := get(t, staffPages(t, bot)+"/numbers"); status != http.StatusOK || !strings.Contains(text, `name="password"`) {
		t.Errorf("a stranger gets %d", status)
	}
	bot.stop()
}

// account makes one.
func account(t *testing.T, dir, name, password string) {
	t.Helper()
	c := startWith(t, dir, password+"\n", nil, "staff", "add", name, "--role", "editor")
	if c.code(soonest) != exitDone {
		t.Fatal("no account was made")
	}
}

func TestLoopback(t *testing.T) {
	for addr, want := range map[string]bool{
		"127.0.0.1:1": true, "127.9.9.9:1": true, "[::1]:1": true, "localhost:1": true,
		":1": false, "0.0.0.0:1": false, "[::]:1": false, "192.168.1.5:1": false, "localhost.example.org:1": false, "bot.example.org:1": false, "x": false,
	} {
		if got := loopback(addr); got != want {
			t.Errorf("%s: %t", addr, got)
		}
	}
}
