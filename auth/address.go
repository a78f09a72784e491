package auth

import "net/netip"

// Network is where a request comes from, for limits: of the peer's address and port
// the IPv4 address, or the /64 of an IPv6 address, which one household or server has
// whole.
func Network(remoteAddr string) string {
	peer, err := netip.ParseAddrPort(remoteAddr)
	if err != nil {
		return remoteAddr
	}
	addr := peer.Addr().Unmap().WithZone("")
	if addr.Is4() {
		return addr.String()
	}
	prefix, err := addr.Prefix(64)
	if err != nil {
		return addr.String()
	}
	return prefix.String()
}
