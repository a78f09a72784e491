package server_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

// Whoever counts by address sees the client behind our proxies, and is not told
// another address by the client itself.
func TestClientAddress(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for name, test := range map[string]struct {
		proxies   []netip.Prefix
		remote    string
		forwarded []string
		want      string
	}{
		"no proxy":                          {nil, "192.0.2.1:5000", []string{"198.51.100.7"}, "192.0.2.1:5000"},
		"past the proxy":                    {proxies, "192.0.2.1:5000", []string{"198.51.100.7"}, "192.0.2.1:5000"},
		"through the proxy":                 {proxies, "10.0.0.1:5000", []string{"198.51.100.7"}, "198.51.100.7:0"},
		"through two of ours":               {proxies, "10.0.0.1:5000", []string{"198.51.100.7, 10.0.0.2"}, "198.51.100.7:0"},
		"through two, a header each":        {proxies, "[fd00::1]:5000", []string{"198.51.100.7", "10.0.0.2"}, "198.51.100.7:0"},
		"a client that claims another":      {proxies, "10.0.0.1:5000", []string{"203.0.113.9, 198.51.100.7"}, "198.51.100.7:0"},
		"a client that claims to be ours":   {proxies, "10.0.0.1:5000", []string{"10.0.0.9, 198.51.100.7"}, "198.51.100.7:0"},
		"a client of the newer protocol":    {proxies, "10.0.0.1:5000", []string{"2001:db8::7"}, "[2001:db8::7]:0"},
		"a proxy that says nothing":         {proxies, "10.0.0.1:5000", nil, "10.0.0.1:5000"},
		"a proxy that says what is no name": {proxies, "10.0.0.1:5000", []string{"unknown"}, "10.0.0.1:5000"},
	} {
		t.Run(name, func(t *testing.T) {
			c, got := config(), ""
			c.Proxies = test.proxies
			c.Authenticate = func(ctx context.Context, _, _ string, r *http.Request) (context.Context, error) {
				got = r.RemoteAddr
				return ctx, nil
			}
			r := httptest.NewRequest("POST", "/graphql", strings.NewReader(query(`{ hello }`)))
			r.Header.Set("Content-Type", "application/json")
			r.Header["X-Forwarded-For"] = test.forwarded
			r.RemoteAddr = test.remote
			newServer(t, c).ServeHTTP(httptest.NewRecorder(), r)
			if got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
