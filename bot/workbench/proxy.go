package workbench

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
)

// Proxy is a proxy that logs people in and names them in a header. Only accounts
// of that name get in, so that a mistake in the proxy opens nothing to strangers.
type Proxy struct {
	Header string         // that the proxy sets, and takes away from what others send
	From   []netip.Prefix // where the proxy is; this machine when empty
}

// loopbacks are this machine's own addresses.
var loopbacks = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// names returns whom the proxy names; false when the request does not come from
// it, or it names nobody, or more than one.
func (p *Proxy) names(r *http.Request) (string, bool) {
	if p == nil {
		return "", false
	}
	given := r.Header.Values(p.Header)
	if len(given) != 1 || given[0] == "" {
		return "", false
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return "", false
	}
	peer, err := netip.ParseAddr(host)
	if err != nil {
		return "", false
	}
	from := p.From
	if len(from) == 0 {
		from = loopbacks
	}
	peer = peer.Unmap().WithZone("")
	return given[0], slices.ContainsFunc(from, func(n netip.Prefix) bool { return n.Contains(peer) })
}
