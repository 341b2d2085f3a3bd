package workbench

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"iombot/bot/telegram/fakeapi"
	"iombot/knowledge"
	"iombot/locales"
)

// shown is a message with the language it is in, for screen readers.
type shown struct {
	fakeapi.Message
	Lang locales.Lang `json:"lang,omitempty"`
}

// update is an event of the fake for the page.
type update struct {
	fakeapi.Event
	Message *shown `json:"message,omitempty"`
}

func (wb *workbench) shown(m fakeapi.Message) shown { return shown{m, wb.Detect(m.Text)} }

// stream sends what a person sees happen, as Server-Sent Events: "snapshot"
// with the whole chat, or, to a page that comes back, only what it missed;
// then each "update", and "knowledge" whenever the answers or the findings may
// have changed. The page comes back with the last id it has, in the header
// that browsers send or as the parameter after.
func (wb *workbench) stream(w http.ResponseWriter, r *http.Request) {
	p, ok := asked(r)
	if !ok {
		refuse(w, http.StatusBadRequest, "workbench.error.request")
		return
	}
	out := sse{w: w, rc: http.NewResponseController(w)}
	if err := out.rc.SetWriteDeadline(time.Time{}); err != nil { // a stream outlives a response's
		wb.fail(w, "opening a stream", err)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	known := wb.version() // before the page has anything: a change from now on is told
	after, resumed := wb.resume(r)
	if !resumed {
		after = wb.Fake.LastEvent() // before the messages: better twice than never
		out.send("snapshot", wb.eventID(after), wb.snapshot(p.Chat))
	}
	out.flush()
	wb.follow(r, &out, p.Chat, after, known)
}

// follow streams events until the page or the fake closes; the page knows of the
// answers as they were at known.
func (wb *workbench) follow(r *http.Request, out *sse, chat, after int64, known version) {
	events, cancel := wb.Fake.Subscribe(after)
	defer cancel()
	heartbeat, look := time.NewTicker(wb.heartbeat), time.NewTicker(wb.look)
	defer heartbeat.Stop()
	defer look.Stop()
	for out.err == nil {
		select {
		case <-r.Context().Done():
			return
		case e, open := <-events:
			if !open {
				return
			}
			if e.Chat == 0 || e.Chat == chat {
				out.send("update", wb.eventID(e.Number), wb.update(e))
			}
		case <-look.C:
			now := wb.version()
			if now.equal(known) {
				continue
			}
			known = now
			out.send("knowledge", "", struct{}{})
		case <-heartbeat.C:
			out.comment()
		}
		out.flush()
	}
}

func (wb *workbench) update(e fakeapi.Event) update {
	u := update{Event: e}
	if e.Message != nil {
		m := wb.shown(*e.Message)
		u.Message = &m
	}
	return u
}

// snapshot is the whole chat.
func (wb *workbench) snapshot(chat int64) []shown {
	out := []shown{}
	for _, m := range wb.Fake.Messages(chat) {
		out = append(out, wb.shown(m))
	}
	return out
}

// version is what the staff's pane is made from.
type version struct {
	base     *knowledge.Base
	findings []knowledge.Finding
}

func (wb *workbench) version() version { return version{wb.Snapshot().Base, wb.Findings()} }

func (v version) equal(o version) bool {
	return v.base == o.base && slices.EqualFunc(v.findings, o.findings, knowledge.Finding.Equal)
}

func (wb *workbench) eventID(number int64) string { return fmt.Sprintf("%s-%d", wb.run, number) }

// resume is the number of the last event that the page has. It is not for an
// id of another run: the chats of that one are gone.
func (wb *workbench) resume(r *http.Request) (after int64, ok bool) {
	id := r.Header.Get("Last-Event-ID")
	if id == "" {
		id = r.FormValue("after")
	}
	run, number, _ := strings.Cut(id, "-")
	after, err := strconv.ParseInt(number, 10, 64)
	return after, err == nil && run == wb.run && after <= wb.Fake.LastEvent()
}

// sse writes Server-Sent Events and remembers the first error.
type sse struct {
	w   io.Writer
	rc  *http.ResponseController
	err error
}

func (s *sse) send(event, id string, data any) {
	text, err := json.Marshal(data)
	if err != nil {
		s.err = err
		return
	}
	if id != "" {
		id = "id: " + id + "\n"
	}
	s.print("event: %s\n%sdata: %s\n\n", event, id, text)
}

func (s *sse) comment() { s.print(":\n\n") }

func (s *sse) print(format string, args ...any) {
	if s.err == nil {
		_, s.err = fmt.Fprintf(s.w, format, args...)
	}
}

func (s *sse) flush() {
	if s.err == nil {
		s.err = s.rc.Flush()
	}
}
