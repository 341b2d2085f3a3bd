package fakeapi_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"iombot/bot/telegram/apitest"
	"iombot/bot/telegram/fakeapi"
)

// send sends a message with the wire's view of the answer.
func (a *api) send(ctx context.Context) (int, string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.base+"sendMessage?chat_id=7&text=x", nil)
	if err != nil {
		return 0, "", err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b), err
}

func TestFaults(t *testing.T) {
	const ok = `{"ok":true,"result":{"message_id"`
	for name, c := range map[string]struct {
		fault  apitest.Fault
		status int
		body   string // its beginning
		err    error
		effect bool
	}{
		"429": {
			apitest.Fault{Kind: apitest.TooMany, RetryAfter: 5}, 429,
			`{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 5","parameters":{"retry_after":5}}`, nil, false,
		},
		"refuse":      {apitest.Fault{Kind: apitest.Refuse, Code: 403, Description: "Forbidden: no"}, 403, `{"ok":false,"error_code":403,"description":"Forbidden: no"}`, nil, false},
		"502":         {apitest.Fault{Kind: apitest.BadGateway}, 502, "<html>", nil, false},
		"502 after":   {apitest.Fault{Kind: apitest.BadGateway, After: true}, 502, "<html>", nil, true},
		"500":         {apitest.Fault{Kind: apitest.Empty500}, 500, "", nil, false},
		"reset":       {apitest.Fault{Kind: apitest.Reset}, 0, "", syscall.ECONNRESET, false},
		"reset after": {apitest.Fault{Kind: apitest.Reset, After: true}, 0, "", syscall.ECONNRESET, true},
		"truncated":   {apitest.Fault{Kind: apitest.Truncated}, 200, ok, io.ErrUnexpectedEOF, true},
		"slow":        {apitest.Fault{Kind: apitest.Slow, Delay: time.Millisecond}, 200, ok, nil, true},
		"none":        {apitest.Fault{}, 200, ok, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			a := serve(t, fakeapi.Options{})
			a.chatter(1)
			if c.fault.Kind != "" {
				a.Fault("sendMessage", 1, c.fault)
			}
			status, body, err := a.send(deadline(t))
			if status != c.status || !strings.HasPrefix(body, c.body) || !errors.Is(err, c.err) {
				t.Errorf("got %d %q %v, want %d %q %v", status, body, err, c.status, c.body, c.err)
			}
			if sent := len(a.Messages(7)) == 2; sent != c.effect {
				t.Errorf("the message was sent: %v", sent)
			}
			if call := a.CallsOf("sendMessage")[0]; call.Fault != c.fault.Kind || call.Effect != c.effect || call.Int("chat_id") != 7 {
				t.Errorf("log: %+v", call)
			}
			a.clean()
		})
	}
}

func TestHang(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	a.chatter(1)
	a.Fault("sendMessage", 1, apitest.Fault{Kind: apitest.Hang})
	ctx, cancel := context.WithCancel(deadline(t))
	done := make(chan error, 1)
	go func() {
		_, _, err := a.send(ctx)
		done <- err
	}()
	if _, err := a.WaitCalls(deadline(t), "sendMessage", 1); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-done:
		t.Errorf("answered before the client gave up: %v", err)
	default:
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestFaultsAreScripted(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	a.chatter(1)
	anna := fakeapi.User{ID: 8, FirstName: "Anna"}
	a.Message(anna, anna.Private(), "tere")
	a.Fault("sendMessage", 2, apitest.Fault{Kind: apitest.TooMany, RetryAfter: 1, Chat: 8})
	a.do("sendMessage", text(), nil)
	a.refuses("sendMessage", text("chat_id", "8"), 429, "retry after 1")
	a.refuses("sendMessage", text("chat_id", "8"), 429, "retry after 1")
	a.do("sendMessage", text("chat_id", "8"), nil)

	cancel := a.Fault("*", -1, apitest.Fault{Kind: apitest.Refuse, Code: 401, Description: "Unauthorized"})
	a.refuses("getMe", nil, 401, "Unauthorized")
	a.refuses("getUpdates", nil, 401, "Unauthorized")
	cancel()
	a.do("getMe", nil, nil)
}

func TestOutage(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	held := a.poll(params{"timeout": "50"})
	a.held()
	end := a.Outage()
	if an := <-held; an.OK || an.Code != 0 {
		t.Errorf("the poll being held: %+v", an)
	}
	if an, err := a.try("getMe", nil); err == nil {
		t.Errorf("in an outage: %+v", an)
	}
	end()
	a.do("getMe", nil, nil)
}

func TestRates(t *testing.T) {
	c := newClock()
	a := serve(t, fakeapi.Options{Now: c.Now})
	a.Limit(apitest.PublishedRates)
	a.chatter(1)
	group := fakeapi.Chat{ID: -5, Type: "group", Title: "G"}
	a.Message(mari, group, "/start")
	for range 3 {
		a.do("sendMessage", text(), nil)
	}
	if an := a.refuses("sendMessage", text(), 429, "Too Many Requests: retry after 1"); an.Parameters.RetryAfter != 1 {
		t.Errorf("%+v", an)
	}
	c.Add(time.Second)
	a.do("sendMessage", text(), nil)
	for i := range 20 {
		c.Add(time.Second)
		if an := a.call("sendMessage", text("chat_id", "-5")); !an.OK {
			t.Fatalf("message %d to a group: %s", i, an.Description)
		}
	}
	for a.call("sendMessage", text("chat_id", "-5")).OK {
		if c.Add(time.Second); a.Count("sendMessage") > 100 {
			t.Fatal("20 messages per minute to a group, and no end")
		}
	}
	for id := int64(100); ; id++ {
		u := fakeapi.User{ID: id, FirstName: "U"}
		a.Message(u, u.Private(), "tere")
		if an := a.call("sendMessage", text("chat_id", itoa(id))); !an.OK {
			if id < 120 || an.Code != 429 {
				t.Errorf("chat %d: %+v", id, an)
			}
			break
		}
		if id > 140 {
			t.Fatal("30 messages per second, and no end")
		}
	}
	a.clean()
}

// A client that closes the connection after a call may not have read its answer;
// one that makes another call on it has.
func TestLeft(t *testing.T) {
	a := serve(t, fakeapi.Options{})
	a.chatter(1)
	client := &http.Client{Transport: &http.Transport{}}
	for range 2 {
		resp, err := client.Get(a.base + "sendMessage?chat_id=7&text=x")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
	client.CloseIdleConnections()
	limit := deadline(t)
	for calls := a.CallsOf("sendMessage"); !calls[1].Left(); {
		if limit.Err() != nil {
			t.Fatal("the second call was not seen to be the last")
		}
		time.Sleep(time.Millisecond) // nothing tells that the server saw the end
	}
	if a.CallsOf("sendMessage")[0].Left() {
		t.Error("the first call was not the last")
	}
}
