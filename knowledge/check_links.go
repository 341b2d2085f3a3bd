package knowledge

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxAddress is how many characters Telegram takes for the address of a button.
const maxAddress = 2048

const linkFix = "Copy the address from the browser, beginning with https://"

// links judges the addresses under and inside answers, and the sources.
func (c *checker) links() {
	for _, e := range c.base.Entries {
		for _, s := range e.Sources {
			if problem := addressProblem(s.Text, "https", "http"); problem != "" {
				c.report(Warning, s.Pos, "source-url", linkFix, "the source %q %s", s.Text, problem)
			}
		}
	}
	for t := range c.base.blocks() {
		c.buttons(t)
		for _, l := range t.inlineLinks() {
			if problem := addressProblem(l.Text, "https"); problem != "" {
				c.report(Error, l.Pos, "link-url", linkFix, "the link %q %s", l.Text, problem)
			}
		}
	}
}

func (c *checker) buttons(t block) {
	seen := map[string]bool{}
	for _, l := range t.Links {
		address := strings.TrimSuffix(l.URL.Text, "/")
		if problem := addressProblem(l.URL.Text, "https"); problem != "" {
			c.report(Error, l.URL.Pos, "link-url", linkFix, "the link %q %s", l.URL.Text, problem)
		} else if seen[address] {
			c.report(Warning, l.URL.Pos, "link-twice", "Delete one of the two", "the link %q stands in the list already", l.URL.Text)
		}
		seen[address] = true
		if n := utf8.RuneCountInString(l.Text.Text); n > maxLabel {
			c.report(Warning, l.Text.Pos, "link-text", "Shorten it: what is cut off on a phone helps nobody", "the link's text has %d characters, more than the %d of a button", n, maxLabel)
		}
	}
}

// addressProblem says what is wrong with a web address, or nothing.
func addressProblem(s string, schemes ...string) string {
	if strings.ContainsAny(s, " \t\n") {
		return "has a space in it"
	}
	u, err := url.Parse(s)
	if err != nil {
		return "cannot be read as an address"
	}
	host, port := u.Hostname(), 1
	if p := u.Port(); p != "" {
		port, err = strconv.Atoi(p)
	}
	_, notIP := netip.ParseAddr(host)
	switch {
	case !slices.Contains(schemes, u.Scheme):
		return "does not begin with " + schemes[0] + "://"
	case utf8.RuneCountInString(s) > maxAddress:
		return fmt.Sprintf("has more than %d characters", maxAddress)
	case err != nil || port < 1 || port > 65535:
		return "has a port that there is not"
	case u.User != nil:
		return "has a name or a password in it"
	case strings.HasSuffix(host, "."):
		return "has a dot at the end of the site's name"
	case strings.HasPrefix(host, "-") || strings.Contains(host, ".-") || strings.Contains(host, "-."):
		return "has a part of the site's name that begins or ends with a hyphen"
	case !strings.Contains(host, ".") || strings.Contains(host, "..") || strings.HasPrefix(host, ".") || notIP == nil:
		return "does not name a site such as www.iom.int"
	}
	return ""
}
