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

// crowded is a server where alice and bob are tokens of the same maker.
func crowded(a market.Allowance) server.Config {
	c := poor(a)
	c.Allowances.Token = a
	c.Identity = func(ctx context.Context) server.Identity {
		viewer, _ := ctx.Value(viewerKey{}).(string)
		name, _, _ := strings.Cut(viewer, "|")
		if name == "" {
			return server.Identity{}
		}
		return server.Identity{Person: name, Session: name, Token: name, Maker: "maker"}
	}
	return c
}

func TestTokensOfOneMakerHaveTwiceTheBucketOfOne(t *testing.T) {
	c := crowded(market.Allowance{Capacity: 20, PerSecond: 1})
	authenticate := c.Authenticate
	c.Authenticate = func(ctx context.Context, bearer, organization string, r *http.Request) (context.Context, error) {
		if strings.HasPrefix(bearer, "token") {
			return context.WithValue(ctx, viewerKey{}, bearer+"||"), nil
		}
		return authenticate(ctx, bearer, organization, r)
	}
	s := newServer(t, c)
	served := 0
	for _, token := range []string{"token1", "token2", "token3", "token4"} {
		for range 2 {
			r, b := pay(t, s, `mutation { write }`, "Authorization: Bearer "+token)
			if r.StatusCode == 200 {
				served++
			} else if !strings.Contains(b.Errors[0].Message, "this maker of tokens has") || !strings.HasPrefix(r.Header.Get("RateLimit"), `"maker of tokens"`) {
				t.Errorf("%s: %s %s", token, r.Header.Get("RateLimit"), b.Errors[0].Message)
			}
		}
	}
	if served != 4 {
		t.Errorf("%d operations of 10 points out of 40", served)
	}
}

func TestAWideNetworkIsTenAddresses(t *testing.T) {
	c := poor(market.Allowance{Capacity: 10, PerSecond: 1})
	c.Proxies = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}
	s := newServer(t, c)
	for i := range 12 {
		r, b := pay(t, s, `mutation { write }`, fmt.Sprintf("X-Forwarded-For: 2001:db8:1:%x::1", i))
		if want := map[bool]int{true: 200, false: 429}[i < 10]; r.StatusCode != want {
			t.Errorf("address %d: %s, want %d", i, r.Status, want)
		} else if want == 429 && !strings.Contains(b.Errors[0].Message, "this network of the address has") {
			t.Errorf("address %d: %s", i, b.Errors[0].Message)
		}
	}
	for _, other := range []string{"2001:db8:2::1", "192.0.2.1", "192.0.2.2"} {
		if r, _ := pay(t, s, `{ hello }`, "X-Forwarded-For: "+other); r.StatusCode != 200 {
			t.Errorf("%s: %s", other, r.Status)
		}
	}
}
