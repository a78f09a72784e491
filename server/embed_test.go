package server_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"partnergraph/market"
	"partnergraph/server"
)

type embedPage struct{}

// withEmbedKey knows the key "pgw_site", which is for pages of two sites, until it is
// revoked.
func withEmbedKey(asked *atomic.Int64, revoked *atomic.Bool) server.Config {
	c := withDocuments()
	c.Documents = append(c.Documents, server.Document{ID: "ask", Text: "mutation Ask { ask: write }", Form: true})
	c.EmbedPage = func(ctx context.Context, id, site string) context.Context {
		return context.WithValue(ctx, embedPage{}, id+" at "+site)
	}
	c.EmbedForm = func(ctx context.Context) string { return fmt.Sprint("for ", ctx.Value(embedPage{})) }
	c.EmbedKey = func(_ context.Context, key string) (*server.EmbedKey, error) {
		asked.Add(1)
		if key != "pgw_site" || revoked.Load() {
			return nil, nil
		}
		return &server.EmbedKey{ID: "1", Origins: []string{"https://site.example.org", "http://localhost:3000"}}, nil
	}
	return c
}

// What a page may do by an embed key: read by GET what the server trusts, from a site
// of the key's, and be shown the answer.
func TestEmbedKeys(t *testing.T) {
	s := newServer(t, withEmbedKey(new(atomic.Int64), new(atomic.Bool)))
	const site, other = "Origin: https://site.example.org", "Origin: https://other.example.org"
	const trusted = "/graphql?embedKey=pgw_site&documentId=viewer"
	const adHoc = "/graphql?embedKey=pgw_site&query=%7Bhello%7D"
	for name, test := range map[string]struct {
		method, target, body string
		headers              []string
		status               int
		allow                string // Access-Control-Allow-Origin
		has                  string
	}{
		"a page of its site":         {target: trusted, headers: []string{site}, status: 200, allow: "https://site.example.org", has: `"||"`},
		"a page of its second site":  {target: trusted, headers: []string{"Origin: http://localhost:3000"}, status: 200, allow: "http://localhost:3000", has: `"||"`},
		"a page of this server":      {target: trusted, headers: []string{"Sec-Fetch-Site: same-origin"}, status: 200, has: `"||"`},
		"a page, without CORS":       {target: trusted, headers: []string{"Referer: https://site.example.org/a?b"}, status: 200, has: `"||"`},
		"a page of another site":     {target: trusted, headers: []string{other}, status: 403, allow: "*", has: `not for pages of this site`},
		"another site, without CORS": {target: trusted, headers: []string{"Referer: https://other.example.org/"}, status: 403, allow: "*", has: `not for pages of this site`},
		"a subdomain of its site":    {target: trusted, headers: []string{"Origin: https://a.site.example.org"}, status: 403, allow: "*", has: `not for pages of this site`},
		"its site without TLS":       {target: trusted, headers: []string{"Origin: http://site.example.org"}, status: 403, allow: "*", has: `not for pages of this site`},
		"its site on another port":   {target: trusted, headers: []string{"Origin: https://site.example.org:8443"}, status: 403, allow: "*", has: `not for pages of this site`},
		"a file":                     {target: trusted, headers: []string{"Origin: null"}, status: 403, allow: "*", has: `not for pages of this site`},
		"no page":                    {target: trusted, status: 403, allow: "*", has: `not for pages of this site`},
		"the app, which is no site":  {target: trusted, headers: []string{"Origin: https://app.example.com"}, status: 403, allow: "*", has: `not for pages of this site`},
		"an unknown key":             {target: "/graphql?embedKey=pgw_other&documentId=viewer", headers: []string{site}, status: 403, allow: "*", has: `not in use`},
		"an empty key":               {target: "/graphql?embedKey=&documentId=viewer", headers: []string{site}, status: 403, allow: "*", has: `not in use`},
		"a very long key":            {target: "/graphql?embedKey=" + strings.Repeat("a", 5000), headers: []string{site}, status: 403, allow: "*", has: `not in use`},
		"a document of its own":      {target: adHoc, headers: []string{site}, status: 403, allow: "https://site.example.org", has: `only queries run whose document the server trusts`},
		"a trusted mutation":         {target: "/graphql?embedKey=pgw_site&documentId=write", headers: []string{site}, status: 403, allow: "https://site.example.org", has: `only queries run`},
		"a trusted mutation by POST": {method: "POST", target: "/graphql?embedKey=pgw_site", body: `{"documentId":"write"}`, headers: []string{site, asJSON}, status: 403, allow: "https://site.example.org", has: `only queries run`},
		"its form":                   {method: "POST", target: "/graphql?embedKey=pgw_site", body: `{"documentId":"ask"}`, headers: []string{site, asJSON}, status: 200, allow: "https://site.example.org", has: `"ask"`},
		"its form by GET":            {target: "/graphql?embedKey=pgw_site&documentId=ask", headers: []string{site}, status: 405, allow: "https://site.example.org", has: `sent with POST`},
		"its form of another site":   {method: "POST", target: "/graphql?embedKey=pgw_site", body: `{"documentId":"ask"}`, headers: []string{other, asJSON}, status: 403, allow: "*", has: `not for pages of this site`},
		"a trusted document by POST": {method: "POST", target: "/graphql?embedKey=pgw_site", body: `{"documentId":"viewer"}`, headers: []string{site, asJSON}, status: 405, allow: "https://site.example.org", has: `reads with GET`},
		"with a token":               {target: trusted, headers: []string{site, "Authorization: Bearer alice"}, status: 400, allow: "https://site.example.org", has: `either an embed key or a token`},
		"the key in a header":        {target: "/graphql?documentId=viewer", headers: []string{other, "X-Embed-Key: pgw_site"}, status: 200, allow: "*", has: `"||"`},
	} {
		t.Run(name, func(t *testing.T) {
			if test.method == "" {
				test.method = "GET"
			}
			r := send(t, s, test.method, test.target, test.body, append(test.headers, "Cookie: session=1")...)
			body := text(t, r)
			if r.StatusCode != test.status || !strings.Contains(body, test.has) {
				t.Errorf("%d %s\nwant %d %s", r.StatusCode, body, test.status, test.has)
			}
			if got := r.Header.Get("Access-Control-Allow-Origin"); got != test.allow {
				t.Errorf("allows %q, want %q", got, test.allow)
			}
			if r.Header.Get("Access-Control-Allow-Credentials") != "" {
				t.Error("a page's visitor lends it cookies")
			}
			if kept := strings.HasPrefix(r.Header.Get("Cache-Control"), "public"); kept != (test.status == 200 && test.method == "GET") {
				t.Errorf("Cache-Control: %s", r.Header.Get("Cache-Control"))
			}
			if vary := strings.Join(r.Header.Values("Vary"), ", "); test.status == 200 && !strings.Contains(vary, "Origin") {
				t.Errorf("caches would mix sites: Vary: %s", vary)
			}
		})
	}
}

// A preflight names no key in a header, but has it in the address.
func TestEmbedKeyPreflight(t *testing.T) {
	s := newServer(t, withEmbedKey(new(atomic.Int64), new(atomic.Bool)))
	for name, test := range map[string]struct{ origin, method, headers, allow string }{
		"its site":     {"https://site.example.org", "GET", "if-none-match", "https://site.example.org"},
		"another site": {"https://other.example.org", "GET", "if-none-match", ""},
		"its form":     {"https://site.example.org", "POST", "content-type", "https://site.example.org"},
		"another's":    {"https://other.example.org", "POST", "content-type", ""},
		"to delete":    {"https://site.example.org", "DELETE", "content-type", ""},
		"a token":      {"https://site.example.org", "GET", "authorization", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := send(t, s, "OPTIONS", "/graphql?embedKey=pgw_site&documentId=viewer", "",
				"Origin: "+test.origin, "Access-Control-Request-Method: "+test.method, "Access-Control-Request-Headers: "+test.headers)
			if got := r.Header.Get("Access-Control-Allow-Origin"); got != test.allow {
				t.Errorf("%d allows %q, want %q", r.StatusCode, got, test.allow)
			}
		})
	}
}

func TestEmbedKeysOpenNoSockets(t *testing.T) {
	_, base := start(t, withEmbedKey(new(atomic.Int64), new(atomic.Bool)))
	_, r, err := websocket.Dial(t.Context(), base+"/graphql?embedKey=pgw_site", &websocket.DialOptions{
		Subprotocols: []string{"graphql-transport-ws"}, HTTPHeader: http.Header{"Origin": {"https://site.example.org"}}})
	if err == nil || r == nil || r.StatusCode != 403 {
		t.Errorf("%v %v", r, err)
	}
}

// A key is looked up once a second, however many ask, and its end is in force within
// two.
func TestEmbedKeysEnd(t *testing.T) {
	asked, revoked := new(atomic.Int64), new(atomic.Bool)
	s := newServer(t, withEmbedKey(asked, revoked))
	status := func() int {
		return send(t, s, "GET", "/graphql?embedKey=pgw_site&documentId=viewer", "", "Origin: https://site.example.org").StatusCode
	}
	begun := time.Now()
	for range 20 {
		if got := status(); got != 200 {
			t.Fatalf("in force: %d", got)
		}
	}
	if n := asked.Load(); n > 1+int64(time.Since(begun)/time.Second) {
		t.Errorf("looked up %d times in %v", n, time.Since(begun))
	}
	revoked.Store(true)
	for ended := time.Now(); status() != 403; time.Sleep(50 * time.Millisecond) {
		if time.Since(ended) > 2*time.Second {
			t.Fatal("in force two seconds after its end")
		}
	}
}

// Readers of a page pay each for themselves: one does not empty the bucket of the
// others, nor of other pages that it reads.
func TestReadersOfAPagePayForThemselves(t *testing.T) {
	c := withEmbedKey(new(atomic.Int64), new(atomic.Bool))
	c.Allowances = server.DefaultAllowances()
	c.Allowances.Address = market.Allowance{Capacity: 3, PerSecond: 1}
	s := newServer(t, c)
	ask := func(address, target string) *http.Response {
		r := httptest.NewRequest("GET", target, nil)
		r.RemoteAddr = address
		r.Header.Set("Origin", "https://site.example.org")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w.Result()
	}
	const page = "/graphql?embedKey=pgw_site&documentId=viewer"
	for n := 0; ask("192.0.2.1:1", page).StatusCode != 429; n++ {
		if n > 10 {
			t.Fatal("a reader's bucket has no end")
		}
	}
	for name, test := range map[string]struct{ got, want int }{
		"another reader":              {ask("192.0.2.2:1", page).StatusCode, 200},
		"the reader without the page": {ask("192.0.2.1:1", "/graphql?documentId=viewer").StatusCode, 429}, // keys are public
	} {
		if test.got != test.want {
			t.Errorf("%s: %d, want %d", name, test.got, test.want)
		}
	}
	if policy := ask("192.0.2.1:1", page).Header.Get("RateLimit-Policy"); !strings.HasPrefix(policy, `"embed key";`) {
		t.Errorf("RateLimit-Policy: %s", policy)
	}
}

// What the key decides is set by the server, in every document that names it; a page that
// sets it is told.
func TestEmbedKeysFillVariables(t *testing.T) {
	c := withEmbedKey(new(atomic.Int64), new(atomic.Bool))
	find := c.EmbedKey
	c.EmbedKey = func(ctx context.Context, key string) (*server.EmbedKey, error) {
		k, err := find(ctx, key)
		if k != nil {
			k.Variables = map[string]any{"ms": int64(1)}
		}
		return k, err
	}
	c.Documents = append(c.Documents, server.Document{ID: "wait", Text: `query($ms: Int!, $more: Int! = 1) { wait(ms: $ms) more: wait(ms: $more) }`})
	s := newServer(t, c)
	for name, test := range map[string]struct {
		variables string
		status    int
		has       string
	}{
		"left out":           {"", 200, "awake"},
		"beside the page's":  {`{"more":2}`, 200, "awake"},
		"set by the page":    {`{"ms":2}`, 400, "set by the server"},
		"emptied by a page":  {`{"ms":null}`, 400, "set by the server"},
		"with another's too": {`{"more":2,"ms":2}`, 400, "set by the server"},
	} {
		target := "/graphql?embedKey=pgw_site&documentId=wait&variables=" + url.QueryEscape(test.variables)
		r := send(t, s, "GET", target, "", "Origin: https://site.example.org")
		if body := text(t, r); r.StatusCode != test.status || !strings.Contains(body, test.has) {
			t.Errorf("%s: %d %s", name, r.StatusCode, body)
		}
	}
}

// A key that has read its share is throttled until it has one again; its reads are
// counted, refused ones are not.
func TestEmbedKeysHaveAShare(t *testing.T) {
	c := withEmbedKey(new(atomic.Int64), new(atomic.Bool))
	find, spent, reads := c.EmbedKey, new(atomic.Bool), new(atomic.Int64)
	c.EmbedKey = func(ctx context.Context, key string) (*server.EmbedKey, error) {
		k, err := find(ctx, key)
		if k != nil && spent.Load() {
			k.Again = 90*time.Minute + time.Millisecond
		}
		return k, err
	}
	c.EmbedRead = func(id string) {
		if id != "1" {
			t.Errorf("counted for %q", id)
		}
		reads.Add(1)
	}
	s := newServer(t, c)
	read := func(headers ...string) *http.Response {
		return send(t, s, "GET", "/graphql?embedKey=pgw_site&documentId=viewer", "", headers...)
	}
	read("Origin: https://site.example.org")
	read("Origin: https://other.example.org")
	if n := reads.Load(); n != 1 {
		t.Errorf("%d reads are counted, want 1: another site's is none", n)
	}
	spent.Store(true)
	deadline := time.Now().Add(30 * time.Second)
	for r := read("Origin: https://site.example.org"); ; r = read("Origin: https://site.example.org") {
		if r.StatusCode == 429 {
			if r.Header.Get("Retry-After") != "5401" || r.Header.Get("Access-Control-Allow-Origin") == "" {
				t.Errorf("a page cannot read when to come again: %v", r.Header)
			}
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("it reads on")
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// The token of a form is for the page that asks, of its site and of no other, and no cache
// keeps it.
func TestPagesGetTheTokenOfTheirForm(t *testing.T) {
	s := newServer(t, withEmbedKey(new(atomic.Int64), new(atomic.Bool)))
	for name, test := range map[string]struct {
		headers []string
		status  int
		allow   string
		has     string
	}{
		"its site":                 {[]string{"Origin: HTTPS://site.example.org"}, 200, "HTTPS://site.example.org", "for 1 at https://site.example.org"},
		"this server":              {[]string{"Sec-Fetch-Site: same-origin"}, 200, "", "for 1 at api.example.com"},
		"this server, with Origin": {[]string{"Origin: http://api.example.com"}, 200, "", "for 1 at api.example.com"},
		"another site":             {[]string{"Origin: https://other.example.org"}, 403, "*", "EMBED_SITE"},
		"nowhere":                  {nil, 403, "*", "EMBED_SITE"},
	} {
		r := send(t, s, "GET", "/embed/v1/form?embedKey=pgw_site", "", test.headers...)
		if body := text(t, r); r.StatusCode != test.status || !strings.Contains(body, test.has) || r.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %s %v", name, r.StatusCode, body, r.Header)
		}
		if got := r.Header.Get("Access-Control-Allow-Origin"); got != test.allow && name[:4] != "this" {
			t.Errorf("%s: allows %q, want %q", name, got, test.allow)
		}
	}
	if r := send(t, s, "GET", "/embed/v1/form?embedKey=pgw_none", "", "Origin: https://site.example.org"); r.StatusCode != 403 || !strings.Contains(text(t, r), "EMBED_KEY_ENDED") {
		t.Errorf("a key that is none: %d", r.StatusCode)
	}
	if r := send(t, s, "POST", "/embed/v1/form?embedKey=pgw_site", "{}", "Origin: https://site.example.org", asJSON); r.StatusCode != 405 {
		t.Errorf("by POST: %d", r.StatusCode)
	}
}
