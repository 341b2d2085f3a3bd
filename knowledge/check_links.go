package knowledge

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxAddress is how many characters Telegram allows in a button's address.
const maxAddress = 2048

// links checks the addresses under and inside answers, and the sources.
func (c *checker) links() {
	for _, e := range c.base.Entries {
		for _, s := range e.Sources {
			if problem := addressProblem(s.Text, "https", "http"); problem != "" {
				c.report(Warning, s.Pos, "source-url", data{"Address": s.Text, "Problem": problem})
			}
		}
	}
	for t := range c.base.blocks() {
		c.buttons(t)
		for _, l := range t.inlineLinks() {
			if problem := addressProblem(l.Text, "https"); problem != "" {
				c.report(Error, l.Pos, "link-url.link", data{"Address": l.Text, "Problem": problem})
			}
		}
	}
}

func (c *checker) buttons(t block) {
	seen := map[string]bool{}
	for _, l := range t.Links {
		address := strings.TrimSuffix(l.URL.Text, "/")
		if problem := addressProblem(l.URL.Text, "https"); problem != "" {
			c.report(Error, l.URL.Pos, "link-url.link", data{"Address": l.URL.Text, "Problem": problem})
		} else if seen[address] {
			c.report(Warning, l.URL.Pos, "link-twice", data{"Address": l.URL.Text})
		}
		seen[address] = true
		if n := utf8.RuneCountInString(l.Text.Text); n > maxLabel {
			c.report(Warning, l.Text.Pos, "link-text", data{"Length": n, "Most": maxLabel})
		}
	}
}

// addressProblem says what is wrong with a web address, or nothing.
func addressProblem(s string, schemes ...string) phrase {
	if strings.ContainsAny(s, " \t\n") {
		return "address.space"
	}
	u, err := url.Parse(s)
	if err != nil {
		return "address.unreadable"
	}
	host, port := u.Hostname(), 1
	if p := u.Port(); p != "" {
		port, err = strconv.Atoi(p)
	}
	_, notIP := netip.ParseAddr(host)
	switch {
	case !slices.Contains(schemes, u.Scheme):
		return "address.scheme"
	case utf8.RuneCountInString(s) > maxAddress:
		return "address.length"
	case err != nil || port < 1 || port > 65535:
		return "address.port"
	case u.User != nil:
		return "address.password"
	case strings.HasSuffix(host, "."):
		return "address.dot"
	case strings.HasPrefix(host, "-") || strings.Contains(host, ".-") || strings.Contains(host, "-."):
		return "address.hyphen"
	case !strings.Contains(host, ".") || strings.Contains(host, "..") || strings.HasPrefix(host, ".") || notIP == nil:
		return "address.site"
	}
	return ""
}
