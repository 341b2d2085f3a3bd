package linkcheck

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"syscall"
)

// errPrivate is the same whether anything answers there or not.
var errPrivate = errors.New("the address is in a private network, where links are not visited")

// PublicClient returns a client that connects to public addresses only. Who may
// edit entries on a running bot must not learn from it what answers inside the
// network it runs in. The address is checked when it is known, after its name was
// looked up and after each redirect. With a proxy in the environment, the proxy
// decides.
func PublicClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	example, err := http.NewRequest(http.MethodGet, "https://example.com", nil)
	if err == nil {
		if proxy, err := http.ProxyFromEnvironment(example); err == nil && proxy != nil {
			return &http.Client{Transport: transport}
		}
	}
	transport.DialContext = (&net.Dialer{Timeout: timeout, Control: publicOnly}).DialContext
	return &http.Client{Transport: transport}
}

// publicOnly refuses to connect to an address that is not public.
func publicOnly(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if !isPublic(to.Addr().Unmap()) {
		return errPrivate
	}
	return nil
}

// shared is the address space between carriers and their customers (RFC 6598).
var shared = netip.MustParsePrefix("100.64.0.0/10")

func isPublic(ip netip.Addr) bool {
	return ip.IsGlobalUnicast() && !ip.IsPrivate() && !shared.Contains(ip)
}
