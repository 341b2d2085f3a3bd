package fakeapi

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options sets up a Server. The zero value is a bot with the token and the
// name of the constants below, no rate limits and a complete call log.
type Options struct {
	Token       string           // DefaultToken when empty
	BotUsername string           // DefaultUsername when empty
	Now         func() time.Time // stamps messages, ages callback queries and updates; time.Now when nil
	Rates       Rates            // zero: no limits
	MaxPoll     time.Duration    // longest time a poll is held; 50 s when 0, as the live server
	SeesAll     bool             // the bot's privacy mode in groups is off
	Inline      bool             // inline mode was turned on at @BotFather
	CallbackTTL time.Duration    // how long a button press can be answered; 150 s when 0
	KeepCalls   int              // length of the call log; everything when 0
	KeepEvents  int              // events that can be replayed to a subscriber; 10,000 when 0
}

// What an Options that does not say otherwise stands for.
const (
	DefaultToken    = "123456:fake-token-of-the-fake-bot-api-0000"
	DefaultUsername = "iom_fake_bot"
)

// Server is the fake: an http.Handler for /bot<token>/<method> and the people
// on the other side. It is safe for concurrent use.
type Server struct {
	opt Options
	bot User

	mu         sync.Mutex
	changed    chan struct{} // closed at the next change; nil while nobody waits
	calls      []Call
	counts     map[string]int // calls by method
	violations []string
	faults     []*fault
	chats      map[int64]*chat
	callbacks  map[string]callback
	inline     map[string]*inlineQuery
	nextQuery  int64
	queue      queue
	poller     chan error // the poll being held; receives why it must end
	hook       *webhook
	delivery   Delivery
	allowed    []string // sticky allowed_updates; nil is the default
	commands   map[commandKey][]Command
	profile    map[profileKey]string
	menus      map[int64]menuButton
	events     []Event
	lastEvent  int64
	limits     limits
	methods    map[string]method

	closing context.Context // ends with Close; work that no call waits for lives until then
	close   context.CancelFunc
	work    sync.WaitGroup
	serving *http.Server
}

// New returns a Server that is ready to handle requests; see Listen for
// serving them on a port.
func New(o Options) *Server {
	o.Token = cmp.Or(o.Token, DefaultToken)
	o.BotUsername = cmp.Or(o.BotUsername, DefaultUsername)
	o.MaxPoll = cmp.Or(o.MaxPoll, 50*time.Second)
	o.CallbackTTL = cmp.Or(o.CallbackTTL, 150*time.Second)
	o.KeepEvents = cmp.Or(o.KeepEvents, 10_000)
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{
		opt:       o,
		bot:       User{ID: 123456, IsBot: true, FirstName: "Bot", Username: o.BotUsername},
		counts:    map[string]int{},
		chats:     map[int64]*chat{},
		callbacks: map[string]callback{},
		inline:    map[string]*inlineQuery{},
		queue:     newQueue(1),
		commands:  map[commandKey][]Command{},
		profile:   map[profileKey]string{},
		menus:     map[int64]menuButton{},
		limits:    newLimits(o.Rates),
		methods:   methodTable(),
	}
	s.SetDelivery(Delivery{})
	s.closing, s.close = context.WithCancel(context.Background())
	return s
}

// Token is the token that the server accepts.
func (s *Server) Token() string { return s.opt.Token }

// Bot is the user that the bot is.
func (s *Server) Bot() User { return s.bot }

// Listen serves on addr ("127.0.0.1:0" takes a free port) until Close and
// returns the base URL, to which "/bot<token>/<method>" is added.
func (s *Server) Listen(addr string) (string, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return "", fmt.Errorf("listening for the fake Bot API: %w", err)
	}
	srv := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	srv.ConnContext, srv.ConnState = watchConns()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serving = srv
	s.work.Go(func() {
		if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			panic("fakeapi: serving: " + err.Error())
		}
	})
	return "http://" + l.Addr().String(), nil
}

// Close cuts all connections, ends webhook deliveries and subscriptions, and
// waits for them.
func (s *Server) Close() {
	s.mu.Lock() // no work begins after this
	s.close()
	srv := s.serving
	s.mu.Unlock()
	if srv != nil {
		_ = srv.Close() // only the listener's own error, of no use here
	}
	s.work.Wait()
}

var tokenForm = regexp.MustCompile(`^\d+:[\w-]+$`)

// ServeHTTP answers a call of a method.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	token, name, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	if !ok || !strings.HasPrefix(r.URL.Path, "/bot") || !tokenForm.MatchString(token) {
		writeAnswer(encodeAnswer(nil, errNotFound))(w)
		return
	}
	m, known := s.methods[strings.ToLower(name)]
	if known {
		name = m.name
	}
	a, err := readArgs(w, r)
	c := Call{Method: name, Params: a.strings(), Time: s.opt.Now(), left: begun(r.Context())}
	f := s.takeFault(name, a.int("chat_id"))
	c.Fault = f.Kind
	if f.replaces() && !f.After {
		c.Status = f.status()
		s.record(c, nil)
		f.strike(w, r)
		return
	}
	if f.Kind == Slow && !sleep(r.Context(), f.Delay) {
		s.record(c, r.Context().Err())
		return
	}
	var result any
	switch {
	case token != s.opt.Token:
		err = errUnauthorized
	case !known:
		err = &apiError{code: 404, description: errNotFound.description, violation: true}
	case err == nil:
		if err = checkArgs(m.params, a); err == nil {
			result, err = m.do(s, r.Context(), a)
		}
	}
	switch {
	case errors.Is(err, errCut):
		s.record(c, err)
		reset(w)
		return
	case err != nil && r.Context().Err() != nil: // the client left a poll
		s.record(c, err)
		return
	}
	c.Effect = err == nil
	c.Status, c.Answer = encodeAnswer(result, err)
	s.record(c, err)
	switch {
	case f.replaces():
		f.strike(w, r)
	case f.Kind == Truncated:
		truncate(w, c.Status, c.Answer)
	default:
		writeAnswer(c.Status, c.Answer)(w)
	}
}

// writeAnswer writes an answer with its length, so that no client has to read
// a chunked one to its end before it can use the connection again.
func writeAnswer(status int, body []byte) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(status)
		_, _ = w.Write(body) // a client that left is the client's matter
	}
}

func (s *Server) getMe(context.Context, args) (any, error) {
	return struct {
		User
		CanJoin   bool `json:"can_join_groups"`
		ReadsAll  bool `json:"can_read_all_group_messages"`
		Inline    bool `json:"supports_inline_queries"`
		Business  bool `json:"can_connect_to_business"`
		HasWebApp bool `json:"has_main_web_app"`
	}{User: s.bot, CanJoin: true, ReadsAll: s.opt.SeesAll, Inline: s.opt.Inline}, nil
}
