//go:build linux

package bench_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gobwas/ws"
)

// listenersEnv makes this program the listeners of a benchmark instead: their memory
// and work are then not the server's. It names the file that holds the audience.
const listenersEnv = "PARTNERGRAPH_BENCH_LISTENERS"

func TestMain(m *testing.M) {
	if file := os.Getenv(listenersEnv); file != "" {
		text, err := os.ReadFile(file)
		must(err)
		var all audience
		must(json.Unmarshal(text, &all))
		all.listen()
		return
	}
	os.Exit(m.Run())
}

// audience is many who listen to a server.
type audience struct {
	Address, Path string
	Listeners     []listener
	Concerned     int // how many of those who read have to hear each event
}

// listener is one of them, on a socket of its own.
type listener struct {
	Token      string // "" for nobody
	Document   string
	Variables  map[string]any
	Operations int
	Deaf       bool // reads no more
}

// listen opens all sockets, and prints when the last of those who read has each event:
// its number, the time, and what CPU this process has used by then, both in nanoseconds.
func (a *audience) listen() {
	var wait sync.WaitGroup
	all := newEar(a.Concerned)
	go all.listen()                   // who came first has pings to answer while the last come
	places := make(chan struct{}, 64) // dials at once
	for _, l := range a.Listeners {
		places <- struct{}{}
		wait.Go(func() {
			defer func() { <-places }()
			socket := follow(a.Address, a.Path, l)
			if l.Deaf {
				all.keep(socket)
				return
			}
			all.add(socket)
		})
	}
	wait.Wait()
	time.Sleep(3 * time.Second) // the last subscriptions begin
	fmt.Println("ready")
	_, _ = io.Copy(io.Discard, os.Stdin) // until the benchmark is over
}

// follow opens a socket with subscriptions.
func follow(address, path string, l listener) *os.File {
	conn, err := net.Dial("tcp", address)
	must(err)
	defer conn.Close() // what is returned is a duplicate that Go's poller knows nothing of
	must(conn.(*net.TCPConn).SetReadBuffer(8 << 10))
	authorization := ""
	if l.Token != "" {
		authorization = "Authorization: Bearer " + l.Token + "\r\n"
	}
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n%s\r\n", path, authorization)
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
	for id := range l.Operations {
		text, err := json.Marshal(map[string]any{"type": "subscribe", "id": strconv.Itoa(id),
			"payload": map[string]any{"query": l.Document, "variables": l.Variables}})
		must(err)
		say(conn, string(text))
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

func newCrowd(b *testing.B, a audience) *crowd {
	b.Helper()
	text, err := json.Marshal(a)
	if err != nil {
		b.Fatal(err)
	}
	file := filepath.Join(b.TempDir(), "audience.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		b.Fatal(err)
	}
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), listenersEnv+"="+file)
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
		close(c.lines) // they have ended, and say nothing more
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

// gather waits until all have begun to listen: until all concerned have heard one event.
func (c *crowd) gather(event func() int) {
	c.b.Helper()
	for range 20 {
		n := strconv.Itoa(event())
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
