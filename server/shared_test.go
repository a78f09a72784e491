package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	neturl "net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gobwas/ws"

	"partnergraph/events"
	"partnergraph/graph/scalar"
	"partnergraph/market"
	"partnergraph/resolvers"
	"partnergraph/server"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// thread is a thread of a real market place, and a server where it can be followed.
type thread struct {
	*testing.T
	store     *store.Store
	server    *server.Server
	url       string
	said      int
	listening atomic.Int64 // to the last reply
	streams   atomic.Int64
}

func newThread(t *testing.T, times server.Times) *thread {
	t.Helper()
	f := &thread{T: t, store: storetest.Loaded(t, "../resolvers/testdata/fixture.sql")}
	hub := events.NewHub(f.store)
	hub.Observe = func(_ string, n int, _ time.Duration) { f.listening.Store(int64(n)) }
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); hub.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	root := &resolvers.Resolver{Store: f.store, Events: hub, Now: time.Now}
	f.server = newServer(t, server.Config{Schema: root.Schema(), Extend: root.Extend, Present: resolvers.PresentError,
		Locale: resolvers.Locale, Authenticate: root.Authenticate, SignedIn: resolvers.SignedIn, Refresh: root.Refresh,
		Times: times, Log: slog.New(slog.DiscardHandler)})
	web := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept") == "text/event-stream" {
			f.streams.Add(1)
			defer f.streams.Add(-1)
		}
		f.server.ServeHTTP(w, r)
	}))
	web.Config.ConnState = func(c net.Conn, s http.ConnState) {
		if s == http.StateNew { // so that little is enough to fill it
			_ = c.(*net.TCPConn).SetWriteBuffer(32 << 10)
		}
	}
	web.Start()
	t.Cleanup(web.Close)
	f.url = web.URL
	return f
}

// reply writes a reply of some kilobytes, by a person who may not write faster.
func (f *thread) reply() string {
	f.Helper()
	f.said++
	by := market.Viewer{Person: "00000000-0000-7000-8000-000000000002", Address: "127.0.0.1"}
	text := fmt.Sprintf("Answer %d. ", f.said) + strings.Repeat("word ", 1500)
	if _, err := f.store.CreateReply(f.Context(), by, market.ReplyCreateInput{ThreadID: threadID, Body: text},
		time.Now().Add(time.Duration(f.said)*time.Minute)); err != nil {
		f.Fatal(err)
	}
	return fmt.Sprintf("Answer %d. ", f.said)
}

const threadID market.ThreadID = "00000000-0000-7000-8000-000000000001"

// document is the subscription that all share.
func document() string {
	var id strings.Builder
	scalar.MarshalThreadID(threadID).MarshalGQL(&id)
	return `subscription { replyAdded(threadId: ` + id.String() + `) { node { a: body { markdown } b: body { markdown } c: body { markdown } } } }`
}

// follow opens a socket with subscriptions.
func (f *thread) follow(operations int) raw {
	f.Helper()
	r := dialRaw(f.T, f.url)
	_ = r.SetDeadline(time.Now().Add(2 * time.Minute))
	r.send(ws.NewTextFrame([]byte(hello)))
	r.hears(ws.OpText, ack)
	for i := range operations {
		query, _ := json.Marshal(document())
		r.send(ws.NewTextFrame(fmt.Appendf(nil, `{"id":"%d","type":"subscribe","payload":{"query":%s}}`, i, query)))
	}
	return r
}

// stream opens a stream of which nobody reads anything.
func (f *thread) stream() {
	f.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(f.url, "http://"))
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { conn.Close() })
	_ = conn.(*net.TCPConn).SetReadBuffer(4 << 10)
	fmt.Fprintf(conn, "GET /graphql?query=%s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n", neturl.QueryEscape(document()))
}

// until replies until so many listen.
func (f *thread) until(listening int64) {
	f.Helper()
	for end := time.Now().Add(time.Minute); f.listening.Load() != listening; time.Sleep(10 * time.Millisecond) {
		if f.reply(); time.Now().After(end) {
			f.Fatalf("%d listen, want %d", f.listening.Load(), listening)
		}
	}
}

// hearsAnswer reads up to an answer, and says whether others came before.
func (r raw) hearsAnswer(want string) (skipped bool) {
	r.Helper()
	for {
		f, err := readFrame(r.in)
		if err != nil {
			r.Fatalf("waiting for %s: %v", want, err)
		}
		switch {
		case f.Header.OpCode != ws.OpText:
			r.Fatalf("heard %d %q, want %s", f.Header.OpCode, f.Payload, want)
		case strings.Contains(string(f.Payload), want):
			return skipped
		case strings.Contains(string(f.Payload), `"Answer `):
			skipped = true
		}
	}
}

// Sockets and streams that have stopped reading a subscription are cut in time, and
// those who share it with them hear each event at once.
func TestSharedSlowReaders(t *testing.T) {
	t.Parallel()
	times := server.DefaultTimes()
	times.Frame = 2 * time.Second
	f := newThread(t, times)
	const stopped, each, reading = 5, 10, 3
	for range stopped {
		_ = f.follow(each).Conn.(*net.TCPConn).SetReadBuffer(4 << 10)
	}
	f.stream()
	var readers []raw
	for range reading {
		readers = append(readers, f.follow(1))
	}
	f.until(stopped*each + 1 + reading)
	for begun, until := false, time.Now().Add(time.Minute); ; begun = true {
		want, begin := f.reply(), time.Now()
		for _, r := range readers {
			if r.hearsAnswer(want) && begun {
				t.Errorf("before %s came another", want)
			}
		}
		if took := time.Since(begin); took > 5*time.Second {
			t.Errorf("those who read waited for %v", took)
		}
		if sockets, _ := f.server.Open(); sockets == reading && f.streams.Load() == 0 {
			break
		}
		if time.Now().After(until) {
			t.Fatal("those who have stopped are kept")
		}
	}
	f.until(reading)
}
