package telegram

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/bot"
	"iombot/bot/telegram/fakeapi"
)

// TestAlbum wants one reply to an album, another to a picture with words of its
// own, and one to each album.
func TestAlbum(t *testing.T) {
	r := newRig(t, fakeapi.Options{})
	r.Handler = handlerFunc(func(s bot.State, u bot.Update) bot.Result {
		return bot.Result{State: s, Replies: []bot.Reply{{Kind: bot.Send, Text: say("saw " + u.Text)}}}
	})
	r.start()
	const photo = `{"message":{"message_id":%d,"from":{"id":1001,"is_bot":false,"first_name":"A"},"chat":{"id":1001,"type":"private"},"date":1700000000,"media_group_id":"%s","photo":[{"file_id":"x"}],"caption":"%s"}}`
	for i, p := range [][2]string{{"a", "one"}, {"a", ""}, {"a", ""}, {"b", ""}, {"b", "two"}, {"b", ""}} {
		if _, err := r.api.Push(json.RawMessage(fmt.Sprintf(photo, i+1, p[0], p[1]))); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.api.WaitTaken(r.ctx); err != nil {
		t.Fatal(err)
	}
	r.settled()
	if diff := cmp.Diff([]string{"saw one", "saw", "saw two"}, r.messages(1001, 9)[6:]); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}
