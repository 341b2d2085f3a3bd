package apitest

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"

	"iombot/bot/telegram/fakeapi"
)

// FaultKind says how a call goes wrong.
type FaultKind string

// The kinds of faults.
const (
	TooMany    FaultKind = "429"       // Too Many Requests with RetryAfter
	Refuse     FaultKind = "refuse"    // an API error with Code and Description
	BadGateway FaultKind = "502"       // an HTML page, as from a proxy
	Empty500   FaultKind = "500"       // no body
	Hang       FaultKind = "hang"      // no answer until the client gives up
	Reset      FaultKind = "reset"     // the connection is reset
	Truncated  FaultKind = "truncated" // the method is done, half of its answer arrives
	Slow       FaultKind = "slow"      // everything is right, after Delay
)

// Fault is what happens to a call instead of its answer.
type Fault struct {
	Kind        FaultKind
	After       bool          // the method is done before the fault strikes
	Chat        int64         // strikes only calls for this chat; 0 strikes all
	RetryAfter  int           // of TooMany, in seconds
	Code        int           // of Refuse
	Description string        // of Refuse, with the prefix such as "Bad Request: "
	Delay       time.Duration // of Slow
}

// fault is a scripted Fault.
type fault struct {
	Fault
	method string
	left   int // below 0: until cancelled
}

// Fault makes the next times calls of a method ("*" for any) go wrong, or with
// times < 0 all until cancel is called. Of several faults that fit, the one
// scripted first strikes.
func (s *Server) Fault(method string, times int, f Fault) (cancel func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ft := &fault{Fault: f, method: method, left: times}
	s.faults = append(s.faults, ft)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.faults = slices.DeleteFunc(s.faults, func(x *fault) bool { return x == ft })
	}
}

// Outage cuts the calls being answered and resets every call until end is called.
func (s *Server) Outage() (end func()) {
	end = s.Fault("*", -1, Fault{Kind: Reset})
	s.mu.Lock()
	defer s.mu.Unlock()
	for p := range s.polls {
		p.cut = true
		p.cancel()
	}
	return end
}

// takeFault is the fault that strikes a call; its Kind is empty for none.
func (s *Server) takeFault(method string, chat int64) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		if f.method != "*" && f.method != method || f.Chat != 0 && f.Chat != chat {
			continue
		}
		if f.left--; f.left == 0 {
			s.faults = slices.Delete(s.faults, i, i+1)
		}
		return f.Fault
	}
	return Fault{}
}

// replaces reports whether the fault leaves nothing of the answer.
func (f Fault) replaces() bool {
	return f.Kind != "" && f.Kind != Truncated && f.Kind != Slow
}

// status is the HTTP status that the client sees, 0 for none.
func (f Fault) status() int {
	switch f.Kind {
	case TooMany:
		return http.StatusTooManyRequests
	case Refuse:
		return f.Code
	case BadGateway:
		return http.StatusBadGateway
	case Empty500:
		return http.StatusInternalServerError
	}
	return 0
}

// strike answers in place of the API.
func (f Fault) strike(w http.ResponseWriter, r *http.Request) {
	switch f.Kind {
	case TooMany:
		c := tooMany(fakeapi.Call{}, time.Duration(f.RetryAfter)*time.Second)
		c.Write(w)
	case Refuse:
		c := refusal(fakeapi.Call{}, f.Code, f.Description, 0)
		c.Write(w)
	case BadGateway:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = w.Write([]byte("<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"))
	case Empty500:
		w.WriteHeader(http.StatusInternalServerError)
	case Hang:
		<-r.Context().Done()
	case Reset:
		reset(w)
	default:
		panic("apitest: unknown fault " + strconv.Quote(string(f.Kind)))
	}
}

// refusal makes a call's answer one that says no; wait is told unless it is 0.
func refusal(c fakeapi.Call, code int, description string, wait time.Duration) fakeapi.Call {
	type parameters struct {
		RetryAfter float64 `json:"retry_after"`
	}
	body := struct {
		OK          bool        `json:"ok"`
		Code        int         `json:"error_code"`
		Description string      `json:"description"`
		Parameters  *parameters `json:"parameters,omitempty"`
	}{Code: code, Description: description}
	if wait > 0 {
		body.Parameters = &parameters{wait.Seconds()}
	}
	answer, err := json.Marshal(body)
	if err != nil {
		panic("apitest: encoding an answer: " + err.Error())
	}
	c.Status, c.Answer, c.Error, c.Effect = code, answer, description, false
	return c
}

// tooMany makes a call's answer a 429, with whole seconds to wait.
func tooMany(c fakeapi.Call, wait time.Duration) fakeapi.Call {
	wait = (wait + time.Second - 1).Truncate(time.Second)
	return refusal(c, http.StatusTooManyRequests, fmt.Sprintf("Too Many Requests: retry after %.0f", wait.Seconds()), wait)
}

// reset closes the connection so that the client sees "connection reset".
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // HTTP/2 or a recorder: the next best
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // RST in place of FIN
	}
	_ = conn.Close()
}

// truncate promises the whole answer, sends half and cuts the connection.
func truncate(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body[:len(body)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// sleep waits for d and reports whether ctx let it.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
