package telegram

import (
	"context"
	"errors"
	"fmt"
	"strings"
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
