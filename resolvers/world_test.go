package resolvers_test

import (
	"context"
	"testing"
	"time"

	"partnergraph/auth"
	"partnergraph/events"
	"partnergraph/gateway"
	"partnergraph/resolvers"
	"partnergraph/store"
)

// newHub knows where events stand, and does not run: tests that need its events run it.
func newHub(t testing.TB, s *store.Store) *events.Hub {
	t.Helper()
	hub := events.NewHub(s)
	if err := hub.Begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	return hub
}

// newResolver is the root of the resolvers over a store, with the test's clock and
// sandboxes for everything that is not ours.
func newResolver(t testing.TB, s *store.Store) *resolvers.Resolver {
	t.Helper()
	clock := func() time.Time { return now }
	return &resolvers.Resolver{
		Store:  s,
		Events: newHub(t, s),
		Now:    clock,
		Codes:  auth.NewCodes(auth.DevelopmentSecret),
		SMS:    &gateway.DevSMS{},
		Mail:   &gateway.DevMail{},
		Widget: resolvers.Script{Path: "/embed/v1/widget.js", Integrity: "sha384-none",
			Base: func(context.Context) string { return "https://api.example.com" }},
		Payments: gateway.SandboxPayments{Now: clock, Needs: gateway.SandboxTime},

		Unsubscribing: auth.NewUnsubscribing(auth.DevelopmentSecret),
	}
}
