package storetest

import (
	"database/sql"
	"os"
	"testing"

	"partnergraph/store"
)

// Loaded is a store on a fresh database with today's schema and the rows of an SQL
// file.
func Loaded(t testing.TB, path string) *store.Store {
	t.Helper()
	script, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	url := URL(t)
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), string(script)); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return Open(t, url)
}

// Open is a store on a database made by URL.
func Open(t testing.TB, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url, store.Options{Connections: connections})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}
