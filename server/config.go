// Package server puts the schema on the network: routes, CORS, transports,
// limits, GraphiQL and health. What it serves is handed to it in a Config; it
// knows no domain.
package server

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"

	"partnergraph/market"
	"partnergraph/server/answers"
	"partnergraph/server/guard"
	"partnergraph/server/quota"
)

// Config is what a server is made of. Only Schema is required; what is left out
// is closed rather than open.
type Config struct {
	// Schema is executed.
	Schema graphql.ExecutableSchema
	// SDL is its text, served with each type in one piece at /schema.graphql and as a
	// page below /reference/.
	SDL string
	// Extend adds to the executor what resolvers need around operations, responses
	// and fields, such as loaders.
	Extend func(*executor.Executor)
	// Present turns an error into what the client reads. The request id is added to
	// its extensions afterwards. Without it every error that is not GraphQL's own is
	// hidden behind INTERNAL.
	Present graphql.ErrorPresenterFunc

	// Authenticate puts the viewer into the context: of an HTTP request for each
	// request, of a socket once, from the payload of connection_init. bearer is ""
	// for nobody; organization is X-Organization. An error refuses the request, and
	// is presented like any other.
	Authenticate func(ctx context.Context, bearer, organization string, r *http.Request) (context.Context, error)
	// Refresh puts the viewer as it is now into the context of an operation on a
	// socket, which may have authenticated long ago. An error refuses the operation;
	// when its code is UNAUTHENTICATED the socket ends too.
	Refresh func(ctx context.Context) (context.Context, error)
	// Identity says who the viewer is that Authenticate found, in keys.
	Identity func(ctx context.Context) Identity
	// Ended says which of these sessions have ended. Sockets of those are closed within
	// Times.Watch. Without it they are open until their next operation.
	Ended func(ctx context.Context, sessions []string) ([]string, error)
	// Alone are the mutations that share an operation with few others, such as those
	// that try codes or move money: one request is one try.
	Alone []string
	// SignedIn says whether the context holds a viewer: nobody gets smaller limits.
	SignedIn func(ctx context.Context) bool
	// Locale puts the wishes of an Accept-Language header into the context, which
	// Authenticate is then called with.
	Locale func(ctx context.Context, acceptLanguage string) context.Context

	// Ready fails while a request could not be served: the database does not answer
	// or is not migrated.
	Ready func(ctx context.Context) error
	// Codes answers /dev/sms. It is used in Development only.
	Codes CodeSource
	// Mails answers /dev/mail. It is used in Development only.
	Mails MailSource
	// People are those whom GraphiQL offers to sign in as, in Development.
	People []Person
	// Development opens /dev/sms and lets validation suggest names.
	Development bool
	// Origins are the app's own, such as https://app.example.com, with scheme and
	// without path: only they may send credentials that a browser adds by itself.
	Origins []string

	// Documents are those that clients may name by an id instead of sending them. New
	// fails when one is not valid.
	Documents []Document

	// EmbedKey looks up the key that a page of another site reads by; nil for one that is
	// not in force. Without it there are none.
	EmbedKey func(ctx context.Context, key string) (*EmbedKey, error)
	// EmbedRead is told of each request that a page sends with a key, by the key's ID; it
	// must not wait.
	EmbedRead func(id string)
	// EmbedPage puts the page that asks into the context of its request: its key, by ID, and
	// the site that it was found to be of.
	EmbedPage func(ctx context.Context, id, site string) context.Context
	// EmbedForm is the token by which the page of a context may send its form. Without it
	// there are no forms.
	EmbedForm func(ctx context.Context) string

	// Files are served besides.
	Files []File

	// Answers keeps answers to nobody. Without it each operation is executed.
	Answers *answers.Cache
	// Nobody tells, of a context with nobody signed in, all of the reader that an answer
	// may depend on, and gives a context of which nothing else is known; ok is false when
	// there is more to know. Without it no answer is kept.
	Nobody func(ctx context.Context) (as context.Context, reader string, ok bool)
	// Reading notes what is read under the context, from wherever; without it no answer is
	// kept.
	Reading func(ctx context.Context) (inner context.Context, read func() Read)

	// Proxies are the networks of our own proxies. A request that comes through them
	// has the address of its client in RemoteAddr, everywhere behind this server.
	Proxies []netip.Prefix

	// Limits bound a document; zero means guard.Defaults().
	Limits guard.Limits
	// Points takes points out of buckets that all servers share, as store.TakePoints
	// does. Without it each server counts alone.
	Points quota.Take
	// Measure adds up the time of the database that the work under a context takes, which
	// its payer is charged for beyond its cost. Without it the cost is all.
	Measure func(ctx context.Context) (inner context.Context, spent func() time.Duration)
	// Allowances are those buckets; zero means DefaultAllowances().
	Allowances Allowances
	// Ceilings bound the codes sent by SMS, which are not the server's; zero means
	// market.DefaultCeilings(). They are here to be set by name with the others.
	Ceilings market.Ceilings
	// Counts bound what is open at once; zero means DefaultCounts().
	Counts Counts
	// Times bound waiting; zero means DefaultTimes().
	Times Times
	// Sizes bound what is sent at once; zero means DefaultSizes().
	Sizes Sizes
	// Set are limits by name, as NAME=VALUE, which change those above.
	Set []string
	// Observe is told of each operation that was answered or refused, in whatever
	// goroutine answers it; it must not wait.
	Observe func(Observed)
	// Trace follows requests and operations; nil for no traces.
	Trace Tracer
	// Metrics answers /metrics, in Development and for this machine only.
	Metrics http.Handler
	// Log takes requests and faults; nil means slog.Default().
	Log *slog.Logger
}

// Read is what an answer was read from.
type Read struct {
	Tags   []string // which changes touch, see answers.Cache
	Timed  bool     // it depends on the time
	Closed bool     // it is not to be kept
}

// Identity is a viewer in keys that mean nothing to the server; empty for nobody.
type Identity struct {
	Person  string // whose sockets and points are counted together; for an API token the token's own
	Session string // what ends, and with it its sockets: a session or an API token
	Token   string // the API token, if one asks
	Maker   string // whoever made the API token
}

// Tracer makes spans of traces.
type Tracer interface {
	// Handler makes a span for each request to /graphql.
	Handler(http.Handler) http.Handler
	// Operation makes one for an operation, until ended is called with the code of its
	// first error, "" without one.
	Operation(ctx context.Context, kind, name string) (inner context.Context, ended func(code string))
}

// Person is somebody of a demo.
type Person struct {
	Phone string `json:"phone"` // in E.164 form
	Who   string `json:"who"`
}

// CodeSource knows the codes that were sent by SMS in development.
type CodeSource interface {
	// LastCode is the last code sent to a number in E.164 form.
	LastCode(to string) (code string, ok bool)
}

// MailSource knows the mails that were sent in development.
type MailSource interface {
	// Mails are the last ones to an address, the newest first, each by subject and text.
	Mails(to string) []map[string]string
}

// Times bound how long the server waits.
type Times struct {
	Header    time.Duration // for the header of a request
	Read      time.Duration // for a request with its body
	Write     time.Duration // for a reader to take a whole answer
	Frame     time.Duration // for a reader to take one event of a stream or socket
	Idle      time.Duration // between requests on a connection
	Operation time.Duration // for a query or mutation to finish
	Init      time.Duration // for a socket to send connection_init
	Ping      time.Duration // between signs of life on a stream or socket
	Turn      time.Duration // for a query or mutation to begin, while others run
	Life      time.Duration // of a socket; it ends up to a twelfth sooner
	Watch     time.Duration // between looks for sockets whose session has ended
	Ready     time.Duration // for the database to answer /readyz
	Drain     time.Duration // for requests to finish when the server stops
}

// DefaultTimes are what production runs with.
func DefaultTimes() Times {
	return Times{
		Header: 5 * time.Second, Read: 10 * time.Second, Write: time.Minute, Frame: 10 * time.Second,
		Idle: 2 * time.Minute, Operation: 10 * time.Second, Init: 5 * time.Second, Ping: 20 * time.Second,
		Life: time.Hour, Turn: 2 * time.Second, Watch: time.Second, Ready: 2 * time.Second, Drain: 5 * time.Second,
	}
}

// Sizes bound what is sent at once, in bytes.
type Sizes struct {
	Body    int // of a request
	Header  int // of a request
	Message int // on a socket
	Answer  int // the data of an answer, or of an event
}

// DefaultSizes are what production runs with.
func DefaultSizes() Sizes {
	return Sizes{Body: 100_000, Header: 16 << 10, Message: 64 << 10, Answer: 5_000_000}
}

// limitDefaults puts limits where there are none.
func (c *Config) limitDefaults() {
	if c.Limits == (guard.Limits{}) {
		c.Limits = guard.Defaults()
	}
	if c.Allowances == (Allowances{}) {
		c.Allowances = DefaultAllowances()
	}
	if c.Allowances.Refusal == (market.Allowance{}) {
		c.Allowances.Refusal = DefaultAllowances().Refusal
	}
	if c.Ceilings == (market.Ceilings{}) {
		c.Ceilings = market.DefaultCeilings()
	}
	if c.Counts == (Counts{}) {
		c.Counts = DefaultCounts()
	}
	if c.Times == (Times{}) {
		c.Times = DefaultTimes()
	}
	c.turnDefaults()
	if c.Sizes == (Sizes{}) {
		c.Sizes = DefaultSizes()
	}
}

// turnDefaults puts those there that no operation could run without.
func (c *Config) turnDefaults() {
	counts, times := DefaultCounts(), DefaultTimes()
	for limit, usual := range map[*int]int{&c.Counts.Payer: counts.Payer, &c.Counts.Server: counts.Server} {
		if *limit == 0 {
			*limit = usual
		}
	}
	if c.Times.Turn == 0 {
		c.Times.Turn = times.Turn
	}
}

func (c *Config) complete() {
	c.limitDefaults()
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Observe == nil {
		c.Observe = func(Observed) {}
	}
	if c.EmbedRead == nil {
		c.EmbedRead = func(string) {}
	}
	if c.EmbedPage == nil {
		c.EmbedPage = func(ctx context.Context, _, _ string) context.Context { return ctx }
	}
	if c.Present == nil {
		c.Present = presentClosed
	}
	if c.Authenticate == nil {
		c.Authenticate = func(ctx context.Context, _, _ string, _ *http.Request) (context.Context, error) { return ctx, nil }
	}
	if c.Refresh == nil {
		c.Refresh = func(ctx context.Context) (context.Context, error) { return ctx, nil }
	}
	if c.Identity == nil {
		c.Identity = func(context.Context) Identity { return Identity{} }
	}
	if c.SignedIn == nil {
		c.SignedIn = func(context.Context) bool { return false }
	}
	if c.Locale == nil {
		c.Locale = func(ctx context.Context, _ string) context.Context { return ctx }
	}
	if c.Measure == nil {
		c.Measure = func(ctx context.Context) (context.Context, func() time.Duration) {
			return ctx, func() time.Duration { return 0 }
		}
	}
	if c.Nobody == nil || c.Reading == nil {
		c.Answers = nil
	}
	if c.Ready == nil {
		c.Ready = func(context.Context) error { return nil }
	}
}
