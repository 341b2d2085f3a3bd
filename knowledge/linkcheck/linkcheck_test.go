package linkcheck

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"iombot/knowledge"
)

// web is a small internet: sites by name, of which the client can reach only
// those that are there.
type web struct {
	sites  map[string]*httptest.Server
	mu     sync.Mutex
	dialed map[string]int
}

func newWeb(t *testing.T, sites map[string]http.HandlerFunc) *web {
	w := &web{sites: map[string]*httptest.Server{}, dialed: map[string]int{}}
	for name, handler := range sites {
		s := httptest.NewUnstartedServer(handler)
		s.Config.ErrorLog = log.New(io.Discard, "", 0) // of handlers that break off on purpose
		if strings.HasSuffix(name, ":443") {
			s.StartTLS()
		} else {
			s.Start()
		}
		t.Cleanup(s.Close)
		w.sites[name] = s
	}
	return w
}

func (w *web) client(t *testing.T) *http.Client {
	transport := &http.Transport{DialContext: w.dial, TLSClientConfig: &tls.Config{}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func (w *web) dial(ctx context.Context, network, address string) (net.Conn, error) {
	w.mu.Lock()
	w.dialed[address]++
	w.mu.Unlock()
	s := w.sites[address]
	switch {
	case address == "closed.ee:80":
		return nil, &net.OpError{Op: "dial", Net: network, Err: io.ErrClosedPipe}
	case s == nil:
		host, _, _ := net.SplitHostPort(address)
		return nil, &net.OpError{Op: "dial", Net: network, Err: &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}}
	}
	var d net.Dialer
	return d.DialContext(ctx, network, s.Listener.Addr().String())
}

// base is a knowledge base with the addresses as sources of a/b.yaml, one a
// line from line 3 on, and the first of them in a/c.yaml too.
func base(t *testing.T, addresses ...string) *knowledge.Base {
	t.Helper()
	entry := func(sources []string) *fstest.MapFile {
		list := "  - " + strings.Join(sources, "\n  - ")
		return &fstest.MapFile{Data: []byte("reviewed: 2026-11-01\nsources:\n" + list + "\net: {title: T, answer: A}\n")}
	}
	b, findings, err := knowledge.Load(fstest.MapFS{
		"knowledge.yaml": {Data: []byte("languages: [et]\ntopics:\n  - {id: a, et: Teema}\n")},
		"a/b.yaml":       entry(addresses),
		"a/c.yaml":       entry(addresses[:1]),
	})
	if err != nil || len(findings) > 0 {
		t.Fatal(findings, err)
	}
	return b
}

func check(t *testing.T, w *web, addresses ...string) []string {
	t.Helper()
	return lines(newChecker(w.client(t), time.Minute, 0).check(t.Context(), base(t, addresses...)))
}

func lines(findings []knowledge.Finding) []string {
	var out []string
	for _, f := range findings {
		out = append(out, f.String())
	}
	return out
}

// site answers a page's path with the status it names and what else it says.
func site(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/", "/good":
	case "/only-get":
		if r.Method == http.MethodHead {
			w.WriteHeader(http.StatusMethodNotAllowed)
		}
	case "/gone":
		w.WriteHeader(http.StatusGone)
	case "/refused":
		w.WriteHeader(http.StatusForbidden)
	case "/fault":
		w.WriteHeader(http.StatusBadGateway)
	case "/moved":
		http.Redirect(w, r, "/moved-again", http.StatusMovedPermanently)
	case "/moved-again":
		http.Redirect(w, r, "/good", http.StatusPermanentRedirect)
	case "/moved-and-elsewhere":
		http.Redirect(w, r, "/elsewhere", http.StatusMovedPermanently)
	case "/elsewhere":
		http.Redirect(w, r, "/good", http.StatusFound)
	case "/moved-and-gone":
		http.Redirect(w, r, "/gone", http.StatusMovedPermanently)
	case "/front":
		http.Redirect(w, r, "/", http.StatusMovedPermanently)
	case "/hop6", "/hop5", "/hop4", "/hop3", "/hop2", "/hop1":
		n := r.URL.Path[len("/hop")] - 1
		http.Redirect(w, r, "/hop"+string(n), http.StatusFound)
	case "/hop0":
	case "/broken":
		panic(http.ErrAbortHandler)
	default:
		http.NotFound(w, r)
	}
}

func TestCheck(t *testing.T) {
	w := newWeb(t, map[string]http.HandlerFunc{"a.ee:80": site, "safe.ee:443": site})
	tests := map[string]string{
		"http://a.ee/":          "",
		"http://a.ee/good":      "",
		"http://a.ee/only-get":  "",
		"http://a.ee/elsewhere": "",
		"http://a.ee/none": "error: the page http://a.ee/none is gone (it says 404). " +
			"Open it in a browser, find the new address and replace it in a/b.yaml. [link-gone]",
		"http://a.ee/gone": "error: the page http://a.ee/gone is gone (it says 410). " +
			"Open it in a browser, find the new address and replace it in a/b.yaml. [link-gone]",
		"http://a.ee/moved-and-gone": "error: the page http://a.ee/moved-and-gone is gone (it says 410). " +
			"Open it in a browser, find the new address and replace it in a/b.yaml. [link-gone]",
		"http://a.ee/refused": "warning: http://a.ee/refused does not let a program in (it says 403). " +
			"Open it in a browser; if it opens there without a password, all is well. [link-refused]",
		"http://a.ee/fault": "warning: http://a.ee/fault has a fault (it says 502). " +
			"Try again later; if it stays so, replace the link in a/b.yaml. [link-fault]",
		"http://a.ee/moved": "warning: http://a.ee/moved has moved to http://a.ee/good. " +
			"Replace it with the new address in a/b.yaml. [link-moved]",
		"http://a.ee/moved-and-elsewhere": "warning: http://a.ee/moved-and-elsewhere has moved to http://a.ee/elsewhere. " +
			"Replace it with the new address in a/b.yaml. [link-moved]",
		"http://a.ee/front": "warning: http://a.ee/front leads to the front page http://a.ee/, so the page is probably gone. " +
			"Open it in a browser, find the new address and replace it in a/b.yaml. [link-front-page]",
		"http://a.ee/hop5": "",
		"http://a.ee/hop6": "error: http://a.ee/hop6 sends on more than 5 times. " +
			"Open it in a browser, find the new address and replace it in a/b.yaml. [link-loop]",
		"http://a.ee/broken": "warning: the site of http://a.ee/broken could not be reached (EOF). " +
			"Try again later; if it stays so, replace the link in a/b.yaml. [link-unreachable]",
		"http://closed.ee/": "warning: the site of http://closed.ee/ could not be reached (io: read/write on closed pipe). " +
			"Try again later; if it stays so, replace the link in a/b.yaml. [link-unreachable]",
		"http://none.ee/": "error: the site of http://none.ee/ is not known on the internet. " +
			"Open it in a browser, find the new address and replace it in a/b.yaml. [link-site-gone]",
		"https://safe.ee/": "warning: the site of https://safe.ee/ cannot prove that it is itself (its certificate is not valid). " +
			"Open it in a browser; if that warns too, tell the site's owner and delete the link in a/b.yaml. [link-certificate]",
	}
	for address, want := range tests {
		t.Run(address, func(t *testing.T) {
			// The first address is good, so that the machine is online.
			got := check(t, w, "http://a.ee/good#first", address)
			if want != "" {
				want = "a/b.yaml:4:5: " + want
			}
			if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
				t.Errorf("findings (-want +got)\n%s", diff)
			}
		})
	}
}

// TestCheckNamesAllFiles wants one finding for an address in two entries.
func TestCheckNamesAllFiles(t *testing.T) {
	w := newWeb(t, map[string]http.HandlerFunc{"a.ee:80": site})
	want := []string{"a/b.yaml:3:5: error: the page http://a.ee/none is gone (it says 404). " +
		"Open it in a browser, find the new address and replace it in a/b.yaml, a/c.yaml. [link-gone]"}
	if diff := cmp.Diff(want, check(t, w, "http://a.ee/none")); diff != "" {
		t.Errorf("findings (-want +got)\n%s", diff)
	}
}

func TestVisitSlow(t *testing.T) {
	w := newWeb(t, map[string]http.HandlerFunc{"slow.ee:80": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }})
	l := &link{address: "http://slow.ee/", places: []knowledge.Pos{{File: "a/b.yaml", Line: 3, Col: 5}}}
	newChecker(w.client(t), 50*time.Millisecond, 0).visit(t.Context(), l)
	f, _ := l.finding(timeout)
	const want = "a/b.yaml:3:5: warning: the site of http://slow.ee/ did not answer in 15 s. Try again later; if it stays so, replace the link in a/b.yaml. [link-slow]"
	if f.String() != want {
		t.Errorf("finding %q, want %q", f, want)
	}
}

func TestCheckOffline(t *testing.T) {
	w := newWeb(t, nil)
	want := []string{"knowledge.yaml: warning: links were not checked: none of 2 sites could be reached, so this machine is probably offline. " +
		"Connect it to the internet and check again. [links-offline]"}
	if diff := cmp.Diff(want, check(t, w, "http://a.ee/", "http://b.ee/1", "http://b.ee/2")); diff != "" {
		t.Errorf("findings (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{"a.ee:80": 1, "b.ee:80": 1}, w.dialed); diff != "" {
		t.Errorf("connections (-want +got)\n%s", diff)
	}
}

// TestCheckLeavesDeadHosts wants a host that cannot be reached asked once, and
// all its addresses reported.
func TestCheckLeavesDeadHosts(t *testing.T) {
	w := newWeb(t, map[string]http.HandlerFunc{"a.ee:80": site})
	got := check(t, w, "http://a.ee/", "http://b.ee/1", "http://b.ee/2", "http://b.ee/3")
	if len(got) != 3 || w.dialed["b.ee:80"] != 1 {
		t.Errorf("%d connections, findings %q; want 1 and 3", w.dialed["b.ee:80"], got)
	}
}

// TestCheckSaysHowFarItIs wants a step for each address, also those of a site that
// is not asked again.
func TestCheckSaysHowFarItIs(t *testing.T) {
	w := newWeb(t, map[string]http.HandlerFunc{"a.ee:80": site})
	var steps []int
	c := newChecker(w.client(t), time.Minute, 0)
	c.step = func(done, total int) {
		steps = append(steps, done)
		if total != 4 {
			t.Errorf("%d addresses in all, want 4", total)
		}
	}
	c.check(t.Context(), base(t, "http://a.ee/", "http://a.ee/none", "http://b.ee/1", "http://b.ee/2"))
	if diff := cmp.Diff([]int{1, 2, 3, 4}, steps); diff != "" {
		t.Errorf("steps (-want +got)\n%s", diff)
	}
}

// TestCheckIsPolite wants a host asked one question at a time, while others are
// asked too: both sites wait for each other once.
func TestCheckIsPolite(t *testing.T) {
	var mu sync.Mutex
	now, most := map[string]int{}, map[string]int{}
	meet := make(chan bool)
	handler := func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		now[r.Host]++
		most[r.Host] = max(most[r.Host], now[r.Host])
		mu.Unlock()
		if r.URL.Path == "/1" && r.Host == "a.ee" {
			meet <- true
		} else if r.URL.Path == "/1" {
			<-meet
		}
		mu.Lock()
		now[r.Host]--
		mu.Unlock()
	}
	w := newWeb(t, map[string]http.HandlerFunc{"a.ee:80": handler, "b.ee:80": handler})
	if got := check(t, w, "http://a.ee/1", "http://b.ee/1", "http://a.ee/2", "http://b.ee/2", "http://a.ee/3", "http://b.ee/3"); len(got) > 0 {
		t.Errorf("findings %q", got)
	}
	if diff := cmp.Diff(map[string]int{"a.ee": 1, "b.ee": 1}, most); diff != "" {
		t.Errorf("requests at the same time (-want +got)\n%s", diff)
	}
}

func TestCheckStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	visited := map[string]bool{}
	w := newWeb(t, map[string]http.HandlerFunc{"a.ee:80": func(w http.ResponseWriter, r *http.Request) {
		visited[r.URL.Path] = true
		if r.URL.Path == "/2" {
			cancel()
			<-r.Context().Done()
		}
	}})
	got := lines(newChecker(w.client(t), time.Minute, 0).check(ctx, base(t, "http://a.ee/1", "http://a.ee/2", "http://a.ee/3")))
	want := []string{"knowledge.yaml: warning: 2 links were not checked: the check was stopped. Check again. [links-stopped]"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got)\n%s", diff)
	}
	w.sites["a.ee:80"].Close() // waits for its handlers
	if diff := cmp.Diff([]string{"/1", "/2"}, slices.Sorted(maps.Keys(visited))); diff != "" {
		t.Errorf("visited (-want +got)\n%s", diff)
	}
}

// TestCheckDefaults runs the exported function with its real limits.
func TestCheckDefaults(t *testing.T) {
	w := newWeb(t, map[string]http.HandlerFunc{"a.ee:80": func(w http.ResponseWriter, r *http.Request) {
		if r.UserAgent() != userAgent {
			w.WriteHeader(http.StatusForbidden)
		}
	}})
	if got := Check(t.Context(), base(t, "http://a.ee/1", "http://a.ee/2"), w.client(t), nil); len(got) > 0 {
		t.Errorf("findings %q", lines(got))
	}
}
