package workbench

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"iombot/bot"
	"iombot/locales"
)

const (
	editorsPassword = "correct horse battery"
	readersPassword = "staple staple staple"
)

// newLockedStand is a stand that Mari may change and Jaan may read.
func newLockedStand(t *testing.T) (*stand, *bytes.Buffer) {
	t.Helper()
	s := newGapsStand(t)
	for _, a := range []struct {
		name, password string
		role           bot.Role
	}{{"Mari", editorsPassword, bot.Editor}, {"Jaan", readersPassword, bot.Reader}} {
		hash, err := bcrypt.GenerateFromPassword([]byte(a.password), bcrypt.MinCost) // or the test takes a second
		if err == nil {
			err = s.Office.SetAccount(t.Context(), bot.Account{Name: a.name, Role: a.role, Hash: string(hash)})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	log := &bytes.Buffer{}
	s.Log = slog.New(slog.NewTextHandler(log, nil))
	return s, log
}

// login tries a password and returns the status and the session's cookie.
func (s *stand) login(name, password string) (int, *http.Cookie) {
	s.t.Helper()
	noFollow := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := noFollow.PostForm(s.url+"/login", url.Values{"name": {name}, "password": {password}})
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	for _, c := range resp.Cookies() {
		return resp.StatusCode, c
	}
	return resp.StatusCode, nil
}

const aMark = `{"names": ["language:ar"], "seen": 8, "state": "done"}`

// A stranger sees nothing but the login, whatever is asked for.
func TestStrangerSeesNothing(t *testing.T) {
	s, _ := newLockedStand(t)
	for _, path := range []string{
		"/", "/gaps", "/numbers", "/numbers.csv", "/entries", "/nothing", "/web/app.js", "/web/gaps.js", "/web/", "/api/knowledge", "/api/entries",
		"/api/entry?file=iom/toilet.yaml", "/api/stream?chat=7&language=et", "/web/office.css/../app.js", "//gaps", "/login/../gaps",
	} {
		for _, cookie := range []string{"", "iombot-session=", "iombot-session=guessed"} {
			status, _, body := s.request(http.MethodGet, path, "", "Cookie", cookie, "Accept-Language", "en")
			isLogin := status == http.StatusOK && strings.Contains(body, `action="/login?lang=en"`)
			if status != http.StatusUnauthorized && !isLogin {
				t.Errorf("GET %s: %d", path, status)
			}
			for _, secret := range []string{"toilet", "licence", "Mari"} {
				if strings.Contains(body, secret) {
					t.Errorf("GET %s shows %q", path, secret)
				}
			}
		}
	}
	for _, path := range []string{"/api/gaps/marks", "/api/phrasings", "/api/harmless", "/api/undo", "/api/links", "/api/links/end", "/api/entry/save", "/api/explanations", "/api/messages", "/api/entries/search", "/logout"} {
		if status, _, _ := s.request(http.MethodPost, path, aMark); status != http.StatusUnauthorized {
			t.Errorf("POST %s: %d", path, status)
		}
	}
	if marks, err := s.Office.Marks(t.Context()); err != nil || len(marks) > 0 {
		t.Errorf("there are marks: %v, %v", marks, err)
	}
}

func TestEditorWritesAndReaderDoesNot(t *testing.T) {
	s, log := newLockedStand(t)
	for _, wrong := range [][2]string{{"Mari", readersPassword}, {"mari", editorsPassword}, {"", ""}, {"Nobody", ""}} {
		if status, cookie := s.login(wrong[0], wrong[1]); status != http.StatusUnauthorized || cookie != nil {
			t.Errorf("%q gets in: %d, %v", wrong, status, cookie)
		}
	}
	status, cookie := s.login("Jaan", readersPassword)
	if status != http.StatusSeeOther || cookie == nil || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || len(cookie.Value) < 20 {
		t.Fatalf("login: %d, %v", status, cookie)
	}
	reader := cookie.Name + "=" + cookie.Value
	_, _, page := s.request(http.MethodGet, "/gaps?lang=en", "", "Cookie", reader)
	if !strings.Contains(page, "licence") || strings.Contains(page, "data-state") || strings.Contains(page, `class="add"`) {
		t.Error("a reader does not see the gaps, or is offered to change them")
	}
	for _, path := range []string{"/api/gaps/marks", "/api/phrasings", "/api/harmless", "/api/entry/save", "/api/entry/hide", "/api/entry/delete"} {
		if status, _, body := s.request(http.MethodPost, path, aMark, "Cookie", reader); status != http.StatusForbidden || !strings.Contains(body, "workbench.error.role") {
			t.Errorf("a reader's POST %s: %d %s", path, status, body)
		}
	}
	if status, _, _ := s.request(http.MethodPost, "/api/explanations", `{"question": "where is the loo"}`, "Cookie", reader); status != http.StatusOK {
		t.Errorf("a reader's question: %d", status)
	}
	_, cookie = s.login("Mari", editorsPassword)
	editor := cookie.Name + "=" + cookie.Value
	if status, _, body := s.request(http.MethodPost, "/api/gaps/marks", aMark, "Cookie", editor); status != http.StatusNoContent {
		t.Errorf("an editor's mark: %d %s", status, body)
	}
	if status, _, _ := s.request(http.MethodPost, "/api/gaps/marks", aMark, "Cookie", editor, "Origin", "https://evil.test", "Sec-Fetch-Site", "cross-site"); status != http.StatusForbidden {
		t.Errorf("another site's mark: %d", status)
	}
	for _, want := range []string{`msg="staff logged in" staff=Jaan`, `msg="staff changed something" staff=Mari request=/api/gaps/marks status=204`, `msg="a login failed" staff=unknown`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %s:\n%s", want, log)
		}
	}
	if strings.Contains(log.String(), "staple") || strings.Contains(log.String(), "Nobody") {
		t.Errorf("the log tells what was tried:\n%s", log)
	}
}

// A login leads to the page that was asked for, in the login's language, and to
// no other site.
func TestLoginLeadsToThePage(t *testing.T) {
	s, _ := newLockedStand(t)
	if _, _, page := s.request(http.MethodGet, "/gaps?state=done&lang=et", ""); !strings.Contains(page, `name="to" value="/gaps?lang=et&amp;state=done"`) || !strings.Contains(page, `action="/login?lang=et"`) {
		t.Errorf("the login is\n%s", page)
	}
	for to, want := range map[string]string{
		"/gaps?state=done&lang=en": "/gaps?lang=et&state=done", "/numbers": "/numbers?lang=et", "": "/?lang=et", "//evil.test/gaps": "/?lang=et", "https://evil.test/gaps": "/?lang=et",
		`/\evil.test`: "/?lang=et", "/logout": "/?lang=et", "javascript:alert(1)": "/?lang=et", "/%2fevil.test": "/?lang=et", "evil.test": "/?lang=et", "%": "/?lang=et", "https:/gaps": "/?lang=et",
	} {
		if got := pageAfter(to, locales.ET); got != want {
			t.Errorf("%q leads to %q, want %q", to, got, want)
		}
	}
	noFollow := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := noFollow.PostForm(s.url+"/login?lang=et", url.Values{"name": {"Mari"}, "password": {editorsPassword}, "to": {"/gaps?state=done&lang=en"}})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if got := resp.Header.Get("Location"); got != "/gaps?lang=et&state=done" {
		t.Errorf("the login leads to %q", got)
	}
}

// A session ends with its time, with a logout, and with the account's removal or
// its new password.
func TestSessionsEnd(t *testing.T) {
	s, _ := newLockedStand(t)
	now := today
	s.Now = func() time.Time { return now }
	inside := func(cookie *http.Cookie) bool {
		status, _, _ := s.request(http.MethodGet, "/api/knowledge", "", "Cookie", cookie.Name+"="+cookie.Value)
		return status == http.StatusOK
	}
	for name, end := range map[string]func(*http.Cookie){
		"time":   func(*http.Cookie) { now = now.Add(sessionTime) },
		"logout": func(c *http.Cookie) { s.request(http.MethodPost, "/logout", "", "Cookie", c.Name+"="+c.Value) },
		"password": func(*http.Cookie) {
			hash, _ := bcrypt.GenerateFromPassword([]byte(editorsPassword), bcrypt.MinCost)
			_ = s.Office.SetAccount(t.Context(), bot.Account{Name: "Mari", Role: bot.Editor, Hash: string(hash)})
		},
	} {
		_, cookie := s.login("Mari", editorsPassword)
		if cookie == nil || !inside(cookie) {
			t.Fatalf("%s: nobody gets in", name)
		}
		if end(cookie); inside(cookie) {
			t.Errorf("%s does not end a session", name)
		}
	}
	_, cookie := s.login("Mari", editorsPassword)
	if _, err := s.Office.RemoveAccount(t.Context(), "Mari"); err != nil || inside(cookie) {
		t.Errorf("a session outlives its account (%v)", err)
	}
}

// Passwords are not to be guessed: after a few tries the right one waits too.
func TestLoginIsSlow(t *testing.T) {
	s, _ := newLockedStand(t)
	now := today
	s.Now = func() time.Time { return now }
	for i := range loginBurst {
		if status, _ := s.login("Mari", "guess"); status != http.StatusUnauthorized {
			t.Fatalf("guess %d: %d", i, status)
		}
	}
	if status, _ := s.login("Mari", editorsPassword); status != http.StatusTooManyRequests {
		t.Errorf("the next try: %d", status)
	}
	if status, _ := s.login("Jaan", readersPassword); status != http.StatusSeeOther {
		t.Errorf("somebody else: %d", status)
	}
	for i := range allBurst {
		s.login(strings.Repeat("x", i+1), "guess")
	}
	if status, _ := s.login("Jaan", readersPassword); status != http.StatusTooManyRequests {
		t.Errorf("after guesses of many names: %d", status)
	}
	now = now.Add(loginEvery)
	if status, _ := s.login("Mari", editorsPassword); status != http.StatusSeeOther {
		t.Errorf("after a while: %d", status)
	}
}

// Without accounts whoever sits at the machine may use the pages, but nobody by
// way of a proxy; at another address a login is needed all the same.
func TestDoorWithoutAccounts(t *testing.T) {
	s := newGapsStand(t)
	if status, _, _ := s.request(http.MethodPost, "/api/gaps/marks", aMark); status != http.StatusNoContent {
		t.Errorf("a mark: %d", status)
	}
	if status, _, body := s.request(http.MethodGet, "/gaps", "", "X-Forwarded-For", "192.0.2.1"); status != http.StatusForbidden || strings.Contains(body, "licence") {
		t.Errorf("by way of a proxy: %d", status)
	}
	s.Guarded = true
	if status, _, body := s.request(http.MethodGet, "/api/knowledge", "", "Host", "bot.example.org"); status != http.StatusUnauthorized {
		t.Errorf("guarded: %d %s", status, body)
	}
}

func TestHashPassword(t *testing.T) {
	for password, want := range map[string]error{"õõõõõõõõõ": ErrPassword, strings.Repeat("a", 73): ErrPassword, "õõõõõõõõõõ": nil} {
		hash, err := HashPassword(password)
		if err != want || err == nil && bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)) != nil {
			t.Errorf("%q: %v", password, err)
		}
	}
}
