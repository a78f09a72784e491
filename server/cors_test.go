package server_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"partnergraph/server"
)

// What pages of three kinds of origin may do: the app's own, any other, and the
// server's (GraphiQL).
func TestCrossOrigin(t *testing.T) {
	const app, other, own = "Origin: https://app.example.com", "Origin: https://compare.example.org", "Origin: https://api.example.com"
	const crossSite, sameOrigin = "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-origin"
	const token, cookie = "Authorization: Bearer alice", "Cookie: session=1"
	for name, test := range map[string]struct {
		headers []string
		status  int
		allow   string // Access-Control-Allow-Origin
		credit  string // Access-Control-Allow-Credentials
		cookie  bool   // whether a cookie reaches the application
	}{
		"a program without origin":               {[]string{asJSON, token, cookie}, 200, "", "", true},
		"the app":                                {[]string{asJSON, token, cookie, app, crossSite}, 200, "https://app.example.com", "true", true},
		"another page, with a token":             {[]string{asJSON, token, cookie, other, crossSite}, 200, "*", "", false},
		"another page, with nobody":              {[]string{asJSON, other, crossSite}, 200, "*", "", false},
		"another page, by a form":                {[]string{"Content-Type: text/plain", cookie, other, crossSite}, 403, "*", "", false},
		"another page, by a form, older browser": {[]string{"Content-Type: text/plain", cookie, other}, 403, "*", "", false},
		"a page without origin":                  {[]string{asJSON, token, cookie, "Origin: null", crossSite}, 200, "*", "", false},
		"a subdomain of the app":                 {[]string{asJSON, token, cookie, "Origin: https://evil.app.example.com", crossSite}, 200, "*", "", false},
		"a name that ends like the app":          {[]string{asJSON, token, cookie, "Origin: https://evilapp.example.com", crossSite}, 200, "*", "", false},
		"the app without TLS":                    {[]string{asJSON, token, cookie, "Origin: http://app.example.com", crossSite}, 200, "*", "", false},
		"GraphiQL":                               {[]string{asJSON, token, cookie, own, sameOrigin}, 200, "*", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			c, reached := config(), false
			c.Authenticate = func(ctx context.Context, bearer, _ string, r *http.Request) (context.Context, error) {
				reached = r.Header.Get("Cookie") != ""
				return ctx, nil
			}
			r := send(t, newServer(t, c), "POST", "/graphql", query(`{ hello }`), test.headers...)
			if r.StatusCode != test.status || reached != test.cookie {
				t.Errorf("status %d, cookie %v: want %d, %v: %s", r.StatusCode, reached, test.status, test.cookie, text(t, r))
			}
			if got := r.Header.Get("Access-Control-Allow-Origin"); got != test.allow {
				t.Errorf("allows %q, want %q", got, test.allow)
			}
			if got := r.Header.Get("Access-Control-Allow-Credentials"); got != test.credit {
				t.Errorf("credentials %q, want %q", got, test.credit)
			}
			if vary := strings.Join(r.Header.Values("Vary"), ", "); !strings.Contains(vary, "Origin") {
				t.Errorf("caches would mix origins: Vary: %s", vary)
			}
		})
	}
}

func TestPreflight(t *testing.T) {
	s := newServer(t, config())
	for name, test := range map[string]struct {
		origin, method, headers string
		allow, credit           string
	}{
		"the app":             {"https://app.example.com", "POST", "authorization,content-type,x-organization", "https://app.example.com", "true"},
		"another page":        {"https://compare.example.org", "POST", "accept-language,authorization,content-type", "*", ""},
		"a page that traces":  {"https://compare.example.org", "POST", "baggage,content-type,traceparent,tracestate", "*", ""},
		"Apollo Client":       {"https://compare.example.org", "POST", "apollo-require-preflight,apollographql-client-name,apollographql-client-version,content-type", "*", ""},
		"a method not served": {"https://compare.example.org", "PUT", "", "", ""},
		"a header not known":  {"https://compare.example.org", "POST", "x-http-method-override", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			headers := []string{"Origin: " + test.origin, "Access-Control-Request-Method: " + test.method}
			if test.headers != "" {
				headers = append(headers, "Access-Control-Request-Headers: "+test.headers)
			}
			r := send(t, s, "OPTIONS", "/graphql", "", headers...)
			if r.StatusCode != 204 || r.Header.Get("Access-Control-Allow-Origin") != test.allow ||
				r.Header.Get("Access-Control-Allow-Credentials") != test.credit {
				t.Errorf("got %d %v", r.StatusCode, r.Header)
			}
		})
	}
}

func TestOriginsAreChecked(t *testing.T) {
	for _, origin := range []string{"*", "https://*.example.com", "app.example.com", "https://app.example.com/", "https://"} {
		c := config()
		c.Origins = []string{origin}
		if _, err := server.New(c); err == nil {
			t.Errorf("%q is taken for an origin", origin)
		}
	}
}

// Without origins of its own the app has no privilege to lend to anybody.
func TestNoOrigins(t *testing.T) {
	c := config()
	c.Origins = nil
	r := send(t, newServer(t, c), "POST", "/graphql", query(`{ hello }`), asJSON, "Origin: https://app.example.com")
	if r.Header.Get("Access-Control-Allow-Origin") != "*" || r.Header.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("got %v", r.Header)
	}
}
