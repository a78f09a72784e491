package server_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"partnergraph/server"
)

// run serves on a free port as the program does, with its limits of connections.
func run(t *testing.T, c server.Config) (address string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended, s := make(chan error, 1), newServer(t, c)
	go func() { ended <- s.Run(ctx, ln) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return ln.Addr().String()
}

func connect(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// Who sends slowly, or too much, is answered or cut off, and holds nothing open.
func TestConnectionsAreBounded(t *testing.T) {
	c := config()
	c.Times = server.DefaultTimes()
	c.Times.Header, c.Times.Read, c.Times.Idle = 200*time.Millisecond, 500*time.Millisecond, 300*time.Millisecond
	address := run(t, c)
	post := func(header string, length int) string {
		return fmt.Sprintf("POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n", header, length)
	}
	hello := query(`{ hello }`)
	headed := func(bytes int) string { // a request with so many bytes before its body
		bare := len(post("X-Long: \r\n", len(hello)))
		return post("X-Long: "+strings.Repeat("a", bytes-bare)+"\r\n", len(hello))
	}
	for name, test := range map[string]struct {
		sent   string
		status string // of the answer; "" for none
		within time.Duration
	}{
		"a header that does not end":         {"POST /graphql HTTP/1.1\r\nHost: a\r\n", "", 5 * time.Second},
		"nothing":                            {"", "", 5 * time.Second},
		"a body that does not end":           {post("", 100) + `{"query":`, "408 Request Timeout", 5 * time.Second},
		"a header at the limit":              {headed(16384) + hello, "200 OK", 5 * time.Second},
		"a header a kB over it":              {headed(17408) + hello, "431 Request Header Fields Too Large", 5 * time.Second},
		"an address of 24 kB":                {"GET /graphql?query=" + strings.Repeat("a", 24<<10) + " HTTP/1.1\r\nHost: a\r\n\r\n", "431 Request Header Fields Too Large", 5 * time.Second},
		"a body that is said to be too long": {post("", 1<<30) + strings.Repeat(" ", 200_000), "413 Request Entity Too Large", 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, begun := connect(t, address), time.Now()
			go io.WriteString(conn, test.sent) //nolint:errcheck // it is cut off while it writes
			line, _ := bufio.NewReader(conn).ReadString('\n')
			if got := strings.TrimSpace(strings.TrimPrefix(line, "HTTP/1.1 ")); got != test.status {
				t.Errorf("answered %q, want %q", got, test.status)
			}
			if took := time.Since(begun); took > test.within {
				t.Errorf("held open for %v", took)
			}
		})
	}
}

// steps is a schema whose query runs statement after statement, as resolvers do that
// load one thing after the other: none begins when the context has ended.
func steps(begun, ended *atomic.Int64) graphql.ExecutableSchema {
	schema := tiny().(*graphql.ExecutableSchemaMock)
	schema.ExecFunc = func(ctx context.Context) graphql.ResponseHandler {
		return graphql.OneShot(func() *graphql.Response {
			for range 50 {
				if ctx.Err() != nil {
					break
				}
				begun.Add(1)
				select {
				case <-time.After(50 * time.Millisecond):
				case <-ctx.Done():
				}
			}
			ended.Add(1)
			return &graphql.Response{Data: []byte(`{"hello":"world"}`)}
		}())
	}
	return schema
}

// When a client leaves, the context of its operation ends, and with it the operation.
func TestNothingGoesOnForAClientThatHasLeft(t *testing.T) {
	begun, ended := new(atomic.Int64), new(atomic.Int64)
	c := config()
	c.Schema = steps(begun, ended)
	conn := connect(t, run(t, c))
	body := query(`{ hello }`)
	fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	for begun.Load() < 2 {
		time.Sleep(5 * time.Millisecond)
	}
	_ = conn.Close()
	for left := time.Now(); ended.Load() == 0; time.Sleep(10 * time.Millisecond) {
		if time.Since(left) > 2*time.Second {
			t.Fatalf("%d steps have begun, and they go on", begun.Load())
		}
	}
	if n := begun.Load(); n > 10 {
		t.Errorf("%d steps have begun", n)
	}
}
