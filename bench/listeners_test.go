//go:build linux

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
// has each event: its number, the time, and what CPU this process has used by then, both
// in nanoseconds.
func listen(spec []string) {
	address, path, thread := spec[0], spec[1], spec[4]
	readers, _ := strconv.Atoi(spec[2])
	stopped, _ := strconv.Atoi(spec[3])
	plain := `subscription { replyAdded(threadId: \"` + thread + `\") { cursor node { number isAccepted body { locale } } } }`
	long := `subscription { replyAdded(threadId: \"` + thread + `\") { cursor node { number a: body { html markdown } b: body { html markdown } c: body { html markdown } } } }`
	var wait sync.WaitGroup
	all := newEar(readers)
	places := make(chan struct{}, 64) // dials at once
	for i := range readers + stopped {
		places <- struct{}{}
		wait.Go(func() {
			defer func() { <-places }()
			if i >= readers { // who read no more
				all.keep(follow(address, path, long, large))
				return
			}
			all.add(follow(address, path, plain, 1))
		})
	}
	wait.Wait()
	go all.listen()
	time.Sleep(3 * time.Second) // the last subscriptions begin
	fmt.Println("ready")
	_, _ = io.Copy(io.Discard, os.Stdin) // until the benchmark is over
}

// follow opens a socket with subscriptions.
func follow(address, path, document string, operations int) *os.File {
	conn, err := net.Dial("tcp", address)
	must(err)
	defer conn.Close() // what is returned is a duplicate that Go's poller knows nothing of
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
		f, err := readFrame(in)
		must(err)
		if strings.Contains(string(f.Payload), "connection_ack") {
			break
		}
	}
	if in.Buffered() > 0 {
		panic("more than an ack")
	}
	for id := range operations {
		say(conn, fmt.Sprintf(`{"type":"subscribe","id":"%d","payload":{"query":"%s"}}`, id, document))
	}
	file, err := conn.(*net.TCPConn).File()
	must(err)
	return file
}

func say(conn io.Writer, text string) {
	must(ws.WriteFrame(conn, ws.MaskFrame(ws.NewTextFrame([]byte(text)))))
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
	used  time.Duration // the CPU that they had used when the last had the last event
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
	c := &crowd{b: b, lines: make(chan string, 1000)}
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
	var n int
	var nanos int64
	line := c.line(time.Minute)
	if _, err := fmt.Sscan(line, &n, &nanos, (*int64)(&c.used)); err != nil || n != number {
		c.b.Fatalf("heard of %q, want %d: %v", line, number, err)
	}
	return time.Unix(0, nanos)
}

// readFrame reads a frame of a server of ours, whose length is believed.
func readFrame(in io.Reader) (f ws.Frame, err error) {
	if f.Header, err = ws.ReadHeader(in); err != nil {
		return f, err
	}
	f.Payload = make([]byte, f.Header.Length)
	_, err = io.ReadFull(in, f.Payload)
	return f, err
}
