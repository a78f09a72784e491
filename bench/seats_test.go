//go:build linux

package bench_test

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"partnergraph/live"
)

// seats gives the subscriptions of gqlgen's transports their seats.
type seats struct{}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationInterceptor
} = seats{}

// ExtensionName is the name for gqlgen.
func (seats) ExtensionName() string { return "Seats" }

// Validate implements graphql.HandlerExtension.
func (seats) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptOperation implements graphql.OperationInterceptor.
func (seats) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	if graphql.GetOperationContext(ctx).Operation.Operation != ast.Subscription {
		return next(ctx)
	}
	updates := make(heard, 100)
	seated, seat := live.Listen(ctx, updates, "")
	answers := next(seated)
	if !seat.Joined() {
		return answers
	}
	return func(ctx context.Context) *graphql.Response {
		select {
		case u := <-updates:
			return u.Response
		case <-ctx.Done():
			seat.Leave()
			return nil
		}
	}
}

// heard is what a subscriber has heard, and not yet been sent.
type heard chan *live.Update

// Hear implements live.Listener.
func (h heard) Hear(u *live.Update) { h <- u }

// Wait implements live.Listener.
func (h heard) Wait(ctx context.Context) bool { return ctx.Err() == nil }
