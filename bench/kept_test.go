package bench_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"partnergraph/demo"
	"partnergraph/events"
	"partnergraph/resolvers"
	"partnergraph/server"
	"partnergraph/server/answers"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// How many kept pages of the catalogue are answered in the time in which a handler that
// does nothing else answers with the same bytes? Both over sockets of 127.0.0.1, in turns
// of one run, asked by eight connections; the client costs both the same. The aim is 0.8.
func BenchmarkKeptPage(b *testing.B) {
	s := storetest.New(b)
	world := demo.New(demo.Load.Times(0.02), demo.Seed, time.Now())
	if _, err := world.Load(b.Context(), s, func(string, float64) {}); err != nil {
		b.Fatal(err)
	}
	kept := httptest.NewServer(keeping(b, s))
	defer kept.Close()
	target := "/graphql?documentId=catalogue"
	page := fetchPage(b, kept.URL+target)
	wantSolutions(b, page)
	static := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Length", fmt.Sprint(len(page)))
		_, _ = io.WriteString(w, page)
	}))
	defer static.Close()
	ways := []struct{ name, url string }{{"kept", kept.URL}, {"static", static.URL}}
	done, cpu := map[string]int64{}, map[string]time.Duration{}
	for b.Loop() {
		for _, way := range ways {
			n, used := during(b, 200*time.Millisecond, way.url, target, len(page))
			done[way.name] += n
			cpu[way.name] += used
		}
	}
	ratio := float64(done["kept"]) / float64(done["static"])
	b.ReportMetric(ratio, "of-static")
	for _, way := range ways {
		b.ReportMetric(float64(cpu[way.name].Microseconds())/float64(done[way.name]), way.name+"-cpu-µs")
	}
}

// keeping is the server's endpoint over a store, with a cache that is told of changes.
func keeping(b *testing.B, s *store.Store) http.Handler {
	b.Helper()
	cache, err := answers.New(64 << 20)
	if err == nil {
		err = s.LearnTables(b.Context())
	}
	if err != nil {
		b.Fatal(err)
	}
	hub := events.NewHub(s)
	changes := events.NewChanges(s, cache)
	s.AfterWrites(changes.Settle)
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { changes.Run(ctx) })
	b.Cleanup(func() { cancel(); running.Wait() })
	root := &resolvers.Resolver{Store: s, Events: hub, Now: time.Now}
	web, err := server.New(server.Config{Schema: root.Schema(), Extend: root.Extend, Present: resolvers.PresentError,
		Locale: resolvers.Locale, Authenticate: root.Authenticate, SignedIn: resolvers.SignedIn, Log: slog.New(slog.DiscardHandler),
		Points: s.TakePoints, Set: []string{"points-address=1000000000", "refill-address=1000000"}, // one reader stands for many
		Documents: []server.Document{{ID: "catalogue", Text: cataloguePage, From: "bench"}},
		Answers:   cache, Nobody: resolvers.Nobody,
		Reading: func(ctx context.Context) (context.Context, func() server.Read) {
			ctx, read := store.Reading(ctx)
			return ctx, func() server.Read { return server.Read(read()) }
		}})
	if err != nil {
		b.Fatal(err)
	}
	return web
}

func fetchPage(b *testing.B, url string) string {
	b.Helper()
	answer, err := http.Get(url)
	if err != nil {
		b.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.Fatal(err)
	}
	return string(body)
}

// during asks for a page on eight connections for a while, and says how often it came, and
// how much of the processors' time this process took meanwhile.
func during(b *testing.B, d time.Duration, base, target string, length int) (n int64, used time.Duration) {
	b.Helper()
	u, err := url.Parse(base)
	if err != nil {
		b.Fatal(err)
	}
	var count atomic.Int64
	var all sync.WaitGroup
	before, stop := processorTime(), time.Now().Add(d)
	for range 8 {
		all.Go(func() {
			if err := ask(u.Host, target, length, stop, &count); err != nil {
				b.Error(err)
			}
		})
	}
	all.Wait()
	return count.Load(), processorTime() - before
}

// ask asks again and again on one connection, with as little work as can be.
func ask(host, target string, length int, stop time.Time, count *atomic.Int64) error {
	conn, err := net.Dial("tcp", host)
	if err != nil {
		return err
	}
	defer conn.Close()
	request, in := []byte("GET "+target+" HTTP/1.1\r\nHost: "+host+"\r\n\r\n"), bufio.NewReaderSize(conn, 64<<10)
	for time.Now().Before(stop) {
		if _, err := conn.Write(request); err != nil {
			return err
		}
		answer, err := http.ReadResponse(in, nil)
		if err != nil {
			return err
		}
		n, err := io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != http.StatusOK || int(n) != length {
			return fmt.Errorf("%s, %d bytes, want %d: %v", answer.Status, n, length, err)
		}
		count.Add(1)
	}
	return nil
}

func processorTime() time.Duration {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage) // of ourselves, which never fails
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
