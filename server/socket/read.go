package socket

import (
	"bytes"
	"errors"
	"io"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// read is the life of a socket. It keeps its stack small: what is done about a
// message is done on another goroutine, and waited for.
func (c *Conn) read() {
	defer c.end()
	reader := wsutil.Reader{
		Source:         &c.source,
		State:          ws.StateServerSide,
		CheckUTF8:      true,
		MaxFrameSize:   int64(c.limits.Message),
		MaxMessageSize: int64(c.limits.Message),
	}
	reader.OnIntermediate = func(h ws.Header, body io.Reader) error {
		data, err := io.ReadAll(body)
		if err == nil && !c.control(h.OpCode, data) {
			err = io.EOF
		}
		return err
	}
	for {
		kind, data, err := nextMessage(&reader)
		if err != nil {
			c.lost(err)
			return
		}
		if kind.IsControl() {
			if !c.control(kind, data) {
				return
			}
			continue
		}
		done := make(chan *Close, 1)
		go func() { done <- c.take(kind, data) }()
		if why := <-done; why != nil {
			c.Close(why)
		}
	}
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
	case errors.Is(err, wsutil.ErrFrameTooLarge), errors.Is(err, wsutil.ErrMessageTooLarge):
		c.Close(&Close{tooLarge, "Message too large"})
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
