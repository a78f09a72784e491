// Package storetest gives each test a Postgres database of its own.
//
// All packages of one `go test` share one private cluster (package embedded),
// in a directory named by the go command that runs them. The first to need it
// starts it; it lasts, also between packages, until the go command has ended,
// and then stops and removes itself, no matter how the tests ended. A test
// binary run by hand has a cluster for itself. What a run leaves whose processes
// were all killed, down to the last, the next run removes.
//
// A database is cloned from a template, which is named by the hash of the
// migrations and made once a run: some 40 ms instead of all migrations. It is
// dropped when its test ends. Rows of SQL files are written once in a process, into
// a template of its own.
//
// With DATABASE_URL set, databases are made on that server instead, next to the
// one it names, by a user who may create databases. All have names that begin
// with partnergraph_test_; those of running tests are marked by advisory locks,
// which end with their process, so that a janitor can tell which to drop when
// the run is over, and each run which were left by an earlier one.
package storetest

import (
	"context"
	"testing"

	"partnergraph/store"
)

// connections is the size of a test's pool, small because many tests share the
// server.
const connections = 8

// New is a store on a fresh database with today's schema.
func New(t testing.TB) *store.Store {
	t.Helper()
	return Open(t, URL(t))
}

// URL is the address of a fresh database with today's schema.
func URL(t testing.TB) string {
	t.Helper()
	return create(t, connected(t).template)
}

// EmptyURL is the address of a fresh database with nothing in it.
func EmptyURL(t testing.TB) string {
	t.Helper()
	return create(t, func() (string, error) { return "template0", nil })
}

// connected is the server that this process makes its databases on.
func connected(t testing.TB) *server {
	t.Helper()
	server, err := theServer()
	if err != nil {
		t.Fatalf("tests need a Postgres: %v", err)
	}
	return server
}

// create makes a database from a template, for as long as the test runs.
func create(t testing.TB, template func() (string, error)) string {
	t.Helper()
	server := connected(t)
	source, err := template()
	if err != nil {
		t.Fatalf("making the template of the tests' databases: %v", err)
	}
	name, err := server.clone(source)
	if err != nil {
		t.Fatalf("making the test's database: %v", err)
	}
	t.Cleanup(func() {
		if err := server.drop(context.Background(), name); err != nil {
			t.Errorf("dropping the test's database: %v", err)
		}
	})
	return server.url(name)
}
