package server

import (
	"context"
	"net/http"
	"net/netip"

	"partnergraph/auth"
	"partnergraph/market"
	"partnergraph/server/quota"
)

// Allowances are the buckets out of which operations are paid, by who sends them.
type Allowances struct {
	Token   market.Allowance // an API token; all that a person has made have twice that
	Person  market.Allowance // signed in, whatever the address
	Address market.Allowance // nobody signed in; an IPv6 /48 has ten times that
	Refusal market.Allowance // of an address, for tokens and embed keys that are none
}

// DefaultAllowances are what production runs with: several pages a second for each
// reader, a burst that loads a whole application at once, and twice that for a
// partner's own servers.
func DefaultAllowances() Allowances {
	return Allowances{
		Token:   market.Allowance{Capacity: 10_000, PerSecond: 200},
		Person:  market.Allowance{Capacity: 5000, PerSecond: 100},
		Address: market.Allowance{Capacity: 5000, PerSecond: 100},
		Refusal: market.Allowance{Capacity: 500, PerSecond: 10},
	}
}

const (
	makerFactor   = 2  // of one token's bucket, for all tokens of whoever made them
	networkFactor = 10 // of an address's bucket, for a /48 with its 65,536 addresses
)

// payer is who an operation is paid by: from each bucket of a chain, the narrowest
// first, so that nobody gets more by being many.
type payer struct {
	chain []quota.Bucket
	kinds []string // of the buckets, in words
	line  string   // whose turn an operation takes, see turns
}

// from adds a bucket to the chain.
func (p *payer) from(kind, id string, a market.Allowance, factor int) *payer {
	a.Capacity, a.PerSecond = a.Capacity*factor, a.PerSecond*factor
	p.line = kind + " " + id
	p.chain, p.kinds = append(p.chain, quota.Bucket{Key: p.line, Allowance: a}), append(p.kinds, kind)
	return p
}

// payerOf is the most specific that is known of a sender.
func (c *Config) payerOf(ctx context.Context) *payer {
	who, p := c.Identity(ctx), &payer{}
	switch {
	case who.Token != "":
		p.from("token", who.Token, c.Allowances.Token, 1)
		if who.Maker != "" {
			p.from("maker of tokens", who.Maker, c.Allowances.Token, makerFactor)
		}
		return p
	case who.Person != "":
		return p.from("person", who.Person, c.Allowances.Person, 1)
	}
	address := addressOf(ctx)
	if key := embedKeyOf(ctx); key != nil { // each reader of a page: one must not empty it for the others
		p.from("embed key", key.ID+" "+address, c.Allowances.Address, 1)
	}
	return p.fromAddress("address", address, c.Allowances.Address)
}

// fromAddress adds the buckets of an address and of the network around it.
func (p *payer) fromAddress(kind, address string, a market.Allowance) *payer {
	p.from(kind, address, a, 1)
	line := p.line
	if wide := around(address); wide != "" {
		p.from("network of the "+kind, wide, a, networkFactor)
	}
	p.line = line
	return p
}

// around is the /48 of an IPv6 address, which is what a customer gets who asks for
// much; "" for IPv4.
func around(address string) string {
	prefix, err := netip.ParsePrefix(address)
	if err != nil || !prefix.Addr().Is6() {
		return ""
	}
	wide, err := prefix.Addr().Prefix(48)
	if err != nil {
		return ""
	}
	return wide.String()
}

type addressKey struct{}

// withAddress notes where a request comes from, for whoever pays by address.
func withAddress(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), addressKey{}, auth.Network(r.RemoteAddr)))
}

func addressOf(ctx context.Context) string {
	address, _ := ctx.Value(addressKey{}).(string)
	return address
}
