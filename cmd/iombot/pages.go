package main

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"time"

	"iombot/bot/workbench"
	"iombot/knowledge"
	"iombot/locales"
)

// wirePages makes the staff's pages beside the bot, if they are wanted. Pages
// that other machines can reach need an account first.
func (a *app) wirePages(ctx context.Context) error {
	if a.workbench == "" {
		return nil
	}
	guarded := !loopback(a.workbench)
	if guarded {
		accounts, err := a.store.Accounts(ctx)
		if err != nil {
			return err
		}
		if len(accounts) == 0 {
			return usagef("--workbench %s can be reached from other machines, and nobody has an account yet: make one with \"iombot staff add NAME --role editor\", or choose 127.0.0.1", a.workbench)
		}
	}
	host, _, _ := net.SplitHostPort(a.workbench) // never fails: it is listened on
	a.pages = &http.Server{
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		Handler: workbench.New(workbench.Config{
			Office: a.store, K: a.k, Guarded: guarded, Catalog: locales.Workbench(), Snapshot: snapshotOf(a.live),
			Findings: func() []knowledge.Finding { return a.live.Status().Findings },
			Explain:  a.live.Explain,
			Detect:   func(text string) locales.Lang { return detected(a.live.Search(knowledge.Message{Text: text})) },
			Folder:   a.knowledge, Hosts: []string{host}, Log: a.log,
		}),
	}
	a.log.Info("staff pages", "url", "http://"+reachable(a.pagesAt.Addr().String()), "login", guarded)
	return nil
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
