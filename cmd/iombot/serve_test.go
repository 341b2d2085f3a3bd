package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"iombot/bot/telegram/apitest"
	"iombot/bot/telegram/fakeapi"
)

// What people write in these tests; none of it may be logged.
const (
	canaryText = "Kas kontor on laupäeval avatud?"
	canaryLost = "canaryquestion on growing tulips"
	// canaryID is long, so that no time or key holds it by chance.
	canaryID = 714253690184
)

// The bot sets its profile in both languages, answers, keeps its secrets at
// every log level, and shuts down gracefully.
func TestServe(t *testing.T) {
	t.Parallel()
	api, at := telegramAt(t)
	for _, method := range []string{"getMe", "getUpdates", "sendMessage"} { // so that there is something to log
		api.Fault(method, 1, apitest.Fault{Kind: apitest.Reset})
		api.Fault(method, 1, apitest.Fault{Kind: apitest.BadGateway})
	}
	dir := t.TempDir()
	bot := start(t, dir, serving(t, at), "serve", "--log-level", "debug", "--log-format", "json")

	ann := person(canaryID)
	api.Message(ann, ann.Private(), "/start")
	api.Message(ann, ann.Private(), canaryText)
	api.Message(ann, ann.Private(), canaryLost)
	if text := answer(t, api, ann.ID, 5); !strings.HasPrefix(text, "Millal on kontor avatud?") {
		t.Errorf("the answer is %q", text)
	}
	answer(t, api, ann.ID, 6)
	if err := api.Wait(soon(t), func() bool { return api.MenuButton(0) != nil }); err != nil {
		t.Fatalf("waiting for the menu button: %v", err)
	}
	for lang, command := range map[string]string{"et": "privaatsus", "en": "privacy", "pl": "privacy"} {
		if !slices.ContainsFunc(api.Commands(ann.ID, lang), func(c fakeapi.Command) bool { return c.Name == command }) {
			t.Errorf("no /%s in the menu for %q", command, lang)
		}
		if api.Profile("description", lang) == "" {
			t.Errorf("no description for %q", lang)
		}
	}
	bot.stop()
	if n := api.Pending(); n != 0 {
		t.Errorf("%d updates are not confirmed", n)
	}
	if out := bot.stdout.String(); out != "" {
		t.Errorf("it wrote to the standard output: %s", out)
	}
	bot.stderr.count(t, `"msg":"stopped gracefully"`, 1)
	bot.stderr.count(t, `"token":"***"`, 1)
	for _, secret := range []string{canary, "laupäeval", "canaryquestion", "Canaryname", strconv.Itoa(canaryID)} {
		if strings.Contains(bot.stderr.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
		if strings.Contains(files(t, dir), secret) {
			t.Errorf("a file of the state holds %q", secret)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, "iombot.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v, %v", info, err)
	}
}

// A token that the server does not know, or a server that is no Bot API, ends
// the start with a sentence.
func TestServeWrongToken(t *testing.T) {
	t.Parallel()
	_, at := telegramAt(t)
	elsewhere := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(elsewhere.Close)
	for name, env := range map[string][]string{
		"401": append(serving(t, at), "TELEGRAM_BOT_TOKEN=987654:another-canary"),
		"404": serving(t, elsewhere.URL),
	} {
		t.Run(name, func(t *testing.T) {
			bot := start(t, t.TempDir(), env, "serve")
			if code := bot.code(soonest); code != exitFailed {
				t.Errorf("exit code %d", code)
			}
			bot.stderr.count(t, "does not accept the bot token. Copy it again from @BotFather", 1)
			if strings.Contains(bot.stderr.String(), "canary") {
				t.Error("the token is told")
			}
		})
	}
}

// With a webhook, the bot serves Telegram's calls and its own pages at the same
// address; health asks one of them.
func TestServeWebhook(t *testing.T) {
	t.Parallel()
	api, at := telegramAt(t)
	listen := freePort(t)
	api.SetDelivery(apitest.Delivery{Targets: []string{"http://" + listen}})
	env := append(serving(t, at), "TELEGRAM_WEBHOOK_SECRET=canarysecret", "IOMBOT_LISTEN="+listen)
	bot := start(t, t.TempDir(), env, "serve", "--webhook-url", "https://bot.example.org/telegram", "--log-level", "debug")
	ann := person(1001)
	bot.stderr.count(t, "the webhook is set", 1)
	api.Message(ann, ann.Private(), canaryText)
	answer(t, api, ann.ID, 2)

	for path, want := range map[string]string{
		"/healthz": "ok", "/readyz": "ready",
		"/metrics": `iombot_updates_total{kind="message",outcome="handled"} 1`,
	} {
		if status, text := get(t, "http://"+listen+path); status != http.StatusOK || !strings.Contains(text, want) {
			t.Errorf("GET %s: %d without %q", path, status, want)
		}
	}
	if status, _ := get(t, "http://"+listen+"/telegram"); status != http.StatusUnauthorized {
		t.Errorf("a call without the secret gets %d", status)
	}
	for _, args := range [][]string{{"health"}, {"health", listen}, {"health", "http://" + listen}} {
		env := []string{"IOMBOT_LISTEN=" + listen, "http_proxy=http://127.0.0.1:1"}
		if health := start(t, t.TempDir(), env, args...); health.code(soonest) != exitDone || !strings.Contains(health.stdout.String(), "ready") {
			t.Errorf("%q fails", args)
		}
	}
	bot.stop()
	if health := start(t, t.TempDir(), []string{"IOMBOT_LISTEN=" + listen}, "health"); health.code(soonest) != exitFailed {
		t.Error("health does not fail when nothing listens")
	}
	if strings.Contains(bot.stderr.String(), "canarysecret") {
		t.Error("the webhook's secret is in the log")
	}
}

// While polling, the pages have an address of their own; the start fails when it
// is taken.
func TestServeMetrics(t *testing.T) {
	t.Parallel()
	_, at := telegramAt(t)
	listen := freePort(t)
	bot := start(t, t.TempDir(), serving(t, at), "serve", "--metrics-listen", listen)
	bot.stderr.count(t, "the Bot API knows the bot", 1)
	_, text := get(t, "http://"+listen+"/metrics")
	for _, want := range []string{"iombot_knowledge_entries 3", "iombot_knowledge_info{", "iombot_replies_pending 0", "go_goroutines"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q among the metrics", want)
		}
	}
	second := start(t, t.TempDir(), serving(t, at), "serve", "--metrics-listen", listen)
	if code := second.code(soonest); code != exitFailed {
		t.Errorf("exit code %d where the address is taken", code)
	}
	second.stderr.count(t, "is taken", 1)
	bot.stop()
}

// The bot follows a folder's changes; a broken file leaves the answer as it was.
func TestServeFollowsFolder(t *testing.T) {
	t.Parallel()
	api, at := telegramAt(t)
	dir := t.TempDir()
	base := filepath.Join(dir, "base")
	if err := os.CopyFS(base, os.DirFS("testdata/base")); err != nil {
		t.Fatal(err)
	}
	bot := start(t, dir, append(serving(t, at), "IOMBOT_KNOWLEDGE="+base), "serve")
	bot.stderr.count(t, "knowledge ready", 1)
	file := filepath.Join(base, "office", "opening-hours.yaml")
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := bot.cmd.Process.Signal(syscall.SIGHUP); err != nil { // without waiting for the next look
			t.Fatal(err)
		}
	}
	ann := person(1001)
	ask := func(n int, want string) {
		t.Helper()
		api.Message(ann, ann.Private(), canaryText)
		if text := answer(t, api, ann.ID, n); !strings.Contains(text, want) {
			t.Errorf("the answer is %q, without %q", text, want)
		}
	}
	ask(2, "esmaspäevast reedeni")
	write(strings.Replace(string(good), "esmaspäevast reedeni", "teisipäeviti", 1))
	bot.stderr.count(t, "knowledge ready", 2)
	ask(4, "teisipäeviti")
	write("reviewed: [")
	bot.stderr.count(t, "this is no YAML", 1)
	ask(6, "teisipäeviti")
	bot.stderr.count(t, "reloading the knowledge base", 2)
	bot.stop()
}

// Killed in the middle of a thousand updates and started again, the bot has
// answered every one in the end. An answer that Telegram accepted at the very
// moment of the kill may come twice, but no more than are on their way at once.
func TestFaultServeKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped with -short: at the pace that Telegram allows it takes a minute")
	}
	t.Parallel()
	const updates = 1000
	api, at := telegramAt(t)
	for i := range int64(updates) {
		ann := person(5000 + i)
		api.Message(ann, ann.Private(), canaryText)
	}
	dir := t.TempDir()
	sent := func(n int) func() bool { return func() bool { return api.Count("sendMessage") >= n } }
	for _, after := range []int{100, 300} {
		bot := start(t, dir, serving(t, at), "serve")
		if err := api.Wait(soon(t), sent(after)); err != nil {
			t.Fatalf("waiting for %d answers: %v", after, err)
		}
		bot.kill()
	}
	bot := start(t, dir, serving(t, at), "serve")
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	lost := func() (n int) {
		for i := range int64(updates) {
			if len(api.Messages(5000+i)) < 2 {
				n++
			}
		}
		return n
	}
	if err := api.Wait(ctx, func() bool { return api.Count("sendMessage") >= updates && lost() == 0 }); err != nil {
		t.Errorf("%d of %d updates have no answer", lost(), updates)
	}
	bot.stop()
	doubled := 0
	for i := range int64(updates) {
		doubled += len(api.Messages(5000+i)) - 2
	}
	t.Logf("sent %d, lost %d, doubled %d", api.Count("sendMessage"), lost(), doubled)
	if doubled > 2*underway {
		t.Errorf("%d answers came twice", doubled)
	}
	if n := api.Pending(); n != 0 {
		t.Errorf("%d updates are not confirmed", n)
	}
}

// freePort is an address that nothing listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func get(t *testing.T, at string) (status int, text string) {
	t.Helper()
	request, err := http.NewRequestWithContext(soon(t), http.MethodGet, at, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}
