// Package embedded runs the private Postgres of `go run .` and of the tests,
// from the server binaries on the machine.
//
// A cluster lives in one directory and is looked after by a keeper: a second
// process of this same program, which starts Postgres, counts its users, and
// stops it when the last has left. A user is a connection to the keeper's
// socket, so the kernel reports one that was killed, and Postgres never
// outlives its users. Several processes may use one directory at once: the
// first brings up the keeper, the others join it. A lock on the directory,
// held by the keeper as long as it lives, decides who is first.
//
// Nothing listens on the network. Postgres and the keeper are reached by Unix
// sockets, in directories that only the cluster's own account (and root) may
// enter, so no passwords are kept. As root, Postgres runs as user postgres or
// nobody, and root writes only where that user cannot.
package embedded

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/lib/pq"
)

const (
	superuser = "partnergraph"
	port      = "5432" // of a socket in a private directory: never taken
	startTime = 90 * time.Second
	retryTime = 20 * time.Millisecond
)

// Config says where a cluster lives and what it is for.
type Config struct {
	// Dir holds the cluster, and nothing else. It is made when missing. A
	// directory with other contents is refused.
	Dir string
	// Disposable trades safety for speed: nothing is flushed to disk, and Dir
	// is removed when the last user has left.
	Disposable bool
	// Parent is the process for whose life the cluster waits for further users;
	// 0 stops it when the last user leaves.
	Parent int
	// MaxConnections is Postgres's limit, 100 when 0.
	MaxConnections int
	// Binaries are the directories searched for the server's programs instead
	// of PATH and the usual places.
	Binaries []string
	// Log is told what happens; nil for silence.
	Log *slog.Logger `json:"-"`
}

// Server is the use of a running cluster by this process.
type Server struct {
	sockets string
	keeper  net.Conn
	replies *json.Decoder
	lost    chan struct{}
	last    chan reply
}

// Start brings up the cluster in config.Dir, or joins the processes that use it
// already, whose settings then hold. A cluster left behind by a killed run is
// recovered.
func Start(ctx context.Context, config Config) (*Server, error) {
	config.Log = cmp.Or(config.Log, slog.New(slog.DiscardHandler))
	config.MaxConnections = cmp.Or(config.MaxConnections, 100)
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for {
		server, err := config.attempt(ctx)
		if !errors.Is(err, errRetry) {
			return server, err
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("the database in %s does not answer: %w", config.Dir, context.Cause(ctx))
		case <-time.After(retryTime):
		}
	}
}

// errRetry is the answer of a keeper that is just starting or just stopping.
var errRetry = errors.New("the keeper is not ready")

// attempt becomes the first user of the cluster, or joins the others.
func (c Config) attempt(ctx context.Context) (*Server, error) {
	home, err := c.prepare()
	if c.Disposable && errors.Is(err, os.ErrNotExist) {
		return nil, errRetry // it was just removed by those who used it before
	}
	if err != nil {
		return nil, err
	}
	lock, err := takeLock(home.path("lock"))
	if errors.Is(err, errLocked) {
		return join(ctx, home)
	}
	if err != nil {
		return nil, err
	}
	defer lock.Close() // the keeper holds its own copy
	c.Log.Info("starting a private Postgres", "directory", home.dir)
	c.Dir = home.dir
	conn, err := spawnKeeper(c, lock)
	if err != nil {
		return nil, err
	}
	server, err := enter(ctx, conn)
	if errors.Is(err, errRetry) {
		return nil, fmt.Errorf("the keeper of the database in %s ended early; see %s", home.dir, home.path("log"))
	}
	return server, err
}

// join becomes one more user of a cluster that another process started.
func join(ctx context.Context, home home) (*Server, error) {
	sockets, err := os.ReadFile(home.path("lock"))
	if err != nil || len(sockets) == 0 {
		return nil, errRetry
	}
	conn, err := net.Dial("unix", filepath.Join(string(sockets), "keeper"))
	if err != nil {
		return nil, errRetry
	}
	return enter(ctx, conn)
}

// enter waits until the keeper says that Postgres answers.
func enter(ctx context.Context, conn net.Conn) (*Server, error) {
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	replies := json.NewDecoder(conn)
	var first reply
	switch err := replies.Decode(&first); {
	case ctx.Err() != nil:
		conn.Close()
		return nil, ctx.Err()
	case err != nil:
		conn.Close()
		return nil, errRetry
	case first.Error != "":
		conn.Close()
		return nil, errors.New(first.Error)
	}
	server := &Server{first.Sockets, conn, replies, make(chan struct{}), make(chan reply, 1)}
	go server.watch()
	return server, nil
}

// watch waits for the keeper's last word: the answer to Stop, or its end.
func (s *Server) watch() {
	var answer reply
	if err := s.replies.Decode(&answer); err != nil {
		close(s.lost)
	}
	s.last <- answer
}

// Lost is closed when the cluster's keeper has gone, and Postgres with it,
// without this process having called Stop.
func (s *Server) Lost() <-chan struct{} { return s.lost }

// URL is where lib/pq and psql find the database of that name.
func (s *Server) URL(database string) string {
	query := url.Values{"host": {s.sockets}, "port": {port}, "sslmode": {"disable"}}
	address := url.URL{Scheme: "postgres", User: url.User(superuser), Path: "/" + database, RawQuery: query.Encode()}
	return address.String()
}

// CreateDatabase makes an empty database of that name, unless there is one. While
// Postgres is on its way back from a crash, it waits.
func (s *Server) CreateDatabase(ctx context.Context, name string) error {
	for end := time.Now().Add(startTime); ; {
		err := s.createDatabase(ctx, name)
		if !isReturning(err) || time.Now().After(end) {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-s.lost:
			return err
		case <-time.After(retryTime):
		}
	}
}

// isReturning reports whether an error is one of a Postgres that has crashed, or that is
// being started again by itself or by its keeper.
func isReturning(err error) bool {
	var refused *pq.Error
	if errors.As(err, &refused) {
		return refused.Code.Class() == "57" && refused.Code != "57014" // operator intervention, but no cancelled statement
	}
	var network net.Error
	return errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, driver.ErrBadConn)
}

func (s *Server) createDatabase(ctx context.Context, name string) error {
	db, err := sql.Open("postgres", s.URL("postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // which the lock belongs to, until it is closed
	if _, err := db.ExecContext(ctx, "SELECT pg_advisory_lock(hashtext('CreateDatabase'))"); err != nil {
		return err
	}
	var exists bool
	row := db.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name)
	if err := row.Scan(&exists); err != nil || exists {
		return err
	}
	_, err = db.ExecContext(ctx, "CREATE DATABASE "+pq.QuoteIdentifier(name))
	return err
}

// Stop leaves the cluster and, if nobody else uses it, waits until Postgres has
// ended and everything is on disk. When ctx ends earlier, the keeper finishes
// alone.
func (s *Server) Stop(ctx context.Context) error {
	defer s.keeper.Close()
	if _, err := s.keeper.Write([]byte("leave\n")); err != nil {
		return nil // the keeper has gone, and Postgres with it
	}
	select {
	case answer := <-s.last:
		if answer.Error != "" {
			return errors.New(answer.Error)
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("the private Postgres is still stopping: %w", context.Cause(ctx))
	}
}

// DefaultDir is where `go run .` keeps its cluster between runs: under the
// user's cache directory, but under /var/lib for root, whose home is closed to
// the user that Postgres runs as.
func DefaultDir() (string, error) {
	if os.Geteuid() == 0 {
		return "/var/lib/partnergraph", nil
	}
	cache, err := os.UserCacheDir()
	return filepath.Join(cache, "partnergraph"), err
}
