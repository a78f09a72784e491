package socket

import (
	"context"
	"slices"
	"sync"
)

// Operation is one id of a socket, from "subscribe" to its end.
type Operation struct {
	conn *Conn
	name string
	id   []byte // as JSON

	mu      sync.Mutex
	stopped bool
	cleanup func()
}

func (o *Operation) run(payload []byte) {
	defer func() {
		o.conn.mu.Lock()
		defer o.conn.mu.Unlock()
		o.conn.running--
	}()
	o.conn.handler.Run(o, payload)
}

// OnStop says what to do when nobody listens any more; at once, if that is so now.
func (o *Operation) OnStop(cleanup func()) {
	o.mu.Lock()
	stopped := o.stopped
	o.cleanup = cleanup
	o.mu.Unlock()
	if stopped {
		cleanup()
	}
}

func (o *Operation) stop() {
	o.mu.Lock()
	cleanup, again := o.cleanup, o.stopped
	o.stopped = true
	o.mu.Unlock()
	if cleanup != nil && !again {
		cleanup()
	}
}

// Next sends a result, which it keeps and does not change. It never waits.
func (o *Operation) Next(payload []byte) { o.say("next", payload, false) }

// Complete says that nothing more comes.
func (o *Operation) Complete() { o.say("complete", nil, true) }

// Error says why nothing comes, or nothing more: payload is a list of errors.
func (o *Operation) Error(payload []byte) { o.say("error", payload, true) }

// Fail says why nothing comes, and then why the socket ends.
func (o *Operation) Fail(payload []byte, why *Close) {
	o.say("error", payload, true)
	o.conn.Close(why)
}

// Abort ends the whole socket because of this operation.
func (o *Operation) Abort(why *Close) { o.conn.Close(why) }

// Wait waits until the client has taken most of what was sent, and says whether it
// makes sense to go on.
func (o *Operation) Wait(ctx context.Context) bool { return o.conn.wait(ctx) }

// say sends a message, unless the operation has ended: a client knows no more of it.
func (o *Operation) say(kind string, payload []byte, last bool) {
	c := o.conn
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.Index(c.operations, o)
	if i < 0 {
		return
	}
	c.push(o.message(kind, payload))
	if last {
		c.remove(i)
	}
}

func (o *Operation) message(kind string, payload []byte) message {
	return message{id: o.id, kind: kind, body: payload}
}

// index is the place of an operation among those under way, or -1.
func (c *Conn) index(name string) int {
	return slices.IndexFunc(c.operations, func(o *Operation) bool { return o.name == name })
}

func (c *Conn) remove(i int) {
	c.operations = slices.Delete(c.operations, i, i+1)
}
