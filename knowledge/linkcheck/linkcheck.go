// Package linkcheck visits the web addresses of a knowledge base and says in
// words what staff should do about those that do not work. It is apart from
// package knowledge, which does not use the network.
//
// Reading order: linkcheck.go, result.go, public.go.
package linkcheck

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"iombot/knowledge"
)

const (
	timeout      = 15 * time.Second       // for one address
	pause        = 300 * time.Millisecond // between two requests to one host
	maxHosts     = 8                      // asked at the same time
	maxRedirects = 5
	userAgent    = "iombot-linkcheck/1.0"
)

// Check visits every distinct address of b through client and returns what
// staff should look at, sorted by place: one finding for an address, which
// names all files it stands in. One host is asked one question at a time, and
// no more once it could not be reached. When no host at all can be reached,
// the only finding says that the machine seems to be offline; when ctx ends,
// one more finding says that not all addresses were visited. After each address
// step is called, unless it is nil, from one goroutine at a time.
func Check(ctx context.Context, b *knowledge.Base, client *http.Client, step func(done, total int)) []knowledge.Finding {
	c := newChecker(client, timeout, pause)
	if step != nil {
		c.step = step
	}
	return c.check(ctx, b)
}

type checker struct {
	client  http.Client
	timeout time.Duration
	pause   time.Duration

	step  func(done, total int)
	mu    sync.Mutex // held while step is called
	done  int        // addresses
	total int
}

func newChecker(client *http.Client, timeout, pause time.Duration) *checker {
	c := &checker{client: *client, timeout: timeout, pause: pause, step: func(int, int) {}}
	c.client.CheckRedirect = follow
	return c
}

// link is an address, where it stands, and what came of visiting it.
type link struct {
	address string
	places  []knowledge.Pos
	visited bool
	result  result
}

func (c *checker) check(ctx context.Context, b *knowledge.Base) []knowledge.Finding {
	hosts := byHost(b)
	for _, links := range hosts {
		c.total += len(links)
	}
	// The first address of every host tells whether the machine is online.
	c.each(ctx, hosts, func(ctx context.Context, links []*link) { c.visit(ctx, links[0]) })
	if len(hosts) > 0 && ctx.Err() == nil && !slices.ContainsFunc(hosts, reached) {
		return []knowledge.Finding{offline(len(hosts))}
	}
	c.each(ctx, hosts, func(ctx context.Context, links []*link) {
		for _, l := range links[1:] {
			if !reached(links) {
				l.visited, l.result = true, links[0].result
				c.count()
				continue
			}
			if wait(ctx, c.pause) != nil {
				return
			}
			c.visit(ctx, l)
		}
	})
	var findings []knowledge.Finding
	missed := 0
	for _, links := range hosts {
		for _, l := range links {
			if !l.visited {
				missed++
			} else if f, bad := l.finding(c.timeout); bad {
				findings = append(findings, f)
			}
		}
	}
	if missed > 0 {
		findings = append(findings, stopped(missed))
	}
	knowledge.SortFindings(findings)
	return findings
}

// each calls f for the addresses of every host, some hosts at a time.
func (c *checker) each(ctx context.Context, hosts [][]*link, f func(context.Context, []*link)) {
	var g errgroup.Group
	g.SetLimit(maxHosts)
	for _, links := range hosts {
		g.Go(func() error {
			f(ctx, links)
			return nil
		})
	}
	_ = g.Wait() // f returns no error
}

// reached reports whether the host answered when its first address was visited.
func reached(links []*link) bool { return !links[0].result.unreachable() }

// byHost groups the base's distinct addresses by host, in order of appearance.
// An address that cannot be read is left to knowledge.Check.
func byHost(b *knowledge.Base) [][]*link {
	var hosts [][]*link
	index, links := map[string]int{}, map[string]*link{}
	for _, a := range b.Addresses() {
		if l := links[a.Text]; l != nil {
			l.places = append(l.places, a.Pos)
			continue
		}
		u, err := url.Parse(a.Text)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			continue
		}
		l := &link{address: a.Text, places: []knowledge.Pos{a.Pos}}
		links[a.Text] = l
		i, known := index[u.Host]
		if !known {
			i = len(hosts)
			index[u.Host] = i
			hosts = append(hosts, nil)
		}
		hosts[i] = append(hosts[i], l)
	}
	return hosts
}

// visit asks for the head of the page and, as some servers refuse that, for
// the page. A visit that ctx cut short counts as none.
func (c *checker) visit(ctx context.Context, l *link) {
	r := c.ask(ctx, http.MethodHead, l.address)
	if r.err == nil && r.status >= 400 {
		r = c.ask(ctx, http.MethodGet, l.address)
	}
	if ctx.Err() == nil {
		l.visited, l.result = true, r
		c.count()
	}
}

// count counts an address whose result is known.
func (c *checker) count() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done++
	c.step(c.done, c.total)
}

func (c *checker) ask(ctx context.Context, method, address string) result {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	moved := &moves{}
	req, err := http.NewRequestWithContext(context.WithValue(ctx, movesKey{}, moved), method, address, nil)
	if err != nil {
		return result{err: err}
	}
	req.Header.Set("User-Agent", userAgent)
	resp, err := c.client.Do(req)
	if err != nil {
		return result{err: err}
	}
	defer resp.Body.Close()
	return result{status: resp.StatusCode, moved: moved.to}
}

type movesKey struct{}

// moves notes where a page has moved to for good. It travels in the request's
// context, the only thing that http.Client hands on to CheckRedirect.
type moves struct {
	to      string // the last address reached by permanent redirects alone
	stopped bool   // a temporary redirect came
}

var errRedirects = errors.New("too many redirects")

func follow(req *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return errRedirects
	}
	m := req.Context().Value(movesKey{}).(*moves)
	code := req.Response.StatusCode
	if code != http.StatusMovedPermanently && code != http.StatusPermanentRedirect {
		m.stopped = true
	}
	if !m.stopped {
		m.to = req.URL.String()
	}
	return nil
}

// wait returns nil after d, or ctx's error as soon as it ends.
func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// files lists the files a link stands in, each once.
func (l *link) files() string {
	var files []string
	for _, p := range l.places {
		if !slices.Contains(files, p.File) {
			files = append(files, p.File)
		}
	}
	return strings.Join(files, ", ")
}

func offline(hosts int) knowledge.Finding {
	return knowledge.NewFinding(knowledge.Warning, knowledge.Pos{File: "knowledge.yaml"}, "links-offline", map[string]any{"Count": hosts})
}

func stopped(missed int) knowledge.Finding {
	return knowledge.NewFinding(knowledge.Warning, knowledge.Pos{File: "knowledge.yaml"}, "links-stopped", map[string]any{"Count": missed})
}
