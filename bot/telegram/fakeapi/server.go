package fakeapi

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options sets up a Server. The zero value is a bot with the token and the
// name of the constants below.
type Options struct {
	Token       string           // DefaultToken when empty
	BotUsername string           // DefaultUsername when empty
	Now         func() time.Time // stamps messages, ages callback queries and updates; time.Now when nil
	MaxPoll     time.Duration    // longest time a poll is held; 50 s when 0, as the live server
	SeesAll     bool             // the bot's privacy mode in groups is off
	Inline      bool             // inline mode was turned on at @BotFather
	CallbackTTL time.Duration    // how long a button press can be answered; 150 s when 0
	KeepEvents  int              // events that can be replayed to a subscriber; 10,000 when 0

	// Webhook carries updates to a webhook that the bot sets, until it is removed; nil
	// leaves them waiting.
	Webhook func(*Webhook)
	// Around answers calls in place of the server, unless it is nil: do does the
	// method and fills in the answer, which Write writes.
	Around func(w http.ResponseWriter, r *http.Request, c *Call, do func(context.Context))
}

// Call is one call of a method as the server saw it.
type Call struct {
	Method string
	Params map[string]string // JSON-serialized where they are objects
	Time   time.Time
	Status int             // of HTTP; 0 when the client gets no answer
	Answer json.RawMessage // of the API
	Error  string          // description of an unsuccessful answer
	Effect bool            // the method did what was asked
}

// Write writes the answer with its length, so that no client has to read a
// chunked one to its end before it can use the connection again. It closes the
// connection where there is no answer.
func (c *Call) Write(w http.ResponseWriter) {
	if c.Status == 0 {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(c.Answer)))
	w.WriteHeader(c.Status)
	_, _ = w.Write(c.Answer) // a client that left is the client's matter
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
	violations []string
	chats      map[int64]*chat
	callbacks  map[string]callback
	inline     map[string]*inlineQuery
	nextQuery  int64
	queue      queue
	poller     chan error // the poll being held; receives why it must end
	hook       *Webhook
	allowed    []string // sticky allowed_updates; nil is the default
	commands   map[commandKey][]Command
	profile    map[profileKey]string
	menus      map[int64]menuButton
	events     []Event
	lastEvent  int64
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
		chats:     map[int64]*chat{},
		callbacks: map[string]callback{},
		inline:    map[string]*inlineQuery{},
		queue:     newQueue(1),
		commands:  map[commandKey][]Command{},
		profile:   map[profileKey]string{},
		menus:     map[int64]menuButton{},
		methods:   methodTable(),
	}
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
		c := &Call{}
		c.Status, c.Answer = encodeAnswer(nil, errNotFound)
		c.Write(w)
		return
	}
	m, known := s.methods[strings.ToLower(name)]
	if known {
		name = m.name
	}
	a, unread := readArgs(w, r)
	c := &Call{Method: name, Params: a.strings(), Time: s.opt.Now()}
	do := func(ctx context.Context) {
		var result any
		err := unread
		switch {
		case token != s.opt.Token:
			err = errUnauthorized
		case !known:
			err = &apiError{code: 404, description: errNotFound.description, violation: true}
		case err == nil:
			if err = checkArgs(m.params, a); err == nil {
				result, err = m.do(s, ctx, a)
			}
		}
		s.finish(ctx, c, result, err)
	}
	if s.opt.Around != nil {
		s.opt.Around(w, r, c, do)
		return
	}
	do(r.Context())
	c.Write(w)
}

// finish fills in what came of a call.
func (s *Server) finish(ctx context.Context, c *Call, result any, err error) {
	if err != nil {
		c.Error = err.Error()
	}
	if err != nil && (ctx.Err() != nil || s.closing.Err() != nil) { // the client left a poll, or the server
		return
	}
	c.Effect = err == nil
	c.Status, c.Answer = encodeAnswer(result, err)
	var e *apiError
	if errors.As(err, &e) && e.violation {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.violations = append(s.violations, fmt.Sprintf("%s: %s", c.Method, e.description))
	}
}

// Violations lists the calls that broke a published rule of the Bot API, as
// "method: what is wrong". A good bot has none.
func (s *Server) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.violations)
}

// change wakes those who wait for a change. s.mu is held.
func (s *Server) change() {
	if s.changed != nil {
		close(s.changed)
		s.changed = nil
	}
}

// next is closed at the next change. s.mu is held.
func (s *Server) next() <-chan struct{} {
	if s.changed == nil {
		s.changed = make(chan struct{})
	}
	return s.changed
}

// Changed is closed at the next change of chats, updates or the webhook.
func (s *Server) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.next()
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
