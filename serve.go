package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"partnergraph/demo"
	"partnergraph/events"
	"partnergraph/jobs"
	"partnergraph/server"
	"partnergraph/store/embedded"
	"partnergraph/tracing"
	"partnergraph/widget"
)

// serve is the command that puts the market place on the network.
type serve struct {
	Addr       string `env:"PARTNERGRAPH_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen. Default: ${default}."`
	database   `embed:""`
	Mode       string `env:"PARTNERGRAPH_MODE" default:"development" enum:"development,production" placeholder:"MODE" help:"development or production, which refuses settings that everybody knows. Default: ${default}."`
	Demo       *bool  `env:"PARTNERGRAPH_DEMO" negatable:"" help:"Fill an empty database with a demo. Default: yes in development on a private Postgres, else no."`
	signIn     `embed:""`
	numbers    `embed:""`
	Origins    []string       `name:"origin" env:"PARTNERGRAPH_ORIGINS" placeholder:"URL" help:"An origin of your own app, such as https://app.example.com, which may send cookies. Repeatable."`
	Proxies    []netip.Prefix `name:"proxy" env:"PARTNERGRAPH_PROXIES" placeholder:"NETWORK" help:"A network of your own proxies, such as 10.0.0.0/8, which are believed about who calls through them. Repeatable."`
	Limits     []string       `name:"limit" env:"PARTNERGRAPH_LIMITS" placeholder:"NAME=VALUE" help:"A limit, such as depth=20. Repeatable; the README lists all of them."`
	CacheBytes int            `name:"cache-bytes" env:"PARTNERGRAPH_CACHE_BYTES" default:"67108864" placeholder:"BYTES" help:"Memory for answers to what nobody signed in reads, which are kept until something changes that they show; 0 keeps none. Default: ${default}."`
	Trusted    []string       `name:"documents" env:"PARTNERGRAPH_DOCUMENTS" placeholder:"PATH" help:"A manifest of trusted documents, a JSON object of GraphQL texts by their ids, which clients may then name instead of sending the text. Repeatable."`
}

func (s *serve) development() bool { return s.Mode == "development" }

// Run serves until it is told to stop.
func (s *serve) Run(ctx context.Context) (err error) {
	if err := errors.Join(s.check(), s.checkCache(), server.CheckLimits(s.Limits)); err != nil {
		return err
	}
	documents, err := s.documents()
	if err != nil {
		return err
	}
	own, err := widgetDocuments()
	if err != nil {
		return err
	}
	documents = append(documents, own...)
	listener, err := listen(ctx, s.Addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go cancelWithGoRun(ctx, cancel)

	s.Developing = s.development()
	db, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	go db.watch(ctx, cancel)
	if err := s.serve(ctx, listener, db, documents); err != nil {
		return err
	}
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		return cause
	}
	return nil
}

// serve makes the database ready and serves it until ctx ends.
func (s *serve) serve(ctx context.Context, listener net.Listener, db *opened, documents []server.Document) error {
	if err := s.prepare(ctx, db); err != nil {
		return err
	}
	if err := s.refuseDemo(ctx, db); err != nil {
		return err
	}
	if err := s.fill(ctx, db); err != nil {
		return err
	}
	traces, err := tracing.Start(ctx)
	if err != nil {
		return err
	}
	if traces != nil {
		defer stopTraces(traces)
		db.Trace(traces.Statement)
	}
	if err := db.MeasureTime(ctx); err != nil {
		return err
	}
	defer background(db.KeepTime)() // before the database ends
	hub := events.NewHub(db.Store)
	if err := hub.Begin(ctx); err != nil {
		return err
	}
	counted := s.newMetrics(documents, hub)
	defer background(hub.Run)() // after the sockets that it serves, before the database
	kept, stopKeeping, err := s.keepAnswers(ctx, db)
	if err != nil {
		return err
	}
	defer stopKeeping()
	out := s.outgoing()
	stop, err := jobs.Start(ctx, jobs.Config{Store: db.Store, Payments: s.payments(), Notices: out.notices, Mail: out.mail, Links: s.links(), Now: db.Now, Log: slog.Default(), Done: counted.Chore})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopJobs(stop)) }()
	reads := newEmbedReads(db)
	defer background(reads.run)()
	config := s.wire(db, hub, out, codeCounter(counted), reads)
	if traces != nil {
		config.Trace = traces
	}
	config.People, config.Files = s.people(), widgetFiles(s.wantsDemo())
	config.Answers = kept
	config.Documents, config.Observe, config.Metrics = documents, observer(counted), counted.Handler()
	web, err := server.New(config)
	if err != nil {
		return err
	}
	showPool(counted, db.Pool)
	showStats(counted, web.Stats)
	showAnswers(counted, kept)
	if shown, err := s.listenMetrics(ctx); err != nil {
		return err
	} else if shown != nil {
		defer shown.Close()
		go serveMetrics(shown, counted)
	}
	s.announce(listener.Addr(), db)
	return web.Run(ctx, listener)
}

// people are those of the demo.
func (s *serve) people() (people []server.Person) {
	if !s.wantsDemo() {
		return nil
	}
	for _, p := range demo.SignIns {
		people = append(people, server.Person{Phone: p.Phone, Who: p.Who})
	}
	return people
}

// background runs f until stop is called, which waits for its end.
func background(f func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); f(ctx) }()
	return func() { cancel(); <-ended }
}

// stopJobs waits for the chores at work, so that they end before the database does.
func stopJobs(stop func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return stop(ctx)
}

// stopTraces sends the spans that are left, unless the collector is too slow: nobody
// waits long for those.
func stopTraces(t *tracing.Tracing) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if err := t.Stop(ctx); err != nil {
		slog.Warn("the last traces are lost", "error", err)
	}
}

// check refuses production with the settings of development.
func (s *serve) check() error {
	if s.development() {
		return s.mail().CheckSite()
	}
	if s.private() {
		slog.Warn("production on a private Postgres, of which nobody makes backups: set DATABASE_URL")
	}
	var shown error
	if s.wantsDemo() {
		shown = errors.New("production has no demo: everybody knows its people")
	}
	return errors.Join(s.checkProduction(), shown)
}

// documents are the trusted ones.
func (s *serve) documents() (all []server.Document, err error) {
	for _, name := range s.Trusted {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("--documents: %w", err)
		}
		some, err := server.ReadDocuments(name, text)
		if err != nil {
			return nil, fmt.Errorf("--documents: %w", err)
		}
		all = append(all, some...)
	}
	return all, nil
}

// prepare brings the schema up to date; in production somebody decides when. It fails
// when personal data is sealed with another secret than the server's.
func (s *serve) prepare(ctx context.Context, db *opened) error {
	ready := db.Migrated
	if s.development() || s.private() {
		ready = db.Migrate
	}
	if err := ready(ctx); err != nil {
		return err
	}
	return db.CheckSecret(ctx)
}

// refuseDemo fails in production on a database with the demo in it: everybody knows
// the numbers of its people, and its tokens may be anywhere.
func (s *serve) refuseDemo(ctx context.Context, db *opened) error {
	if s.development() {
		return nil
	}
	shown, err := db.HasFictional(ctx)
	if err == nil && shown {
		err = errors.New("this database holds the demo, whose people everybody knows: name an empty one with DATABASE_URL or --data")
	}
	return err
}

// wantsDemo tells whether the demo is to be shown. Nobody gets it into a database
// of their own unasked.
func (s *serve) wantsDemo() bool {
	if s.Demo != nil {
		return *s.Demo
	}
	return s.development() && s.private()
}

// fill writes the demo, where there is to be one and nobody is there yet.
func (s *serve) fill(ctx context.Context, db *opened) error {
	if !s.wantsDemo() {
		return nil
	}
	world := demo.New(demo.Small, demo.Seed, time.Now())
	filled, err := world.Load(ctx, db.Store, func(string, float64) {})
	if err == nil && filled {
		err = world.Trade(ctx, db.Store)
	}
	if err == nil && filled {
		err = world.Work(ctx, db.Store)
	}
	if err != nil {
		return fmt.Errorf("load the demo: %w", err)
	}
	if filled {
		slog.Info("the demo is loaded")
	}
	return nil
}

// listen takes the address before anything is started that would have to be
// stopped again.
func listen(ctx context.Context, address string) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is in use, perhaps by another run: stop that, or choose another address with --addr", address)
	}
	return listener, err
}

// announce tells the user where everything is.
func (s *serve) announce(address net.Addr, db *opened) {
	base := "http://" + address.String()
	fmt.Printf(`
Partnergraph is ready.

  GraphiQL   %[1]s/graphiql/
  GraphQL    %[1]s/graphql    (queries, mutations, WebSocket and SSE)
  Reference  %[1]s/reference/
  Schema     %[1]s/schema.graphql    %[1]s/schema.json
  Widget     %[1]s/embed/v1/widget.js
  Health     %[1]s/healthz    %[1]s/readyz
`, base)
	if db.private != nil {
		fmt.Printf("  Database   psql '%s'\n", db.address)
	}
	if s.wantsDemo() {
		fmt.Printf("  In a page  %s%s\n", base, widget.DemoPath)
		fmt.Printf("\nThe demo's people sign in with these numbers; codes are at\n%s/dev/sms?to=%%2B447700900001 and so on.\n\n", base)
		for _, p := range demo.SignIns {
			fmt.Printf("  %s   %s\n", p.Phone, p.Who)
		}
	}
	fmt.Println("\nStop with Ctrl-C.")
}

// cancelWithGoRun stops us when the `go run` that started us was killed. It does
// not pass signals on, so that we would keep the port and the database.
func cancelWithGoRun(ctx context.Context, cancel context.CancelCauseFunc) {
	parent := os.Getppid()
	line := embedded.CommandLine(parent)
	if len(line) < 2 || filepath.Base(line[0]) != "go" || line[1] != "run" {
		return
	}
	for os.Getppid() == parent {
		select {
		case <-ctx.Done():
			return
		case <-time.After(200 * time.Millisecond):
		}
	}
	slog.Info("go run has ended, and so do we")
	cancel(context.Canceled)
}
