package main

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"time"

	"iombot/bot/workbench"
	"iombot/knowledge"
	"iombot/knowledge/linkcheck"
	"iombot/locales"
)

// wirePages makes the staff's pages beside the bot, if they are wanted. Pages
// that other machines can reach need an account first.
func (a *app) wirePages(ctx context.Context) error {
	if a.workbench == "" {
		return nil
	}
	guarded := !loopback(a.workbench)
	if guarded || a.proxy != nil {
		accounts, err := a.store.Accounts(ctx)
		if err != nil {
			return err
		}
		if len(accounts) == 0 {
			return usagef("--workbench %s can be reached from other machines or through a proxy, and nobody has an account yet: make one with \"iombot staff add NAME --role editor\", or choose 127.0.0.1", a.workbench)
		}
	}
	a.wireLinks()
	if err := a.wireQuality(1); err != nil { // the bot's people come first
		return err
	}
	host, _, _ := net.SplitHostPort(a.workbench) // it was listened on
	hosts := append([]string{host}, a.hosts...)
	a.pages = &http.Server{
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		Handler: workbench.New(workbench.Config{
			Office: a.store, Quality: a.quality, Links: a.links, K: a.k, Guarded: guarded, Proxy: a.proxy, Catalog: locales.Workbench(), Snapshot: snapshotOf(a.live),
			Findings: func() []knowledge.Finding { return a.live.Status().Findings },
			Explain:  a.live.Explain,
			Detect:   func(text string) locales.Lang { return detected(a.live.Search(knowledge.Message{Text: text})) },
			Folder:   a.knowledge, Hosts: hosts, Log: a.log,
		}),
	}
	a.log.Info("staff pages", "url", "http://"+reachable(a.pagesAt.Addr().String()), "login", guarded || a.proxy != nil)
	return nil
}

// wireLinks makes what checks the entries' links for the staff's pages.
func (a *app) wireLinks() {
	a.links = workbench.NewLinks(workbench.LinksConfig{
		Check: func(ctx context.Context, b *knowledge.Base, step func(done, total int)) []knowledge.Finding {
			return linkcheck.Check(ctx, b, linkcheck.PublicClient(), step)
		},
		Snapshot: snapshotOf(a.live), Now: time.Now, Log: a.log,
	})
}

// loopback reports whether only this machine can reach a listener on addr.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// headerName is what may name a header: letters, digits and hyphens.
var headerName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*$`)

// workbenchProxy reads the settings of the proxy before the staff's pages; nil
// when there is none.
func (c *serveCommand) workbenchProxy() (*workbench.Proxy, error) {
	switch {
	case c.WorkbenchProxyHeader == "" && len(c.WorkbenchProxy) > 0:
		return nil, usagef("--workbench-proxy says where a proxy is that names people in a header: give that header's name with --workbench-proxy-header")
	case c.WorkbenchProxyHeader == "":
		return nil, nil
	case c.Workbench == "":
		return nil, usagef("--workbench-proxy-header is for the staff's pages: say where they are with --workbench")
	case !headerName.MatchString(c.WorkbenchProxyHeader):
		return nil, usagef("--workbench-proxy-header is a header's name such as X-Forwarded-User, not %q", c.WorkbenchProxyHeader)
	}
	p := &workbench.Proxy{Header: c.WorkbenchProxyHeader}
	for _, from := range c.WorkbenchProxy {
		prefix, err := netip.ParsePrefix(from)
		if addr, addrErr := netip.ParseAddr(from); addrErr == nil {
			prefix, err = netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen()), nil
		}
		if err != nil {
			return nil, usagef("--workbench-proxy is an IP address or a network such as 10.1.2.0/24, not %q", from)
		}
		if prefix.Bits() == 0 {
			return nil, usagef("--workbench-proxy %s is every machine there is: anybody could name themselves", from)
		}
		p.From = append(p.From, prefix)
	}
	return p, nil
}
