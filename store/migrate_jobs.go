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
	{10, 4}, // adds a state of jobs, which Postgres lets a later transaction use
	{11, 7},
}

// jobTables are the migrations of the job queue.
func jobTables() []*goose.Migration {
	steps := []*goose.Migration{}
	for _, v := range jobVersions {
		steps = append(steps, goose.NewGoMigration(v.migration, &goose.GoFunc{RunTx: migrateJobs(v.tables)}, nil))
	}
	return steps
}

func migrateJobs(tables int) func(context.Context, *sql.Tx) error {
	return func(ctx context.Context, tx *sql.Tx) error {
		m, err := rivermigrate.New(riverdatabasesql.New(nil), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			return err
		}
		_, err = m.MigrateTx(ctx, tx, rivermigrate.DirectionUp, &rivermigrate.MigrateOpts{TargetVersion: tables})
		return err
	}
}

// DB is the pool of connections, for the job queue only: its library speaks SQL
// itself.
func (s *Store) DB() *sql.DB { return s.db.DB }
