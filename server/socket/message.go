package socket

import (
	"encoding/json"
	"time"

	"github.com/gobwas/ws"
)

// said is what clients say.
type said struct {
	ID      string          `json:"id"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload"`
}

// take follows the client through the protocol, and says where it left it.
func (c *Conn) take(kind ws.OpCode, data []byte) *Close {
	var m said
	if kind != ws.OpText || json.Unmarshal(data, &m) != nil {
		return &Close{Invalid, "Invalid message: it is not a JSON object with a type"}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing {
		return nil
	}
	c.heard = true
	switch m.Type {
	case "connection_init":
		return c.init(&m)
	case "subscribe":
		return c.subscribe(&m)
	case "complete":
		c.complete(m.ID)
	case "ping":
		c.push(message{body: pong})
	case "pong":
	default:
		return &Close{Invalid, "Invalid message: unknown type"}
	}
	return nil
}

var (
	ack  = []byte(`{"type":"connection_ack"}`)
	ping = []byte(`{"type":"ping"}`)
	pong = []byte(`{"type":"pong"}`)
)

// init lets the handler say who may go on.
func (c *Conn) init(m *said) *Close {
	if c.inited {
		return &Close{TooMany, "Too many initialisation requests"}
	}
	c.inited = true
	var payload map[string]any
	if len(m.Payload) > 0 && json.Unmarshal(m.Payload, &payload) != nil {
		return &Close{Invalid, "Invalid message: the payload of connection_init must be an object"}
	}
	c.mu.Unlock()
	refused := c.handler.Init(payload)
	c.mu.Lock()
	if refused != nil {
		return refused
	}
	c.acked, c.heard, c.since = true, true, time.Now()
	c.push(message{body: ack})
	return nil
}

// subscribe begins an operation, if it may begin here. Twice as many may be running
// as the client knows of: it cannot see when what it has completed winds up.
func (c *Conn) subscribe(m *said) *Close {
	switch {
	case !c.acked:
		return &Close{Unauthorized, "Unauthorized"}
	case m.ID == "":
		return &Close{Invalid, "Invalid message: subscribe needs an id"}
	case c.index(m.ID) >= 0:
		return &Close{duplicate, reason("Subscriber for " + m.ID + " already exists")}
	case len(m.Payload) == 0:
		return &Close{Invalid, "Invalid message: subscribe needs a payload"}
	}
	limit := c.limits.Operations
	o := &Operation{conn: c, id: marshal(m.ID), name: m.ID}
	if len(c.operations) >= limit || c.running >= 2*limit {
		c.push(o.message("error", c.handler.Full(limit)))
		return nil
	}
	c.operations = append(c.operations, o)
	c.running++
	go o.run(m.Payload)
	return nil
}

// complete ends an operation by the client's wish, without an answer.
func (c *Conn) complete(name string) {
	if i := c.index(name); i >= 0 {
		o := c.operations[i]
		c.remove(i)
		go o.stop() // which may take the lock
	}
}

// marshal is a text as JSON, which has no way to fail.
func marshal(text string) []byte {
	b, _ := json.Marshal(text)
	return b
}
