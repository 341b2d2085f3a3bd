package linkcheck

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

// A site in the bot's own network gets no visit, by its address, by a name, or by a
// redirect, and the error does not tell whether it is there.
func TestPublicClient(t *testing.T) {
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"} {
		t.Setenv(name, "")
	}
	visits := 0
	site := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { visits++ }))
	defer site.Close()
	for _, address := range []string{site.URL, strings.Replace(site.URL, "127.0.0.1", "localhost", 1), "http://127.0.0.1:1", "http://[::1]:1"} {
		resp, err := PublicClient().Get(address)
		if err == nil {
			resp.Body.Close()
		}
		if !errors.Is(err, errPrivate) {
			t.Errorf("visiting %s gives %v, want %v", address, err, errPrivate)
		}
	}
	if visits > 0 {
		t.Errorf("the site had %d visits", visits)
	}
}

func TestIsPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.216.34": true, "2606:2800:220:1:248:1893:25c8:1946": true,
		"127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "0.0.0.0": false, "::1": false, "fd00::1": false, "fe80::1": false, "224.0.0.1": false,
	} {
		if got := isPublic(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s is public: %t, want %t", address, got, want)
		}
	}
}
