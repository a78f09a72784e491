package server

import (
	"context"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/transport"
)

// socketExecutor runs the operations of one socket. Each asks anew who the viewer
// is: a socket may be open for days, and rights end sooner.
type socketExecutor struct {
	graphExecutor
	server *Server
	conn   *socketConn
}

// DispatchOperation runs an operation as who the viewer is now. When the session has
// ended, the socket ends after the error.
func (e socketExecutor) DispatchOperation(ctx context.Context, op *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	fresh, err := e.server.refresh(ctx)
	if err == nil {
		return e.graphExecutor.DispatchOperation(fresh, op)
	}
	shown := e.server.present(ctx, err)
	if shown.Extensions["code"] == codeUnauthenticated {
		e.conn.endAfterError(&verdict{closeForbidden, reason("Forbidden: " + shown.Message)})
	}
	transport.AddSubscriptionError(ctx, shown) // which gqlgen sends as the operation's error
	return func(context.Context) *graphql.Response { return nil }, ctx
}

// refresh asks for the viewer for as long as an operation may take. What it returns
// lives on, which a context with a deadline would not.
func (s *Server) refresh(ctx context.Context) (context.Context, error) {
	ctx, cancel := context.WithCancel(ctx)
	late := time.AfterFunc(s.config.Times.Operation, cancel)
	defer late.Stop()
	return s.config.Refresh(ctx)
}
