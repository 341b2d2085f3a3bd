package telegram

import (
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
