// Package budget bounds the bytes of an answer while it is made: what an operation
// costs says how many objects it reads, not how long their texts are.
package budget

import (
	"context"
	"strings"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Extension holds each answer, and each event of a subscription, to a number of bytes.
// It adds up the texts that fields resolve to, and looks for the end of the operation's
// time there too. Past either, no field is resolved any more, and the answer is an error
// without data: half of it would pass for the whole.
//
// What is added up is never more than what is written, and not much less; at last the
// bytes themselves are counted.
type Extension struct {
	// Bytes is the limit that operations get here. An executor that runs those of
	// another leaves it 0: they bring theirs.
	Bytes int
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
	graphql.ResponseInterceptor
	graphql.FieldInterceptor
} = Extension{}

// ExtensionName is the name for gqlgen.
func (Extension) ExtensionName() string { return "Budget" }

// Validate has nothing to check.
func (Extension) Validate(graphql.ExecutableSchema) error { return nil }

const limit = "limit of bytes" // in the statistics of an operation

// MutateOperationContext gives an operation its limit.
func (e Extension) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	op.Stats.SetExtension(limit, e.Bytes)
	return nil
}

// budget is what is left of one answer.
type budget struct {
	left    atomic.Int64
	stopped atomic.Bool // by the end of its context
}

type key struct{}

// InterceptResponse gives each answer its budget, and refuses one that is over it.
func (Extension) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	most := limitOf(ctx)
	if most == 0 {
		return next(ctx)
	}
	b := &budget{}
	b.left.Store(int64(most))
	response := next(context.WithValue(ctx, key{}, b))
	switch {
	case response == nil:
		return nil
	case b.left.Load() < 0 || len(response.Data) > most:
		return &graphql.Response{Errors: gqlerror.List{tooLong(ctx, most)}}
	case b.stopped.Load():
		return &graphql.Response{Errors: gqlerror.List{{Message: "The operation was given up.",
			Extensions: map[string]any{"code": "TIMEOUT"}}}}
	}
	return response
}

// limitOf is the limit of the operation in the context; 0 for none.
func limitOf(ctx context.Context) int {
	if !graphql.HasOperationContext(ctx) {
		return 0
	}
	op := graphql.GetOperationContext(ctx)
	if op == nil {
		return 0
	}
	most, _ := op.Stats.GetExtension(limit).(int)
	return most
}

func tooLong(ctx context.Context, most int) *gqlerror.Error {
	err := gqlerror.Errorf("The answer would have more than %d bytes, which is the limit. Ask for smaller pages (first, last), or for fewer long texts.", most)
	if op := graphql.GetOperationContext(ctx).Operation; op != nil && op.Operation == ast.Mutation {
		err.Message += " What the mutation had changed by then stays changed."
	}
	err.Extensions = map[string]any{"code": "BAD_USER_INPUT"}
	return err
}

// InterceptField takes what a field resolves to from the budget. Once there is none, or
// the operation's time is over, fields are null without being resolved.
func (Extension) InterceptField(ctx context.Context, next graphql.Resolver) (any, error) {
	b, _ := ctx.Value(key{}).(*budget)
	switch {
	case b == nil:
		return next(ctx)
	case b.left.Load() < 0:
		return graphql.Null, nil
	case ctx.Err() != nil:
		b.stopped.Store(true)
		return graphql.Null, nil
	}
	value, err := next(ctx)
	if n := len(graphql.GetFieldContext(ctx).Field.Alias) + len(`"":`) + size(value); b.left.Add(-int64(n)) < 0 && err == nil {
		return graphql.Null, nil
	}
	return value, err
}

// size is how many bytes a value has in JSON at least. Only texts can have many.
func size(value any) int {
	switch v := value.(type) {
	case string:
		return length(v)
	case *string:
		if v != nil {
			return length(*v)
		}
	case []string:
		sum := len(`[]`)
		for _, s := range v {
			sum += length(s)
		}
		return sum
	}
	return 1
}

// length is that of a text in quotes, with what is escaped.
func length(s string) int {
	return len(`""`) + len(s) + strings.Count(s, `"`) + strings.Count(s, `\`) + strings.Count(s, "\n")
}
