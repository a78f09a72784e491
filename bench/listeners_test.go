package bench_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gobwas/ws"
)

// listenersEnv makes this program the listeners of a benchmark instead: their memory
// and work are then not the server's. It holds the address, the path, how many listen
// and how many of those stop reading, and the thread.
const listenersEnv = "PARTNERGRAPH_BENCH_LISTENERS"

func TestMain(m *testing.M) {
	if spec := os.Getenv(listenersEnv); spec != "" {
		listen(strings.Fields(spec))
		return
	}
	os.Exit(m.Run())
}

// listen follows a thread on many sockets, and prints when the last of those who read
// has each event: its number, and the time in nanoseconds.
func listen(spec []string) {
	address, thread := spec[0], spec[4]
	path := spec[1]
	readers, _ := strconv.Atoi(spec[2])
	stopped, _ := strconv.Atoi(spec[3])
	small := `subscription { replyAdded(threadId: \"` + thread + `\") { cursor node { number isAccepted body { locale } } } }`
	large := `subscription { replyAdded(threadId: \"` + thread + `\") { cursor node { number a: body { html markdown } b: body { html markdown } c: body { html markdown } } } }`
	var counts [1000]atomic.Int64
	var wait sync.WaitGroup
	places := make(chan struct{}, 64) // dials at once
	for i := range readers + stopped {
		places <- struct{}{}
		wait.Go(func() {
			defer func() { <-places }()
			operations, document := 1, small
			if i >= readers {
				operations, document = 20, large
			}
			in, conn := follow(address, path, document, operations)
			if i >= readers {
				return // and reads no more
			}
			go count(in, conn, func(n int) {
				if counts[n].Add(1) == int64(readers) {
					fmt.Println(n, time.Now().UnixNano())
				}
			})
		})
	}
	wait.Wait()
	time.Sleep(3 * time.Second) // the last subscriptions begin
	fmt.Println("ready")
	_, _ = io.Copy(io.Discard, os.Stdin) // until the benchmark is over
}

// follow opens a socket with subscriptions.
func follow(address, path, document string, operations int) (*bufio.Reader, net.Conn) {
	conn, err := net.Dial("tcp", address)
	must(err)
	must(conn.(*net.TCPConn).SetReadBuffer(8 << 10))
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n", path)
	in := bufio.NewReaderSize(conn, 1024)
	answer, err := http.ReadResponse(in, nil)
	must(err)
	if answer.StatusCode != http.StatusSwitchingProtocols {
		panic(answer.Status)
	}
	say(conn, `{"type":"connection_init"}`)
	for {
		f, err := ws.ReadFrame(in)
		must(err)
		if strings.Contains(string(f.Payload), "connection_ack") {
			break
		}
	}
	for id := range operations {
		say(conn, fmt.Sprintf(`{"type":"subscribe","id":"%d","payload":{"query":"%s"}}`, id, document))
	}
	return in, conn
}

func say(conn net.Conn, text string) {
	must(ws.WriteFrame(conn, ws.MaskFrame(ws.NewTextFrame([]byte(text)))))
}

// count tells of each event by the number of its reply.
func count(in *bufio.Reader, conn net.Conn, heard func(n int)) {
	for {
		f, err := ws.ReadFrame(in)
		if err != nil {
			return // the benchmark then waits in vain
		}
		text := string(f.Payload)
		if strings.Contains(text, `"type":"ping"`) {
			say(conn, `{"type":"pong"}`)
			continue
		}
		if _, rest, ok := strings.Cut(text, `"number":`); ok {
			digits, _, _ := strings.Cut(rest, ",")
			n, err := strconv.Atoi(digits)
			must(err)
			heard(n)
		} else {
			panic(text)
		}
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// crowd is the listeners, in a process of their own.
type crowd struct {
	b     *testing.B
	lines chan string
}

func newCrowd(b *testing.B, address, path string, readers, stopped int, thread string) *crowd {
	b.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), fmt.Sprintf("%s=%s %s %d %d %s", listenersEnv, address, path, readers, stopped, thread))
	command.Stderr = os.Stderr
	in, err := command.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { in.Close(); _ = command.Wait() })
	c := &crowd{b, make(chan string, 1000)}
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			c.lines <- lines.Text()
		}
	}()
	if got := c.line(3 * time.Minute); got != "ready" {
		b.Fatalf("the listeners say %q", got)
	}
	return c
}

// line is what the listeners say next, or "" when they say nothing for so long.
func (c *crowd) line(patience time.Duration) string {
	select {
	case text := <-c.lines:
		return text
	case <-time.After(patience):
		return ""
	}
}

// gather waits until all have begun to listen: until all have heard one reply.
func (c *crowd) gather(reply func() int) {
	c.b.Helper()
	for range 20 {
		n := strconv.Itoa(reply())
		for text := c.line(5 * time.Second); text != ""; text = c.line(5 * time.Second) {
			if strings.HasPrefix(text, n+" ") {
				return
			}
		}
	}
	c.b.Fatal("not all listen")
}

// heard is when the last of all had an event.
func (c *crowd) heard(number int) time.Time {
	c.b.Helper()
	n, nanos, _ := strings.Cut(c.line(time.Minute), " ")
	at, err := strconv.ParseInt(nanos, 10, 64)
	if err != nil || n != strconv.Itoa(number) {
		c.b.Fatalf("heard of %q, want %d: %v", n, number, err)
	}
	return time.Unix(0, at)
}
