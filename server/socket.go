package server

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnergraph/auth"
	"partnergraph/server/socket"
)

// socketHandler is one socket's side of the server: who it is of, and how its
// operations run.
type socketHandler struct {
	*endpoint
	conn    *socket.Conn
	ctx     context.Context // of the viewer, once there is one
	request *http.Request   // until then

	release []func() // gives back what the socket holds
}

var _ socket.Handler = (*socketHandler)(nil)

// socket answers with a socket, which lives on after the request.
func (e *endpoint) socket(w http.ResponseWriter, r *http.Request) {
	if e.stopping() {
		writeFault(w, r, mediaJSON, (&fault{status: http.StatusServiceUnavailable, code: codeInternal,
			message: "The server is stopping. Try again in a moment."}).with("Retry-After", "1"))
		return
	}
	if f := checkHandshake(r); f != nil {
		writeFault(w, r, mediaJSON, f)
		return
	}
	// Any origin may, with a token of its own: origins has taken off what a browser
	// would add for another.
	conn, err := e.sockets.set.Upgrade(w, r, http.Header{"X-Request-Id": w.Header()["X-Request-Id"]})
	if err != nil { // it is answered
		e.config.Log.DebugContext(r.Context(), "socket", "error", err)
		return
	}
	h := &socketHandler{endpoint: e, conn: conn, ctx: context.WithoutCancel(r.Context()), request: r}
	full := h.count("address", auth.Network(r.RemoteAddr), e.config.Counts.Sockets)
	e.sockets.set.Add(conn)
	conn.Serve(h, time.Now().Add(life(e.config.Times.Life)))
	if full != nil {
		conn.Close(full)
	}
	if e.stopping() { // since it was asked
		conn.Close(stopped)
	}
}

// life is how long a socket lives: a twelfth shorter at most, so that those opened
// at once do not come back at once.
func life(most time.Duration) time.Duration {
	return most - rand.N(most/12+1) //nolint:gosec // nobody gains by guessing it
}

// Init authenticates from connection_init: a browser cannot set headers on a socket.
// Other clients can, and what the payload leaves out is taken from them.
func (h *socketHandler) Init(payload map[string]any) (refused *socket.Close) {
	defer func() {
		if v := recover(); v != nil {
			h.logPanic(h.ctx, v)
			refused = &socket.Close{Code: socket.Internal, Reason: errInternal().message}
		}
	}()
	c := credentialsOf(h.request.Header)
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
	identified, err := h.identify(h.ctx, c, h.request)
	if err != nil {
		shown := h.present(h.ctx, err)
		if shown.Extensions["code"] == codeThrottled {
			return &socket.Close{Code: socket.TooMany, Reason: shown.Message}
		}
		return &socket.Close{Code: socket.Forbidden, Reason: shown.Message}
	}
	who := h.config.Identity(identified)
	if who.Person != "" {
		if full := h.count("person", who.Person, h.config.Counts.SocketsPerson); full != nil {
			return full
		}
	}
	h.release = append(h.release, h.lease(who.Session, func() { h.conn.Close(lost) }))
	h.ctx, h.request = identified, nil
	return nil
}

// Full implements socket.Handler.
func (h *socketHandler) Full(limit int) []byte {
	return h.errors(h.ctx, &fault{code: codeThrottled,
		message: fmt.Sprintf("This socket has %d operations under way, which is the limit: complete one first.", limit)})
}

// Closed implements socket.Handler.
func (h *socketHandler) Closed() {
	h.sockets.set.Remove(h.conn)
	for _, release := range h.release {
		release()
	}
}

// errors are the payload of an error message.
func (h *socketHandler) errors(ctx context.Context, f *fault) []byte {
	return marshal(gqlerror.List{tagged(ctx, f.graphql())})
}

// count counts the socket for an address or a person, and says when there are too
// many.
func (h *socketHandler) count(kind, key string, limit int) *socket.Close {
	release, ok := h.sockets.open.take(kind+" "+key, limit)
	if !ok {
		return &socket.Close{Code: socket.TooMany, Reason: fmt.Sprintf("Too many sockets: this %s has %d open, which is the limit", kind, limit)}
	}
	h.release = append(h.release, release)
	return nil
}
