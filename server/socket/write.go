package socket

import (
	"context"
	"net"
	"sync"
	"time"

	"github.com/gobwas/ws"
)

// message is what waits to be written: a frame of WebSocket's own or a text as it is,
// or, with an id, a message of an operation's, of which many sockets share the body.
type message struct {
	control ws.OpCode // 0 for a text
	id      []byte    // as JSON
	kind    string
	body    []byte
}

const (
	beforeID, beforeKind, beforeBody = `{"id":`, `,"type":"`, `","payload":`
	afterKind, afterBody             = `"}`, `}`
)

func (m *message) size() int {
	switch {
	case m.id == nil:
		return len(m.body)
	case m.body == nil:
		return len(beforeID) + len(m.id) + len(beforeKind) + len(m.kind) + len(afterKind)
	}
	return len(beforeID) + len(m.id) + len(beforeKind) + len(m.kind) + len(beforeBody) + len(m.body) + len(afterBody)
}

// appendHead appends the frame up to the body.
func (m *message) appendHead(b []byte) []byte {
	kind := m.control
	if kind == 0 {
		kind = ws.OpText
	}
	w := sliceWriter(b)
	_ = ws.WriteHeader(&w, ws.Header{Fin: true, OpCode: kind, Length: int64(m.size())}) // a slice takes everything
	b = w
	if m.id == nil {
		return b
	}
	b = append(append(append(append(b, beforeID...), m.id...), beforeKind...), m.kind...)
	if m.body == nil {
		return append(b, afterKind...)
	}
	return append(b, beforeBody...)
}

// tail is what follows the body.
func (m *message) tail() string {
	if m.id == nil || m.body == nil {
		return ""
	}
	return afterBody
}

func (m *message) append(b []byte) []byte {
	return append(append(m.appendHead(b), m.body...), m.tail()...)
}

type sliceWriter []byte

func (w *sliceWriter) Write(p []byte) (int, error) { *w = append(*w, p...); return len(p), nil }

// push queues a message. It never waits; a client that is too far behind is cut off.
// The caller holds the lock.
func (c *Conn) push(m message) {
	switch {
	case c.closing:
		return
	case len(c.queue) >= maxQueue:
		c.cut()
		return
	}
	c.queue = append(c.queue, m)
	if !c.writing {
		c.writing = true
		c.writers.add(c)
	}
}

// batch is how much is written at once, but for a message that is larger by itself.
const batch = 16 << 10

// dequeue takes what is to be written at once, or ends the writing.
func (c *Conn) dequeue() []message {
	c.mu.Lock()
	defer c.mu.Unlock()
	messages := c.queue
	if len(messages) == 0 {
		c.queue, c.writing = nil, false
		c.wakeWaiting()
		return nil
	}
	n := 1
	for size := messages[0].size(); n < len(messages); n++ {
		if size += messages[n].size() + ws.MaxHeaderSize; size > batch {
			break
		}
	}
	c.queue = messages[n:]
	c.wakeWaiting()
	return messages[:n]
}

// wrote does what follows on a write, and says whether there may be more. A client
// that does not take what is written, in time, is cut off.
func (c *Conn) wrote(messages []message, err error) bool {
	if err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.writing = false
		c.cut()
		return false
	}
	if messages[len(messages)-1].control == ws.OpClose {
		c.farewell()
	}
	return true
}

// writeWaiting writes the rest of the messages, of which so many bytes are written, and
// then what is queued, as slowly as the client takes it.
func (c *Conn) writeWaiting(messages []message, written int) {
	for messages != nil {
		rest := parts(messages, written)
		_ = c.conn.SetWriteDeadline(time.Now().Add(c.limits.Frame)) // fails when it has ended, as the write will
		_, err := rest.WriteTo(c.conn)
		_ = c.conn.SetWriteDeadline(time.Time{}) // for those who do not wait
		if !c.wrote(messages, err) {
			return
		}
		messages, written = c.dequeue(), 0
	}
}

// parts are the frames without their first bytes. The bodies stay shared.
func parts(messages []message, without int) net.Buffers {
	all := make(net.Buffers, 0, 3*len(messages))
	for i := range messages {
		m := &messages[i]
		for _, part := range [][]byte{m.appendHead(nil), m.body, []byte(m.tail())} {
			n := min(without, len(part))
			if without -= n; n < len(part) {
				all = append(all, part[n:])
			}
		}
	}
	return all
}

func (c *Conn) wakeWaiting() {
	if c.room != nil {
		c.room.Broadcast()
	}
}

// enough is how many messages wait when those that can, wait with theirs.
const enough = 16

// wait waits until the queue is short, for whoever would write more than is taken.
// It says whether there is still a socket, and a context, to write for.
func (c *Conn) wait(ctx context.Context) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.queue) < enough || c.closing {
		return !c.closing && ctx.Err() == nil
	}
	if c.room == nil {
		c.room = sync.NewCond(&c.mu)
	}
	defer context.AfterFunc(ctx, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.room.Broadcast()
	})()
	for len(c.queue) >= enough && !c.closing && ctx.Err() == nil {
		c.room.Wait()
	}
	return !c.closing && ctx.Err() == nil
}

// drain waits until what is queued was written, or has no chance to be. The caller
// holds the lock.
func (c *Conn) drain() {
	if c.room == nil {
		c.room = sync.NewCond(&c.mu)
	}
	for c.writing {
		c.room.Wait()
	}
}
