package storetest

import (
	"database/sql"
	"os"
	"testing"

	"partnergraph/store"
)

// Loaded is a store on a fresh database with today's schema and the rows of SQL
// files.
func Loaded(t testing.TB, paths ...string) *store.Store {
	t.Helper()
	return Open(t, LoadedURL(t, paths...))
}

// LoadedURL is the address of a fresh database with today's schema and the rows of
// SQL files, one after the other. No SQL can seal a contact, so the files put them into
// a table plain_contact, and they are sealed in the end.
func LoadedURL(t testing.TB, paths ...string) string {
	t.Helper()
	url := URL(t)
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	Exec(t, db, `CREATE TABLE plain_contact (lead_id uuid PRIMARY KEY, name text NOT NULL, phone text, email text, company text,
		details text[], attachments text[])`)
	Exec(t, db, `CREATE TABLE plain_note (LIKE lead_note)`)
	Exec(t, db, `ALTER TABLE plain_note DROP COLUMN sealed, DROP COLUMN edited_at, DROP COLUMN deleted_at, ADD COLUMN text text, ADD COLUMN file text`)
	Exec(t, db, `CREATE TABLE plain_deal (id uuid, partner_id uuid, company text, phone text, email text, note text, country text,
		state text, registered_by uuid, registered_at timestamptz, protected_until timestamptz, resolved_at timestamptz, resolved_by uuid, resolution text)`)
	Exec(t, db, `CREATE TABLE plain_complaint (offer_id uuid, lead_id uuid, person_id uuid, created_at timestamptz, text text)`)
	for _, path := range paths {
		script, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), string(script)); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	s := Open(t, url)
	sealPlain(t, s, db)
	Exec(t, db, `DROP TABLE plain_contact`)
	return url
}

// Open is a store on a database made by URL.
func Open(t testing.TB, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url, store.Options{Connections: connections, Keys: Keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}
