package socket

import (
	"bytes"
	"time"

	"github.com/gobwas/ws"
)

// Close says why a socket ends.
type Close struct {
	Code   int
	Reason string
}

// Codes by which sockets are closed: WebSocket's own, then the protocol's. Clients
// come back by themselves after 1001 and 4403; after the others they stay away.
const (
	GoingAway    = 1001 // by the server's wish: come again
	badFrame     = 1002
	badText      = 1007
	tooLarge     = 1009
	Invalid      = 4400 // a message that the protocol has not
	Unauthorized = 4401 // an operation before connection_ack
	Forbidden    = 4403 // refused by who it is
	initTimeout  = 4408
	duplicate    = 4409 // an id in use
	TooMany      = 4429 // requests to initialise, and sockets
	Internal     = 4500 // a fault of ours
)

// lastCode is the last that anybody may close with (RFC 6455, 7.4.2).
const lastCode = 4999

// Close ends the socket with a code once what is queued has been sent. It does not
// wait: the client may not answer.
func (c *Conn) Close(why *Close) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing {
		return
	}
	frame := ws.NewCloseFrame(ws.NewCloseFrameBody(ws.StatusCode(why.Code), reason(why.Reason)))
	c.push(message{control: frame.Header.OpCode, body: frame.Payload})
	c.closing = true
}

// answerClose returns a client's close frame, as it has to be, and ends.
func (c *Conn) answerClose(body []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closing {
		c.push(message{control: ws.OpClose, body: closeAnswer(body)})
		c.closing = true
	}
}

// closeAnswer is the code that a client closed with, or that it broke the rules in
// doing so.
func closeAnswer(body []byte) []byte {
	if len(body) == 0 {
		return nil
	}
	code, text := ws.ParseCloseFrameData(body)
	switch err := ws.CheckCloseFrameData(code, text); {
	case len(body) < 2 || code > lastCode:
		return ws.NewCloseFrameBody(badFrame, "")
	case err == ws.ErrProtocolInvalidUTF8:
		return ws.NewCloseFrameBody(badText, "")
	case err != nil:
		return ws.NewCloseFrameBody(badFrame, "")
	}
	return body[:2]
}

// cut ends the socket without a word: its client takes none.
func (c *Conn) cut() {
	c.closing = true
	c.queue = nil
	c.wakeWaiting()
	_ = c.conn.Close() // it is over either way
}

// farewell leaves the client time to answer a close frame; the reader ends then.
func (c *Conn) farewell() {
	_ = c.conn.SetReadDeadline(time.Now().Add(c.limits.Farewell)) // fails when it has ended
}

// reason cuts a text to what a close frame holds.
func reason(text string) string {
	const most = 123
	if len(text) <= most {
		return text
	}
	return string(bytes.ToValidUTF8([]byte(text[:most]), nil))
}
