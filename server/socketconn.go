package server

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"reflect"
	"strconv"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/coder/websocket"
)

// Close codes of graphql-transport-ws.
const (
	closeInvalid      = 4400
	closeUnauthorized = 4401
	closeForbidden    = 4403
	closeInitTimeout  = 4408
	closeDuplicate    = 4409
	closeTooManyInits = 4429
)

// socketConn is a WebSocket that keeps the state of graphql-transport-ws. gqlgen's
// transport lets through a second operation with an id in use, closes with codes
// that are not the protocol's, and writes to a client for as long as that does not
// read; here both directions pass, and each of these is put right.
type socketConn struct {
	ws     *websocket.Conn
	limit  time.Duration // for a client to take one message
	closed chan struct{} // closed after the close handshake

	mu            sync.Mutex
	inited, acked bool
	// An operation has the client's id outside and a number of our own inside. The
	// client may use an id again as soon as it has completed it, while gqlgen still
	// winds up the operation before, and would take one for the other.
	inside   map[string]string
	outside  map[string]string
	count    int
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

func newSocketConn(ws *websocket.Conn, limit time.Duration) *socketConn {
	return &socketConn{ws: ws, limit: limit, closed: make(chan struct{}),
		inside: map[string]string{}, outside: map[string]string{}}
}

// frame is what both directions have in common.
type frame struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// NextReader hands on the next message that the protocol allows.
func (c *socketConn) NextReader() (int, io.Reader, error) {
	kind, data, err := c.ws.Read(context.Background())
	if err != nil {
		switch websocket.CloseStatus(err) {
		case websocket.StatusNormalClosure, websocket.StatusNoStatusRcvd, websocket.StatusGoingAway:
			return 0, nil, transport.ErrWebsocketClosed
		}
		return 0, nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var f frame
	if kind != websocket.MessageText || json.Unmarshal(data, &f) != nil {
		c.verdict = &verdict{closeInvalid, "Invalid message: it is not a JSON object with a type"}
	} else {
		c.verdict = c.judge(&f)
	}
	if c.verdict != nil {
		return 0, nil, c.verdict
	}
	return int(kind), bytes.NewReader(marshal(f)), nil
}

// judge follows the client through the protocol, and says where it left it.
func (c *socketConn) judge(f *frame) *verdict {
	switch f.Type {
	case "connection_init":
		if c.inited {
			return &verdict{closeTooManyInits, "Too many initialisation requests"}
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
	c.count++
	inside := strconv.Itoa(c.count)
	c.inside[f.ID], c.outside[inside] = inside, f.ID
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
	ctx, cancel := context.WithTimeout(context.Background(), c.limit)
	defer cancel()
	return c.ws.Write(ctx, websocket.MessageText, data)
}

// sends puts the client's id into a message, and says whether to send it.
func (c *socketConn) sends(message any) bool {
	// The type of the message is gqlgen's own, its fields are the protocol's.
	fields := reflect.Indirect(reflect.ValueOf(message))
	id, kind := fields.FieldByName("ID"), fields.FieldByName("Type").String()
	c.mu.Lock()
	defer c.mu.Unlock()
	switch kind {
	case "connection_ack":
		c.acked = true
	case "next", "error", "complete":
		inside := id.String()
		outside, running := c.outside[inside]
		if !running {
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

// goAway closes because the server stops.
func (c *socketConn) goAway() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closeLocked(int(websocket.StatusGoingAway), "The server is stopping")
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
