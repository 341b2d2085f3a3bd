package workbench

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"iombot/bot/telegram/fakeapi"
	"iombot/knowledge"
	"iombot/locales"
)

// event is a Server-Sent Event, or a comment when it has no name.
type event struct {
	id, name, data string
}

// stream is an open stream.
type stream struct {
	t     *testing.T
	lines *bufio.Scanner
}

// open opens the stream of the person 7.
func (s *stand) open(query string, headers ...string) stream {
	s.t.Helper()
	return openStream(s.t, s.url+"/api/stream?chat=7&language=et"+query, headers...)
}

func openStream(t *testing.T, address string, headers ...string) stream {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	if got := resp.Header.Get("Content-Type"); resp.StatusCode != 200 || got != "text/event-stream" {
		t.Fatalf("the stream is %d %s", resp.StatusCode, got)
	}
	return stream{t, bufio.NewScanner(resp.Body)}
}

// next reads an event or a comment; ok is false at the stream's end.
func (st stream) next() (e event, ok bool) {
	for st.lines.Scan() {
		field, value, _ := strings.Cut(st.lines.Text(), ": ")
		switch field {
		case "":
			return e, true
		case "id":
			e.id = value
		case "event":
			e.name = value
		case "data":
			e.data = value
		}
	}
	return e, false
}

// want reads an event of the name and decodes its data into v.
func (st stream) want(name string, v any) event {
	st.t.Helper()
	e, ok := st.next()
	if !ok || e.name != name {
		st.t.Fatalf("the stream has %+v (%t), want %s", e, ok, name)
	}
	if err := json.Unmarshal([]byte(e.data), v); err != nil {
		st.t.Fatal(err)
	}
	return e
}

// bot calls a method as a scripted bot would.
func (s *stand) bot(method string, params url.Values) {
	s.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/bot"+s.Fake.Token()+"/"+method, strings.NewReader(params.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.Fake.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		s.t.Fatalf("%s: %s", method, w.Body)
	}
}

func (s *stand) botSays(text string) {
	s.t.Helper()
	s.bot("sendMessage", url.Values{"chat_id": {"7"}, "text": {text}, "parse_mode": {"HTML"}})
}

// person7 writes in the chat that open shows.
func (s *stand) person7(text string) {
	p := person{Chat: 7, Language: "et"}
	s.Fake.Message(p.user(), p.user().Private(), text)
}

func TestStreamShowsWhatHappens(t *testing.T) {
	s := newStand(t)
	s.person7("tere")
	st := s.open("")
	var chat []shown
	if st.want("snapshot", &chat); len(chat) != 1 || chat[0].Text != "tere" || chat[0].Lang != locales.ET {
		t.Errorf("the snapshot is %+v", chat)
	}

	other := person{Chat: 8, Language: "et"}.user()
	s.Fake.Message(other, other.Private(), "not for person 7")
	s.botSays("👋 <b>what is</b> <a href=\"https://iom.int\">IOM</a>")
	var u update
	st.want("update", &u)
	if u.Message == nil || u.Message.Lang != locales.EN || u.Message.Text != "👋 what is IOM" {
		t.Fatalf("the update is %+v", u)
	}
	want := []fakeapi.Entity{
		{Type: "bold", Offset: 3, Length: 7}, // the hand takes two UTF-16 units
		{Type: "text_link", Offset: 11, Length: 3, URL: "https://iom.int"},
	}
	if diff := cmp.Diff(want, u.Message.Entities); diff != "" {
		t.Errorf("entities: (-want +got)\n%s", diff)
	}

	s.bot("editMessageText", url.Values{"chat_id": {"7"}, "message_id": {"2"}, "text": {"tere"}})
	u = update{}
	if st.want("update", &u); u.Kind != fakeapi.MessageEdited || u.Message.Text != "tere" || u.Message.Lang != locales.ET {
		t.Errorf("the edit is %+v", u)
	}
	s.Fake.Close()
	if e, open := st.next(); open {
		t.Errorf("the stream goes on after the fake's end: %+v", e)
	}
}

func TestStreamResumes(t *testing.T) {
	s := newStand(t)
	s.person7("one")
	st := s.open("")
	snapshot := st.want("snapshot", &[]shown{})
	s.person7("two")
	two := st.want("update", &update{})
	s.person7("three")
	for name, again := range map[string]stream{
		"by header":                 s.open("", "Last-Event-ID", two.id),
		"by parameter":              s.open("&after=" + two.id),
		"header before a parameter": s.open("&after="+snapshot.id, "Last-Event-ID", two.id),
	} {
		var u update
		if again.want("update", &u); u.Message.Text != "three" {
			t.Errorf("%s: the first update is %q, want three", name, u.Message.Text)
		}
	}
	for _, id := range []string{"1", "another-run-2", "OTHER-2", s.run + "-99", s.run, "-", s.run + "-x"} {
		var chat []shown
		if s.open("", "Last-Event-ID", id).want("snapshot", &chat); len(chat) != 3 {
			t.Errorf("%q: the snapshot has %d messages, want 3", id, len(chat))
		}
	}
}

func TestStreamTellsOfNewKnowledge(t *testing.T) {
	s := newStand(t)
	st := s.open("")
	st.want("snapshot", &[]shown{})
	s.load("../testdata/base")
	st.want("knowledge", &struct{}{})
	findings := append([]knowledge.Finding{{Message: "one more"}}, s.Findings()...)
	s.findings.Store(&findings)
	st.want("knowledge", &struct{}{})
	s.person7("nothing in between")
	st.want("update", &update{})
}

// TestStreamOutlivesTheServersTimeout reads for ten times as long as the
// server lets other responses take.
func TestStreamOutlivesTheServersTimeout(t *testing.T) {
	s := newStand(t)
	s.heartbeat = 10 * time.Millisecond
	server := httptest.NewUnstartedServer(s.handler())
	server.Config.WriteTimeout = 20 * time.Millisecond
	server.Start()
	defer server.Close()
	defer s.Fake.Close()
	st := openStream(t, server.URL+"/api/stream?chat=7&language=et")
	st.want("snapshot", &[]shown{})
	for range 20 {
		if e, open := st.next(); !open || e.name != "" {
			t.Fatalf("the stream has %+v (%t), want a heartbeat", e, open)
		}
	}
}

func TestStreamNeedsAPerson(t *testing.T) {
	s := newStand(t)
	for _, query := range []string{"", "chat=7", "chat=x&language=et", "chat=-7&language=et", "chat=7&language=xx"} {
		if status, _, _ := s.request(http.MethodGet, "/api/stream?"+query, ""); status != http.StatusBadRequest {
			t.Errorf("%q: status %d, want 400", query, status)
		}
	}
}
