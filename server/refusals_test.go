package server_test

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"partnergraph/market"
	"partnergraph/server"
)

func TestBadTokensAreLookedUpSoOftenOnly(t *testing.T) {
	c, looked := identified(config()), 0
	c.Allowances = server.DefaultAllowances()
	c.Allowances.Refusal = market.Allowance{Capacity: 5, PerSecond: 1}
	c.Proxies = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}
	authenticate := c.Authenticate
	c.Authenticate = func(ctx context.Context, bearer, organization string, r *http.Request) (context.Context, error) {
		looked++
		return authenticate(ctx, bearer, organization, r)
	}
	s := newServer(t, c)
	ask := func(from, token string) (int, billed, string) {
		r, b := pay(t, s, `{ hello }`, "X-Forwarded-For: "+from, "Authorization: Bearer "+token)
		return r.StatusCode, b, r.Header.Get("Retry-After")
	}
	if status, _, _ := ask("192.0.2.1", "alice"); status != 200 {
		t.Fatalf("a good token: %d", status)
	}
	for i := range 5 {
		if status, _, _ := ask("192.0.2.1", fmt.Sprint("bad", i)); status != 401 {
			t.Errorf("bad token %d: %d", i, status)
		}
	}
	before := looked
	for i := range 50 {
		if status, b, wait := ask("192.0.2.1", fmt.Sprint("worse", i)); status != 429 || wait != "1" || b.Errors[0].Extensions.Code != "THROTTLED" || b.Errors[0].Extensions.RetryAfter != 1 {
			t.Fatalf("when all is spent: %d %s %+v", status, wait, b)
		}
	}
	if looked != before {
		t.Errorf("%d were looked up", looked-before)
	}
	if status, _, _ := ask("192.0.2.1", "alice"); status != 200 {
		t.Errorf("who was known at the address: %d", status)
	}
	if status, _, _ := ask("192.0.2.2", "bad"); status != 401 {
		t.Errorf("at another address: %d", status)
	}
	if r, _ := pay(t, s, `{ hello }`, "X-Forwarded-For: 192.0.2.1"); r.StatusCode != 200 {
		t.Errorf("nobody signed in: %s", r.Status)
	}
	eventually(t, func() bool { status, _, _ := ask("192.0.2.1", "bob"); return status == 200 })
}

func TestInventedEmbedKeysAreLookedUpSoOftenOnly(t *testing.T) {
	c, looked := config(), 0
	c.Allowances = server.DefaultAllowances()
	c.Allowances.Refusal = market.Allowance{Capacity: 5, PerSecond: 1}
	c.EmbedKey = func(context.Context, string) (*server.EmbedKey, error) { looked++; return nil, nil }
	s := newServer(t, c)
	for i := range 50 {
		r := send(t, s, "GET", fmt.Sprintf("/graphql?embedKey=pgw_%d&documentId=x", i), "")
		if want := map[bool]int{true: 403, false: 429}[i < 5]; r.StatusCode != want {
			t.Errorf("key %d: %s, want %d", i, r.Status, want)
		}
	}
	if looked != 5 {
		t.Errorf("%d were looked up, want 5", looked)
	}
}

// Each costs a point, and who has none is refused before the body is read.
func TestRefusedRequestsCostAPoint(t *testing.T) {
	for name, test := range map[string]struct {
		method, body string
		headers      []string
		status       int
	}{
		"broken JSON":   {"POST", `{"query":`, []string{asJSON}, 400},
		"too large":     {"POST", strings.Repeat(" ", 200_000), []string{asJSON}, 413},
		"no JSON":       {"POST", `query`, []string{"Content-Type: text/plain"}, 415},
		"no method":     {"PUT", ``, nil, 405},
		"no media type": {"POST", query(`{ hello }`), []string{asJSON, "Accept: text/html"}, 406},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, poor(market.Allowance{Capacity: 4, PerSecond: 1}))
			for range 3 {
				if r := send(t, s, test.method, "/graphql", test.body, test.headers...); r.StatusCode != test.status {
					t.Fatalf("%s, want %d", r.Status, test.status)
				}
			}
			if r, b := pay(t, s, `{ hello }`); r.StatusCode != 200 || b.Extensions.Cost.Remaining != 0 {
				t.Errorf("the fourth point: %s %+v", r.Status, b.Extensions.Cost)
			}
			if r := send(t, s, "POST", "/graphql", `{"query":`, asJSON); r.StatusCode != 429 {
				t.Errorf("who has none: %s", r.Status)
			}
		})
	}
}
