// Package store holds all SQL. A method is a verb and, mostly, one statement; what
// writes more than one table is one transaction, named by the business verb.
//
// A Store inside a transaction is the same type as one outside, so that any method
// joins it. Rules are not here: the store locks, loads, asks package market, and
// saves.
package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"partnergraph/seal"
)

// Store is the database, or a transaction in it.
type Store struct {
	dsn     string
	db      *sqlx.DB // works as appRole
	owner   *sqlx.DB // for migrations and loads
	tx      *sqlx.Tx // nil outside a transaction
	stmts   *statements
	waker   *waker
	wake    func() // tells the listeners of events, after a commit; never nil
	emits   bool   // whether this transaction wrote an event
	watch   *watch
	changes bool // whether this transaction may change a table that tells of it
	keys    *seal.Keys
	clock   *clock

	waits   waits
	places  chan struct{} // one for each connection of the pool; nil for no turns
	reserve *Store        // see vital; nil for itself
}

// Connections is the size of a server's pool unless Options say otherwise.
const Connections = 20

// Options are settings of a Store.
type Options struct {
	Connections int              // size of the pool; 0 for Connections
	Wake        func()           // tells the listeners of events after a commit; nil for NOTIFY
	Keys        *seal.Keys       // of personal data; without, none is read or written
	Clock       func() time.Time // of this machine; nil for time.Now
}

// Open connects to the Postgres at dsn, a postgres:// address or a keyword string.
// It does not migrate.
func Open(ctx context.Context, dsn string, o Options) (*Store, error) {
	db, owner, dsn, err := connect(ctx, dsn)
	if err != nil {
		return nil, err
	}
	if o.Connections == 0 {
		o.Connections = Connections
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	reserved, err := sqlx.Open("postgres", dsn)
	if err != nil {
		return nil, errors.Join(err, db.Close(), owner.Close())
	}
	few := max(o.Connections/reservedPart, 1)
	bound(reserved, few)
	bound(db, max(o.Connections-few, 1))
	s := &Store{dsn: dsn, db: db, owner: owner, stmts: &statements{}, waker: &waker{db: reserved}, wake: o.Wake, keys: o.Keys,
		clock: &clock{local: o.Clock}, watch: &watch{}, places: make(chan struct{}, max(o.Connections-few, 1))}
	if s.wake == nil {
		s.wake = s.waker.wake
	}
	s.reserve = &Store{dsn: dsn, db: reserved, owner: owner, stmts: &statements{}, waker: s.waker, wake: s.wake, keys: s.keys, clock: s.clock, watch: s.watch}
	return s, nil
}

// reservedPart is which part of the connections is kept for what must not starve: one
// in four.
const reservedPart = 4

// bound sets the size of a pool.
func bound(db *sqlx.DB, size int) {
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	db.SetConnMaxLifetime(30 * time.Minute)
}

// ownerIdle is how long the owner's connection is kept between migrations.
const ownerIdle = 5 * time.Second

// withParameters adds the settings every connection of ours has: parameters in one
// round trip, and a bound on each statement; and the role it works as, if any.
func withParameters(dsn, role string) (string, error) {
	settings := []string{"binary_parameters=yes", "statement_timeout=5000", "connect_timeout=10", "application_name=partnergraph"}
	if !strings.Contains(dsn, "://") {
		if role != "" {
			settings = append(settings, "role="+role)
		}
		return dsn + " " + strings.Join(settings, " "), nil
	}
	u, err := url.Parse(dsn)
	if err != nil {
		return "", errors.New("DATABASE_URL is not an address such as postgres://user:password@host/database")
	}
	query := u.Query()
	for _, s := range settings {
		key, value, _ := strings.Cut(s, "=")
		if !query.Has(key) {
			query.Set(key, value)
		}
	}
	if role != "" {
		query.Set("role", role)
	}
	u.RawQuery = query.Encode()
	return u.String(), nil
}

// Close ends all connections.
func (s *Store) Close() error {
	s.waker.close()
	return errors.Join(s.db.Close(), s.reserve.db.Close(), s.owner.Close())
}

// Pool is how the connections are used.
type Pool struct {
	Open, InUse, Idle, Most int
	Waits                   int64 // how often a statement waited for a connection
	Waited                  time.Duration
}

// Pool tells it as it is now.
func (s *Store) Pool() Pool {
	p, r := s.db.Stats(), s.reserve.db.Stats()
	return Pool{p.OpenConnections + r.OpenConnections, p.InUse + r.InUse, p.Idle + r.Idle, p.MaxOpenConnections + r.MaxOpenConnections,
		s.waits.number.Load() + r.WaitCount, time.Duration(s.waits.time.Load()) + r.WaitDuration}
}

// Ping fails unless Postgres answers.
func (s *Store) Ping(ctx context.Context) error { return s.vital().db.PingContext(ctx) }

// tries is how often a transaction is begun before its serialisation failures and
// deadlocks reach the caller.
const tries = 4

// InTx calls f in a transaction: all of it happens, or nothing. Inside another
// transaction it joins that. After a deadlock or a serialisation failure it calls f
// again, so f must change nothing but the database.
func (s *Store) InTx(ctx context.Context, f func(*Store) error) error {
	if s.tx != nil {
		return f(s)
	}
	for try := 1; ; try++ {
		err := s.once(ctx, f)
		if try == tries || !retryable(err) {
			return explain(err)
		}
	}
}

// inTx is InTx for what returns something; after an error it returns nothing.
func inTx[T any](ctx context.Context, s *Store, f func(*Store) (*T, error)) (item *T, err error) {
	err = s.InTx(ctx, func(s *Store) error {
		item, err = f(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	return item, nil
}

func (s *Store) once(ctx context.Context, f func(*Store) error) error {
	changes := false
	defer func() {
		if changes {
			s.settle(ctx)
		}
	}()
	release, err := s.connection(ctx)
	if err != nil {
		return err
	}
	defer release()
	tx, err := s.db.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	inner := &Store{db: s.db, tx: tx, stmts: s.stmts, wake: s.wake, keys: s.keys, watch: s.watch}
	if err := f(inner); err != nil {
		return err
	}
	changes = inner.changes // also when the commit fails: it may have arrived
	if err := tx.Commit(); err != nil {
		return err
	}
	if inner.emits {
		s.wake()
	}
	return nil
}

func retryable(err error) bool {
	var e *pq.Error
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
}

// newID is a new identifier; those made later sort later.
func newID[T ~string]() T { return T(uuid.Must(uuid.NewV7()).String()) }

// queryer is what the database and a transaction have in common.
func (s *Store) queryer() sqlx.ExtContext {
	if s.tx != nil {
		return s.tx
	}
	return s.db
}

// exec runs a statement that returns no rows.
func (s *Store) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	defer s.settleAfter(ctx, query)
	release, err := s.connection(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	ctx, ended := s.begin(ctx, query, args)
	result, err := s.queryer().ExecContext(ctx, query, bind(args)...)
	ended(err)
	return result, explain(err)
}
