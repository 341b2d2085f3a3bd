package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"iombot/bot/telegram"
	"iombot/bot/telegram/apitest"
	"iombot/bot/telegram/fakeapi"
)

// stand is a bot in this process, with short waits, and a fake that it reaches
// through a proxy, which checks how the calls are written.
type stand struct {
	t    testing.TB
	api  *apitest.Server
	app  *app
	log  *output // its errors
	stop func()

	mu       sync.Mutex
	miswrite []string // what is wrong with how calls were written
}

func newStand(t testing.TB, api *apitest.Server, change func(*settings, *telegram.Settings)) *stand {
	t.Helper()
	s := &stand{t: t, api: api, log: newOutput()}
	ear := httptest.NewServer(http.HandlerFunc(s.listen))
	key, err := randomKey()
	if err != nil {
		t.Fatal(err)
	}
	token, err := telegram.ParseToken(api.Token())
	if err != nil {
		t.Fatal(err)
	}
	set := settings{
		apiURL: ear.URL, token: token, state: stateInMemory, key: key, retention: 30 * day,
		contact: defaultContact, replicas: 1, staff: []int64{boss.ID},
		models: modelsFlag{os.Getenv("IOMBOT_MODELS")}.cache(slog.New(slog.DiscardHandler)),
	}
	limits := telegram.DefaultSettings()
	fast := telegram.Rate{Every: time.Microsecond, Burst: 1000}
	limits.Pace = telegram.Pace{Chat: fast, Group: fast, All: fast}
	limits.Flood = telegram.Flood{Rate: telegram.Rate{Every: time.Microsecond, Burst: 100_000}, Hurry: 100_000}
	change(&set, &limits)
	if s.app, err = newApp(t.Context(), set, slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelError}))); err != nil {
		t.Fatal(err)
	}
	s.app.service.Settings, s.app.desk.every = limits, 20*time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.app.run(ctx, nil) }()
	s.stop = sync.OnceFunc(func() {
		cancel()
		if err := errors.Join(<-done, s.app.close()); err != nil {
			t.Errorf("the bot ended with %v", err)
		}
		ear.Close()
		for _, m := range s.miswrite {
			t.Error(m)
		}
	})
	t.Cleanup(s.stop)
	return s
}

// listen forwards a call and checks how it is written: a POST of a form, one of
// "four ways of passing parameters" that every server knows, without empty or
// duplicate parameters.
func (s *stand) listen(w http.ResponseWriter, r *http.Request) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "application/x-www-form-urlencoded" || r.Method != http.MethodPost {
		s.heard("%s is a %s of %q", methodOf(r), r.Method, kind)
	}
	_ = r.ParseForm()
	for name, v := range r.Form {
		if len(v) != 1 || v[0] == "" {
			s.heard("%s: %s is %q", methodOf(r), name, v)
		}
	}
	r.Body = http.NoBody // already read; the fake also reads the query
	r.URL.RawQuery = url.Values(r.Form).Encode()
	s.api.ServeHTTP(w, r)
}

func (s *stand) heard(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.miswrite = append(s.miswrite, fmt.Sprintf(format, args...))
}

// settle waits until every update is handled and every reply sent.
func (s *stand) settle() {
	s.t.Helper()
	ctx := soon(s.t)
	if err := s.api.WaitTaken(ctx); err != nil {
		s.t.Fatal(err)
	}
	for n := 1; n > 0; time.Sleep(20 * time.Millisecond) {
		var err error
		if n, err = s.app.store.Pending(ctx); err != nil {
			s.t.Fatal(err)
		}
	}
}

// crawl presses every button that a person was ever shown until none is new, and
// returns how many there were.
func (s *stand) crawl(p fakeapi.User) int {
	s.t.Helper()
	pressed := map[string]bool{}
	for fresh := true; fresh; {
		fresh = false
		for _, c := range s.api.Calls() {
			at := c.Int("message_id")
			if c.Method == "sendMessage" {
				at = sentID(c)
			}
			if c.Int("chat_id") != p.ID || at == 0 {
				continue
			}
			for _, b := range slices.Concat(keyboardOf(s.t, c)...) {
				if b.Data != nil && !pressed[*b.Data] {
					fresh, pressed[*b.Data] = true, true
					s.press(p, p.ID, at, *b.Data)
				}
			}
		}
		s.settle()
	}
	return len(pressed)
}

// pressAgain presses the buttons of p's messages whose data begins with prefix.
func (s *stand) pressAgain(p fakeapi.User, prefix string) {
	s.t.Helper()
	for _, c := range s.api.CallsOf("sendMessage") {
		for _, b := range slices.Concat(keyboardOf(s.t, c)...) {
			if c.Int("chat_id") == p.ID && b.Data != nil && strings.HasPrefix(*b.Data, prefix) {
				s.press(p, p.ID, sentID(c), *b.Data)
			}
		}
	}
	s.settle()
}

// press presses a button. The one that forgets everything also drops replies
// that are not sent yet, so it is pressed alone.
func (s *stand) press(p fakeapi.User, chat, message int64, data string) {
	s.t.Helper()
	if alone := strings.HasPrefix(data, "1:f:"); alone {
		s.settle()
		defer s.settle()
	}
	s.api.PressForged(p, chat, message, data)
}

// keyboardOf is the inline keyboard of a call.
func keyboardOf(t testing.TB, c apitest.Call) [][]fakeapi.Button {
	t.Helper()
	if c.Params["reply_markup"] == "" {
		return nil
	}
	var k fakeapi.Keyboard
	if err := json.Unmarshal([]byte(c.Params["reply_markup"]), &k); err != nil {
		t.Fatal(err)
	}
	return k.Rows
}

// sentID is the id of the message that a call made, or 0.
func sentID(c apitest.Call) int64 {
	var answer struct {
		Result struct {
			ID int64 `json:"message_id"`
		} `json:"result"`
	}
	_ = json.Unmarshal(c.Answer, &answer) // a refusal has none
	return answer.Result.ID
}
