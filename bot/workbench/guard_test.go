package workbench

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// request makes a request of the page and returns the status, the headers and
// the body.
func (s *stand) request(method, path, body string, headers ...string) (int, http.Header, string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
			continue
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	if method == http.MethodPost && r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", "application/json")
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(text)
}

func TestEveryResponseIsGuarded(t *testing.T) {
	s := newStand(t)
	for path, want := range map[string]int{"/": 200, "/web/app.js": 200, "/api/knowledge": 200, "/api/profile": 400, "/nothing": 404} {
		status, h, _ := s.request(http.MethodGet, path, "")
		if status != want {
			t.Errorf("%s: status %d, want %d", path, status, want)
		}
		csp := h.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "require-trusted-types-for 'script'"} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: the policy %q lacks %s", path, csp, part)
			}
		}
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") {
			t.Errorf("%s: the policy is loose: %q", path, csp)
		}
		if got := h.Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("%s: X-Content-Type-Options is %q", path, got)
		}
		if got := h.Get("Referrer-Policy"); got != "no-referrer" {
			t.Errorf("%s: Referrer-Policy is %q", path, got)
		}
	}
}

func TestPageHasNothingInline(t *testing.T) {
	s := newStand(t)
	_, _, page := s.request(http.MethodGet, "/", "")
	for _, banned := range []string{`<script[^>]*>[^<]`, `<style`, `\sstyle=`, `\son[a-z]+=`, `(src|href)="(https?:)?//`, `javascript:`} {
		if found := regexp.MustCompile(banned).FindString(page); found != "" {
			t.Errorf("the page has %q", found)
		}
	}
}

func TestOnlyOurOwnHosts(t *testing.T) {
	s := newStand(t)
	s.Hosts = []string{"tallinn.test"}
	for host, want := range map[string]int{
		"localhost:8080": 200, "LOCALHOST": 200, "127.0.0.1:8080": 200, "[::1]:8080": 200, "192.168.1.5:80": 200,
		"tallinn.test:8080": 200, "evil.test:8080": 421, "localhost.evil.test": 421, "127.0.0.1.evil.test": 421,
	} {
		for _, path := range []string{"/", "/api/knowledge"} {
			if status, _, _ := s.request(http.MethodGet, path, "", "Host", host); status != want {
				t.Errorf("Host: %s, %s: status %d, want %d", host, path, status, want)
			}
		}
	}
}

func TestPostsMustBeOurOwn(t *testing.T) {
	s := newStand(t)
	body := `{"chat": 7, "language": "et", "text": "tere"}`
	for _, tt := range []struct {
		name    string
		headers []string
		want    int
	}{
		{"our page", []string{"Origin", s.url, "Sec-Fetch-Site", "same-origin"}, 204},
		{"an old browser", []string{"Origin", s.url}, 204},
		{"another site", []string{"Origin", "https://evil.test", "Sec-Fetch-Site", "cross-site"}, 403},
		{"another site, old browser", []string{"Origin", "https://evil.test"}, 403},
		{"another port of this machine", []string{"Origin", "http://127.0.0.1:1", "Sec-Fetch-Site", "same-site"}, 403},
		{"a form", []string{"Origin", s.url, "Content-Type", "text/plain"}, 415},
	} {
		if status, _, _ := s.request(http.MethodPost, "/api/messages", body, tt.headers...); status != tt.want {
			t.Errorf("%s: status %d, want %d", tt.name, status, tt.want)
		}
	}
	if got := len(s.Fake.Messages(7)); got != 2 {
		t.Errorf("%d messages were written, want 2", got)
	}
}
