package telegram

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/bot/telegram/fakeapi"
)

func TestAnswersInOrder(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	var want []string
	for i := range 250 {
		for _, u := range []fakeapi.User{ann, bob} {
			r.api.Message(u, u.Private(), fmt.Sprint(i))
		}
		want = append(want, fmt.Sprint("echo ", i))
	}
	r.start()
	for _, u := range []fakeapi.User{ann, bob} {
		var got []string
		for _, text := range r.messages(u.ID, 500) {
			if strings.HasPrefix(text, "echo") {
				got = append(got, text)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("answers (-want +got):\n%s", diff)
		}
	}
}

func TestWrongTokenEndsRun(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.Client = newClient(t, r.url, "1:wrong")
	err := r.Run(r.ctx)
	if !errors.Is(err, ErrToken) || strings.Contains(err.Error(), "1:wrong") {
		t.Errorf("Run: %v", err)
	}
}

// TestNoNameServer: while names cannot be looked up, nothing is lost, and the
// log says why.
func TestNoNameServer(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	deaf := net.Dialer{Resolver: &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("no name server")
	}}}
	var away atomic.Bool
	away.Store(true)
	transport := r.Client.http.Transport.(*http.Transport)
	dial := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if away.Load() {
			return deaf.DialContext(ctx, network, "api.telegram.invalid:443")
		}
		return dial(ctx, network, addr)
	}
	r.start()
	r.await("the bot has asked who it is, in vain", func() bool { return r.metric("iombot_api_call_seconds", "method=getMe", "result=network") > 1 })
	away.Store(false)
	r.api.Message(ann, ann.Private(), "1")
	r.messages(ann.ID, 2)
	r.settled()
	r.Client.http.CloseIdleConnections()
	away.Store(true)
	r.api.Message(ann, ann.Private(), "2")
	r.await("sending or polling fails", func() bool {
		return r.metric("iombot_poll_errors_total", "class=network")+r.metric("iombot_replies_total", "outcome=retried") > 1
	})
	away.Store(false)
	r.messages(ann.ID, 4)
	r.settled()
	if got := r.messages(ann.ID, 4); got[3] != "echo 2" || len(got) != 4 {
		t.Errorf("messages %q", got)
	}
	if log := r.log.String(); !strings.Contains(log, "lookup api.telegram.invalid") {
		t.Errorf("log:\n%s", log)
	}
}

// TestOnlyTheLeaderPolls: a standby sends but does not poll, and takes over.
func TestOnlyTheLeaderPolls(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	turns := make(chan func()) // each hands over the lead and how it is lost
	r.Lead = func(ctx context.Context) (context.Context, func(), error) {
		lead, lose := context.WithCancel(ctx)
		select {
		case turns <- lose:
			return lead, lose, nil
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		}
	}
	r.start()
	r.api.Message(ann, ann.Private(), "1")
	if _, err := r.api.WaitCalls(r.ctx, "getMe", 1); err != nil {
		t.Fatal(err)
	}
	if n := r.api.Count("getUpdates"); n != 0 {
		t.Errorf("%d polls without the lead", n)
	}
	for want := 2; want <= 6; want += 2 {
		lose := <-turns
		r.messages(ann.ID, want)
		lose()
		r.api.Message(ann, ann.Private(), "next")
	}
}

func TestWebhookIsChecked(t *testing.T) {
	secret, err := ParseWebhookSecret("s")
	if err != nil {
		t.Fatal(err)
	}
	for want, w := range map[string]*Webhook{"secret": {Path: "/x"}, "slash": {Secret: secret}} {
		if err := (&Service{Webhook: w}).Run(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Run: %v, want it to mention the %s", err, want)
		}
	}
}
