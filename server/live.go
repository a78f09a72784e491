package server

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnergraph/live"
	"partnergraph/server/socket"
)

// Presenter puts the request id into what another presents, for those who execute
// operations outside of this server's own executor.
func Presenter(present graphql.ErrorPresenterFunc) graphql.ErrorPresenterFunc {
	return func(ctx context.Context, err error) *gqlerror.Error { return tagged(ctx, present(ctx, err)) }
}

// onSocket hears the updates of a subscription on a socket.
type onSocket struct {
	*socket.Operation
	h *socketHandler
}

var _ live.Listener = onSocket{}

// Hear implements live.Listener.
func (l onSocket) Hear(u *live.Update) {
	switch {
	case u.Err != nil:
		l.Error(marshal(gqlerror.List{l.h.present(l.h.ctx, u.Err)}))
	case u.Last():
		l.Error(marshal(u.Response.Errors))
	default:
		l.Next(u.Encoded(encode))
	}
}
