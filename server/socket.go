package server

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/coder/websocket"
)

const subprotocol = "graphql-transport-ws"

// socket serves operations over a WebSocket, by gqlgen's transport behind a
// connection of our own that keeps to the protocol where gqlgen does not.
func (e *endpoint) socket(w http.ResponseWriter, r *http.Request) {
	if e.stopping() {
		writeFault(w, r, mediaJSON, (&fault{status: http.StatusServiceUnavailable, code: codeInternal,
			message: "The server is stopping. Try again in a moment."}).with("Retry-After", "1"))
		return
	}
	if !offers(r.Header.Values("Sec-WebSocket-Protocol"), subprotocol) {
		writeFault(w, r, mediaJSON, badRequest("Offer the subprotocol "+subprotocol+"."))
		return
	}
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		Subprotocols: []string{subprotocol},
		// Any origin may, with a token of its own: origins has taken off what a
		// browser would add for another.
		InsecureSkipVerify: true,
	})
	if err != nil { // Accept has answered
		return
	}
	conn := newSocketConn(ws, e.config.Times.Frame)
	defer e.sockets.add(conn)()
	limit := int64(maxMessage)
	transport.Websocket{
		Implementation:   accepted{conn},
		InitFunc:         e.init(r),
		InitTimeout:      e.config.Times.Init,
		PingPongInterval: e.config.Times.Ping,
		PayloadReadLimit: &limit,
		ErrorFunc: func(ctx context.Context, err error) {
			e.config.Log.DebugContext(ctx, "socket", "error", err)
		},
	}.Do(w, r, e.exec)
}

// init authenticates from connection_init: a browser cannot set headers on a
// socket. Other clients can, and what the payload leaves out is taken from them.
func (e *endpoint) init(r *http.Request) transport.WebsocketInitFunc {
	return func(ctx context.Context, payload transport.InitPayload) (context.Context, *transport.InitPayload, error) {
		c := credentialsOf(r.Header)
		for name, value := range payload {
			text, ok := value.(string)
			if !ok {
				continue
			}
			switch {
			case strings.EqualFold(name, "Authorization"):
				c.authorization = text
			case strings.EqualFold(name, "X-Organization"):
				c.organization = text
			case strings.EqualFold(name, "Accept-Language"):
				c.language = text
			}
		}
		identified, err := e.identify(ctx, c, r)
		if err != nil {
			shown := e.present(ctx, err)
			ctx = transport.WithWebsocketCloseCode(ctx, closeForbidden)
			return transport.AppendCloseReason(ctx, reason(shown.Message)), nil, err
		}
		return identified, nil, nil
	}
}

// offers says whether a list header holds a token.
func offers(header []string, token string) bool {
	return slices.ContainsFunc(strings.Split(strings.Join(header, ","), ","), func(s string) bool {
		return strings.TrimSpace(s) == token
	})
}

// accepted hands gqlgen a connection that is open already: its own way answers a
// failed upgrade a second time.
type accepted struct{ conn *socketConn }

func (a accepted) Accept(http.ResponseWriter, *http.Request, transport.WebsocketAcceptOptions) (transport.WebsocketConn, error) {
	return a.conn, nil
}

// sockets are those open now.
type sockets struct {
	mu   sync.Mutex
	open map[*socketConn]struct{}
}

// add returns what takes the socket off again.
func (s *sockets) add(c *socketConn) (remove func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		s.open = map[*socketConn]struct{}{}
	}
	s.open[c] = struct{}{}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.open, c)
	}
}

// close tells every client to come back elsewhere, and waits for their answers
// until ctx ends.
func (s *sockets) close(ctx context.Context) {
	s.mu.Lock()
	open := make([]*socketConn, 0, len(s.open))
	for c := range s.open {
		open = append(open, c)
	}
	s.mu.Unlock()
	for _, c := range open {
		c.goAway()
	}
	for _, c := range open {
		select {
		case <-c.closed:
		case <-ctx.Done():
			return
		}
	}
}
