// Package socket speaks graphql-transport-ws over one WebSocket: the order of its
// messages, its close codes, its limits of time and number. What operations are, it
// does not know; a Handler runs them.
//
// A socket that waits costs one goroutine with a small stack, and no buffers: what
// needs more of either runs on goroutines that end with it.
package socket

import (
	"errors"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"

	"github.com/gobwas/ws"
)

// Protocol is the subprotocol spoken.
const Protocol = "graphql-transport-ws"

// Handler is what a socket is for. Init and Full are called one at a time; Run has
// a goroutine of its own for each operation.
type Handler interface {
	// Init takes the payload of connection_init, and says why the socket is refused.
	Init(payload map[string]any) *Close
	// Run runs an operation until it has ended or can go on by itself.
	Run(op *Operation, payload []byte)
	// Full is the payload of the error for an operation over the limit.
	Full(limit int) []byte
	// Closed is called once, when the socket has ended.
	Closed()
}

// Limits bound a socket. All sockets of a server share theirs.
type Limits struct {
	Message    int           // bytes of a message of the client's
	Operations int           // under way at once
	Frames     int           // of the client's a second; five times as many at once
	Init       time.Duration // for connection_init to come
	Ping       time.Duration // between signs of life
	Frame      time.Duration // for the client to take what is written at once
	Farewell   time.Duration // for the client to answer a close frame
}

// maxQueue is how many messages may wait for a client. One who is behind by more is
// cut off: it resumes with its cursors.
const maxQueue = 512

// Conn is one socket.
type Conn struct {
	conn    net.Conn
	handler Handler
	limits  *Limits
	raw     syscall.RawConn // nil where there is none
	source  source
	pace    pace
	writers *writers
	ended   chan struct{} // closed when the socket has

	mu         sync.Mutex
	inited     bool
	acked      bool
	closing    bool // no message is taken or sent any more
	writing    bool // somebody empties the queue
	heard      bool // something since the last ping
	running    int  // goroutines of operations
	operations []*Operation
	queue      []message
	room       *sync.Cond // where somebody waits for the queue to get shorter
	since      time.Time  // the last ping, connection_ack, or the beginning
	until      time.Time  // the end of its life
}

// Upgrade answers a request that offers Protocol with a socket; header is sent along.
// It fails, having answered, when the request is no proper one, of which the caller has
// a better answer. The caller calls Add and Serve.
func (s *Set) Upgrade(w http.ResponseWriter, r *http.Request, header http.Header) (*Conn, error) {
	header = header.Clone()
	header.Set("Sec-WebSocket-Protocol", Protocol)
	upgrader := ws.HTTPUpgrader{Timeout: s.limits.Frame, Header: header}
	conn, buffered, _, err := upgrader.Upgrade(r, w)
	if err != nil {
		if conn != nil {
			err = errors.Join(err, conn.Close())
		}
		return nil, err
	}
	now := time.Now()
	c := &Conn{conn: conn, limits: s.limits, writers: &s.writers, ended: make(chan struct{}), since: now}
	c.source.conn = conn
	if wire, ok := conn.(syscall.Conn); ok {
		c.raw, _ = wire.SyscallConn() // fails when it has ended, as reading will
	}
	if n := buffered.Reader.Buffered(); n > 0 { // what came along with the request
		early, _ := buffered.Reader.Peek(n) // which are there
		c.source.early = append(c.source.early, early...)
	}
	return c, nil
}

// Serve reads the socket, on a goroutine of its own, until it ends; its life is over
// at until.
func (c *Conn) Serve(h Handler, until time.Time) {
	c.mu.Lock()
	c.handler, c.until = h, until
	c.mu.Unlock()
	go c.read()
}

// Ended is closed when the socket has ended.
func (c *Conn) Ended() <-chan struct{} { return c.ended }

// source reads the connection, after what came too early.
type source struct {
	conn  net.Conn
	early []byte
}

func (s *source) Read(p []byte) (int, error) {
	if len(s.early) > 0 {
		n := copy(p, s.early)
		s.early = s.early[n:]
		return n, nil
	}
	return s.conn.Read(p)
}
