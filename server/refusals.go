package server

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/maypok86/otter/v2"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnergraph/server/quota"
)

const (
	maxRemembered = 20_000    // credentials that were good
	remembered    = time.Hour // since one was last
)

// refusals bound what it costs us to find that tokens and embed keys are none: each
// takes a look into the database, whose sender nobody knows yet.
//
// An address has a bucket for those alone. When it is empty, only credentials that this
// server has found good within the hour are looked at: whoever shares an address with
// somebody who tries tokens goes on, and whoever comes new to it waits until some come
// back. Nobody else's operations come out of this bucket, so a busy address without bad
// tokens refuses no good one.
type refusals struct {
	config *Config
	quota  *quota.Quota
	good   *otter.Cache[[sha256.Size]byte, struct{}]
}

func newRefusals(c *Config, q *quota.Quota) (*refusals, error) {
	good, err := otter.New(&otter.Options[[sha256.Size]byte, struct{}]{
		MaximumSize:      maxRemembered,
		ExpiryCalculator: otter.ExpiryWriting[[sha256.Size]byte, struct{}](remembered),
	})
	return &refusals{c, q, good}, err
}

// payer is the address that a context is of.
func (f *refusals) payer(ctx context.Context) *payer {
	return new(payer).fromAddress("address's refusals", addressOf(ctx), f.config.Allowances.Refusal)
}

// check says why a credential is not looked at now, or nil.
func (f *refusals) check(ctx context.Context, credential string) *fault {
	if credential == "" {
		return nil
	}
	if _, good := f.good.GetIfPresent(sha256.Sum256([]byte(credential))); good {
		return nil
	}
	p := f.payer(ctx)
	_, empty := f.quota.Empty(ctx, p.chain)
	if empty < 0 {
		return nil
	}
	wait := seconds(p.chain[empty].Allowance.Wait(0, 1))
	return (&fault{status: http.StatusTooManyRequests, code: codeThrottled, retry: wait,
		message: fmt.Sprintf("Too many tokens or embed keys from your address were none, so that new ones wait. Try again in %d s.", wait)}).with("Retry-After", fmt.Sprint(wait))
}

// found notes what a credential has turned out to be.
func (f *refusals) found(ctx context.Context, credential string, good bool) {
	hash := sha256.Sum256([]byte(credential))
	switch {
	case credential == "":
	case good:
		f.good.Set(hash, struct{}{})
	default:
		f.good.Invalidate(hash)
		_, _, _ = f.quota.Pay(ctx, f.payer(ctx).chain, 1) // who has left has paid enough
	}
}

// ours are the codes of failures that are not the sender's.
var ours = []string{codeThrottled, codeUnavailable, codeInternal, codeTimeout}

// authenticate is Config.Authenticate, for as many as may be wrong.
func (s *Server) authenticate(ctx context.Context, bearer, organization string, r *http.Request) (context.Context, error) {
	if f := s.refusals.check(ctx, bearer); f != nil {
		return ctx, f.graphql()
	}
	identified, err := s.config.Authenticate(ctx, bearer, organization, r)
	if err == nil {
		s.refusals.found(ctx, bearer, true)
	} else if code := codeOf(gqlerror.List{s.present(ctx, err)}); !slices.Contains(ours, code) && ctx.Err() == nil {
		s.refusals.found(ctx, bearer, false)
	}
	return identified, err
}

// fined lets an address pay a point for each request that is refused before anybody
// else could have paid for it.
func (s *Server) fined(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = withAddress(r)
		h.ServeHTTP(w, r)
		if req := requestOf(r.Context()); req.fault != "" && !req.paid && !slices.Contains(ours, req.fault) {
			s.fine(r.Context())
		}
	})
}

// fine takes a point from whoever the context is of.
func (s *Server) fine(ctx context.Context) {
	requestOf(ctx).paid = true
	_, _, _ = s.quota.Pay(ctx, s.config.payerOf(ctx).chain, 1) // who has left has paid enough
}
