package telegram

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"iombot/bot/telegram/apitest"
	"iombot/bot/telegram/fakeapi"
)

// webhookRig is a Service that the fake pushes to.
func webhookRig(t *testing.T) (r *rig, base string) {
	t.Helper()
	r = newRig(t, fakeapi.Options{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	secret, err := ParseWebhookSecret("the-secret")
	if err != nil {
		t.Fatal(err)
	}
	base = "http://" + l.Addr().String()
	r.Webhook = &Webhook{
		URL: "https://bot.example/telegram", Secret: secret, Path: "/telegram", Listener: l,
		Other: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "healthy") }),
	}
	r.api.SetDelivery(apitest.Delivery{Targets: []string{base}, Backoff: 10 * time.Millisecond})
	return r, base
}

func TestWebhook(t *testing.T) {
	r, base := webhookRig(t)
	r.api.SetDelivery(apitest.Delivery{Targets: []string{base}, Duplicate: 3})
	for i := range 20 {
		r.api.Message(ann, ann.Private(), fmt.Sprint(i))
	}
	r.start()
	r.messages(ann.ID, 40)
	if err := r.api.WaitTaken(r.ctx); err != nil {
		t.Fatal(err)
	}
	r.settled()
	if got := r.messages(ann.ID, 40); len(got) != 40 {
		t.Errorf("%d messages after duplicates", len(got))
	}
	resp, err := http.Get(base + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); string(body) != "healthy" {
		t.Errorf("other paths answer %q, %v", body, err)
	}
}

func TestWebhookAnswers(t *testing.T) {
	r, base := webhookRig(t)
	r.start()
	if _, err := r.api.WaitCalls(r.ctx, "setWebhook", 1); err != nil {
		t.Fatal(err)
	}
	update := `{"update_id":7,"message":{"message_id":1,"from":{"id":1001},"date":1,"chat":{"id":1001,"type":"private"},"text":"hi"}}`
	for name, test := range map[string]struct {
		method, secret, kind, body string
		want                       int
	}{
		"good":         {"POST", "the-secret", "application/json; charset=utf-8", update, 200},
		"again":        {"POST", "the-secret", "application/json", update, 200},
		"other kind":   {"POST", "the-secret", "application/json", `{"update_id":8,"poll":{}}`, 200},
		"no secret":    {"POST", "", "application/json", update, 401},
		"wrong secret": {"POST", "the-secreT", "application/json", update, 401},
		"GET":          {"GET", "the-secret", "application/json", "", 405},
		"no type":      {"POST", "the-secret", "", update, 200},
		"no type, big": {"POST", "the-secret", "", strings.Repeat(" ", 1<<20) + update, 413},
		"form":         {"POST", "the-secret", "application/x-www-form-urlencoded", "a=b", 415},
		"no JSON":      {"POST", "the-secret", "application/json", "{", 400},
		"no update":    {"POST", "the-secret", "application/json", "{}", 400},
		"deep":         {"POST", "the-secret", "application/json", `{"update_id":9,"x":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`, 400},
		"deep in text": {"POST", "the-secret", "application/json", `{"update_id":9,"x":"\"` + strings.Repeat("[", 100) + `"}`, 200},
		"big":          {"POST", "the-secret", "application/json", `{"update_id":9,"x":"` + strings.Repeat("x", 1<<20) + `"}`, 413},
	} {
		t.Run(name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(r.ctx, test.method, base+"/telegram", strings.NewReader(test.body))
			if err != nil {
				t.Fatal(err)
			}
			if test.kind != "" {
				req.Header.Set("Content-Type", test.kind)
			}
			if test.secret != "" {
				req.Header.Set(secretHeader, test.secret)
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if resp.StatusCode != test.want {
				t.Errorf("status %d, want %d", resp.StatusCode, test.want)
			}
		})
	}
}

// TestWebhookAsksAgainWithoutStore: 503 while the store is unavailable,
// and the update comes again.
func TestWebhookAsksAgainWithoutStore(t *testing.T) {
	store := &awayStore{Store: openStore(t, "sqlite::memory:")}
	store.away.Store(true)
	d := idleDispatcher(t, echo, func(*Settings) {})
	d.Store = store
	h := newReceiver(d.running)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if status := h.take(ctx, text(1, 1, time.Now(), "hi")); status != 503 {
		t.Errorf("status %d without a store", status)
	}
	store.away.Store(false)
	if status := h.take(t.Context(), text(1, 1, time.Now(), "hi")); status != 200 {
		t.Errorf("status %d with it", status)
	}
}

func TestWebhookNeedsASecret(t *testing.T) {
	r, _ := webhookRig(t)
	r.Webhook.Secret = Secret{}
	defer r.Webhook.Listener.Close()
	if err := r.Run(r.ctx); err == nil || len(r.api.Calls()) != 0 {
		t.Errorf("Run: %v after %d calls", err, len(r.api.Calls()))
	}
}

func TestRefusedWebhookEndsRun(t *testing.T) {
	r, _ := webhookRig(t)
	r.api.Fault("setWebhook", 1, apitest.Fault{Kind: apitest.Refuse, Code: 400, Description: "Bad Request: bad webhook: IP address 10.0.0.1 is reserved"})
	if err := r.Run(r.ctx); err == nil || !strings.Contains(err.Error(), "reserved") {
		t.Errorf("Run: %v", err)
	}
}

func TestFromPollingToWebhook(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.start()
	r.api.Message(ann, ann.Private(), "1")
	r.messages(ann.ID, 2)
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	r.api.Message(ann, ann.Private(), "2")
	hooked, base := webhookRig(t)
	hooked.Client = newClient(t, r.url, r.api.Token())
	r.api.SetDelivery(apitest.Delivery{Targets: []string{base}})
	hooked.start()
	r.messages(ann.ID, 4)
}
