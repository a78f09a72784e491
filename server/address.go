package server

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// fromClient puts the client's own address in the place of the proxy's, for
// whoever counts by address. X-Forwarded-For is believed as far as trusted proxies
// have written it, from its end: what stands before was sent by the client, and
// could be anybody's.
func fromClient(proxies []netip.Prefix, h http.Handler) http.Handler {
	if len(proxies) == 0 {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for _, hop := range slices.Backward(hops) {
			peer, err := netip.ParseAddrPort(r.RemoteAddr)
			if err != nil || !trusted(proxies, peer.Addr()) {
				break
			}
			client, err := netip.ParseAddr(strings.TrimSpace(hop))
			if err != nil {
				break
			}
			r.RemoteAddr = net.JoinHostPort(client.Unmap().String(), "0")
		}
		h.ServeHTTP(w, r)
	})
}

func trusted(proxies []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) })
}
