package storetest

import (
	"database/sql"
	"os"
	"strings"
	"sync"
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
// a table plain_contact, and they are sealed in the end. The rows are written once in a
// process, into a template of which every further database is a copy.
func LoadedURL(t testing.TB, paths ...string) string {
	t.Helper()
	return FilledURL(t, strings.Join(paths, "\n"), func(url string) { load(t, url, paths) })
}

// FilledURL is the address of a fresh database with today's schema and what fill writes
// into the one at the address that it is given, once in a process for each name. Nobody
// may be connected to that any more when fill returns.
func FilledURL(t testing.TB, name string, fill func(url string)) string {
	t.Helper()
	return create(t, func() (string, error) { return filled(t, name, fill) })
}

// templates are the databases that are this process's own templates, by their names.
var templates = struct {
	sync.Mutex
	made map[string]string
}{made: map[string]string{}}

// filled is the template of that name. When making it fails, the test fails, and the
// next one tries again.
func filled(t testing.TB, name string, fill func(url string)) (string, error) {
	t.Helper()
	server := connected(t)
	templates.Lock()
	defer templates.Unlock()
	if database, made := templates.made[name]; made {
		return database, nil
	}
	source, err := server.template()
	if err != nil {
		return "", err
	}
	database, err := server.clone(source)
	if err != nil {
		return "", err
	}
	fill(server.url(database))
	if t.Failed() {
		t.FailNow() // half of it is no template
	}
	// Connections would hinder copying.
	if err := server.exec(t.Context(), "ALTER DATABASE %s ALLOW_CONNECTIONS false", database); err != nil {
		return "", err
	}
	templates.made[name] = database
	return database, nil
}

// load writes the rows of the files into a database, and leaves it.
func load(t testing.TB, url string, paths []string) {
	t.Helper()
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range plainTables {
		Exec(t, db, statement)
	}
	for _, path := range paths {
		script, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), string(script)); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	s, err := open(t, url)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	sealPlain(t, s, db)
	Exec(t, db, `DROP TABLE plain_contact`)
}

// plainTables make the tables into which the files write what is to be sealed.
var plainTables = []string{
	`CREATE TABLE plain_contact (lead_id uuid PRIMARY KEY, name text NOT NULL, phone text, email text, company text,
		details text[], attachments text[])`,
	`CREATE TABLE plain_note (LIKE lead_note)`,
	`ALTER TABLE plain_note DROP COLUMN sealed, DROP COLUMN edited_at, DROP COLUMN deleted_at, ADD COLUMN text text, ADD COLUMN file text`,
	`CREATE TABLE plain_deal (id uuid, partner_id uuid, company text, phone text, email text, note text, country text,
		state text, registered_by uuid, registered_at timestamptz, protected_until timestamptz, resolved_at timestamptz, resolved_by uuid, resolution text)`,
	`CREATE TABLE plain_complaint (offer_id uuid, lead_id uuid, person_id uuid, created_at timestamptz, text text)`,
}

// Open is a store on a database made by URL.
func Open(t testing.TB, url string) *store.Store {
	t.Helper()
	s, err := open(t, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func open(t testing.TB, url string) (*store.Store, error) {
	return store.Open(t.Context(), url, store.Options{Connections: connections, Keys: Keys})
}
