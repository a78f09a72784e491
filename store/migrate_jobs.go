package store

import (
	"context"
	"database/sql"
	"log/slog"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/rivermigrate"
)

// jobVersions say which of our migrations, by its number, brings the tables of the
// job queue to which version of its library. A new version of the library gets a new
// line, as a new table of ours gets a new file: so they run in one order everywhere,
// under one lock, and Migrated knows of them. Copying the library's SQL into files
// was refused: it is not ours.
var jobVersions = []struct {
	migration int64
	tables    int
}{
	{10, 7},
}

// jobTables are the migrations of the job queue. They are in no transaction, because
// each step of the library's is in one of its own; what was cut off goes on.
func jobTables() []*goose.Migration {
	steps := []*goose.Migration{}
	for _, v := range jobVersions {
		run := func(ctx context.Context, db *sql.DB) error { return migrateJobs(ctx, db, v.tables) }
		steps = append(steps, goose.NewGoMigration(v.migration, &goose.GoFunc{RunDB: run}, nil))
	}
	return steps
}

func migrateJobs(ctx context.Context, db *sql.DB, tables int) error {
	m, err := rivermigrate.New(riverdatabasesql.New(db), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	done, err := m.ExistingVersions(ctx)
	if err != nil {
		return err
	}
	if n := len(done); n > 0 && done[n-1].Version >= tables {
		return nil
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, &rivermigrate.MigrateOpts{TargetVersion: tables})
	return err
}

// DB is the pool of connections, for the job queue only: its library speaks SQL
// itself. It is the vital one, so that operations do not stop the queue.
func (s *Store) DB() *sql.DB { return s.vital().db.DB }
