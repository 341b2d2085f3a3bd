package workbench

import (
	"cmp"
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/bcrypt"
	"golang.org/x/time/rate"

	"iombot/bot"
	"iombot/locales"
)

const (
	sessionCookie = "iombot-session"
	sessionTime   = 12 * time.Hour // a working day
	maxSessions   = 1000
	maxLogin      = 4 << 10 // bytes of a login form

	// A name from one place may be tried loginBurst times and then once each
	// loginEvery; all names together as often as checking a password (some 60 ms
	// of a processor) does not starve the bot.
	loginEvery = 12 * time.Second
	loginBurst = 5
	allEvery   = 500 * time.Millisecond
	allBurst   = 10
	maxTried   = 10_000 // names and places that are remembered

	minPassword = 10 // characters
	maxPassword = 72 // bytes that bcrypt reads
)

// ErrPassword says that a password is too short or too long.
var ErrPassword = errors.New("a password has 10 characters or more, and at most 72 bytes")

// HashPassword makes of a password what an account keeps, or returns ErrPassword.
func HashPassword(password string) (string, error) {
	if len([]rune(password)) < minPassword || len(password) > maxPassword {
		return "", ErrPassword
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.DefaultCost)
	return string(hash), err
}

// foreign are what a stranger may read: what the login's page is made of.
var foreign = []string{"/web/icon.svg", "/web/layout.css", "/web/chat.css", "/web/staff.css", "/web/office.css"}

// afterLogin are the pages that a login may lead to.
var afterLogin = []string{"/", "/entries", "/gaps", "/numbers", "/quality"}

// harmless are the requests beside GET that change nothing, which readers may
// make too.
var harmless = []string{
	"/login", "/logout", "/api/explanations", "/api/entries/search", "/api/entry/draft", "/api/entry/compare", "/api/messages", "/api/presses", "/api/replay",
}

//go:embed login.html
var loginSource string

var loginTemplate = newTemplate("login", loginSource)

// user is who makes a request; the zero user is whoever sits at the machine.
type user struct {
	name  string
	role  bot.Role
	named bool // by the proxy, and not by a session that could be ended here
}

func (u user) mayWrite() bool { return u.name == "" || u.role == bot.Editor }

type userKey struct{}

func userOf(r *http.Request) user {
	u, _ := r.Context().Value(userKey{}).(user)
	return u
}

// session is a login. It ends with its time, and as soon as the account is gone or
// has another password.
type session struct {
	name, hash string
	until      time.Time
}

// logins are the sessions, which end with the process, and the pace of passwords.
type logins struct {
	mu       sync.Mutex
	sessions map[string]session // by token
	tried    map[string]*rate.Limiter
	all      *rate.Limiter
	dummy    func() []byte // a hash that takes as long as any, for names that are none
}

func newLogins() *logins {
	return &logins{
		sessions: map[string]session{}, tried: map[string]*rate.Limiter{}, all: rate.NewLimiter(rate.Every(allEvery), allBurst),
		dummy: sync.OnceValue(func() []byte {
			hash, _ := bcrypt.GenerateFromPassword([]byte(rand.Text()), bcrypt.DefaultCost) // 26 bytes are never too many
			return hash
		}),
	}
}

// mayTry reports whether a password may be tried now.
func (l *logins) mayTry(key string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.tried) >= maxTried {
		clear(l.tried) // what all may try together still holds
	}
	if l.tried[key] == nil {
		l.tried[key] = rate.NewLimiter(rate.Every(loginEvery), loginBurst)
	}
	return l.tried[key].AllowN(now, 1) && l.all.AllowN(now, 1)
}

// begin begins a session and returns its token.
func (l *logins) begin(s session, now time.Time) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	for token, old := range l.sessions {
		if len(l.sessions) >= maxSessions || !old.until.After(now) {
			delete(l.sessions, token)
		}
	}
	token := rand.Text()
	l.sessions[token] = s
	return token
}

func (l *logins) end(token string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.sessions, token)
}

func (l *logins) session(token string, now time.Time) (session, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, ok := l.sessions[token]
	return s, ok && s.until.After(now)
}

// locked reports whether a login is needed, and lists the accounts.
func (wb *workbench) locked(ctx context.Context) (bool, []bot.Account, error) {
	if wb.Office == nil || wb.Trial {
		return false, nil, nil
	}
	accounts, err := wb.Office.Accounts(ctx)
	return wb.Guarded || wb.Proxy != nil || len(accounts) > 0 || err != nil, accounts, err
}

// visitor is whom the proxy names, or who a request's session belongs to.
func (wb *workbench) visitor(r *http.Request, accounts []bot.Account) (user, bool) {
	if name, ok := wb.Proxy.names(r); ok {
		i := slices.IndexFunc(accounts, func(a bot.Account) bool { return a.Name == name })
		if i < 0 {
			wb.Log.Warn("the proxy names somebody who has no account")
			return user{}, false
		}
		return user{name, accounts[i].Role, true}, true
	}
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return user{}, false
	}
	s, ok := wb.logins.session(cookie.Value, wb.Now())
	i := slices.IndexFunc(accounts, func(a bot.Account) bool { return a.Name == s.name && a.Hash == s.hash })
	if !ok || i < 0 {
		return user{}, false
	}
	return user{s.name, accounts[i].Role, false}, true
}

// door lets in whom it may, and logs what they change.
func (wb *workbench) door(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		locked, accounts, err := wb.locked(r.Context())
		var who user
		switch {
		case err != nil:
			wb.fail(w, "reading the accounts", err)
			return
		case !locked && wb.Office != nil && !wb.Trial && proxied(r):
			http.Error(w, "a proxy hands these pages on: add an account with iombot staff add", http.StatusForbidden)
			return
		case locked && r.URL.Path != "/login" && !slices.Contains(foreign, r.URL.Path):
			known := false
			if who, known = wb.visitor(r, accounts); !known {
				stranger(w, r)
				return
			}
		}
		r = r.WithContext(context.WithValue(r.Context(), userKey{}, who))
		if r.Method == http.MethodGet || r.Method == http.MethodHead || slices.Contains(harmless, r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		if !who.mayWrite() {
			refuse(w, http.StatusForbidden, "workbench.error.role")
			return
		}
		noted := &noting{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(noted, r)
		wb.Log.Info("staff changed something", "staff", cmp.Or(who.name, "local"), "request", r.URL.Path, "status", noted.status)
	})
}

// proxied reports whether a proxy says that it hands a request on: who is at its
// other end need not be at this machine.
func proxied(r *http.Request) bool {
	return slices.ContainsFunc([]string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"}, func(h string) bool { return r.Header.Get(h) != "" })
}

// stranger answers who is not logged in.
func stranger(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet || strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.URL.Path, "/web/") {
		refuse(w, http.StatusUnauthorized, "workbench.error.login")
		return
	}
	query := url.Values{}
	if to := r.URL.RequestURI(); to != "/" {
		query.Set("to", to)
	}
	if l := r.FormValue("lang"); l != "" {
		query.Set("lang", l)
	}
	login := url.URL{Path: "/login", RawQuery: query.Encode()}
	http.Redirect(w, r, login.String(), http.StatusSeeOther)
}

// noting remembers a response's status.
type noting struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (n *noting) WriteHeader(status int) {
	n.status = status
	n.ResponseWriter.WriteHeader(status)
}

// Unwrap is for http.ResponseController.
func (n *noting) Unwrap() http.ResponseWriter { return n.ResponseWriter }

// loginData fills the login's page.
type loginData struct {
	pageData
	To    string // the page that was asked for
	Error string
}

func (wb *workbench) newLogin(r *http.Request) loginData {
	p := wb.newPage(r)
	return loginData{pageData: p, To: pageAfter(r.FormValue("to"), p.Lang)}
}

// pageAfter is the page of ours that to names, or the first one, in the login's
// language. A link must not lead through the login to another site.
func pageAfter(to string, lang locales.Lang) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !slices.Contains(afterLogin, u.Path) {
		u = &url.URL{Path: "/"}
	}
	query := u.Query()
	query.Set("lang", string(lang))
	u.RawQuery = query.Encode()
	return u.RequestURI()
}

// loginPage asks for name and password.
func (wb *workbench) loginPage(w http.ResponseWriter, r *http.Request) {
	wb.render(w, loginTemplate, wb.newLogin(r))
}

// postLogin begins a session. The form is a plain one: the page has no script
// that a stranger could read.
func (wb *workbench) postLogin(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxLogin)
	name, password := r.PostFormValue("name"), r.PostFormValue("password")
	place, _, _ := net.SplitHostPort(r.RemoteAddr)
	again := wb.newLogin(r)
	if !wb.logins.mayTry(place+"\x00"+name, wb.Now()) {
		again.Error = again.O("office.login.slow")
		wb.renderAs(w, http.StatusTooManyRequests, loginTemplate, again)
		return
	}
	accounts, err := wb.Office.Accounts(r.Context())
	if err != nil {
		wb.fail(w, "reading the accounts", err)
		return
	}
	// A name that is none, or that only a proxy logs in, takes as long as any.
	a := bot.Account{Hash: string(wb.logins.dummy())}
	if i := slices.IndexFunc(accounts, func(a bot.Account) bool { return a.Name == name && a.Hash != "" }); i >= 0 {
		a = accounts[i]
	}
	if bcrypt.CompareHashAndPassword([]byte(a.Hash), []byte(password)) != nil || a.Name == "" {
		wb.Log.Warn("a login failed", "staff", cmp.Or(a.Name, "unknown"))
		again.Error = again.O("office.login.wrong")
		wb.renderAs(w, http.StatusUnauthorized, loginTemplate, again)
		return
	}
	wb.Log.Info("staff logged in", "staff", a.Name)
	now := wb.Now()
	token := wb.logins.begin(session{a.Name, a.Hash, now.Add(sessionTime)}, now)
	http.SetCookie(w, wb.cookie(r, token, int(sessionTime/time.Second)))
	http.Redirect(w, r, again.To, http.StatusSeeOther)
}

// postLogout ends the session.
func (wb *workbench) postLogout(w http.ResponseWriter, r *http.Request) {
	if cookie, err := r.Cookie(sessionCookie); err == nil {
		wb.logins.end(cookie.Value)
	}
	http.SetCookie(w, wb.cookie(r, "", -1))
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}

// cookie holds a session's token. Over TLS, ours or a proxy's, it stays there.
func (wb *workbench) cookie(r *http.Request, token string, seconds int) *http.Cookie {
	return &http.Cookie{
		Name: sessionCookie, Value: token, Path: "/", MaxAge: seconds, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https",
	}
}
