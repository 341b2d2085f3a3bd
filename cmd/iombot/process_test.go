package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"iombot/bot/telegram/apitest"
	"iombot/bot/telegram/fakeapi"
)

// child is the program as a process of its own.
type child struct {
	t      *testing.T
	cmd    *exec.Cmd
	stdout *output
	stderr *output
	exited chan struct{} // closed when it has ended
}

// start starts the program in the folder dir with no environment except env and
// the folder in which tests keep models for each other. The test's end kills it.
func start(t *testing.T, dir string, env []string, args ...string) *child {
	t.Helper()
	return startWith(t, dir, "", env, args...)
}

// startWith starts the program with something on its standard input.
func startWith(t *testing.T, dir, stdin string, env []string, args ...string) *child {
	t.Helper()
	c := &child{t: t, cmd: exec.Command("iombot", args...), stdout: newOutput(), stderr: newOutput(), exited: make(chan struct{})}
	c.cmd.Dir, c.cmd.Env = dir, append([]string{"HOME=" + dir, "TMPDIR=" + dir, "IOMBOT_MODELS=" + os.Getenv("IOMBOT_MODELS")}, env...)
	c.cmd.Stdin, c.cmd.Stdout, c.cmd.Stderr = strings.NewReader(stdin), c.stdout, c.stderr
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(c.exited)
		_ = c.cmd.Wait() // code reports how it ended
	}()
	t.Cleanup(func() {
		_ = c.cmd.Process.Kill() // if it still runs
		<-c.exited
		if t.Failed() {
			t.Logf("iombot %s\n%s%s", strings.Join(args, " "), c.stdout, c.stderr)
		}
	})
	return c
}

// kill ends the process as a loss of power would.
func (c *child) kill() {
	c.t.Helper()
	if err := c.cmd.Process.Kill(); err != nil {
		c.t.Fatal(err)
	}
	<-c.exited
}

// stop sends SIGTERM and demands that the process ends gracefully within ten
// seconds.
func (c *child) stop() {
	c.t.Helper()
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		c.t.Fatal(err)
	}
	if code := c.code(10 * time.Second); code != exitDone {
		c.t.Fatalf("exit code %d after SIGTERM", code)
	}
}

// code waits for the process to end and returns its exit code.
func (c *child) code(within time.Duration) int {
	c.t.Helper()
	select {
	case <-c.exited:
		return c.cmd.ProcessState.ExitCode()
	case <-time.After(within):
		c.t.Fatalf("it still runs after %v", within)
		return 0
	}
}

// output collects what a process writes.
type output struct {
	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{} // closed and replaced with every write
}

func newOutput() *output { return &output{changed: make(chan struct{})} }

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	close(o.changed)
	o.changed = make(chan struct{})
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// count waits until text was written n times.
func (o *output) count(t *testing.T, text string, n int) {
	t.Helper()
	limit := time.After(soonest)
	for {
		o.mu.Lock()
		found, changed := strings.Count(o.text.String(), text), o.changed
		o.mu.Unlock()
		if found >= n {
			return
		}
		select {
		case <-changed:
		case <-limit:
			t.Fatalf("%q was not written %d times", text, n)
		}
	}
}

// canary is a token that must not appear anywhere.
const canary = "987654:canary-token-canary-token-canary-00"

// telegramAt starts a fake Bot API for one test.
func telegramAt(t *testing.T) (api *apitest.Server, url string) {
	t.Helper()
	api = apitest.New(fakeapi.Options{Token: canary})
	t.Cleanup(api.Close)
	url, err := api.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, v := range api.Violations() {
			t.Errorf("a call broke a rule: %s", v)
		}
	})
	return api, url
}

// serving is the environment of a bot at url that answers from the small base.
func serving(t *testing.T, url string) []string {
	t.Helper()
	base, err := filepath.Abs("testdata/base")
	if err != nil {
		t.Fatal(err)
	}
	return []string{"TELEGRAM_BOT_TOKEN=" + canary, "TELEGRAM_API_URL=" + url, "IOMBOT_KNOWLEDGE=" + base}
}

// person is somebody with an Estonian app.
func person(id int64) fakeapi.User {
	return fakeapi.User{ID: id, FirstName: "Canaryname", LanguageCode: "et"}
}

// soonest is the limit for anything that takes seconds on a machine that does
// nothing else. The lanes of .ci/run share one.
const soonest = 3 * time.Minute

// soon bounds a wait for something that takes seconds at most.
func soon(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), soonest)
	t.Cleanup(cancel)
	return ctx
}

// answer waits for the n-th message of a chat and returns its text.
func answer(t *testing.T, api *apitest.Server, chat int64, n int) string {
	t.Helper()
	messages, err := api.WaitMessages(soon(t), chat, n)
	if err != nil {
		t.Fatalf("waiting for message %d: %v", n, err)
	}
	return messages[n-1].Text
}

// files is the contents of all files in a folder, as one text.
func files(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		text, readErr := os.ReadFile(filepath.Join(dir, e.Name()))
		all.Write(text)
		err = errors.Join(err, readErr)
	}
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
