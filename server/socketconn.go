package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/coder/websocket"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Close codes of graphql-transport-ws.
const (
	closeProtocol     = 1002 // of WebSocket itself
	closeInvalid      = 4400
	closeUnauthorized = 4401
	closeForbidden    = 4403
	closeInitTimeout  = 4408
	closeDuplicate    = 4409
	closeTooMany      = 4429 // requests to initialise, and sockets
)

// socketConn is a WebSocket that keeps the state of graphql-transport-ws. gqlgen's
// transport lets through a second operation with an id in use, closes with codes
// that are not the protocol's, and writes to a client for as long as that does not
// read; here both directions pass, and each of these is put right.
type socketConn struct {
	ws     *websocket.Conn
	ctx    context.Context // of the request, for errors of our own
	limit  time.Duration   // for a client to take one message
	most   int             // operations at once
	closed chan struct{}   // closed after the close handshake

	mu            sync.Mutex
	inited, acked bool
	// An operation has the client's id outside and a number of our own inside. The
	// client may use an id again as soon as it has completed it, while gqlgen still
	// winds up the operation before, and would take one for the other.
	inside  map[string]string
	outside map[string]string
	// What the client has completed runs on inside until gqlgen has wound it up.
	running  map[string]bool
	count    int
	session  string   // "" for nobody's
	over     *verdict // closes the socket after the next error
	verdict  *verdict // what the client did wrong, if it did
	closing  bool
	deadline *time.Timer
}

var (
	_ transport.WebsocketConn          = (*socketConn)(nil)
	_ transport.WebsocketReadLimiter   = (*socketConn)(nil)
	_ transport.WebsocketReadDeadliner = (*socketConn)(nil)
)

// verdict is a close code with its reason.
type verdict struct {
	code   int
	reason string
}

func (v *verdict) Error() string { return v.reason }

func newSocketConn(ctx context.Context, ws *websocket.Conn, limit time.Duration, most int) *socketConn {
	return &socketConn{ctx: ctx, ws: ws, limit: limit, most: most, closed: make(chan struct{}),
		inside: map[string]string{}, outside: map[string]string{}, running: map[string]bool{}}
}

// frame is what both directions have in common.
type frame struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// NextReader hands on the next message that the protocol allows. Operations that are
// refused are answered here.
func (c *socketConn) NextReader() (int, io.Reader, error) {
	for {
		f, refusal, err := c.next()
		if err != nil {
			return 0, nil, err
		}
		if refusal == nil {
			return int(websocket.MessageText), bytes.NewReader(marshal(f)), nil
		}
		errs := gqlerror.List{tagged(c.ctx, refusal.graphql())}
		if err := c.write(marshal(frame{f.ID, "error", marshal(errs)})); err != nil {
			return 0, nil, err
		}
	}
}

// next reads a message, which is answered with the fault if there is one.
func (c *socketConn) next() (frame, *fault, error) {
	var f frame
	kind, data, err := c.ws.Read(context.Background())
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil {
		switch websocket.CloseStatus(err) {
		case websocket.StatusNormalClosure, websocket.StatusNoStatusRcvd, websocket.StatusGoingAway:
			err = transport.ErrWebsocketClosed
		default: // unless the library has closed with a code of its own
			c.verdict = &verdict{closeProtocol, "Protocol error"}
		}
		return f, nil, err
	}
	if kind != websocket.MessageText || json.Unmarshal(data, &f) != nil {
		c.verdict = &verdict{closeInvalid, "Invalid message: it is not a JSON object with a type"}
	} else {
		c.verdict = c.judge(&f)
	}
	if c.verdict != nil {
		return f, nil, c.verdict
	}
	var refusal *fault
	if f.Type == "subscribe" {
		refusal = c.start(&f)
	}
	return f, refusal, nil
}

// judge follows the client through the protocol, and says where it left it.
func (c *socketConn) judge(f *frame) *verdict {
	switch f.Type {
	case "connection_init":
		if c.inited {
			return &verdict{closeTooMany, "Too many initialisation requests"}
		}
		c.inited = true
		if len(f.Payload) > 0 && json.Unmarshal(f.Payload, new(map[string]any)) != nil {
			return &verdict{closeInvalid, "Invalid message: the payload of connection_init must be an object"}
		}
	case "subscribe":
		return c.subscribe(f)
	case "complete":
		f.ID = c.forget(c.inside[f.ID])
	case "ping", "pong":
	default:
		return &verdict{closeInvalid, "Invalid message: unknown type"}
	}
	return nil
}

// subscribe says whether an operation may begin here.
func (c *socketConn) subscribe(f *frame) *verdict {
	var params struct{ Query *string }
	switch {
	case !c.acked:
		return &verdict{closeUnauthorized, "Unauthorized"}
	case f.ID == "":
		return &verdict{closeInvalid, "Invalid message: subscribe needs an id"}
	case c.inside[f.ID] != "":
		return &verdict{closeDuplicate, reason("Subscriber for " + f.ID + " already exists")}
	case json.Unmarshal(f.Payload, &params) != nil || params.Query == nil:
		return &verdict{closeInvalid, "Invalid message: the payload of subscribe needs a query"}
	}
	return nil
}

// start gives an operation its id inside, unless it cannot be run. Twice as many may
// be running as the client knows of: it cannot see when one is wound up.
func (c *socketConn) start(f *frame) *fault {
	if len(c.inside) >= c.most || len(c.running) >= 2*c.most {
		return &fault{code: codeThrottled, message: fmt.Sprintf("This socket has %d operations under way, which is the limit: complete one first.", c.most)}
	}
	if refusal := explainJSON(f.Payload, decode(f.Payload, new(graphql.RawParams))); refusal != nil {
		return refusal
	}
	c.count++
	inside := strconv.Itoa(c.count)
	c.inside[f.ID], c.outside[inside], c.running[inside] = inside, f.ID, true
	f.ID = inside
	return nil
}

// forget ends an operation by its id inside, which it returns.
func (c *socketConn) forget(inside string) string {
	delete(c.inside, c.outside[inside])
	delete(c.outside, inside)
	return inside
}

// WriteJSON sends a message of gqlgen's, unless its operation has ended: gqlgen
// completes after an error, and after the client has completed by itself.
func (c *socketConn) WriteJSON(message any) error {
	if !c.sends(message) {
		return nil
	}
	data, err := json.Marshal(message)
	if err != nil {
		return err
	}
	err = c.write(data)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over != nil && kindOf(message) == "error" {
		c.closeLocked(c.over.code, c.over.reason)
	}
	return err
}

// kindOf is the type of a message of gqlgen's, whose Go type is its own while its
// fields are the protocol's.
func kindOf(message any) string {
	return reflect.Indirect(reflect.ValueOf(message)).FieldByName("Type").String()
}

func (c *socketConn) write(data []byte) error {
	ctx, cancel := context.WithTimeout(context.Background(), c.limit)
	defer cancel()
	return c.ws.Write(ctx, websocket.MessageText, data)
}

// sends puts the client's id into a message, and says whether to send it.
func (c *socketConn) sends(message any) bool {
	id, kind := reflect.Indirect(reflect.ValueOf(message)).FieldByName("ID"), kindOf(message)
	c.mu.Lock()
	defer c.mu.Unlock()
	switch kind {
	case "connection_ack":
		c.acked = true
	case "next", "error", "complete":
		inside := id.String()
		if kind != "next" {
			delete(c.running, inside)
		}
		outside, known := c.outside[inside]
		if !known {
			return false
		}
		id.SetString(outside)
		if kind != "next" {
			c.forget(inside)
		}
	}
	return true
}

// WriteClose closes with the code that the protocol has for what happened. It does
// not wait: the other side may not answer.
func (c *socketConn) WriteClose(code int, text string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.verdict != nil:
		code, text = c.verdict.code, c.verdict.reason
	case !c.inited:
		code, text = closeInitTimeout, "Connection initialisation timeout"
	}
	c.closeLocked(code, text)
	return nil
}

// begin notes whose session the socket is of, after connection_init.
func (c *socketConn) begin(session string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.session = session
}

func (c *socketConn) sessionOf() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session
}

// end closes with a verdict that is not about what the client said.
func (c *socketConn) end(v *verdict) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closeLocked(v.code, v.reason)
}

// endAfterError closes as soon as the next error is sent.
func (c *socketConn) endAfterError(v *verdict) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over = v
}

// goAway closes because the server stops.
func (c *socketConn) goAway() {
	c.end(&verdict{int(websocket.StatusGoingAway), "The server is stopping"})
}

func (c *socketConn) closeLocked(code int, text string) {
	c.stopTimer()
	if c.closing {
		return
	}
	c.closing = true
	go func() {
		defer close(c.closed)
		_ = c.ws.Close(websocket.StatusCode(code), text) // there is nobody left to tell
	}()
}

// Close ends the connection without a word, unless WriteClose has begun to.
func (c *socketConn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopTimer()
	if c.closing {
		return nil
	}
	c.closing = true
	defer close(c.closed)
	return c.ws.CloseNow()
}

// Subprotocol implements transport.WebsocketConn.
func (c *socketConn) Subprotocol() string { return c.ws.Subprotocol() }

// SetReadLimit implements transport.WebsocketReadLimiter.
func (c *socketConn) SetReadLimit(limit int64) { c.ws.SetReadLimit(limit) }

// SetReadDeadline ends the connection at t; the zero time takes that back.
func (c *socketConn) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopTimer()
	if !t.IsZero() && !c.closing {
		c.deadline = time.AfterFunc(time.Until(t), func() { _ = c.ws.CloseNow() })
	}
	return nil
}

func (c *socketConn) stopTimer() {
	if c.deadline != nil {
		c.deadline.Stop()
	}
}

// reason cuts a text to what a close frame holds.
func reason(text string) string {
	const most = 123
	if len(text) <= most {
		return text
	}
	return string(bytes.ToValidUTF8([]byte(text[:most]), nil))
}
