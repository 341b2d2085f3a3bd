package linkcheck

import (
	"context"
	"crypto/tls"
	"errors"
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
	sev, id := l.verdict()
	if id == "" {
		return f, false
	}
	args := map[string]any{
		"Address": l.address, "Files": l.files(), "Seconds": int(timeout.Seconds()), "Times": maxRedirects,
		"Status": l.result.status, "Moved": l.result.moved,
	}
	if l.result.err != nil {
		args["Cause"] = cause(l.result.err)
	}
	return knowledge.NewFinding(sev, l.places[0], id, args), true
}

// verdict is the id of what is wrong, or nothing.
func (l *link) verdict() (sev knowledge.Severity, id string) {
	var certificate *tls.CertificateVerificationError
	var dns *net.DNSError
	r := l.result
	switch {
	case r.timedOut():
		return knowledge.Warning, "link-slow"
	case errors.As(r.err, &dns):
		return knowledge.Error, "link-site-gone"
	case errors.As(r.err, &certificate):
		return knowledge.Warning, "link-certificate"
	case errors.Is(r.err, errRedirects):
		return knowledge.Error, "link-loop"
	case r.err != nil:
		return knowledge.Warning, "link-unreachable"
	case r.status == http.StatusNotFound || r.status == http.StatusGone:
		return knowledge.Error, "link-gone"
	case r.status == http.StatusUnauthorized || r.status == http.StatusForbidden:
		return knowledge.Warning, "link-refused"
	case r.status >= 400:
		return knowledge.Warning, "link-fault"
	case r.moved != "" && toFrontPage(l.address, r.moved):
		return knowledge.Warning, "link-front-page"
	case r.moved != "":
		return knowledge.Warning, "link-moved"
	}
	return "", ""
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
