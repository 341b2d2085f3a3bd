package main

import (
	"io"
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

// A proxy on this machine names people who have an account, without a password.
func TestServeWorkbenchBehindProxy(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, at := telegramAt(t)
	flags := []string{"serve", "--workbench", "127.0.0.1:0", "--workbench-proxy-header", "X-Forwarded-User"}
	early := start(t, dir, serving(t, at), flags...)
	if code := early.code(soonest); code != exitUsage {
		t.Errorf("before there are accounts: exit code %d", code)
	}
	if add := start(t, dir, nil, "staff", "add", "mari", "--role", "editor", "--no-password"); add.code(soonest) != exitDone {
		t.Fatal("no account was made")
	}
	bot := start(t, dir, append(serving(t, at), "IOMBOT_WORKBENCH_HOST=Pages.example.org,other.example.org"), flags...)
	pages := staffPages(t, bot)
	for header, want := range map[string]string{"mari": "<span>mari</span>", "jaan": `name="password"`, "": `name="password"`} {
		for _, host := range []string{"", "pages.example.org", "other.example.org:443"} {
			request, err := http.NewRequestWithContext(soon(t), http.MethodGet, pages+"/numbers", nil)
			if err != nil {
				t.Fatal(err)
			}
			request.Host = host
			request.Header.Set("X-Forwarded-User", header)
			resp, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(resp.Body)
			resp.Body.Close()
			if !strings.Contains(string(body), want) {
				t.Errorf("%q at %q gets %s", header, host, resp.Status)
			}
		}
	}
	bot.stop()
}

// What is no header, no address, or every machine there is, is refused.
func TestWorkbenchProxyRefuses(t *testing.T) {
	for _, c := range []serveCommand{
		{Workbench: "127.0.0.1:1", WorkbenchProxy: []string{"10.0.0.1"}},
		{WorkbenchProxyHeader: "X-User"},
		{Workbench: "127.0.0.1:1", WorkbenchProxyHeader: "X User"},
		{Workbench: "127.0.0.1:1", WorkbenchProxyHeader: "X-User", WorkbenchProxy: []string{"proxy.example.org"}},
		{Workbench: "127.0.0.1:1", WorkbenchProxyHeader: "X-User", WorkbenchProxy: []string{"0.0.0.0/0"}},
	} {
		if p, err := c.workbenchProxy(); err == nil {
			t.Errorf("%q, %q: %+v", c.WorkbenchProxyHeader, c.WorkbenchProxy, p)
		}
	}
	c := serveCommand{Workbench: "127.0.0.1:1", WorkbenchProxyHeader: "X-User", WorkbenchProxy: []string{"10.0.0.1", "2001:db8::/32"}}
	if p, err := c.workbenchProxy(); err != nil || len(p.From) != 2 || p.From[0].Bits() != 32 {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err := (&serveCommand{}).workbenchProxy(); p != nil || err != nil {
		t.Errorf("without one: %+v, %v", p, err)
	}
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
