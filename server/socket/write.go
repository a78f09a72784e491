package socket

import (
	"context"
	"net"
	"sync"
	"time"

	"github.com/gobwas/ws"
)

// message is what waits to be written: a frame of WebSocket's own, or a text made
// of three parts, of which many sockets share the body.
type message struct {
	control          ws.OpCode // 0 for a text
	head, body, tail []byte
}

func (m *message) size() int { return len(m.head) + len(m.body) + len(m.tail) }

func (m *message) header() ws.Header {
	kind := m.control
	if kind == 0 {
		kind = ws.OpText
	}
	return ws.Header{Fin: true, OpCode: kind, Length: int64(m.size())}
}

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
		go c.write()
	}
}

// batch is how much is written at once, but for a message that is larger by itself.
const batch = 16 << 10

var buffers = sync.Pool{New: func() any { b := make([]byte, 0, batch); return &b }}

// write empties the queue, and ends.
func (c *Conn) write() {
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	for {
		c.mu.Lock()
		messages := c.queue
		if len(messages) == 0 {
			c.queue, c.writing = nil, false
			c.wakeWaiting()
			c.mu.Unlock()
			return
		}
		n := 1
		for size := messages[0].size(); n < len(messages); n++ {
			if size += messages[n].size() + ws.MaxHeaderSize; size > batch {
				break
			}
		}
		c.queue = messages[n:]
		c.wakeWaiting()
		c.mu.Unlock()
		if !c.send((*buffer)[:0], messages[:n]) {
			return
		}
	}
}

// send writes messages in one call, and says whether there may be more. A client
// that does not take them in time is cut off.
func (c *Conn) send(buffer []byte, messages []message) bool {
	_ = c.conn.SetWriteDeadline(time.Now().Add(c.limits.Frame)) // fails when it has ended, as the write will
	last := &messages[len(messages)-1]
	var err error
	if m := &messages[0]; m.size() > batch-ws.MaxHeaderSize {
		parts := net.Buffers{appendHeader(buffer, m.header()), m.head, m.body, m.tail}
		_, err = parts.WriteTo(c.conn)
	} else {
		for i := range messages {
			m := &messages[i]
			buffer = appendHeader(buffer, m.header())
			buffer = append(append(append(buffer, m.head...), m.body...), m.tail...)
		}
		_, err = c.conn.Write(buffer)
	}
	switch {
	case err != nil:
		c.mu.Lock()
		defer c.mu.Unlock()
		c.writing = false
		c.cut()
		return false
	case last.control == ws.OpClose:
		c.farewell()
	}
	return true
}

// appendHeader is ws.WriteHeader for what a server sends: without a mask.
func appendHeader(b []byte, h ws.Header) []byte {
	w := sliceWriter(b)
	_ = ws.WriteHeader(&w, h) // a slice takes everything
	return w
}

type sliceWriter []byte

func (w *sliceWriter) Write(p []byte) (int, error) { *w = append(*w, p...); return len(p), nil }

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
