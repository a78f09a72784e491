//go:build linux

package bench_test

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/transport"

	"partnergraph/events"
	"partnergraph/graph/scalar"
	"partnergraph/market"
	"partnergraph/resolvers"
	"partnergraph/server"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

const (
	few   = 1000 // what gqlgen's transport is compared with
	deaf  = 100  // who stop reading, each with large subscriptions
	large = 10   // of these each has: an event is 240 kB for it
	warm  = 20   // events until the buffers of those who stop are full, and stacks have grown
)

// What does one who waits cost the server, and how long do 10,000 wait for a reply,
// from its commit until the last of them has it? How much longer when 100 others have
// stopped reading? Beside gqlgen's own transport over the same resolvers, for 1,000.
func BenchmarkSubscribers(b *testing.B) {
	for _, test := range []struct {
		name, path string
		readers    int
		deaf       int
	}{{"ours", "/graphql", listeners, 0}, {"ours, 100 stop reading", "/graphql", listeners, deaf},
		{"ours, 1,000", "/graphql", few, 0}, {"gqlgen's, 1,000", "/gqlgen", few, 0}} {
		b.Run(test.name, func(b *testing.B) {
			place := newPlace(b, storetest.Loaded(b, "../resolvers/testdata/fixture.sql"))
			place.measure(place.followers(test.path, test.readers, test.deaf), place.reply)
		})
	}
}

// followers are of a thread.
func (p *place) followers(path string, readers, deaf int) audience {
	plain := listener{Operations: 1, Document: `subscription { replyAdded(threadId: "` + p.thread() + `") { cursor node { number isAccepted body { locale } } } }`}
	long := listener{Operations: large, Deaf: true, Document: `subscription { replyAdded(threadId: "` + p.thread() + `") { cursor node { number a: body { html markdown } b: body { html markdown } c: body { html markdown } } } }`}
	return audience{Address: p.address, Path: path, Concerned: readers, Listeners: append(slices.Repeat([]listener{plain}, readers), slices.Repeat([]listener{long}, deaf)...)}
}

// measure reports what each of the audience costs, and how long all concerned wait for
// an event, which returns its number once it is committed.
func (p *place) measure(a audience, event func() int) {
	b := p.b
	before := memory()
	crowd := newCrowd(b, a)
	crowd.gather(event)
	for range warm {
		crowd.heard(event())
	}
	each := float64(memory()-before) / float64(len(a.Listeners))
	var took []float64
	var ours, theirs time.Duration // of the CPU
	for b.Loop() {
		b.StopTimer()
		time.Sleep(50 * time.Millisecond) // the machine rests
		b.StartTimer()
		number := event()
		committed, before, usedBefore := time.Now(), crowd.used, used()
		took = append(took, float64(crowd.heard(number).Sub(committed))/1e6)
		ours, theirs = ours+used()-usedBefore, theirs+crowd.used-before
	}
	if open, _ := p.web.Open(); open != len(a.Listeners) && a.Path == "/graphql" {
		b.Errorf("%d sockets are left: those who stop were cut, and are no burden any more; ask for less time", open)
	}
	slices.Sort(took)
	b.ReportMetric(each/1e3, "kB/listener")
	b.ReportMetric(took[len(took)/2], "ms-to-the-last")
	b.ReportMetric(took[len(took)-1], "ms-worst")
	b.ReportMetric(ours.Seconds()*1e3/float64(len(took)), "ms-cpu-server")
	b.ReportMetric(theirs.Seconds()*1e3/float64(len(took)), "ms-cpu-client")
}

// place is a server that people listen to.
type place struct {
	b       *testing.B
	store   *store.Store
	address string
	web     *server.Server
	now     time.Time
}

func newPlace(b *testing.B, s *store.Store) *place {
	b.Helper()
	hub := events.NewHub(s)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); hub.Run(ctx) }()
	b.Cleanup(func() { cancel(); <-done })
	root := &resolvers.Resolver{Store: s, Events: hub, Now: time.Now}
	mux := http.NewServeMux()
	web := ours(b, root)
	mux.Handle("/graphql", web)
	mux.Handle("/gqlgen", theirs(root))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	go srv.Serve(listener)
	b.Cleanup(func() { web.Close(ctx); srv.Close() })
	return &place{b, s, listener.Addr().String(), web, time.Now()}
}

// ours is our server, for so many from one address.
func ours(b *testing.B, root *resolvers.Resolver) *server.Server {
	b.Helper()
	times, counts := server.DefaultTimes(), server.DefaultCounts()
	times.Init, times.Frame = time.Minute, 10*time.Minute // those who stop stay, to be a burden
	counts.Sockets = 2 * (listeners + deaf)
	plenty := market.Allowance{Capacity: 1e9, PerSecond: 1e6}
	allowances := server.DefaultAllowances()
	allowances.Address = plenty
	web, err := server.New(server.Config{Schema: root.Schema(), Extend: root.Extend, Present: resolvers.PresentError,
		Locale: resolvers.Locale, Authenticate: root.Authenticate, SignedIn: resolvers.SignedIn, Refresh: root.Refresh,
		Times: times, Counts: counts, Allowances: allowances, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	return web
}

// theirs is gqlgen's transport for sockets, as its documentation sets it up. What is
// shared is shared with it as well.
func theirs(root *resolvers.Resolver) http.Handler {
	h := handler.New(root.Schema())
	h.AddTransport(transport.Websocket{KeepAlivePingInterval: 20 * time.Second})
	h.Use(seats{})
	h.Use(resolvers.Operation{Resolver: root})
	h.SetErrorPresenter(resolvers.PresentError)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, err := root.Authenticate(r.Context(), strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), "", r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		h.ServeHTTP(w, r.WithContext(ctx))
	})
}

func (p *place) threadID() market.ThreadID { return "00000000-0000-7000-8000-000000000001" }

func (p *place) thread() string {
	var text strings.Builder
	scalar.MarshalThreadID(p.threadID()).MarshalGQL(&text)
	return strings.Trim(text.String(), `"`)
}

// reply writes a reply of 4 kB, and returns its number in the thread.
func (p *place) reply() int {
	p.b.Helper()
	p.now = p.now.Add(time.Minute) // nobody may write faster
	author := market.Viewer{Person: "00000000-0000-7000-8000-000000000002", Address: "127.0.0.1"}
	reply, err := p.store.CreateReply(p.b.Context(), author, market.ReplyCreateInput{ThreadID: p.threadID(), Body: strings.Repeat("word ", 800)}, p.now)
	if err != nil {
		p.b.Fatal(err)
	}
	return reply.Number
}

// memory is what the process takes from the machine, once nothing of it is litter.
func memory() int {
	debug.FreeOSMemory()
	runtime.GC()
	time.Sleep(200 * time.Millisecond)
	debug.FreeOSMemory()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kB, _ := strconv.Atoi(strings.Fields(rest)[0])
			return kB << 10
		}
	}
	return 0
}
