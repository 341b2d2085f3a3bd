package telegram_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// feedToken is the token that the bots use at a feed.
const feedToken = "123456:feed-token-feed-token-feed-token-000"

// feed is a Bot API that costs as little as it can: fakeapi would be what limits
// the bots. It knows no rules, hands out up to 100 updates with each poll and
// notes when a chat gets its messages.
type feed struct {
	server *httptest.Server
	texts  []string // of the updates, in turn

	mu      sync.Mutex
	changed chan struct{}       // closed when there are updates or replies
	chats   int                 // between which updates are spread
	filling bool                // there are always updates
	waiting []time.Time         // since when updates wait that come one by one
	next    int64               // id of the next update
	polls   [][]byte            // the updates that are not confirmed, from the id in first on
	first   int64               //
	wrote   map[int][]time.Time // when a chat wrote what waits for a reply
	replies map[int]int         // by chat
	open    int                 // updates without a reply
	last    time.Time           // of the last reply
	delays  []time.Duration
}

func newFeed() *feed {
	f := &feed{changed: make(chan struct{}), next: 1, first: 1, wrote: map[int][]time.Time{}, replies: map[int]int{}}
	f.server = httptest.NewServer(f)
	return f
}

// change wakes those who wait. f.mu is held.
func (f *feed) change() {
	close(f.changed)
	f.changed = make(chan struct{})
}

// ServeHTTP implements http.Handler.
func (f *feed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	params, _ := url.ParseQuery(string(body))
	result := []byte("true")
	switch path.Base(r.URL.Path) {
	case "getMe":
		result = []byte(`{"id":123456,"is_bot":true,"first_name":"B","username":"b_bot"}`)
	case "getUpdates":
		result = f.updates(r, params)
	case "sendMessage":
		chat, _ := strconv.Atoi(params.Get("chat_id"))
		result = f.reply(chat, params.Get("text"))
	}
	answer := append(append([]byte(`{"ok":true,"result":`), result...), '}')
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
	_, _ = w.Write(answer)
}

// reply notes a message to a chat, and answers as Telegram does.
func (f *feed) reply(chat int, text string) []byte {
	quoted, _ := json.Marshal(text)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.replies[chat]++
	f.last = time.Now()
	if at := f.wrote[chat]; len(at) > 0 {
		f.delays = append(f.delays, f.last.Sub(at[0]))
		f.wrote[chat] = at[1:]
		if f.open--; f.open == 0 {
			f.change()
		}
	}
	return fmt.Appendf(nil, `{"message_id":%d,"date":1790000000,"from":{"id":123456,"is_bot":true,"first_name":"B","username":"b_bot"},"chat":{"id":%d,"type":"private","first_name":"P"},"text":%s}`,
		1_000_000+f.replies[chat], chat, quoted)
}

// updates answers a poll.
func (f *feed) updates(r *http.Request, params url.Values) []byte {
	offset, _ := strconv.ParseInt(params.Get("offset"), 10, 64)
	seconds, _ := strconv.Atoi(params.Get("timeout"))
	timeout := time.After(time.Duration(seconds) * time.Second)
	f.mu.Lock()
	defer f.mu.Unlock()
	for {
		f.confirm(offset)
		f.write()
		if len(f.polls) > 0 || seconds == 0 {
			return join(f.polls)
		}
		changed := f.changed
		f.mu.Unlock()
		select {
		case <-changed:
		case <-timeout:
			seconds = 0
		case <-r.Context().Done():
			seconds = 0
		}
		f.mu.Lock()
	}
}

// confirm forgets the updates before an offset. f.mu is held.
func (f *feed) confirm(offset int64) {
	if n := offset - f.first; n > 0 {
		f.polls = f.polls[min(n, int64(len(f.polls))):]
		f.first = offset
	}
}

// write makes updates, so that 100 are ready if there are so many. f.mu is held.
func (f *feed) write() {
	for len(f.polls) < 100 && (f.filling || len(f.waiting) > 0) {
		at := time.Now()
		if !f.filling {
			at, f.waiting = f.waiting[0], f.waiting[1:]
		}
		chat := 1 + int(f.next)%f.chats // 0 is no chat
		f.wrote[chat] = append(f.wrote[chat], at)
		text, _ := json.Marshal(f.texts[int(f.next)%len(f.texts)])
		f.polls = append(f.polls, fmt.Appendf(nil, `{"update_id":%d,"message":{"message_id":%[1]d,"date":1790000000,"from":{"id":%d,"is_bot":false,"first_name":"P","language_code":"et"},"chat":{"id":%[2]d,"type":"private","first_name":"P"},"text":%s}}`,
			f.next, chat, text))
		f.next++
		f.open++
	}
}

// join is the updates as a JSON array.
func join(updates [][]byte) []byte {
	out := []byte{'['}
	for i, u := range updates[:min(100, len(updates))] {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, u...)
	}
	return append(out, ']')
}

// saturate gives the bot all that it can take for a while, waits for the last
// reply, and returns how many updates there were and how long they took.
func (f *feed) saturate(b *testing.B, chats int, during time.Duration) (n int64, took time.Duration) {
	begun, from := f.begin(chats), f.next
	f.fill(true)
	time.Sleep(during)
	f.fill(false)
	f.answered(b)
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.next - from, f.last.Sub(begun)
}

// pace gives the bot so many updates a second, whether it keeps up or not, and
// returns how long their replies took, sorted.
func (f *feed) pace(b *testing.B, chats, perSecond int, during time.Duration) []time.Duration {
	begun := f.begin(chats)
	for i := range int(during.Seconds() * float64(perSecond)) {
		at := begun.Add(time.Duration(i) * time.Second / time.Duration(perSecond))
		time.Sleep(time.Until(at))
		f.mu.Lock()
		f.waiting = append(f.waiting, at)
		f.change()
		f.mu.Unlock()
	}
	f.answered(b)
	f.mu.Lock()
	defer f.mu.Unlock()
	slices.Sort(f.delays)
	return f.delays
}

// each asks each text in a chat of its own and waits until no more replies come.
func (f *feed) each(b *testing.B) {
	begun := f.begin(len(f.texts))
	f.mu.Lock()
	f.next = int64(len(f.texts)) // text i in chat i + 1
	f.first = f.next
	for range f.texts {
		f.waiting = append(f.waiting, begun)
	}
	f.change()
	f.mu.Unlock()
	f.answered(b)
	time.Sleep(time.Second)
}

// sent is how many messages a chat got.
func (f *feed) sent(chat int) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.replies[chat]
}

func (f *feed) begin(chats int) time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.chats, f.delays = chats, nil
	return time.Now()
}

func (f *feed) fill(on bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.filling = on
	f.change()
}

// answered waits until every update has its reply.
func (f *feed) answered(b *testing.B) {
	limit := time.After(2 * time.Minute)
	for {
		f.mu.Lock()
		changed, open := f.changed, f.open+len(f.waiting)
		f.mu.Unlock()
		if open == 0 {
			return
		}
		select {
		case <-changed:
		case <-limit:
			b.Fatalf("%d updates got no reply", open)
		}
	}
}
