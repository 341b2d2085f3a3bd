package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// The local page answers a question that is typed into it.
func TestTry(t *testing.T) {
	t.Parallel()
	env := serving(t, "http://127.0.0.1:1") // a token and a server that try has no use for
	try := start(t, t.TempDir(), env, "try", "--listen", "127.0.0.1:0")
	try.stdout.count(t, "The bot answers at http://127.0.0.1:", 1)
	page := regexp.MustCompile(`http://\S+`).FindString(try.stdout.String())
	if status, text := get(t, page); status != http.StatusOK || !strings.Contains(text, "<title>") {
		t.Fatalf("GET %s: %d", page, status)
	}

	request, err := http.NewRequestWithContext(soon(t), http.MethodGet, page+"/api/stream?chat=1001&language=et", nil)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	body := fmt.Sprintf(`{"chat": 1001, "language": "et", "text": %q}`, canaryText)
	sent, err := http.Post(page+"/api/messages", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	sent.Body.Close()
	if sent.StatusCode != http.StatusNoContent {
		t.Fatalf("the page's message gets %s", sent.Status)
	}
	events := bufio.NewScanner(stream.Body)
	events.Buffer(nil, 1<<20)
	for events.Scan() && !strings.Contains(events.Text(), "esmaspäevast reedeni") {
	}
	if err := events.Err(); err != nil {
		t.Errorf("no answer came: %v", err)
	}

	// The numbers come to their page, and there is no login.
	limit := soon(t)
	for counted := false; !counted; {
		status, numbers := get(t, page+"/numbers?lang=en")
		counted = strings.Contains(numbers, "<dt>Questions</dt><dd>1</dd>")
		if status != http.StatusOK || limit.Err() != nil {
			t.Fatalf("the numbers: %d\n%s", status, numbers)
		}
	}
	if status, _ := get(t, page+"/login"); status != http.StatusNotFound {
		t.Errorf("the login: %d", status)
	}

	second := start(t, t.TempDir(), env, "try", "--listen", strings.TrimPrefix(page, "http://"))
	if code := second.code(soonest); code != exitFailed {
		t.Errorf("exit code %d where the address is taken", code)
	}
	second.stderr.count(t, "is taken, perhaps by another iombot", 1)
	try.stop()
	if strings.Contains(try.stderr.String(), "laupäeval") {
		t.Error("the message is in the log")
	}
}

// When the program is ended while it reads the knowledge, it does not print an
// address any more.
func TestTryEndedEarly(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout, stderr bytes.Buffer
	none := func(string) (string, bool) { return "", false }
	code := run(ctx, []string{"try", "--listen", "127.0.0.1:0", "--knowledge", "testdata/base"}, none, strings.NewReader(""), &stdout, &stderr)
	if code != exitDone || stdout.Len() > 0 || strings.Count(stderr.String(), "\n") != 1 {
		t.Errorf("exit code %d, and it says %q, %q", code, &stdout, &stderr)
	}
}
