package socket_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"

	"partnergraph/server/socket"
)

const patience = 20 * time.Second

func limits() *socket.Limits {
	return &socket.Limits{Message: 64 << 10, Operations: 2, Frames: 1000, Init: time.Minute, Ping: time.Minute, Frame: time.Minute, Farewell: time.Second}
}

// desk is a Handler whose operations do as their payload says.
type desk struct {
	begun  chan *socket.Operation
	closed chan struct{}
}

func (desk) Init(payload map[string]any) *socket.Close {
	if payload["refuse"] != nil {
		return &socket.Close{Code: socket.Forbidden, Reason: "Forbidden"}
	}
	return nil
}

func (d desk) Run(o *socket.Operation, payload []byte) {
	switch string(payload) {
	case `"answer"`:
		o.Next([]byte(`{"data":1}`))
		o.Complete()
	case `"fail"`:
		o.Error([]byte(`[{"message":"no"}]`))
	case `"end"`:
		o.Fail([]byte(`[{"message":"no"}]`), &socket.Close{Code: socket.Forbidden, Reason: "Forbidden"})
	default:
		d.begun <- o
	}
}

func (desk) Full(limit int) []byte { return fmt.Appendf(nil, `[{"message":"%d"}]`, limit) }

func (d desk) Closed() { close(d.closed) }

// peer is a client, and the server's side of it.
type peer struct {
	*testing.T
	net.Conn
	in *bufio.Reader
	desk
}

// connect opens a socket, before anything is said.
func connect(t *testing.T, set *socket.Set) peer {
	t.Helper()
	d := desk{make(chan *socket.Operation, 100), make(chan struct{})}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := set.Upgrade(w, r, http.Header{})
		if err != nil {
			t.Error(err)
			return
		}
		set.Add(conn)
		conn.Serve(d, time.Now().Add(time.Hour))
	}))
	t.Cleanup(server.Close)
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(); <-d.closed })
	_ = conn.SetDeadline(time.Now().Add(patience))
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n")
	in := bufio.NewReader(conn)
	if answer, err := http.ReadResponse(in, nil); err != nil || answer.StatusCode != http.StatusSwitchingProtocols {
		t.Fatal(answer, err)
	}
	return peer{t, conn, in, d}
}

func (p peer) say(kind ws.OpCode, text string) {
	p.Helper()
	if err := ws.WriteFrame(p, ws.MaskFrame(ws.NewFrame(kind, true, []byte(text)))); err != nil {
		p.Fatal(err)
	}
}

// hear is the next frame: a text, or the code that it closes with.
func (p peer) hear() string {
	p.Helper()
	f, err := readFrame(p.in)
	if err != nil {
		p.Fatal(err)
	}
	if f.Header.OpCode == ws.OpClose {
		code, _ := ws.ParseCloseFrameData(f.Payload)
		return fmt.Sprint(code)
	}
	return string(f.Payload)
}

func (p peer) hears(want ...string) {
	p.Helper()
	for _, text := range want {
		if got := p.hear(); got != text {
			p.Fatalf("heard %.200s, want %.200s", got, text)
		}
	}
}

const (
	hello = `{"type":"connection_init"}`
	ack   = `{"type":"connection_ack"}`
	ping  = `{"type":"ping"}`
	pong  = `{"type":"pong"}`
)

func subscribe(id, payload string) string {
	return fmt.Sprintf(`{"id":%q,"type":"subscribe","payload":%q}`, id, payload)
}

// ready is a peer that may subscribe.
func ready(t *testing.T, set *socket.Set) peer {
	t.Helper()
	p := connect(t, set)
	p.say(ws.OpText, hello)
	p.hears(ack)
	return p
}

// follow is a peer with an operation, id 1, that waits.
func follow(t *testing.T, set *socket.Set) (peer, *socket.Operation) {
	t.Helper()
	p := ready(t, set)
	p.say(ws.OpText, subscribe("1", "wait"))
	return p, <-p.begun
}

// Each message has one answer in each state: texts, or the code of a close, or none.
func TestProtocol(t *testing.T) {
	t.Parallel()
	states := []struct {
		name  string
		enter func(peer)
	}{
		{"new", func(peer) {}},
		{"ready", func(p peer) { p.say(ws.OpText, hello); p.hears(ack) }},
		{"busy", func(p peer) {
			p.say(ws.OpText, hello)
			p.hears(ack)
			p.say(ws.OpText, subscribe("1", "wait"))
			<-p.begun
		}},
		{"full", func(p peer) {
			p.say(ws.OpText, hello)
			p.hears(ack)
			p.say(ws.OpText, subscribe("1", "wait"))
			p.say(ws.OpText, subscribe("2", "wait"))
			<-p.begun
			<-p.begun
		}},
	}
	const none = ""
	invalid := [4]string{"4400", "4400", "4400", "4400"}
	silent := [4]string{}
	full := `{"id":"9","type":"error","payload":[{"message":"2"}]}`
	answered := `{"id":"9","type":"next","payload":{"data":1}} {"id":"9","type":"complete"}`
	failed := `{"id":"9","type":"error","payload":[{"message":"no"}]}`
	for message, want := range map[string][4]string{ // in the order of the states
		hello: {ack, "4429", "4429", "4429"},
		`{"type":"connection_init","payload":null}`:            {ack, "4429", "4429", "4429"},
		`{"type":"connection_init","payload":{"refuse":true}}`: {"4403", "4429", "4429", "4429"},
		`{"type":"connection_init","payload":[]}`:              {"4400", "4429", "4429", "4429"},
		subscribe("9", "answer"):                               {"4401", answered, answered, full},
		subscribe("9", "fail"):                                 {"4401", failed, failed, full},
		subscribe("9", "end"):                                  {"4401", failed + " 4403", failed + " 4403", full},
		subscribe("1", "wait"):                                 {"4401", none, "4409", "4409"},
		subscribe("", "answer"):                                {"4401", "4400", "4400", "4400"},
		`{"type":"subscribe","payload":"answer"}`:              {"4401", "4400", "4400", "4400"},
		`{"type":"subscribe","id":9,"payload":"answer"}`:       invalid,
		`{"type":"subscribe","id":"9"}`:                        {"4401", "4400", "4400", "4400"},
		`{"type":"complete","id":"1"}`:                         silent,
		`{"type":"complete","id":"unknown"}`:                   silent,
		`{"type":"complete"}`:                                  silent,
		ping:                                                   {pong, pong, pong, pong},
		`{"type":"ping","payload":{"a":1}}`:                    {pong, pong, pong, pong},
		pong:                                                   silent,
		`{"type":"pong","payload":{"a":1}}`:                    silent,
		`{"type":"next","id":"1","payload":{}}`:                invalid,
		`{"type":"error","id":"1","payload":[]}`:               invalid,
		ack:                                                    invalid,
		`{"type":"start","id":"1"}`:                            invalid,
		`{"type":7}`:                                           invalid,
		`{}`:                                                   invalid,
		`[]`:                                                   invalid,
		`"ping"`:                                               invalid,
		``:                                                     invalid,
		`{"type":"ping"`:                                       invalid,
	} {
		for i, state := range states {
			t.Run(state.name+"/"+message, func(t *testing.T) {
				p := connect(t, socket.NewSet(limits()))
				state.enter(p)
				p.say(ws.OpText, message)
				for _, text := range strings.Fields(want[i]) { // they hold no spaces
					p.hears(text)
					if !strings.HasPrefix(text, "{") {
						return // it has closed
					}
				}
				p.say(ws.OpText, ping) // nothing else came, and it lives
				p.hears(pong)
			})
		}
	}
	for _, state := range states {
		t.Run(state.name+"/binary", func(t *testing.T) {
			p := connect(t, socket.NewSet(limits()))
			state.enter(p)
			p.say(ws.OpBinary, ping)
			p.hears("4400")
		})
	}
}

// An id is free again with its end, whoever ended it.
func TestAnIDIsUsedAgain(t *testing.T) {
	t.Parallel()
	p, o := follow(t, socket.NewSet(limits()))
	stopped := make(chan struct{})
	o.OnStop(func() { close(stopped) })
	p.say(ws.OpText, `{"type":"complete","id":"1"}`)
	p.say(ws.OpText, subscribe("1", "answer"))
	p.hears(`{"id":"1","type":"next","payload":{"data":1}}`, `{"id":"1","type":"complete"}`)
	<-stopped
	o.Next([]byte(`{"data":"late"}`)) // which nobody waits for
	p.say(ws.OpText, subscribe("1", "answer"))
	p.hears(`{"id":"1","type":"next","payload":{"data":1}}`, `{"id":"1","type":"complete"}`)
}

// What is queued arrives whole and in order, however slowly it is read and however
// large it is; the close comes after it.
func TestOrder(t *testing.T) {
	t.Parallel()
	set := socket.NewSet(limits())
	p, o := follow(t, set)
	var want []string
	for i := range 500 {
		size := []int{1, 100, 20_000, 100_000}[i%4]
		body := fmt.Sprintf(`{"data":"%d %s"}`, i, strings.Repeat("x", size))
		want = append(want, fmt.Sprintf(`{"id":"1","type":"next","payload":%s}`, body))
		o.Next([]byte(body))
	}
	o.Complete()
	done := make(chan struct{})
	go func() { defer close(done); set.Close(context.Background(), &socket.Close{Code: socket.GoingAway}) }()
	time.Sleep(50 * time.Millisecond) // it stands still
	p.hears(want...)
	p.hears(`{"id":"1","type":"complete"}`, "1001")
	_ = p.Conn.Close()
	<-done
}

// What is shared reaches those who read at once, while others have stopped; those are
// cut when their time is over, and not before.
func TestReadersWhoStopHurtNobody(t *testing.T) {
	t.Parallel()
	l := limits()
	l.Frame = 3 * time.Second
	set := socket.NewSet(l)
	type follower struct {
		peer
		*socket.Operation
	}
	var stopped, reading []follower
	for i := range 40 {
		p, o := follow(t, set)
		if i%10 != 0 {
			_ = p.Conn.(*net.TCPConn).SetReadBuffer(4 << 10)
			stopped = append(stopped, follower{p, o})
			continue
		}
		reading = append(reading, follower{p, o})
	}
	body := []byte(`{"data":"` + strings.Repeat("x", 60_000) + `"}`)
	start := time.Now()
	for range 100 {
		for _, f := range append(stopped, reading...) {
			f.Next(body)
		}
		for _, f := range reading {
			f.hears(fmt.Sprintf(`{"id":"1","type":"next","payload":%s}`, body))
		}
	}
	for _, f := range stopped {
		select {
		case <-f.closed:
			if took := time.Since(start); took < l.Frame {
				t.Fatalf("one who has stopped is cut after %v", took)
			}
		default:
		}
	}
	for _, f := range stopped {
		select {
		case <-f.closed:
		case <-time.After(patience):
			t.Fatal("one who has stopped is kept")
		}
	}
	for _, f := range reading {
		f.say(ws.OpText, ping)
		f.hears(pong)
	}
}

// Who is behind by too many messages is cut, in whatever time.
func TestAQueueHasAnEnd(t *testing.T) {
	t.Parallel()
	p, o := follow(t, socket.NewSet(limits()))
	body, _ := json.Marshal(strings.Repeat("x", 100_000))
	for range 1000 {
		o.Next(body)
	}
	select {
	case <-p.closed:
	case <-time.After(patience):
		t.Error("it is kept")
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
