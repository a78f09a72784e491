package resolvers_test

import (
	"testing"
	"time"

	"partnergraph/auth"
	"partnergraph/events"
	"partnergraph/gateway"
	"partnergraph/resolvers"
	"partnergraph/store"
)

// newResolver is the root of the resolvers over a store, with the test's clock and
// sandboxes for everything that is not ours.
func newResolver(t testing.TB, s *store.Store) *resolvers.Resolver {
	t.Helper()
	clock := func() time.Time { return now }
	return &resolvers.Resolver{
		Store:    s,
		Events:   events.NewHub(s), // does not run: tests that need its events run it
		Now:      clock,
		Codes:    auth.NewCodes(auth.DevelopmentSecret),
		SMS:      &gateway.DevSMS{},
		Payments: gateway.SandboxPayments{Now: clock, Needs: gateway.SandboxTime},
	}
}
