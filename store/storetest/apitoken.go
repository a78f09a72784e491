package storetest

import (
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
)

// APIToken is the viewer of a new API token of an owner's organisation, and the hash
// by which it is known.
func APIToken(t testing.TB, s *store.Store, owner market.Viewer, at time.Time, scopes ...market.Scope) (market.Viewer, []byte) {
	t.Helper()
	hash := Secret()
	_, err := s.CreateAPIToken(t.Context(), owner, market.APITokenCreateInput{Name: "CI", Scopes: scopes}, market.APITokenHash{Sum: hash, LastFour: "0000"}, at)
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.AuthenticateAPIToken(t.Context(), hash, "", at)
	if err != nil {
		t.Fatal(err)
	}
	return v, hash
}
