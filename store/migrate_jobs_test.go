package store_test

import (
	"database/sql"
	"log/slog"
	"testing"

	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/rivermigrate"

	"partnergraph/store/storetest"
)

// The migrations bring the job queue's tables to the version that its library
// expects: a new one needs a new line in jobVersions.
func TestJobTablesAreOfTheLibrarysVersion(t *testing.T) {
	t.Parallel()
	_, db := storetest.WithDB(t)
	m, err := rivermigrate.New(riverdatabasesql.New(db), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	done, err := m.ExistingVersions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if all := m.AllVersions(); len(done) != len(all) {
		t.Errorf("the tables are at version %d, the library at %d", len(done), len(all))
	}
}

// What was cut off in the library's steps goes on from there.
func TestJobTablesGoOn(t *testing.T) {
	t.Parallel()
	for _, steps := range []int{3, 7} {
		url := storetest.EmptyURL(t)
		db, err := sql.Open("postgres", url)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		m, err := rivermigrate.New(riverdatabasesql.New(db), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Migrate(t.Context(), rivermigrate.DirectionUp, &rivermigrate.MigrateOpts{TargetVersion: steps}); err != nil {
			t.Fatal(err)
		}
		s := storetest.Open(t, url)
		if err := s.Migrate(t.Context()); err != nil {
			t.Errorf("after %d steps: %v", steps, err)
		}
		if err := s.Migrated(t.Context()); err != nil {
			t.Errorf("after %d steps: %v", steps, err)
		}
	}
}
