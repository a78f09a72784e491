package store

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the database to today's schema, as the owner of the tables. Several servers may call it at
// once: an advisory lock lets one work while the others wait.
func (s *Store) Migrate(ctx context.Context) error {
	provider, err := s.provider(goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return s.explainMigration(ctx, err)
}

// Migrated fails unless the database has today's schema, and a server may work in it.
func (s *Store) Migrated(ctx context.Context) error {
	provider, err := s.provider()
	if err != nil {
		return err
	}
	pending, err := provider.HasPending(ctx)
	if err == nil && pending {
		err = fmt.Errorf("the database lacks migrations; run the migrate command")
	}
	if err == nil {
		err = s.checkRole(ctx)
	}
	if isRoleRefused(err) { // not even told which migrations there are
		err = s.explainRole(ctx)
	}
	return err
}

func (s *Store) provider(options ...goose.ProviderOption) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	// Of servers that start at once, the others look each second, not every five.
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
	if err != nil {
		return nil, err
	}
	// Branches number their migrations before they land, so a lower number may come
	// later. Each stands by itself.
	options = append(options, goose.WithAllowOutofOrder(true), goose.WithSessionLocker(locker), goose.WithGoMigrations(append(jobTables(), s.sealPlain())...))
	return goose.NewProvider(goose.DialectPostgres, s.owner.DB, files, options...)
}

// SchemaHash names the set of migrations: databases made from equal sets are equal.
func SchemaHash() string {
	hash := sha256.New()
	fmt.Fprintln(hash, jobVersions, sealMigration, dropPlain)
	err := fs.WalkDir(migrations, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := migrations.ReadFile(path)
		fmt.Fprintf(hash, "%s %d\n%s", path, len(b), b)
		return err
	})
	if err != nil {
		panic(err) // the files are in the binary
	}
	return hex.EncodeToString(hash.Sum(nil))[:16]
}
