package server

import (
	"context"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// healthz says that the process is alive, and nothing of what it depends on: it
// is to be restarted when this fails.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	writeStatus(w, http.StatusOK, map[string]string{"status": "ok"})
}

// readyz says whether requests can be served. The cause of a failure goes to the
// log, since it may name hosts and users.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	if s.stopping() {
		writeStatus(w, http.StatusServiceUnavailable, map[string]string{"status": "stopping"})
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.config.Times.Ready)
	defer cancel()
	if err := s.config.Ready(ctx); err != nil {
		s.config.Log.WarnContext(ctx, "not ready", "error", err)
		writeStatus(w, http.StatusServiceUnavailable, map[string]string{"status": "unavailable"})
		return
	}
	writeStatus(w, http.StatusOK, map[string]string{"status": "ready"})
}

func writeStatus(w http.ResponseWriter, status int, body map[string]string) {
	w.Header().Set("Content-Type", mediaJSON)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(marshal(body), '\n'))
}

// sms tells codes to whoever sits at this machine, in development: GET
// /dev/sms?to=%2B447700900001.
type sms struct{ codes CodeSource }

func (s sms) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// A plus that was not percent-encoded arrives as a space.
	to := strings.Replace(r.URL.Query().Get("to"), " ", "+", 1)
	if to == "" {
		writeStatus(w, http.StatusBadRequest, map[string]string{"error": "Name the number: /dev/sms?to=%2B447700900001"})
		return
	}
	code, ok := s.codes.LastCode(to)
	if !ok {
		writeStatus(w, http.StatusNotFound, map[string]string{"error": "No code has been sent to this number."})
		return
	}
	writeStatus(w, http.StatusOK, map[string]string{"code": code})
}

// localOnly hides what is for this machine from everybody else.
func localOnly(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !local(r) {
			http.NotFound(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// local says that the request was sent from this machine, to this machine by
// name, and by no page of another site: a proxy's requests come from the loopback
// address too, and so do those of a foreign page whose host name was made to
// resolve to it.
func local(r *http.Request) bool {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	site := r.Header.Get("Sec-Fetch-Site")
	return loopback(r.RemoteAddr) && (strings.EqualFold(host, "localhost") || loopback(r.Host)) &&
		!slices.ContainsFunc(slices.Collect(maps.Keys(r.Header)), byProxies) &&
		(site == "" || site == "none" || site == "same-origin")
}

// byProxies says whether a header is one that proxies add, and nobody else.
func byProxies(name string) bool {
	return strings.HasPrefix(name, "X-Forwarded-") || slices.Contains([]string{"Forwarded", "Via", "X-Real-Ip", "X-Client-Ip", "True-Client-Ip"}, name)
}

// loopback reads an address with or without a port.
func loopback(address string) bool {
	if ap, err := netip.ParseAddrPort(address); err == nil {
		return ap.Addr().Unmap().IsLoopback()
	}
	a, err := netip.ParseAddr(strings.Trim(address, "[]"))
	return err == nil && a.Unmap().IsLoopback()
}
