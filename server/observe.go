package server

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Observed is an operation that was answered or refused.
type Observed struct {
	Name string // its own, which is a stranger's text; "" without
	Kind string // query, mutation or subscription; "" when the document was not understood
	Code string // of its first error; "" without
	Took time.Duration
}

// Stats are what a server has open now.
type Stats struct {
	Operations    int // queries and mutations being answered
	Subscriptions int
	Sockets       int
	Streams       int // of server-sent events
}

// open counts what Stats tell.
type open struct{ operations, subscriptions, streams atomic.Int64 }

// Stats counts what is open now.
func (s *Server) Stats() Stats {
	sockets, _ := s.sockets.set.Len()
	return Stats{
		Operations:    int(s.open.operations.Load()),
		Subscriptions: int(s.open.subscriptions.Load()),
		Sockets:       sockets,
		Streams:       int(s.open.streams.Load()),
	}
}

// observed tells of an operation, whose start is in ctx.
func (s *Server) observed(op *graphql.OperationContext, code string) {
	o := Observed{Code: code}
	if op != nil && op.Operation != nil {
		o.Name, o.Kind = op.Operation.Name, string(op.Operation.Operation)
	}
	if op != nil && !op.Stats.OperationStart.IsZero() {
		o.Took = time.Since(op.Stats.OperationStart)
	}
	s.config.Observe(o)
}

// observe stands around all other middleware: what they refuse counts as well. A
// query or mutation is told when it is answered, a subscription when it ends, with
// the last error that it had.
func (s *Server) observe(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	op := graphql.GetOperationContext(ctx)
	count, subscription := &s.open.operations, op.Operation.Operation == ast.Subscription
	if subscription {
		count = &s.open.subscriptions
	}
	count.Add(1)
	ctx, traced := s.traced(ctx, op)
	var code atomic.Value
	ended := sync.OnceFunc(func() {
		count.Add(-1)
		text, _ := code.Load().(string)
		traced(text)
		s.observed(op, text)
	})
	context.AfterFunc(ctx, ended) // at the latest: who has left asks for no answer
	respond := next(ctx)
	return func(ctx context.Context) *graphql.Response {
		sound := false
		defer func() {
			if !sound { // it panics
				code.Store(codeInternal)
				ended()
			}
		}()
		response := respond(ctx)
		sound = true
		if response != nil && len(response.Errors) > 0 {
			code.Store(codeOf(response.Errors))
		}
		if response == nil || !subscription {
			ended()
		}
		return response
	}
}

// traced makes the span of an operation, where there are traces.
func (s *Server) traced(ctx context.Context, op *graphql.OperationContext) (inner context.Context, ended func(code string)) {
	if s.config.Trace == nil {
		return ctx, func(string) {}
	}
	return s.config.Trace.Operation(ctx, string(op.Operation.Operation), bounded(op.Operation.Name))
}

// DispatchError tells of an operation that was refused before it ran, and puts the
// bill into its answer.
func (e graphExecutor) DispatchError(ctx context.Context, errs gqlerror.List) *graphql.Response {
	op, response := graphql.GetOperationContext(ctx), e.Executor.DispatchError(ctx, errs)
	show(op, response)
	e.refused(op, codeOf(response.Errors))
	return response
}

// codeOf is the code of the first error; an error without one has none that clients
// are promised.
func codeOf(errs gqlerror.List) string {
	if code, ok := errs[0].Extensions["code"].(string); ok {
		return code
	}
	return "none"
}
