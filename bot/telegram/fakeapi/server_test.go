package fakeapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"iombot/bot/telegram/apitest"
	"iombot/bot/telegram/fakeapi"
)

// api is a served fake and a client for it.
type api struct {
	*apitest.Server
	t    *testing.T
	base string // with the token
}

func serve(t *testing.T, o fakeapi.Options) *api {
	t.Helper()
	s := apitest.New(o)
	base, err := s.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return &api{s, t, base + "/bot" + s.Token() + "/"}
}

// answer is an answer of the Bot API.
type answer struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

type params map[string]string

// try calls a method with a form and returns what came of it.
func (a *api) try(method string, p params) (answer, error) {
	form := url.Values{}
	for k, v := range p {
		form.Set(k, v)
	}
	resp, err := http.PostForm(a.base+method, form)
	if err != nil {
		return answer{}, err
	}
	return decode(resp)
}

func decode(resp *http.Response) (answer, error) {
	defer resp.Body.Close()
	var an answer
	err := json.NewDecoder(resp.Body).Decode(&an)
	if err == nil && an.Code != 0 && an.Code != resp.StatusCode {
		panic("status is not error_code")
	}
	return an, err
}

// call calls a method that must be answered.
func (a *api) call(method string, p params) answer {
	a.t.Helper()
	an, err := a.try(method, p)
	if err != nil {
		a.t.Fatalf("%s: %v", method, err)
	}
	return an
}

// do calls a method that must succeed and decodes its result.
func (a *api) do(method string, p params, result any) {
	a.t.Helper()
	an := a.call(method, p)
	if !an.OK {
		a.t.Fatalf("%s %v: %s", method, p, an.Description)
	}
	if result != nil {
		if err := json.Unmarshal(an.Result, result); err != nil {
			a.t.Fatalf("%s: %v", method, err)
		}
	}
}

// refuses calls a method that must be refused so.
func (a *api) refuses(method string, p params, code int, description string) answer {
	a.t.Helper()
	an := a.call(method, p)
	if an.OK || an.Code != code || !strings.Contains(an.Description, description) {
		a.t.Errorf("%s %v: got %d %q, want %d %q", method, p, an.Code, an.Description, code, description)
	}
	return an
}

func (a *api) clean() {
	a.t.Helper()
	if v := a.Violations(); len(v) > 0 {
		a.t.Errorf("violations: %q", v)
	}
}

var mari = fakeapi.User{ID: 7, FirstName: "Mari", LanguageCode: "et"}

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Unix(1_750_000_000, 0)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func deadline(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func TestARoundTrip(t *testing.T) {
	a := serve(t, fakeapi.Options{Now: newClock().Now})
	a.Message(mari, mari.Private(), "/start et")
	var us []struct {
		ID      int64           `json:"update_id"`
		Message fakeapi.Message `json:"message"`
	}
	a.do("getUpdates", params{"timeout": "10"}, &us)
	want := fakeapi.Message{
		ID: 1, From: &mari, Chat: mari.Private(), Date: 1_750_000_000, Text: "/start et",
		Entities: []fakeapi.Entity{{Type: "bot_command", Offset: 0, Length: 6}},
	}
	if len(us) != 1 || us[0].ID != 1 || cmp.Diff(want, us[0].Message) != "" {
		t.Fatalf("updates: %+v", us)
	}
	a.do("sendMessage", params{
		"chat_id": "7", "text": "<b>Tere</b> 👋 <i>Mari</i>", "parse_mode": "HTML",
		"reply_parameters": `{"message_id":1}`, "reply_markup": `{"inline_keyboard":[[{"text":"Jah","callback_data":"yes"}]]}`,
	}, nil)
	ms := a.Messages(7)
	if len(ms) != 2 {
		t.Fatalf("messages: %+v", ms)
	}
	data, bot := "yes", a.Bot()
	got, wantAnswer := ms[1], fakeapi.Message{
		ID: 2, From: &bot, Chat: mari.Private(), Date: 1_750_000_000, Text: "Tere 👋 Mari", ReplyTo: &want,
		Entities: []fakeapi.Entity{{Type: "bold", Offset: 0, Length: 4}, {Type: "italic", Offset: 8, Length: 4}},
		Keyboard: &fakeapi.Keyboard{Rows: [][]fakeapi.Button{{{Text: "Jah", Data: &data}}}},
	}
	if d := cmp.Diff(wantAnswer, got); d != "" {
		t.Errorf("answer (-want +got):\n%s", d)
	}
	a.clean()
}

func TestFourWaysOfPassingParameters(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	a.Message(mari, mari.Private(), "tere")
	post := func(kind string, body io.Reader) *http.Response {
		t.Helper()
		resp, err := http.Post(a.base+"SENDMESSAGE", kind, body) // "All methods in the Bot API are case-insensitive"
		if err != nil {
			t.Fatal(err)
		}
		return resp
	}
	get, err := http.Get(a.base + "sendMessage?chat_id=7&text=query")
	if err != nil {
		t.Fatal(err)
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for k, v := range (params{"chat_id": "7", "text": "multipart"}) {
		if err := w.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, resp := range []*http.Response{
		get,
		post("application/x-www-form-urlencoded", strings.NewReader("chat_id=7&text=form")),
		post("application/json; charset=utf-8", strings.NewReader(`{"chat_id":7,"text":"json","reply_markup":{"inline_keyboard":[]}}`)),
		post(w.FormDataContentType(), &form),
	} {
		if resp.Header.Get("Content-Length") == "" {
			t.Error("no Content-Length")
		}
		if an, err := decode(resp); err != nil || !an.OK {
			t.Errorf("%+v %v", an, err)
		}
	}
	var texts []string
	for _, m := range a.Messages(7) {
		texts = append(texts, m.Text)
	}
	if d := cmp.Diff([]string{"tere", "query", "form", "json", "multipart"}, texts); d != "" {
		t.Error(d)
	}
	a.clean()
}

func TestTokensAndPaths(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	root, _, _ := strings.Cut(a.base, "/bot")
	for path, want := range map[string]int{
		"/bot1:wrong/getMe":             401,
		"/botnonsense/getMe":            404,
		"/getMe":                        404,
		"/bot" + a.Token() + "/getFoo":  404,
		"/bot" + a.Token() + "/getMe":   200,
		"/bot" + a.Token() + "/getMe/x": 404,
	} {
		resp, err := http.Get(root + path)
		if err != nil {
			t.Fatal(err)
		}
		an, err := decode(resp)
		if err != nil || resp.StatusCode != want || an.OK != (want == 200) {
			t.Errorf("%s: %d %+v %v, want %d", path, resp.StatusCode, an, err, want)
		}
	}
}

func postJSON(to, body string) (answer, error) {
	resp, err := http.Post(to, "application/json", strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	return decode(resp)
}
