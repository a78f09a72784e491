package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// appRole is what the connections of a server work as, whoever logs in: a role that
// owns nothing, so that the row-level security of the tables binds it. Migration 15
// makes it.
const appRole = "partnergraph_app"

// Codes of Postgres for a role that is not there, that may not be taken or made, and
// migration 15's own for both and for one that no security binds.
const (
	noSuchRole    = "22023"
	notAllowed    = "42501"
	roleIsMissing = "PG015"
	roleIsAllowed = "PG016"
)

// isRoleRefused reports whether Postgres has refused a connection for its role.
func isRoleRefused(err error) bool {
	var e *pq.Error
	return errors.As(err, &e) && (e.Code == noSuchRole || e.Code == notAllowed)
}

// connect makes the two pools: one that works as the role, and one as the owner of
// the tables, for migrations and loads only. Before the first migration there may be
// no role: then the other connects.
func connect(ctx context.Context, dsn string) (db, owner *sqlx.DB, roled string, err error) {
	plain, err := withParameters(dsn, "")
	if err != nil {
		return nil, nil, "", err
	}
	if roled, err = withParameters(dsn, appRole); err != nil {
		return nil, nil, "", err
	}
	if db, err = sqlx.Open("postgres", roled); err != nil {
		return nil, nil, "", fmt.Errorf("connect to Postgres: %w", err)
	}
	if owner, err = sqlx.Open("postgres", plain); err != nil {
		return nil, nil, "", fmt.Errorf("connect to Postgres: %w", err)
	}
	if err = db.PingContext(ctx); isRoleRefused(err) {
		err = owner.PingContext(ctx)
	}
	if err != nil {
		return nil, nil, "", errors.Join(fmt.Errorf("connect to Postgres: %w", err), db.Close(), owner.Close())
	}
	owner.SetMaxIdleConns(1)
	owner.SetConnMaxIdleTime(ownerIdle)
	return db, owner, roled, nil
}

// asOwner is the store as the owner of the tables, whom the second wall does not hold.
func (s *Store) asOwner() *Store {
	return &Store{db: s.owner, stmts: &statements{}, wake: s.wake, keys: s.keys, watch: s.watch}
}

// checkRole fails unless connections get the role.
func (s *Store) checkRole(ctx context.Context) error {
	err := s.db.PingContext(ctx)
	if isRoleRefused(err) {
		return s.explainRole(ctx)
	}
	return err
}

// explainRole says what somebody with more rights has to do. Whether it is the role
// or the right to it that is missing, the same helps.
func (s *Store) explainRole(ctx context.Context) error {
	var user string
	if err := s.owner.GetContext(ctx, &user, `SELECT session_user`); err != nil {
		return err
	}
	return fmt.Errorf("servers work as the role %[1]s, which the user %[2]s of DATABASE_URL can neither make nor become; "+
		"an administrator of the cluster has to run, the first unless the role is there: CREATE ROLE %[1]s; GRANT %[1]s TO %[2]s;",
		appRole, pq.QuoteIdentifier(user))
}

// explainMigration makes sentences of the refusals of migration 15.
func (s *Store) explainMigration(ctx context.Context, err error) error {
	var e *pq.Error
	switch {
	case err == nil:
		return s.checkRole(ctx)
	case errors.As(err, &e) && e.Code == roleIsMissing:
		return s.explainRole(ctx)
	case errors.As(err, &e) && e.Code == roleIsAllowed:
		return fmt.Errorf("the role %[1]s must not be a superuser or have BYPASSRLS; an administrator of the cluster has to run: "+
			"ALTER ROLE %[1]s NOSUPERUSER NOBYPASSRLS;", appRole)
	}
	return fmt.Errorf("migrate: %w", err)
}
