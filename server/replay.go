package server

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"partnergraph/live"
)

// replayed is a listener who pays for each event that is replayed to it. Those that it
// hears as they come are free.
type replayed struct {
	live.Listener
	exec  *graphExecutor
	price int
}

// Wait implements live.Listener: it also waits until there are points.
func (l replayed) Wait(ctx context.Context) bool {
	return l.Listener.Wait(ctx) && l.exec.pay(ctx, l.price) == nil
}

// listen puts a seat for a listener into the context that an operation is then
// dispatched with, as live.Listen does. An operation that takes no seat pays nothing.
func (e *endpoint) listen(ctx context.Context, l live.Listener, op *graphql.OperationContext, resume string) (context.Context, *live.Seat) {
	price := 0
	if op.Operation != nil && op.Operation.Operation == ast.Subscription {
		price = e.exec.eventCost(op)
	}
	return live.Listen(ctx, replayed{l, &e.exec, price}, resume)
}
