package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

const testToken = "42:TOKEN-that-must_not-be-seen"

func TestSecretIsNeverShown(t *testing.T) {
	s, err := ParseToken(testToken)
	if err != nil {
		t.Fatal(err)
	}
	type config struct {
		secret Secret
		Public Secret
	}
	c := config{s, s}
	asJSON, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "a", s, "b", c, "c", &c)
	all := log.String() + string(asJSON) + s.String() + s.GoString()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		all += fmt.Sprintf(verb+verb+verb, s, c, &c)
	}
	if strings.Contains(all, testToken) || strings.Contains(all, fmt.Sprintf("%x", testToken)) {
		t.Errorf("shown in %s", all)
	}
	if c.secret.reveal() != testToken {
		t.Error("the secret is lost")
	}
}

func TestParseSecrets(t *testing.T) {
	for _, bad := range []string{"", "x y", "42:a/../b", "42:a\n", strings.Repeat("x", 257)} {
		if _, err := ParseToken(bad); err == nil || len(bad) > 2 && strings.Contains(err.Error(), bad) {
			t.Errorf("token %q: %v", bad, err)
		}
		if _, err := ParseWebhookSecret(bad); err == nil {
			t.Errorf("webhook secret %q is taken", bad)
		}
	}
}

func TestNewClientRefusesAddresses(t *testing.T) {
	token, err := ParseToken(testToken)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "api.telegram.org", "ftp://x", "https://", "https://x/?a=1", "https://x/#a", "://"} {
		if _, err := NewClient(bad, token); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

// TestCallErrors: each way in which a call fails has an error of its own, and none
// shows the token, however it is printed.
func TestCallErrors(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	for name, test := range map[string]struct {
		answer http.HandlerFunc // nil: nobody listens
		class  string
		status int // of a NoAnswerError; -1 for a refusal
	}{
		"refused connection": {nil, "network", 0},
		"page of a proxy": {func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(502)
			fmt.Fprintf(w, "<html>%s</html>", r.URL)
		}, "502", 502},
		"empty 500":     {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(500) }, "500", 500},
		"page with 200": {func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "<html>") }, "200", 200},
		"other JSON":    {func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "{}") }, "200", 200},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere"+r.URL.Path, http.StatusTemporaryRedirect)
		}, "307", 307},
		"no code in 401": {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(401); io.WriteString(w, `{"ok":false}`) }, "401", -1},
		"code alone": {func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(500)
			io.WriteString(w, `{"ok":false,"error_code":500,"description":""}`)
		}, "500", -1},
		"refusal that quotes": {func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(404)
			fmt.Fprintf(w, `{"ok":false,"error_code":404,"description":"no %s"}`, r.URL.Path)
		}, "404", -1},
		"hang":  {func(w http.ResponseWriter, r *http.Request) { <-release }, "timeout", 0},
		"reset": {func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }, "network", 0},
		"half an answer": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, `{"ok":true,`)
		}, "200", 200},
		"too big an answer": {func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, `{"ok":true,"result":"`)
			chunk := strings.Repeat("x", 1<<20)
			for range 40 {
				io.WriteString(w, chunk)
			}
		}, "200", 200},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(test.answer)
			defer server.CloseClientConnections()
			if test.answer == nil {
				server.Close()
			}
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			if name != "hang" {
				cancel()
				ctx, cancel = context.WithTimeout(t.Context(), 10*time.Second)
			}
			defer cancel()
			_, err := newClient(t, server.URL, testToken).Call(ctx, "getMe", nil)
			if err == nil {
				t.Fatal("no error")
			}
			if err.Error() == "" {
				t.Error("the error says nothing")
			}
			if got := errorClass(err); got != test.class {
				t.Errorf("class %s, want %s: %v", got, test.class, err)
			}
			var none *NoAnswerError
			if errors.As(err, &none) != (test.status >= 0) || none != nil && none.Status != test.status {
				t.Errorf("error %#v", err)
			}
			for e := err; e != nil; e = errors.Unwrap(e) {
				if shown := fmt.Sprintf("%v %+v %#v", e, e, e); strings.Contains(shown, testToken) {
					t.Errorf("the token is in %s", shown)
				}
			}
		})
	}
}

// TestConnectionsAreUsedAgain: long chunked answers too leave the connection
// in order.
func TestConnectionsAreUsedAgain(t *testing.T) {
	var opened atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, `{"ok":true,"result":"`)
		w.(http.Flusher).Flush()
		io.WriteString(w, strings.Repeat("x", 30_000)+`"}`+strings.Repeat("\n", 30_000))
	}))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	c := newClient(t, server.URL, testToken)
	for range 50 {
		if _, err := c.Call(t.Context(), "getMe", tgbotapi.Params{"a": "b"}); err != nil {
			t.Fatal(err)
		}
	}
	if n := opened.Load(); n != 1 {
		t.Errorf("%d connections for 50 calls", n)
	}
}

// TestAnswerThatDoesNotEnd: what is said in full is not held up by a server that
// is long in ending it.
func TestAnswerThatDoesNotEnd(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, `{"ok":true,"result":true}`)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}))
	t.Cleanup(server.Close)
	result, err := newClient(t, server.URL, testToken).Call(t.Context(), "sendMessage", nil)
	if err != nil || string(result) != "true" {
		t.Errorf("%s, %v", result, err)
	}
}

// TestPatience: it ends by itself as a deadline does, or with its parent.
func TestPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := withPatience(t.Context(), time.Second)
		defer cancel()
		begun := time.Now()
		<-ctx.Done()
		if took := time.Since(begun); took != time.Second || !errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
			t.Errorf("it ended after %v with %v", took, context.Cause(ctx))
		}
		parent, end := context.WithCancel(t.Context())
		child, cancel := withPatience(parent, time.Second)
		defer cancel()
		end()
		if <-child.Done(); !errors.Is(context.Cause(child), context.Canceled) {
			t.Errorf("its parent's end is %v", context.Cause(child))
		}
	})
}
