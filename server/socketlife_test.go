package server_test

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/gobwas/ws"

	"partnergraph/server"
)

// raw is a socket whose frames are made by hand.
type raw struct {
	*testing.T
	net.Conn
	in *bufio.Reader
}

func dialRaw(t *testing.T, url string) raw {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	fmt.Fprintf(conn, "GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n")
	in := bufio.NewReader(conn)
	answer, err := http.ReadResponse(in, nil)
	if err != nil || answer.StatusCode != 101 {
		t.Fatalf("%v %v", answer, err)
	}
	return raw{t, conn, in}
}

func (r raw) send(frames ...ws.Frame) {
	r.Helper()
	for _, f := range frames {
		if err := ws.WriteFrame(r, ws.MaskFrame(f)); err != nil {
			r.Fatal(err)
		}
	}
}

// hears expects a frame, past the server's pings.
func (r raw) hears(kind ws.OpCode, body string) {
	r.Helper()
	for {
		f, err := readFrame(r.in)
		if err != nil {
			r.Fatalf("waiting for %s: %v", body, err)
		}
		if string(f.Payload) == `{"type":"ping"}` {
			continue
		}
		if f.Header.OpCode != kind || canonical(string(f.Payload)) != canonical(body) {
			r.Fatalf("got %d %q, want %q", f.Header.OpCode, f.Payload, body)
		}
		return
	}
}

// closes expects a close frame with a code, and then the end.
func (r raw) closes(code uint16) {
	r.Helper()
	for {
		f, err := readFrame(r.in)
		if err != nil {
			r.Fatalf("waiting for %d: %v", code, err)
		}
		if f.Header.OpCode != ws.OpClose {
			continue
		}
		if got := binary.BigEndian.Uint16(f.Payload); got != code {
			r.Errorf("closed with %d %q, want %d", got, f.Payload[2:], code)
		}
		return
	}
}

func part(kind ws.OpCode, last bool, body string) ws.Frame {
	return ws.NewFrame(kind, last, []byte(body))
}

// Frames that no message of the protocol is made of end the socket, each with the
// code for it.
func TestSocketFrames(t *testing.T) {
	_, url := start(t, config())
	big := strings.Repeat("x", 40<<10)
	for name, test := range map[string]struct {
		frames []ws.Frame
		code   uint16
	}{
		"a binary message":               {[]ws.Frame{ws.NewBinaryFrame([]byte(hello))}, 4400},
		"a text that is no UTF-8":        {[]ws.Frame{ws.NewTextFrame([]byte("{\"type\":\"\xff\"}"))}, 1007},
		"parts that are no UTF-8":        {[]ws.Frame{part(ws.OpText, false, "{\xc3"), part(ws.OpContinuation, true, "}")}, 1007},
		"parts that are large together":  {[]ws.Frame{part(ws.OpText, false, big), part(ws.OpContinuation, true, big)}, 1009},
		"a part of nothing":              {[]ws.Frame{part(ws.OpContinuation, true, "}")}, 1002},
		"a message inside another":       {[]ws.Frame{part(ws.OpText, false, "{"), ws.NewTextFrame([]byte(hello))}, 1002},
		"a ping in parts":                {[]ws.Frame{part(ws.OpPing, false, "")}, 1002},
		"a kind that is not":             {[]ws.Frame{part(7, true, "")}, 1002},
		"an extension that was not made": {[]ws.Frame{{Header: ws.Header{Fin: true, Rsv: 4, OpCode: ws.OpText}}}, 1002},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := dialRaw(t, url)
			r.send(test.frames...)
			r.closes(test.code)
		})
	}
}

// A client may close with nothing, or with a code that is its to give, and gets it back;
// with anything else it breaks the rules (RFC 6455, 5.5.1 and 7.4).
func TestSocketCloseCodes(t *testing.T) {
	_, url := start(t, config())
	code := func(n uint16, reason string) string {
		return string(binary.BigEndian.AppendUint16(nil, n)) + reason
	}
	for name, test := range map[string]struct{ sent, answer string }{
		"with nothing":                {"", ""},
		"normally, and a reason":      {code(1000, "bye"), code(1000, "")},
		"with its own code":           {code(3000, ""), code(3000, "")},
		"with the last of codes":      {code(4999, ""), code(4999, "")},
		"with half a code":            {"\x03", code(1002, "")},
		"with a code below all":       {code(999, ""), code(1002, "")},
		"with a code that has no use": {code(1004, ""), code(1002, "")},
		"that it had no code":         {code(1005, ""), code(1002, "")},
		"that it was cut off":         {code(1006, ""), code(1002, "")},
		"that TLS has failed":         {code(1015, ""), code(1002, "")},
		"with a code of nobody's":     {code(2000, ""), code(1002, "")},
		"with a code above all":       {code(5000, ""), code(1002, "")},
		"with a reason no UTF-8":      {code(1000, "\xff"), code(1007, "")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := dialRaw(t, url)
			r.send(ws.NewCloseFrame([]byte(test.sent)))
			r.hears(ws.OpClose, test.answer)
			if _, err := r.in.ReadByte(); !errors.Is(err, io.EOF) {
				t.Errorf("after the end: %v", err)
			}
		})
	}
}

// Who sends frames faster than anybody needs to is closed, whatever is in them.
func TestSocketPace(t *testing.T) {
	c := config()
	c.Counts = server.DefaultCounts()
	c.Counts.Frames = 10
	_, url := start(t, c)
	for name, frame := range map[string]ws.Frame{
		"messages that want nothing": ws.NewTextFrame([]byte(`{"type":"pong"}`)),
		"pings":                      ws.NewPingFrame(nil),
		"pongs that nobody asked":    ws.NewPongFrame(nil),
		"empty parts of a message":   part(ws.OpContinuation, false, ""),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := dialRaw(t, url)
			first := ws.NewTextFrame([]byte(hello))
			if frame.Header.OpCode == ws.OpContinuation {
				first = part(ws.OpText, false, "{")
			}
			r.send(first)
			r.send(slices.Repeat([]ws.Frame{frame}, 1000)...)
			r.closes(4429)
		})
	}
	r := dialRaw(t, url)
	r.send(slices.Repeat([]ws.Frame{ws.NewTextFrame([]byte(`{"type":"pong"}`))}, 49)...)
	r.send(ws.NewTextFrame([]byte(`{"type":"ping"}`))) // five seconds' frames
	r.hears(ws.OpText, `{"type":"pong"}`)
}

// A message may come in parts, and pings between them are answered.
func TestSocketFragments(t *testing.T) {
	_, url := start(t, config())
	r := dialRaw(t, url)
	r.send(part(ws.OpText, false, `{"type":"conn`), ws.NewPingFrame([]byte("well?")), part(ws.OpContinuation, true, `ection_init"}`))
	r.hears(ws.OpPong, "well?")
	r.hears(ws.OpText, ack)
	r.send(ws.NewPingFrame([]byte("and now?")))
	r.hears(ws.OpPong, "and now?")
	r.send(ws.NewCloseFrame(ws.NewCloseFrameBody(1000, "bye")))
	r.closes(1000)
	if _, err := r.in.ReadByte(); !errors.Is(err, io.EOF) {
		t.Errorf("after the end: %v", err)
	}
}

// A frame that announces more than it holds costs nothing, and one over the limit
// ends the socket before it arrives.
func TestSocketAnnouncements(t *testing.T) {
	_, url := start(t, config())
	r := dialRaw(t, url)
	if err := ws.WriteHeader(r, ws.Header{Fin: true, OpCode: ws.OpText, Masked: true, Length: 1 << 40}); err != nil {
		t.Fatal(err)
	}
	r.closes(1009)
}

// When its time is over a socket ends with a code that clients come back after.
func TestSocketLife(t *testing.T) {
	c := config()
	c.Times = server.DefaultTimes()
	c.Times.Life, c.Times.Ping = 300*time.Millisecond, 800*time.Millisecond
	_, url := start(t, c)
	begun := time.Now()
	ws := open(t, url)
	ws.say(subscribe("1", `subscription { silence }`))
	ws.closed(1001, "subscribe again after your last cursors")
	if age := time.Since(begun); age < 250*time.Millisecond {
		t.Errorf("it lived for %v", age)
	}
}

func TestDefaultTimes(t *testing.T) {
	got := server.DefaultTimes()
	if got.Init != 5*time.Second || got.Ping != 20*time.Second || got.Life != time.Hour || got.Frame != 10*time.Second || got.Watch > 2*time.Second {
		t.Errorf("%+v is not what the README says", got)
	}
}

// Who sends pings without end and reads no answer is cut off, not remembered.
func TestSocketFlood(t *testing.T) {
	c := config()
	c.Times = server.DefaultTimes()
	c.Times.Frame = 200 * time.Millisecond
	s, url := start(t, c)
	r := dialRaw(t, url)
	_ = r.Conn.(*net.TCPConn).SetReadBuffer(4096)
	many := []byte{}
	for range 1000 {
		many = append(many, ws.MustCompileFrame(ws.MaskFrame(ws.NewPingFrame([]byte(strings.Repeat("x", 125)))))...)
	}
	for range 200 {
		if _, err := r.Write(many); err != nil {
			break
		}
	}
	eventually(t, func() bool { sockets, _ := s.Open(); return sockets == 0 })
}

// A socket that waits, with an operation or without, costs one goroutine.
func TestSocketsAreCheap(t *testing.T) {
	c := config()
	c.Counts = server.DefaultCounts()
	s, url := start(t, c)
	open(t, url) // what runs for all of them runs now
	before := runtime.NumGoroutine()
	const more = 50
	for range more {
		dialRaw(t, url).send(ws.NewTextFrame([]byte(hello)))
	}
	eventually(t, func() bool { sockets, _ := s.Open(); return sockets == more+1 && runtime.NumGoroutine() <= before+more })
}

// Nobody is kept whose client has gone without a word.
func TestSocketGone(t *testing.T) {
	c, ended := config(), make(chan struct{})
	c.Refresh = func(ctx context.Context) (context.Context, error) {
		return context.WithValue(ctx, endedKey{}, ended), nil
	}
	s, url := start(t, c)
	ws := open(t, url)
	ws.say(subscribe("1", `subscription { silence }`))
	eventually(t, func() bool { _, operations := s.Open(); return operations == 1 })
	_ = ws.ws.CloseNow()
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		t.Error("its subscription goes on")
	}
	eventually(t, func() bool { sockets, _ := s.Open(); return sockets == 0 })
}

// One reader who stops is cut in time, and the others hear everything meanwhile.
func TestSocketsDoNotWaitForEachOther(t *testing.T) {
	c := config()
	c.Times = server.DefaultTimes()
	c.Times.Frame = time.Second
	s, url := start(t, c)
	slow := open(t, url)
	slow.say(subscribe("1", `subscription { flood }`))
	fast := open(t, url)
	for i := range 100 {
		fast.say(subscribe(fmt.Sprint(i), `{ hello }`))
		fast.hear(fmt.Sprintf(`{"type":"next","id":"%d","payload":{"data":{"hello":"world"}}}`, i))
		fast.hear(fmt.Sprintf(`{"type":"complete","id":"%d"}`, i))
	}
	eventually(t, func() bool { sockets, _ := s.Open(); return sockets == 1 })
	if err := fast.ws.Close(websocket.StatusNormalClosure, ""); err != nil {
		t.Error(err)
	}
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
