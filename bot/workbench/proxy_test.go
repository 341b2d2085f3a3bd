package workbench

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"iombot/bot"
)

const proxyHeader = "X-Forwarded-User"

// from makes a request that comes from an address, and returns its status.
func (s *stand) from(peer, method, path string, headers ...string) int {
	s.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(aMark))
	r.RemoteAddr, r.Host = peer, "127.0.0.1:8081"
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
			continue
		}
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.handler().ServeHTTP(w, r)
	return w.Code
}

// Whom the proxy names is in, with the role of their account; nobody else.
func TestProxyNames(t *testing.T) {
	s, _ := newLockedStand(t)
	s.Hosts = []string{"pages.example.org"}
	const near, far, toLogin = "127.0.0.1:999", "192.0.2.7:999", http.StatusSeeOther
	if got := s.from(near, http.MethodGet, "/gaps", proxyHeader, "Mari"); got != toLogin {
		t.Errorf("without a proxy the header gets in: %d", got)
	}
	s.Proxy = &Proxy{Header: proxyHeader}
	for _, tt := range []struct {
		what, peer string
		headers    []string
		read, mark int
	}{
		{"an editor", near, []string{proxyHeader, "Mari"}, 200, 204},
		{"an editor over IPv6", "[::1]:999", []string{proxyHeader, "Mari"}, 200, 204},
		{"an editor over mapped IPv6", "[::ffff:127.0.0.1]:999", []string{proxyHeader, "Mari"}, 200, 204},
		{"a reader", near, []string{proxyHeader, "Jaan"}, 200, 403},
		{"no account", near, []string{proxyHeader, "Peeter"}, toLogin, 401},
		{"another case", near, []string{proxyHeader, "mari"}, toLogin, 401},
		{"nobody", near, []string{proxyHeader, ""}, toLogin, 401},
		{"no header", near, nil, toLogin, 401},
		{"two names", near, []string{proxyHeader, "Mari", proxyHeader, "Jaan"}, toLogin, 401},
		{"from elsewhere", far, []string{proxyHeader, "Mari"}, toLogin, 401},
		{"a socket", "@", []string{proxyHeader, "Mari"}, toLogin, 401},
		{"by the pages' name", near, []string{proxyHeader, "Mari", "Host", "pages.example.org"}, 200, 204},
		{"by a rebound name", near, []string{proxyHeader, "Mari", "Host", "evil.example"}, 421, 421},
		{"another site", near, []string{proxyHeader, "Mari", "Origin", "https://evil.example"}, 200, 403},
	} {
		if got := s.from(tt.peer, http.MethodGet, "/gaps", tt.headers...); got != tt.read {
			t.Errorf("%s reads: %d, want %d", tt.what, got, tt.read)
		}
		if got := s.from(tt.peer, http.MethodPost, "/api/gaps/marks", tt.headers...); got != tt.mark {
			t.Errorf("%s marks: %d, want %d", tt.what, got, tt.mark)
		}
	}
	s.Proxy.From = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}
	if got := s.from(far, http.MethodGet, "/gaps", proxyHeader, "Mari"); got != http.StatusOK {
		t.Errorf("from the proxy that is named: %d", got)
	}
	if got := s.from(near, http.MethodGet, "/gaps", proxyHeader, "Mari"); got != toLogin {
		t.Errorf("from this machine, where no proxy is: %d", got)
	}
}

// With a proxy a login is needed even before there are accounts, and who was
// named cannot log out here.
func TestProxyAlwaysLocks(t *testing.T) {
	s := newOfficeStand(t)
	s.Proxy = &Proxy{Header: proxyHeader}
	if got := s.from("127.0.0.1:9", http.MethodGet, "/numbers"); got != http.StatusSeeOther {
		t.Errorf("without an account: %d", got)
	}
	if err := s.Office.SetAccount(t.Context(), bot.Account{Name: "Mari", Role: bot.Editor}); err != nil {
		t.Fatal(err)
	}
	status, _, page := s.request(http.MethodGet, "/numbers?lang=en", "", proxyHeader, "Mari")
	if status != http.StatusOK || !strings.Contains(page, "<span>Mari</span></form>") {
		t.Errorf("%d\n%.2000s", status, page)
	}
	for _, password := range []string{"", "anything at all"} { // there is none
		resp, err := http.PostForm(s.url+"/login", url.Values{"name": {"Mari"}, "password": {password}})
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusUnauthorized {
			t.Errorf("the password %q: %d", password, resp.StatusCode)
		}
	}
}
