package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"iombot/bot"
	"iombot/bot/telegram/apitest"
	"iombot/bot/telegram/fakeapi"
)

// awayStore is a store that can be away.
type awayStore struct {
	bot.Store
	away atomic.Bool
}

var errAway = errors.New("the store is away")

func (s *awayStore) Begin(ctx context.Context, chat, update int64) (bot.Tx, error) {
	if s.away.Load() {
		return nil, errAway
	}
	tx, err := s.Store.Begin(ctx, chat, update)
	return &awayTx{tx, s}, err
}

type awayTx struct {
	bot.Tx
	store *awayStore
}

func (t *awayTx) Commit(ctx context.Context, c bot.Chat, r bot.Result) error {
	if t.store.away.Load() {
		return errAway
	}
	return t.Tx.Commit(ctx, c, r)
}

func TestOffsetWaitsForTheStore(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	store := &awayStore{Store: r.Store}
	r.Service.Store = store
	store.away.Store(true)
	r.api.Message(ann, ann.Private(), "1")
	r.start()
	r.await("an update is tried again", func() bool { return r.metric("iombot_updates_total", "outcome=retried") >= 3 })
	if n := r.api.Pending(); n != 1 {
		t.Errorf("%d updates are left at the server, want the one that is not committed", n)
	}
	store.away.Store(false)
	r.messages(ann.ID, 2)
	if err := r.api.WaitTaken(r.ctx); err != nil {
		t.Error(err)
	}
}

// TestRepeatedUpdatesAreDropped: a poll that got lost brings its updates again.
func TestRepeatedUpdatesAreDropped(t *testing.T) {
	var api atomic.Pointer[apitest.Server]
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { api.Load().ServeHTTP(w, r) }))
	t.Cleanup(front.Close) // after the bots are stopped
	r := newRig(t, fakeapi.Options{})
	api.Store(r.api)
	r.Client = newClient(t, front.URL, r.api.Token())
	for i := range 10 {
		r.api.Message(ann, ann.Private(), fmt.Sprint(i))
	}
	r.api.Fault("getUpdates", 1, apitest.Fault{Kind: apitest.Truncated})
	r.start()
	r.messages(ann.ID, 20)
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	// The same updates once more, from the same address, to a bot that comes back.
	again := newRig(t, fakeapi.Options{})
	api.Store(again.api)
	again.Service.Client, again.Service.Store = r.Client, r.Store
	for i := range 11 {
		again.api.Message(ann, ann.Private(), fmt.Sprint(i))
	}
	again.start()
	if err := again.api.WaitTaken(again.ctx); err != nil {
		t.Fatal(err)
	}
	again.settled()
	if got := again.messages(ann.ID, 12); len(got) != 12 || got[11] != "echo 10" {
		t.Errorf("messages %q", got)
	}
}

func TestIDsRestartLowerAfterAQuietWeek(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.api.RestartIDs(5_000_000)
	r.api.Message(ann, ann.Private(), "before")
	r.start()
	r.messages(ann.ID, 2)
	if err := r.api.WaitTaken(r.ctx); err != nil {
		t.Fatal(err)
	}
	r.api.RestartIDs(700)
	r.api.Message(ann, ann.Private(), "after")
	r.messages(ann.ID, 4)
	if err := r.api.WaitTaken(r.ctx); err != nil {
		t.Errorf("the offset does not follow: %v", err)
	}
}

// TestIDsFrom0: other people's servers may count so.
func TestIDsFrom0(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.api.RestartIDs(0)
	r.api.Message(ann, ann.Private(), "the first")
	r.start()
	r.messages(ann.ID, 2)
	if err := r.api.WaitTaken(r.ctx); err != nil {
		t.Error(err)
	}
}

func TestPollErrors(t *testing.T) {
	for name, test := range map[string]struct {
		fault apitest.Fault
		class string
		log   string
	}{
		"HTML 502":      {apitest.Fault{Kind: apitest.BadGateway}, "502", "polling failed"},
		"empty 500":     {apitest.Fault{Kind: apitest.Empty500}, "500", "polling failed"},
		"reset":         {apitest.Fault{Kind: apitest.Reset}, "network", "polling failed"},
		"429":           {apitest.Fault{Kind: apitest.TooMany, RetryAfter: 1}, "429", "polling too fast"},
		"second poller": {apitest.Fault{Kind: apitest.Refuse, Code: 409, Description: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"}, "409", "ALARM"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, fakeapi.Options{})
			r.api.Fault("getUpdates", 1, test.fault)
			r.api.Message(ann, ann.Private(), "1")
			r.start()
			r.messages(ann.ID, 2)
			if n := r.metric("iombot_poll_errors_total", "class="+test.class); n != 1 {
				t.Errorf("%v errors counted", n)
			}
			if !strings.Contains(r.log.String(), test.log) {
				t.Errorf("no %q in the log:\n%s", test.log, r.log)
			}
		})
	}
}

func TestPollBacksOff(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.Settings.Retry = Backoff{First: 20 * time.Millisecond, Max: 10 * time.Second}
	r.api.Fault("getUpdates", 8, apitest.Fault{Kind: apitest.Empty500})
	r.api.Message(ann, ann.Private(), "1")
	begun := time.Now()
	r.start()
	r.messages(ann.ID, 2)
	// 20 ms · (1 + 1.5 + … + 1.5⁷) at half is 490 ms.
	if took := time.Since(begun); took < 450*time.Millisecond {
		t.Errorf("8 failures took only %v", took)
	}
}

func TestRevokedTokenEndsPolling(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.api.Fault("getUpdates", 1, apitest.Fault{Kind: apitest.Refuse, Code: 401, Description: "Unauthorized"})
	if err := r.Run(r.ctx); !errors.Is(err, ErrToken) {
		t.Errorf("Run: %v", err)
	}
}

func TestPollingTakesTheWebhookAway(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	c := newClient(t, r.url, r.api.Token())
	secret, err := ParseWebhookSecret("s")
	if err != nil {
		t.Fatal(err)
	}
	if err := setWebhook(r.ctx, c, "https://bot.example/telegram", secret); err != nil {
		t.Fatal(err)
	}
	r.api.Message(ann, ann.Private(), "1")
	r.start()
	r.messages(ann.ID, 2)
	// And once more while it polls.
	if err := setWebhook(r.ctx, c, "https://bot.example/telegram", secret); err != nil {
		t.Fatal(err)
	}
	r.api.Message(ann, ann.Private(), "2")
	r.messages(ann.ID, 4)
}

func TestStopConfirms(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.start()
	for i := range 50 {
		r.api.Message(ann, ann.Private(), fmt.Sprint(i))
	}
	r.messages(ann.ID, 100)
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	confirms := func(c apitest.Call) bool {
		return c.Int("offset") == 51 && c.Int("limit") == 1 && c.Params["timeout"] == "0"
	}
	if !slices.ContainsFunc(r.api.CallsOf("getUpdates"), confirms) {
		t.Error("the last updates were not confirmed")
	}
	if n := r.api.Pending(); n != 0 {
		t.Errorf("%d updates are not confirmed", n)
	}
}

// TestPollsThatReturnAtOnce: a server that holds no polls is not stormed, nor
// taken for one that fails, which would be asked less and less often.
func TestPollsThatReturnAtOnce(t *testing.T) {
	for name, answer := range map[string]string{
		"one update for ever": `{"ok":true,"result":[{"update_id":5,"poll":{}}]}`,
		"nothing":             `{"ok":true,"result":[]}`,
		"null":                `{"ok":true,"result":null}`,
		"no result":           `{"ok":true}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var polls atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "/getUpdates") {
					polls.Add(1)
					io.WriteString(w, answer)
					return
				}
				io.WriteString(w, `{"ok":true,"result":{"id":1,"username":"b"}}`)
			}))
			defer server.Close()
			r := newRig(t, fakeapi.Options{})
			r.Client = newClient(t, server.URL, testToken)
			r.start()
			ctx, cancel := context.WithTimeout(r.ctx, time.Second)
			defer cancel()
			<-ctx.Done()
			if n := polls.Load(); n < 2 || n > 12 {
				t.Errorf("%d polls in a second", n)
			}
			if n := r.metric("iombot_poll_errors_total"); n != 0 {
				t.Errorf("%v of them failed", n)
			}
			if err := r.stop(); err != nil { // before the server
				t.Error(err)
			}
		})
	}
}
