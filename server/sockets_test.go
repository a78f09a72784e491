package server_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	neturl "net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnergraph/server"
)

// open is a socket that has been acknowledged.
func open(t *testing.T, url string, headers ...string) client {
	t.Helper()
	c := dial(t, url, headers...)
	c.say(hello)
	c.hear(ack)
	return c
}

func refusal(code string) error {
	return &gqlerror.Error{Message: "You may not.", Extensions: map[string]any{"code": code}}
}

// Each operation on a socket is of the viewer as it is by then.
func TestSocketRefreshes(t *testing.T) {
	type answer struct {
		viewer string
		err    error
	}
	var now atomic.Pointer[answer] // what Refresh says
	c := config()
	c.Refresh = func(ctx context.Context) (context.Context, error) {
		answer := now.Load()
		return context.WithValue(ctx, viewerKey{}, answer.viewer), answer.err
	}
	_, url := start(t, c)
	for _, document := range []string{`{ viewer }`, `mutation { write }`, `subscription { silence }`} {
		t.Run(document, func(t *testing.T) {
			c := open(t, url, "X-Request-Id: request-1", "Authorization: Bearer alice")
			now.Store(&answer{viewer: "an owner"})
			c.say(subscribe("1", `{ viewer }`))
			c.hear(`{"type":"next","id":"1","payload":{"data":{"viewer":"an owner"}}}`)
			c.hear(`{"type":"complete","id":"1"}`)
			now.Store(&answer{viewer: "an editor"})
			c.say(subscribe("1", `{ viewer }`))
			c.hear(`{"type":"next","id":"1","payload":{"data":{"viewer":"an editor"}}}`)
			c.hear(`{"type":"complete","id":"1"}`)
			for _, code := range []string{"FORBIDDEN", "UNAUTHENTICATED"} {
				now.Store(&answer{err: refusal(code)})
				c.say(subscribe("2", document))
				c.hear(fmt.Sprintf(`{"type":"error","id":"2","payload":[{"message":"You may not.","extensions":{"code":%q,"requestId":"request-1"}}]}`, code))
			}
			c.closed(4403, "Forbidden: You may not.")
		})
	}
}

// A look at the viewer that takes too long is stopped as the operation would be.
func TestSocketRefreshesInTime(t *testing.T) {
	c := config()
	c.Times = server.DefaultTimes()
	c.Times.Operation = 50 * time.Millisecond
	c.Refresh = func(ctx context.Context) (context.Context, error) {
		<-ctx.Done()
		return ctx, refusal("TIMEOUT")
	}
	_, url := start(t, c)
	ws := open(t, url, "X-Request-Id: request-1")
	ws.say(subscribe("1", `{ hello }`))
	ws.hear(`{"type":"error","id":"1","payload":[{"message":"You may not.","extensions":{"code":"TIMEOUT","requestId":"request-1"}}]}`)
}

// A subscription outlives the time that the look before it may take.
func TestSocketRefreshEndsNothing(t *testing.T) {
	c, ended := config(), make(chan struct{})
	c.Times = server.DefaultTimes()
	c.Times.Operation = 50 * time.Millisecond
	c.Refresh = func(ctx context.Context) (context.Context, error) {
		return context.WithValue(ctx, endedKey{}, ended), nil
	}
	_, url := start(t, c)
	open(t, url).say(subscribe("1", `subscription { silence }`))
	select {
	case <-ended:
		t.Error("the subscription has ended")
	case <-time.After(300 * time.Millisecond):
	}
}

// identified makes the bearer person and session.
func identified(c server.Config) server.Config {
	c.Identity = func(ctx context.Context) server.Identity {
		viewer, _ := ctx.Value(viewerKey{}).(string)
		name, _, _ := strings.Cut(viewer, "|")
		return server.Identity{Person: name, Session: name}
	}
	return c
}

// A socket that only listens ends with its session; the others stay.
func TestSocketsEndWithTheirSession(t *testing.T) {
	c := identified(config())
	c.Times = server.DefaultTimes()
	c.Times.Watch = 20 * time.Millisecond
	var mu sync.Mutex
	var ended []string
	asked := make(chan []string, 1000)
	c.Ended = func(_ context.Context, sessions []string) ([]string, error) {
		mu.Lock()
		defer mu.Unlock()
		asked <- sessions
		return ended, nil
	}
	_, url := start(t, c)
	first, second := open(t, url, "Authorization: Bearer alice"), open(t, url, "Authorization: Bearer alice")
	bob, nobody := open(t, url, "Authorization: Bearer bob"), open(t, url)
	first.say(subscribe("1", `subscription { silence }`))
	deadline := time.After(5 * time.Second)
	for sessions := []string{}; !slices.Equal(sessions, []string{"alice", "bob"}); {
		select {
		case sessions = <-asked:
		case <-deadline:
			t.Fatalf("asked about %q, want alice and bob once each", sessions)
		}
	}
	mu.Lock()
	ended = []string{"alice"}
	mu.Unlock()
	first.closed(4403, "the session or API token has ended")
	second.closed(4403, "the session or API token has ended")
	for _, c := range []client{bob, nobody} {
		c.say(subscribe("1", `{ hello }`))
		c.hear(`{"type":"next","id":"1","payload":{"data":{"hello":"world"}}}`)
	}
}

// The operation over the limit is refused, and the socket goes on; what ends makes
// room.
func TestSocketOperations(t *testing.T) {
	_, url := start(t, config())
	c := open(t, url, "X-Request-Id: request-1")
	for i := range 20 {
		c.say(subscribe(fmt.Sprint(i), `subscription { silence }`))
	}
	refused := `{"type":"error","id":"more","payload":[{"message":"This socket has 20 operations under way, which is the limit: complete one first.","extensions":{"code":"THROTTLED","requestId":"request-1"}}]}`
	for range 2 {
		c.say(subscribe("more", `{ hello }`))
		c.hear(refused)
	}
	c.say(`{"type":"complete","id":"7"}`)
	c.say(subscribe("more", `{ hello }`))
	c.hear(`{"type":"next","id":"more","payload":{"data":{"hello":"world"}}}`)
	c.hear(`{"type":"complete","id":"more"}`)
	c.say(subscribe("7", `subscription { silence }`))
	c.say(subscribe("more", `{ hello }`))
	c.hear(refused)
}

// What is no object in the place of one is said as everywhere.
func TestSocketParameters(t *testing.T) {
	_, url := start(t, config())
	c := open(t, url, "X-Request-Id: request-1")
	c.say(`{"type":"subscribe","id":"1","payload":{"query":"{ hello }","variables":[]}}`)
	c.hear(`{"type":"error","id":"1","payload":[{"message":"The parameter \"variables\" must be an object.","extensions":{"code":"BAD_USER_INPUT","requestId":"request-1"}}]}`)
	c.say(`{"type":"subscribe","id":"1","payload":{"query":"{ viewer }","query":"{ hello }"}}`)
	c.hear(`{"type":"error","id":"1","payload":[{"message":"The parameter \"query\" is there twice. Send it once.","extensions":{"code":"BAD_USER_INPUT","requestId":"request-1"}}]}`)
	c.say(subscribe("1", `{ hello }`))
	c.hear(`{"type":"next","id":"1","payload":{"data":{"hello":"world"}}}`)
}

// An address and a person have so many sockets, and one more when one has closed.
func TestSocketsAreCounted(t *testing.T) {
	for name, test := range map[string]struct {
		counts  server.Counts
		headers []string
		reason  string
	}{
		"from an address": {server.Counts{Payer: 6, Server: 64, Operations: 20, Frames: 100, Sockets: 3, SocketsPerson: 10}, nil, "Too many sockets: this address has 3 open"},
		"of a person":     {server.Counts{Payer: 6, Server: 64, Operations: 20, Frames: 100, Sockets: 100, SocketsPerson: 3}, []string{"Authorization: Bearer alice"}, "Too many sockets: this person has 3 open"},
	} {
		t.Run(name, func(t *testing.T) {
			c := identified(config())
			c.Counts = test.counts
			_, url := start(t, c)
			first := open(t, url, test.headers...)
			open(t, url, test.headers...)
			open(t, url, test.headers...)
			more := dial(t, url, test.headers...)
			more.say(hello)
			more.closed(4429, test.reason)
			if name == "of a person" {
				open(t, url, "Authorization: Bearer bob")
				open(t, url)
			}
			if err := first.ws.Close(websocket.StatusNormalClosure, ""); err != nil {
				t.Fatal(err)
			}
			eventually(t, func() bool { return acknowledged(t, url, test.headers...) })
		})
	}
}

// acknowledged says whether a socket is taken.
func acknowledged(t *testing.T, url string, headers ...string) bool {
	c := dial(t, url, headers...)
	c.say(hello)
	_, got, err := c.ws.Read(t.Context())
	return err == nil && string(got) == ack
}

func eventually(t *testing.T, is func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("not within 5 s")
		}
	}
}

func TestDefaultCounts(t *testing.T) {
	if got, want := server.DefaultCounts(), (server.Counts{Payer: 6, Server: 64, Operations: 20, Frames: 100, Sockets: 100, SocketsPerson: 10, Streams: 100}); got != want {
		t.Errorf("%+v, want %+v, which the README says", got, want)
	}
}

// An address has so many streams, and one more when one has closed.
func TestStreamsAreCounted(t *testing.T) {
	c := config()
	c.Counts = server.DefaultCounts()
	c.Counts.Streams = 2
	_, url := start(t, c)
	stream := func() (*http.Response, context.CancelFunc) {
		ctx, leave := context.WithCancel(t.Context())
		r, err := http.NewRequestWithContext(ctx, "GET", url+"/graphql?query="+neturl.QueryEscape(`subscription { silence }`), nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept", "text/event-stream")
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { leave(); answer.Body.Close() })
		return answer, leave
	}
	first, leave := stream()
	second, _ := stream()
	if first.StatusCode != 200 || second.StatusCode != 200 {
		t.Fatalf("got %s, %s", first.Status, second.Status)
	}
	third, _ := stream()
	if got := text(t, third); third.StatusCode != 429 || third.Header.Get("Retry-After") == "" || !strings.Contains(got, `"THROTTLED"`) || !strings.Contains(got, "this address has 2 open") {
		t.Errorf("got %s %s", third.Status, got)
	}
	if got := post(t, url, `{ hello }`, ""); got != `{"data":{"hello":"world"}}` {
		t.Errorf("what is no stream: %s", got)
	}
	leave()
	eventually(t, func() bool { answer, _ := stream(); return answer.StatusCode == 200 })
}

// A frame that no WebSocket client may send ends with the code for that.
func TestSocketProtocolError(t *testing.T) {
	_, url := start(t, config())
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	fmt.Fprintf(conn, "GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n")
	got := make([]byte, 4096)
	n, err := conn.Read(got)
	if err != nil || !strings.HasPrefix(string(got[:n]), "HTTP/1.1 101") {
		t.Fatalf("%s %v", got[:n], err)
	}
	if _, err := conn.Write([]byte("\x81\x02{}")); err != nil { // without a mask
		t.Fatal(err)
	}
	n, err = conn.Read(got)
	if code := []byte{1002 >> 8, 1002 & 0xff}; err != nil || n < 4 || got[0] != 0x88 || !slices.Equal(got[2:4], code) {
		t.Errorf("got % x %v, want a close frame with 1002", got[:n], err)
	}
}
