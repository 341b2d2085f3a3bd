package main

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"iombot/bot/telegram/apitest"
)

// At any moment of a start, SIGTERM ends it gracefully and in time (see stop).
func TestServeStopsDuringTheStart(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"getMe", "getWebhookInfo", "getUpdates", "setMyCommands"} {
		t.Run(method+" hangs", func(t *testing.T) {
			t.Parallel()
			api, at := telegramAt(t)
			api.Fault(method, -1, apitest.Fault{Kind: apitest.Hang})
			bot := start(t, t.TempDir(), serving(t, at), "serve")
			if _, err := api.WaitCalls(soon(t), method, 1); err != nil {
				t.Fatal(err)
			}
			bot.stop()
		})
	}
	t.Run("getMe fails", func(t *testing.T) {
		t.Parallel()
		api, at := telegramAt(t)
		api.Fault("getMe", -1, apitest.Fault{Kind: apitest.Reset})
		bot := start(t, t.TempDir(), serving(t, at), "serve")
		bot.stderr.count(t, "the Bot API does not answer", 2)
		bot.stop()
	})
	t.Run("the database is unavailable", func(t *testing.T) {
		t.Parallel()
		_, at := telegramAt(t)
		bot := start(t, t.TempDir(), serving(t, at), "serve", "--state", "postgres://a@"+freePort(t)+"/b")
		bot.stderr.count(t, "the state's database is unavailable", 1)
		bot.stop()
		bot.stderr.count(t, "stopped before the start was over", 1)
	})
	t.Run("the database is silent", func(t *testing.T) {
		t.Parallel()
		_, at := telegramAt(t)
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
		bot := start(t, t.TempDir(), serving(t, at), "serve", "--state", "postgres://a@"+l.Addr().String()+"/b")
		conn, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		bot.stop()
		bot.stderr.count(t, "stopped before the start was over", 1)
	})
}

// Building the search takes seconds, on a busy machine more than the ten that
// the end may take: the end does not wait for it.
func TestServeStopsWhileTheSearchIsBuilt(t *testing.T) {
	t.Parallel()
	_, at := telegramAt(t)
	bot := start(t, t.TempDir(), []string{"TELEGRAM_BOT_TOKEN=" + canary, "TELEGRAM_API_URL=" + at}, "serve", "--log-level", "debug")
	bot.stderr.count(t, "the state is open", 1)
	bot.stop()
	bot.stderr.count(t, "stopped before the start was over", 1)
	if strings.Contains(bot.stderr.String(), "knowledge ready") {
		t.Error("it waited until the search was built")
	}
}

// The same holds when a folder's change makes a running bot build it again.
func TestServeStopsWhileTheSearchIsBuiltAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped with -short: the whole search is built")
	}
	t.Parallel()
	_, at := telegramAt(t)
	dir := t.TempDir()
	base := filepath.Join(dir, "base")
	if err := os.CopyFS(base, os.DirFS("../../knowledge/entries")); err != nil {
		t.Fatal(err)
	}
	bot := start(t, dir, append(serving(t, at), "IOMBOT_KNOWLEDGE="+base), "serve")
	bot.stderr.count(t, "knowledge ready", 1)
	file := filepath.Join(base, "bot", "bot-privacy.yaml")
	text, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(file, bytes.Replace(text, []byte("reviewed: "), []byte("expires: 2099-01-01\nreviewed: "), 1), 0o600)
	}
	if err == nil {
		err = bot.cmd.Process.Signal(syscall.SIGHUP)
	}
	if err != nil {
		t.Fatal(err)
	}
	bot.stderr.count(t, "reloading the knowledge base", 1)
	bot.stop()
	if n := strings.Count(bot.stderr.String(), "knowledge ready"); n != 1 {
		t.Errorf("it waited until the search was built anew")
	}
	bot.stderr.count(t, "stopped gracefully", 1)
}
