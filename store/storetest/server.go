package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/lib/pq"

	"partnergraph/store"
)

// server is where this process makes databases. Their names are
//
//	partnergraph_test_<number>_<owner>_<rest>
//
// with the number of the database that DATABASE_URL names, for advisory locks
// count within one. The owner is a process, or a set of migrations. Who needs
// an owner's databases holds its lock, shared; those that nobody needs are left
// over.
type server struct {
	address  string    // of the database that is there already
	admin    *sql.DB   // makes and drops databases
	lease    *sql.Conn // holds this process's locks, as long as it lives
	prefix   string
	process  string // this process as an owner
	made     atomic.Int64
	strategy string // how templates are copied
	template func() (string, error)
}

// theServer is this process's server, found or started when first called.
var theServer = sync.OnceValues(func() (*server, error) {
	ctx := context.Background()
	if address := os.Getenv("DATABASE_URL"); address != "" {
		return shared(ctx, address)
	}
	return own(ctx)
})

// connect makes a server of the Postgres at address.
func connect(ctx context.Context, address string) (*server, error) {
	admin, err := sql.Open("postgres", address)
	if err != nil {
		return nil, err
	}
	admin.SetMaxIdleConns(4)
	s := &server{address: address, admin: admin, process: strings.ToLower(rand.Text()[:12])}
	s.template = sync.OnceValues(func() (string, error) { return s.makeTemplate(context.Background()) })
	if s.lease, err = admin.Conn(ctx); err != nil {
		return nil, err
	}
	row := s.lease.QueryRowContext(ctx, "SELECT oid FROM pg_database WHERE datname = current_database()")
	var number string
	if err := row.Scan(&number); err != nil {
		return nil, err
	}
	s.prefix = "partnergraph_test_" + number + "_"
	return s, s.need(ctx, s.process)
}

// need holds an owner's lock until this process ends.
func (s *server) need(ctx context.Context, owner string) error {
	_, err := s.lease.ExecContext(ctx, "SELECT pg_advisory_lock_shared(hashtextextended($1, 0))", s.prefix+owner)
	return err
}

// makeTemplate makes the database with today's schema, unless another process
// of this run has made it, and returns its name. It gets its name when it is
// complete, and from then on takes no connections, which would hinder copying.
func (s *server) makeTemplate(ctx context.Context) (string, error) {
	owner := store.SchemaHash()
	if err := s.need(ctx, owner); err != nil {
		return "", err
	}
	template, draft := s.prefix+owner+"_template", s.prefix+owner+"_draft"
	return template, s.alone(ctx, template, func() error {
		var exists bool
		row := s.lease.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", template)
		if err := row.Scan(&exists); err != nil || exists {
			return err
		}
		if err := s.drop(ctx, draft); err != nil { // of a process killed on the way
			return err
		}
		if err := s.exec(ctx, "CREATE DATABASE %s TEMPLATE template0", draft); err != nil {
			return err
		}
		if err := migrate(ctx, s.url(draft)); err != nil {
			return err
		}
		if err := s.exec(ctx, "ALTER DATABASE %s ALLOW_CONNECTIONS false", draft); err != nil {
			return err
		}
		return s.exec(ctx, "ALTER DATABASE %s RENAME TO %s", draft, template)
	})
}

// alone calls f while no other process is in f under the same name.
func (s *server) alone(ctx context.Context, name string, f func() error) error {
	if _, err := s.lease.ExecContext(ctx, "SELECT pg_advisory_lock(hashtextextended($1, 0))", name); err != nil {
		return err
	}
	err := f()
	_, unlockErr := s.lease.ExecContext(ctx, "SELECT pg_advisory_unlock(hashtextextended($1, 0))", name)
	return errors.Join(err, unlockErr)
}

func migrate(ctx context.Context, address string) error {
	s, err := store.Open(ctx, address, store.Options{Connections: 2, Keys: Keys})
	if err != nil {
		return err
	}
	defer s.Close()
	return s.Migrate(ctx)
}

// clone makes a database of this process from a template.
func (s *server) clone(template string) (string, error) {
	name := fmt.Sprintf("%s%s_%d", s.prefix, s.process, s.made.Add(1))
	return name, s.exec(context.Background(), "CREATE DATABASE %s TEMPLATE %s"+s.strategy, name, template)
}

// drop removes a database, whether there is one or not, and whoever uses it.
func (s *server) drop(ctx context.Context, name string) error {
	return s.exec(ctx, "DROP DATABASE IF EXISTS %s WITH (FORCE)", name)
}

// exec runs a statement in which names stand for %s.
func (s *server) exec(ctx context.Context, statement string, names ...string) error {
	quoted := make([]any, len(names))
	for i, name := range names {
		quoted[i] = pq.QuoteIdentifier(name)
	}
	_, err := s.admin.ExecContext(ctx, fmt.Sprintf(statement, quoted...))
	if known := new(pq.Error); errors.As(err, &known) && known.Code.Name() == "insufficient_privilege" {
		return fmt.Errorf("the user of DATABASE_URL needs the right CREATEDB: %w", err)
	}
	return err
}

// sweep drops the databases whose owners nobody needs: those of processes that
// were killed, and templates of other migrations.
func (s *server) sweep(ctx context.Context) error {
	rows, err := s.admin.QueryContext(ctx, "SELECT datname FROM pg_database WHERE starts_with(datname, $1)", s.prefix)
	if err != nil {
		return err
	}
	defer rows.Close()
	var all error
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		all = errors.Join(all, s.dropUnneeded(ctx, name))
	}
	return errors.Join(all, rows.Err())
}

// dropUnneeded drops a database if it can get its owner's lock for itself.
func (s *server) dropUnneeded(ctx context.Context, name string) error {
	owner, _, _ := strings.Cut(strings.TrimPrefix(name, s.prefix), "_")
	conn, err := s.admin.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	var free bool
	row := conn.QueryRowContext(ctx, "SELECT pg_try_advisory_lock(hashtextextended($1, 0))", s.prefix+owner)
	if err := row.Scan(&free); err != nil || !free {
		return err
	}
	err = s.drop(ctx, name)
	_, unlockErr := conn.ExecContext(ctx, "SELECT pg_advisory_unlock(hashtextextended($1, 0))", s.prefix+owner)
	return errors.Join(err, unlockErr)
}

// url is the address of another database on the server.
func (s *server) url(database string) string {
	if address, err := url.Parse(s.address); err == nil && address.Scheme != "" {
		address.Path = "/" + database
		return address.String()
	}
	return s.address + " dbname=" + database // keywords, of which the last counts
}
