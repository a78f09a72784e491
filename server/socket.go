package server

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/coder/websocket"

	"partnergraph/auth"
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
	conn := newSocketConn(r.Context(), ws, e.config.Times.Frame, e.config.Counts.Operations)
	defer e.sockets.add(conn)()
	e.watch()
	limit := int64(maxMessage)
	transport.Websocket{
		Implementation:   accepted{conn},
		InitFunc:         e.init(r, conn),
		InitTimeout:      e.config.Times.Init,
		PingPongInterval: e.config.Times.Ping,
		PayloadReadLimit: &limit,
		ErrorFunc: func(ctx context.Context, err error) {
			e.config.Log.DebugContext(ctx, "socket", "error", err)
		},
	}.Do(w, r, socketExecutor{e.exec, e.Server, conn})
}

// init authenticates from connection_init: a browser cannot set headers on a
// socket. Other clients can, and what the payload leaves out is taken from them.
func (e *endpoint) init(r *http.Request, conn *socketConn) transport.WebsocketInitFunc {
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
		refuse := func(v *verdict) (context.Context, *transport.InitPayload, error) {
			ctx := transport.WithWebsocketCloseCode(ctx, v.code)
			return transport.AppendCloseReason(ctx, reason(v.reason)), nil, v
		}
		if v := e.sockets.admit(r.Context(), "address", auth.Network(r.RemoteAddr), e.config.Counts.Sockets); v != nil {
			return refuse(v)
		}
		identified, err := e.identify(ctx, c, r)
		if err != nil {
			return refuse(&verdict{closeForbidden, e.present(ctx, err).Message})
		}
		who := e.config.Identity(identified)
		if who.Person != "" {
			if v := e.sockets.admit(r.Context(), "person", who.Person, e.config.Counts.SocketsPerson); v != nil {
				return refuse(v)
			}
		}
		conn.begin(who.Session)
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
