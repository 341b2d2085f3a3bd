package linkcheck

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"iombot/knowledge"
)

// result is what came of asking for an address: a status or an error.
type result struct {
	status int
	moved  string // where the page has moved to for good, or empty
	err    error
}

// unreachable reports whether no server answered.
func (r result) unreachable() bool {
	var dial *net.OpError
	var dns *net.DNSError
	return r.timedOut() || errors.As(r.err, &dns) || errors.As(r.err, &dial) && dial.Op == "dial"
}

func (r result) timedOut() bool {
	var n net.Error
	return errors.Is(r.err, context.DeadlineExceeded) || errors.As(r.err, &n) && n.Timeout()
}

// finding says what is wrong with a visited link; bad is false when nothing is.
func (l *link) finding(timeout time.Duration) (f knowledge.Finding, bad bool) {
	f = knowledge.Finding{Pos: l.places[0]}
	f.Severity, f.Rule, f.Message, f.Fix = l.verdict(timeout)
	return f, f.Rule != ""
}

func (l *link) verdict(timeout time.Duration) (sev knowledge.Severity, rule, message, fix string) {
	const look = "Open it in a browser, find the new address and replace it in %s"
	again := fmt.Sprintf("Try again later; if it stays so, replace the link in %s", l.files())
	var certificate *tls.CertificateVerificationError
	var dns *net.DNSError
	r := l.result
	switch {
	case r.timedOut():
		return knowledge.Warning, "link-slow", fmt.Sprintf("the site of %s did not answer in %.0f s", l.address, timeout.Seconds()), again
	case errors.As(r.err, &dns):
		return knowledge.Error, "link-site-gone", fmt.Sprintf("the site of %s is not known on the internet", l.address), fmt.Sprintf(look, l.files())
	case errors.As(r.err, &certificate):
		return knowledge.Warning, "link-certificate", fmt.Sprintf("the site of %s cannot prove that it is itself (its certificate is not valid)", l.address), "Open it in a browser; if that warns too, tell the site's owner and delete the link in " + l.files()
	case errors.Is(r.err, errRedirects):
		return knowledge.Error, "link-loop", fmt.Sprintf("%s sends on more than %d times", l.address, maxRedirects), fmt.Sprintf(look, l.files())
	case r.err != nil:
		return knowledge.Warning, "link-unreachable", fmt.Sprintf("the site of %s could not be reached (%v)", l.address, cause(r.err)), again
	case r.status == http.StatusNotFound || r.status == http.StatusGone:
		return knowledge.Error, "link-gone", fmt.Sprintf("the page %s is gone (it says %d)", l.address, r.status), fmt.Sprintf(look, l.files())
	case r.status == http.StatusUnauthorized || r.status == http.StatusForbidden:
		return knowledge.Warning, "link-refused", fmt.Sprintf("%s does not let a program in (it says %d)", l.address, r.status), "Open it in a browser; if it opens there without a password, all is well"
	case r.status >= 400:
		return knowledge.Warning, "link-fault", fmt.Sprintf("%s has a fault (it says %d)", l.address, r.status), again
	case r.moved != "" && toFrontPage(l.address, r.moved):
		return knowledge.Warning, "link-front-page", fmt.Sprintf("%s leads to the front page %s, so the page is probably gone", l.address, r.moved), fmt.Sprintf(look, l.files())
	case r.moved != "":
		return knowledge.Warning, "link-moved", fmt.Sprintf("%s has moved to %s", l.address, r.moved), fmt.Sprintf("Replace it with the new address in %s", l.files())
	}
	return "", "", "", ""
}

// toFrontPage reports whether a page's address leads to no page in particular.
func toFrontPage(from, to string) bool {
	f, err := url.Parse(from)
	if err != nil {
		return false
	}
	t, err := url.Parse(to)
	return err == nil && strings.Trim(f.Path, "/") != "" && strings.Trim(t.Path, "/") == ""
}

// cause is the innermost error: the outer ones repeat the address.
func cause(err error) error {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return err
}
