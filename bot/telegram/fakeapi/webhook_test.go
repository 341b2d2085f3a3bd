package fakeapi_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"iombot/bot/telegram/apitest"
	"iombot/bot/telegram/fakeapi"
)

// receiver is a bot's webhook; answer decides on each push.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	pushes []pushed
}

type pushed struct {
	ID     int64 `json:"update_id"`
	secret string
	path   string
}

func receive(t *testing.T, answer func(w http.ResponseWriter, p pushed, nth int)) *receiver {
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return // the fake cut the push
		}
		p := pushed{secret: req.Header.Get("X-Telegram-Bot-Api-Secret-Token"), path: req.URL.RequestURI()}
		if err := json.Unmarshal(body, &p); err != nil {
			t.Errorf("push: %v in %s", err, body)
		}
		r.mu.Lock()
		r.pushes = append(r.pushes, p)
		n := len(r.pushes)
		r.mu.Unlock()
		if answer != nil {
			answer(w, p, n)
		}
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) ids() []int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	var ids []int64
	for _, p := range r.pushes {
		ids = append(ids, p.ID)
	}
	return ids
}

// hook sets a webhook whose host stands for the receivers.
func (a *api) hook(d apitest.Delivery, p params, rs ...*receiver) {
	a.t.Helper()
	for _, r := range rs {
		d.Targets = append(d.Targets, r.URL)
	}
	if d.Backoff == 0 {
		d.Backoff = time.Millisecond
	}
	a.SetDelivery(d)
	all := params{"url": "https://bot.example/hook?a=1"}
	for k, v := range p {
		all[k] = v
	}
	a.do("setWebhook", all, nil)
}

func TestWebhookGetsWhatWaits(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	a.chatter(2)
	r := receive(t, nil)
	a.hook(apitest.Delivery{}, params{"secret_token": "s-3cret"}, r)
	a.chatter(1)
	if err := a.WaitTaken(deadline(t)); err != nil {
		t.Fatal(err)
	}
	want := []pushed{{1, "s-3cret", "/hook?a=1"}, {2, "s-3cret", "/hook?a=1"}, {3, "s-3cret", "/hook?a=1"}}
	if !slices.Equal(r.pushes, want) {
		t.Errorf("pushes: %v", r.pushes)
	}
	a.do("deleteWebhook", nil, nil)
	a.wantIDs(nil)
	a.clean()
}

func TestWebhookIsRetried(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	r := receive(t, func(w http.ResponseWriter, _ pushed, n int) {
		if n < 4 {
			w.WriteHeader(500)
		}
	})
	a.hook(apitest.Delivery{}, nil, r)
	a.chatter(2)
	if err := a.WaitTaken(deadline(t)); err != nil {
		t.Fatal(err)
	}
	if got := r.ids(); !slices.Equal(got, []int64{1, 1, 1, 1, 2}) {
		t.Errorf("pushed %v: a chat's updates wait for the one in flight", got)
	}
	var info struct {
		Error string `json:"last_error_message"`
	}
	if a.do("getWebhookInfo", nil, &info); info.Error != "Wrong response from the webhook: 500 Internal Server Error" {
		t.Errorf("last_error_message: %q", info.Error)
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	r := receive(t, func(w http.ResponseWriter, p pushed, n int) {
		if n == 1 {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(503)
		}
	})
	a.hook(apitest.Delivery{}, nil, r)
	a.chatter(1)
	anna := fakeapi.User{ID: 8, FirstName: "Anna"}
	failed := func() bool {
		var info struct {
			Error string `json:"last_error_message"`
		}
		a.do("getWebhookInfo", nil, &info)
		return info.Error != ""
	}
	if err := a.Wait(deadline(t), failed); err != nil {
		t.Fatal(err)
	}
	a.Message(anna, anna.Private(), "tere") // another chat does not wait
	if err := a.Wait(deadline(t), func() bool { return a.Pending() == 1 }); err != nil {
		t.Fatal(err)
	}
	if got := r.ids(); !slices.Equal(got, []int64{1, 2}) {
		t.Errorf("pushed %v", got)
	}
	a.do("deleteWebhook", nil, nil)
	a.wantIDs(nil, 1) // undelivered updates go back to polling
}

func TestUndeliveredUpdatesGoBackToPollingInOrder(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	r := receive(t, func(w http.ResponseWriter, _ pushed, _ int) {
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(503)
	})
	a.hook(apitest.Delivery{}, nil, r)
	var want []int64
	for id := range int64(20) {
		u := fakeapi.User{ID: id + 1, FirstName: "U"}
		want = append(want, a.Message(u, u.Private(), "tere"))
	}
	a.do("deleteWebhook", nil, nil)
	a.wantIDs(nil, want...)
	a.do("setWebhook", params{"url": "https://bot.example"}, nil)
	a.do("deleteWebhook", params{"drop_pending_updates": "true"}, nil)
	a.wantIDs(nil)
	if n := a.Pending(); n != 0 {
		t.Errorf("pending: %d", n)
	}
}

// Chats are pushed in parallel, up to max_connections; presses go beside the
// messages of their chat.
func TestLanesRunInParallel(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	a.chatter(1)
	a.do("sendMessage", keys(`[[{"text":"a","callback_data":"b"}]]`), nil)
	arrived, release := make(chan int64, 10), make(chan struct{})
	r := receive(t, func(_ http.ResponseWriter, p pushed, _ int) {
		arrived <- p.ID
		<-release
	})
	a.hook(apitest.Delivery{}, params{"max_connections": "2", "drop_pending_updates": "true"}, r)
	a.chatter(2) // 2, 3
	if _, err := a.Press(mari, 7, 2, "b"); err != nil {
		t.Fatal(err)
	}
	anna := fakeapi.User{ID: 8, FirstName: "Anna"}
	a.Message(anna, anna.Private(), "tere") // 5
	got := []int64{<-arrived, <-arrived}
	slices.Sort(got)
	if !slices.Equal(got, []int64{2, 4}) {
		t.Errorf("first in flight: %v, want the first message and the press", got)
	}
	select {
	case id := <-arrived:
		t.Errorf("update %d is a third connection", id)
	default:
	}
	close(release)
	if err := a.WaitTaken(deadline(t)); err != nil {
		t.Fatal(err)
	}
}

func TestDuplicateAndReorderedDelivery(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	one, two := receive(t, nil), receive(t, nil)
	a.chatter(4)
	a.hook(apitest.Delivery{Duplicate: 1}, nil, one, two)
	if err := a.WaitTaken(deadline(t)); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(one.ids(), []int64{1, 2, 3, 4}) || !slices.Equal(two.ids(), one.ids()) {
		t.Errorf("duplicates: %v %v", one.ids(), two.ids())
	}
	a.do("deleteWebhook", nil, nil)
	three := receive(t, nil)
	a.chatter(4)
	a.hook(apitest.Delivery{Reorder: 1}, nil, three)
	if err := a.WaitTaken(deadline(t)); err != nil {
		t.Fatal(err)
	}
	if got := three.ids(); !slices.Equal(got, []int64{6, 7, 8, 5}) {
		t.Errorf("reordered: %v", got)
	}
}
