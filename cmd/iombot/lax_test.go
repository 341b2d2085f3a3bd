package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// laxServer is a Bot API server that another project might write. It knows five
// methods, keeps one list of updates, and returns as little as it can.
type laxServer struct {
	heedless bool   // ignores the offset: every poll returns all updates ever
	mute     bool   // gives no result when there is nothing to return
	failure  string // body of the answer 500 to methods that it does not know
	edited   string // result of an edit
	sent     string // result of a message, with %d for its number; else it has none

	mu      sync.Mutex
	updates []string // without update_id, which is the place in the list
	calls   []laxCall
	polls   int
	changed chan struct{} // closed and replaced with every call
}

type laxCall struct {
	method string
	params url.Values
}

// add queues an update, given as the fields after its update_id.
func (s *laxServer) add(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.updates = append(s.updates, fmt.Sprintf(format, args...))
}

// call answers a call of a method.
func (s *laxServer) call(method string, p url.Values) (status int, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.changed != nil {
		close(s.changed)
	}
	s.changed = make(chan struct{})
	result := "true"
	switch method {
	case "getUpdates":
		s.polls++
		result = s.since(p.Get("offset"))
	case "getMe":
		result = `{"id":123456,"is_bot":true,"first_name":"B"}`
	case "sendMessage":
		if result = s.sent; strings.Contains(s.sent, "%d") {
			result = fmt.Sprintf(s.sent, len(s.calls)+100)
		}
	case "editMessageText":
		result = s.edited
	case "answerCallbackQuery":
	default:
		return 500, s.failure
	}
	if method != "getUpdates" {
		s.calls = append(s.calls, laxCall{method, p})
	}
	if s.mute && (result == "[]" || result == "true") {
		return 200, `{"ok":true}`
	}
	return 200, `{"ok":true,"result":` + result + `}`
}

// since lists the updates from an offset on. s.mu is held.
func (s *laxServer) since(offset string) string {
	from, _ := strconv.Atoi(offset)
	var out []string
	for id, u := range s.updates {
		if id >= from || s.heedless {
			out = append(out, fmt.Sprintf(`{"update_id":%d,%s,"vendor_field":{"a":[1,null]}}`, id, u))
		}
	}
	return "[" + strings.Join(out, ",") + "]"
}

// wait waits until cond holds. It checks at every call, with the lock held.
func (s *laxServer) wait(t *testing.T, what string, cond func() bool) {
	t.Helper()
	limit := time.After(soonest)
	for {
		s.mu.Lock()
		if s.changed == nil {
			s.changed = make(chan struct{})
		}
		done, changed := cond(), s.changed
		s.mu.Unlock()
		if done {
			return
		}
		select {
		case <-changed:
		case <-limit:
			s.mu.Lock()
			defer s.mu.Unlock()
			t.Fatalf("waiting for %s; the calls were %v", what, s.calls)
		}
	}
}

// nth waits for the n-th call of a method, from 1.
func (s *laxServer) nth(t *testing.T, method string, n int) (params url.Values) {
	t.Helper()
	s.wait(t, fmt.Sprintf("call %d of %s", n, method), func() bool {
		seen := 0
		for _, c := range s.calls {
			if c.method == method {
				if seen++; seen == n {
					params = c.params
				}
			}
		}
		return params != nil
	})
	return params
}

// methodOf is the method in the path of a call.
func methodOf(r *http.Request) string { return r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:] }

// chunked serves over HTTP/1.1 without a Content-Length.
func (s *laxServer) chunked(t *testing.T) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		status, body := s.call(methodOf(r), r.Form)
		w.WriteHeader(status)
		_ = http.NewResponseController(w).Flush()
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// old serves over HTTP/1.0: without length and type; the connection's end is the
// end of the answer.
func (s *laxServer) old(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var work sync.WaitGroup
	t.Cleanup(func() { _ = l.Close(); work.Wait() })
	serve := func(c net.Conn) {
		defer c.Close()
		r, err := http.ReadRequest(bufio.NewReader(c))
		if err != nil {
			return
		}
		_ = r.ParseForm()
		status, body := s.call(methodOf(r), r.Form)
		_, _ = fmt.Fprintf(c, "HTTP/1.0 %d whatever\r\n\r\n%s", status, body)
	}
	work.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			work.Go(func() { serve(c) })
		}
	})
	return "http://" + l.Addr().String()
}

// firstData is the data of a keyboard's first button that has some.
func firstData(t *testing.T, p url.Values) string {
	t.Helper()
	var markup struct {
		Rows [][]struct {
			Data string `json:"callback_data"`
		} `json:"inline_keyboard"`
	}
	if err := json.Unmarshal([]byte(p.Get("reply_markup")), &markup); err != nil {
		t.Fatalf("the keyboard %q: %v", p.Get("reply_markup"), err)
	}
	for _, row := range markup.Rows {
		for _, b := range row {
			if b.Data != "" {
				return b.Data
			}
		}
	}
	t.Fatalf("no button in %s", p.Get("reply_markup"))
	return ""
}

// Whatever other people's servers leave out or do differently, /start, the menu
// and questions are answered there, each once.
func TestServeAtBareServers(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		server *laxServer
		listen func(*laxServer, *testing.T) string
	}{
		"HTTP/1.0, heedless, nothing told": {&laxServer{heedless: true, edited: "null", sent: "null"}, (*laxServer).old},
		"HTTP/1.0, empty description":      {&laxServer{mute: true, failure: `{"ok":false,"error_code":500,"description":""}`, edited: "true", sent: `{"message_id":%d}`}, (*laxServer).old},
		"chunked, heedless":                {&laxServer{heedless: true, edited: "true", sent: `{"message_id":%d,"text":"x","unknown":1}`}, (*laxServer).chunked},
		"chunked, a page for a failure":    {&laxServer{mute: true, failure: "<html>Internal Server Error", edited: `{"message_id":"?"}`, sent: "true"}, (*laxServer).chunked},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := tt.server
			dir := t.TempDir()
			bot := start(t, dir, serving(t, tt.listen(s, t)), "serve")
			s.talk(t)
			bot.stop()
			// Another server at another address starts with the same numbers.
			next := &laxServer{edited: "null", sent: "true"}
			bot = start(t, dir, serving(t, tt.listen(next, t)), "serve")
			next.talk(t)
			bot.stop()
		})
	}
}

// talk has somebody with a long id write and press, and demands every answer
// once.
func (s *laxServer) talk(t *testing.T) {
	t.Helper()
	const who = 1<<52 - 1 // "at most 52 significant bits" (User.id)
	s.add(`"message":{"message_id":0,"chat":{"id":%d},"text":"/start"}`, who)
	greeting := s.nth(t, "sendMessage", 1)
	if greeting.Get("chat_id") != strconv.Itoa(who) {
		t.Errorf("greeted %s", greeting.Get("chat_id"))
	}
	s.add(`"callback_query":{"id":4503599627370497,"from":{"id":%d},"message":{"message_id":1,"chat":{"id":%d}},"data":%q}`, who, who, firstData(t, greeting))
	if id := s.nth(t, "answerCallbackQuery", 1).Get("callback_query_id"); id != "4503599627370497" {
		t.Errorf("confirmed press %s", id)
	}
	topic := s.nth(t, "editMessageText", 1)
	if topic.Get("message_id") != "1" {
		t.Errorf("edited message %s", topic.Get("message_id"))
	}
	s.add(`"callback_query":{"id":"2","from":{"id":%d},"message":{"message_id":1},"data":%q}`, who, firstData(t, topic))
	s.nth(t, "editMessageText", 2)
	s.add(`"message":{"message_id":1,"from":{"id":%d},"chat":{"id":%d,"type":"private"},"text":%q}`, who, who, canaryText)
	if text := s.nth(t, "sendMessage", 2).Get("text"); !strings.Contains(text, "Millal on kontor avatud?") {
		t.Errorf("the answer is %q", text)
	}
	s.mu.Lock()
	polls := s.polls
	s.mu.Unlock()
	s.wait(t, "more polls", func() bool { return s.polls > polls+4 })
	s.mu.Lock()
	defer s.mu.Unlock()
	var methods []string
	for _, c := range s.calls {
		if c.method != "getMe" {
			methods = append(methods, c.method)
		}
	}
	slices.Sort(methods)
	want := []string{"answerCallbackQuery", "answerCallbackQuery", "editMessageText", "editMessageText", "sendMessage", "sendMessage"}
	if !slices.Equal(methods, want) {
		t.Errorf("it called %q", methods)
	}
}
