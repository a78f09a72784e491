package store_test

import (
	"database/sql"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// Who talks, in testdata/talk.sql.
var (
	alma  = market.Viewer{Person: personA + "1", Organization: orgB + "1", Role: market.Owner, Locales: []string{"de"}}
	bo    = market.Viewer{Person: personA + "2", Organization: orgB + "2", Partner: lantern, Role: market.Support}
	cleo  = market.Viewer{Person: personA + "3", Organization: orgB + "3", Partner: rivalry, Role: market.Owner}
	dana  = market.Viewer{Person: personA + "4", Organization: orgB + "4", Role: market.Moderator, IsHouse: true}
	noone = market.Viewer{Person: personA + "5"} // has not given a name
	emil  = market.Viewer{Person: personA + "6"}
	fay   = market.Viewer{Person: personA + "7", Organization: orgB + "5", Partner: hopes, Role: market.Owner}
)

const (
	personA = "00000000-0000-7000-8000-0000000000a"
	orgB    = "00000000-0000-7000-8000-0000000000b"
	lantern = market.PartnerID("00000000-0000-7000-8000-0000000000c1")
	rivalry = market.PartnerID("00000000-0000-7000-8000-0000000000c2")
	hopes   = market.PartnerID("00000000-0000-7000-8000-0000000000c3") // has applied
)

// now is when the tests of forum and reviews begin.
var now = time.Date(2026, 11, 21, 9, 30, 42, 123456000, time.UTC)

// talk is a market place with those people, and its database for what no verb does.
func talk(t *testing.T) (*store.Store, *sql.DB) {
	t.Helper()
	url := storetest.URL(t)
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	script, err := os.ReadFile("testdata/talk.sql")
	if err != nil {
		t.Fatal(err)
	}
	run(t, db, string(script))
	return storetest.Open(t, url), db
}

// run does what no verb of the store does.
func run(t *testing.T, db *sql.DB, statement string, args ...any) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// must is the value of a call that has to succeed.
func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// refused wants an error with the code, at the field with dots; "" for success.
func refused(t *testing.T, err error, code market.Code, field string) {
	t.Helper()
	if code == "" {
		if err != nil {
			t.Errorf("error %v, want none", err)
		}
		return
	}
	var many market.Errors
	var one *market.Error
	if errors.As(err, &many) {
		one = many[0]
	} else if !errors.As(err, &one) {
		t.Errorf("error %v, want %s", err, code)
		return
	}
	if one.Code != code || !slices.Equal(one.Field, strings.FieldsFunc(field, func(r rune) bool { return r == '.' })) {
		t.Errorf("error %s at %v (%s), want %s at %s", one.Code, one.Field, one.Message, code, field)
	}
}
