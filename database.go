package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"partnergraph/store"
	"partnergraph/store/embedded"
)

// database says which Postgres a command works on.
type database struct {
	URL     string `name:"database-url" env:"DATABASE_URL" placeholder:"URL" help:"A running Postgres, such as postgres://user:password@host/database. Without it a private one is started."`
	secrets `embed:""`
	Data    string `env:"PARTNERGRAPH_DATA" placeholder:"DIR" type:"path" help:"Where the private Postgres keeps its data between runs. Default: partnergraph in your cache directory, or /var/lib/partnergraph for root."`
}

// private tells whether the database is our own Postgres.
func (d database) private() bool { return d.URL == "" }

// stopTime is how long a private Postgres may take to write everything to disk.
const stopTime = 70 * time.Second

// opened is a database in use.
type opened struct {
	*store.Store
	address string
	lost    <-chan struct{} // closed when a private Postgres has gone; nil for another
	private *embedded.Server
}

// open connects to the database, starting it if it is private. The schema may be
// an older one.
func (d database) open(ctx context.Context) (*opened, error) {
	if !d.private() {
		s, err := store.Open(ctx, d.URL, store.Options{Keys: d.keys()})
		return &opened{Store: s, address: d.URL}, err
	}
	if d.Data == "" {
		var err error
		if d.Data, err = embedded.DefaultDir(); err != nil {
			return nil, errors.Join(errors.New("there is no default place for the data: name one with --data"), err)
		}
	}
	private, err := embedded.Start(ctx, embedded.Config{Dir: d.Data, Log: slog.Default()})
	if err != nil {
		return nil, err
	}
	o := &opened{address: private.URL("partnergraph"), lost: private.Lost(), private: private}
	if err := private.CreateDatabase(ctx, "partnergraph"); err != nil {
		return nil, errors.Join(err, o.stopPrivate())
	}
	if o.Store, err = store.Open(ctx, o.address, store.Options{Keys: d.keys()}); err != nil {
		return nil, errors.Join(err, o.stopPrivate())
	}
	return o, nil
}

// openMigrated is open, and brings the schema up to date.
func (d database) openMigrated(ctx context.Context) (*opened, error) {
	o, err := d.open(ctx)
	if err != nil {
		return nil, err
	}
	if err := o.Migrate(ctx); err != nil {
		return nil, errors.Join(err, o.close())
	}
	return o, nil
}

// close disconnects and stops a private Postgres, unless others use it as well.
func (o *opened) close() error {
	return errors.Join(o.Close(), o.stopPrivate())
}

func (o *opened) stopPrivate() error {
	if o.private == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	return o.private.Stop(ctx)
}

// watch ends what the context is for when a private Postgres goes away.
func (o *opened) watch(ctx context.Context, cancel context.CancelCauseFunc) {
	select {
	case <-o.lost:
		cancel(errors.New("the private Postgres has gone; start again to recover it"))
	case <-ctx.Done():
	}
}

// migrate is the command that changes the schema only.
type migrate struct {
	database
}

// Run brings the database to today's schema.
func (m *migrate) Run(ctx context.Context) error {
	db, err := m.openMigrated(ctx)
	if err != nil {
		return err
	}
	return db.close()
}
