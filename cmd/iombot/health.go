package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// healthCommand asks a running bot whether it is ready. A container runs it as
// its health check, because its image has no other program.
type healthCommand struct {
	URL           string `arg:"" optional:"" help:"Address to ask; the bot's own /readyz if not given."`
	Listen        string `setting:"IOMBOT_LISTEN" hidden:""`
	MetricsListen string `setting:"IOMBOT_METRICS_LISTEN" hidden:""`
}

// Help gives examples.
func (healthCommand) Help() string {
	return `Without an address it asks where IOMBOT_METRICS_LISTEN or IOMBOT_LISTEN say that the bot listens, else at ` + defaultListen + `.

Examples:

  iombot health
  iombot health 127.0.0.1:9090
  iombot health http://127.0.0.1:9090/healthz`
}

const healthTimeout = 3 * time.Second

// Run fails unless the bot is ready.
func (c *healthCommand) Run(ctx context.Context, p *process) error {
	at := c.address()
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return usagef("%q is no address to ask: write one such as http://127.0.0.1:8080/readyz", at)
	}
	// Ask the bot itself, and not the proxy that the environment may name.
	resp, err := (&http.Client{Transport: &http.Transport{}}).Do(request)
	if err != nil {
		return fmt.Errorf("no bot answers: %w. Is it running with --listen or --metrics-listen?", err)
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(resp.Body, 1000)) // the status decides; the text is a bonus
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the bot is not ready: %s says %s: %s", at, resp.Status, strings.TrimSpace(string(text)))
	}
	fmt.Fprintln(p.stdout, strings.TrimSpace(string(text)))
	return nil
}

// withPage completes an address with the scheme and the page.
func withPage(address string) string {
	if !strings.Contains(address, "://") {
		address = "http://" + reachable(address)
	}
	if u, err := url.Parse(address); err == nil && strings.Trim(u.Path, "/") == "" {
		return strings.TrimRight(address, "/") + "/readyz"
	}
	return address
}

// address is the URL to ask.
func (c *healthCommand) address() string {
	if c.URL != "" {
		return withPage(c.URL)
	}
	at := defaultListen
	for _, listen := range []string{c.Listen, c.MetricsListen} {
		if listen != "" {
			at = listen
		}
	}
	return "http://" + reachable(at) + "/readyz"
}
