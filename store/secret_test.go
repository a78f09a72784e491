package store_test

import (
	"errors"
	"testing"

	"partnergraph/market"
	"partnergraph/seal"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// Whether a server may start is known before anybody reads a contact.
func TestAServerKnowsWhetherItsSecretOpensAll(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t)
	check := func(keys *seal.Keys) error {
		t.Helper()
		s, err := store.Open(t.Context(), url, store.Options{Connections: 2, Keys: keys})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		return s.CheckSecret(t.Context())
	}
	submit := func(keys *seal.Keys) {
		t.Helper()
		s, err := store.Open(t.Context(), url, store.Options{Connections: 2, Keys: keys})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if _, err := s.SubmitLead(t.Context(), market.Viewer{}, storetest.Need(), storetest.Now); err != nil {
			t.Fatal(err)
		}
	}
	for name, keys := range map[string]*seal.Keys{"some secret": seal.New("first"), "no secret": nil} {
		if err := check(keys); err != nil {
			t.Errorf("while nothing is sealed, with %s: %v", name, err)
		}
	}
	submit(seal.New("first"))
	submit(seal.New("second", "first"))
	for name, test := range map[string]struct {
		keys *seal.Keys
		want bool
	}{
		"the present one and the earlier": {seal.New("second", "first"), true},
		"both, the other way round":       {seal.New("first", "second"), true},
		"the earlier alone":               {seal.New("first"), false},
		"the present one alone":           {seal.New("second"), false},
		"another":                         {seal.New("third", "second"), false},
	} {
		if err := check(test.keys); (err == nil) != test.want || err != nil && !errors.Is(err, seal.ErrOtherSecret) {
			t.Errorf("with %s: %v", name, err)
		}
	}
	if err := check(nil); err == nil || errors.Is(err, seal.ErrOtherSecret) {
		t.Errorf("without any: %v", err)
	}
}
