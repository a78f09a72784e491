package socket

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// read is the life of a socket. It waits with a stack as small as can be: whatever
// comes is read and done on another goroutine, which ends with it.
func (c *Conn) read() {
	defer c.end()
	done, first := make(chan bool), []byte{0}
	for {
		if _, err := c.source.Read(first); err != nil {
			return
		}
		go func() { done <- c.next(first) }()
		if !<-done {
			return
		}
	}
}

// next reads a message, of which the first byte has come, and what control frames
// come with it, does what it wants, and says whether to go on.
func (c *Conn) next(first []byte) bool {
	c.source.early = append(first[:1:1], c.source.early...)
	if err := c.pace.step(c.limits.Frames, time.Now()); err != nil {
		c.lost(err)
		return false
	}
	over := false
	reader := wsutil.Reader{
		Source:         &c.source,
		State:          ws.StateServerSide,
		CheckUTF8:      true,
		MaxFrameSize:   int64(c.limits.Message),
		MaxMessageSize: int64(c.limits.Message),
	}
	reader.OnIntermediate = func(h ws.Header, body io.Reader) error {
		data, err := io.ReadAll(body)
		if err == nil {
			err = c.pace.step(c.limits.Frames, time.Now())
		}
		if err == nil && !c.control(h.OpCode, data) {
			err, over = io.EOF, true
		}
		return err
	}
	reader.OnContinuation = func(ws.Header, io.Reader) error { return c.pace.step(c.limits.Frames, time.Now()) }
	kind, data, err := nextMessage(&reader)
	switch {
	case err != nil:
		if !over {
			c.lost(err)
		}
		return false
	case kind.IsControl():
		return c.control(kind, data)
	}
	if why := c.take(kind, data); why != nil {
		c.Close(why)
	}
	return true
}

// nextMessage reads a whole message. Its buffer grows with what arrives, not with
// what is announced.
func nextMessage(reader *wsutil.Reader) (ws.OpCode, []byte, error) {
	header, err := reader.NextFrame()
	if err != nil {
		return 0, nil, err
	}
	var body bytes.Buffer
	if _, err := body.ReadFrom(reader); err != nil {
		return 0, nil, err
	}
	return header.OpCode, body.Bytes(), nil
}

// control takes a frame of WebSocket's own, and says whether to go on.
func (c *Conn) control(kind ws.OpCode, body []byte) bool {
	switch kind {
	case ws.OpClose:
		c.answerClose(body)
		return false
	case ws.OpPing:
		c.mu.Lock()
		defer c.mu.Unlock()
		c.heard = true
		c.push(message{control: ws.OpPong, body: body})
	case ws.OpPong:
		c.mu.Lock()
		defer c.mu.Unlock()
		c.heard = true
	}
	return true
}

// lost says how the client broke WebSocket's own rules, if it did, and lets it read
// that: an end with bytes unread would take the close frame along.
func (c *Conn) lost(err error) {
	var rule ws.ProtocolError
	switch {
	case errors.Is(err, errHasty):
		c.Close(&Close{TooMany, fmt.Sprintf("Too many messages: %d frames a second, and %d at once, is the limit", c.limits.Frames, haste*c.limits.Frames)})
	case errors.Is(err, wsutil.ErrFrameTooLarge), errors.Is(err, wsutil.ErrMessageTooLarge):
		c.Close(&Close{tooLarge, fmt.Sprintf("Message too large: %d bytes at most", c.limits.Message)})
	case errors.Is(err, wsutil.ErrInvalidUTF8):
		c.Close(&Close{badText, "Invalid UTF-8"})
	case errors.As(err, &rule), errors.Is(err, ws.ErrHeaderLengthMSB):
		c.Close(&Close{badFrame, "Protocol error"})
	default:
		return
	}
	c.farewell()
	_, _ = io.Copy(io.Discard, &c.source) // until the client has left, or its time is over
}

// end takes leave of everything that the socket had.
func (c *Conn) end() {
	c.mu.Lock()
	c.closing = true
	c.drain()
	c.cut()
	left := c.operations
	c.operations = nil
	c.mu.Unlock()
	for _, o := range left {
		o.stop()
	}
	c.handler.Closed()
	close(c.ended)
}
