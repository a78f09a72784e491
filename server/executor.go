package server

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"partnergraph/graph/budget"
	"partnergraph/server/guard"
	"partnergraph/server/quota"
)

// maxErrors bounds the errors told for one document: validation compares fields
// in pairs, and two kilobytes can differ in fifty thousand ways.
const maxErrors = 20

// graphExecutor is gqlgen's executor as every transport sees it.
type graphExecutor struct {
	*executor.Executor
	persisted persisted
	config    *Config
	quota     *quota.Quota
	turns     *turns
	refused   func(op *graphql.OperationContext, code string)
}

func newExecutor(s *Server) (graphExecutor, error) {
	c := &s.config
	persisted, err := newPersisted(c)
	if err != nil {
		return graphExecutor{}, err
	}
	exec := executor.New(c.Schema)
	docs, err := newDocuments(c)
	if err != nil {
		return graphExecutor{}, err
	}
	exec.SetQueryCache(docs)
	exec.SetParserTokenLimit(c.Limits.Tokens + 1) // the guard counts; this is a second wall
	exec.SetDisableSuggestion(!c.Development)
	exec.SetErrorPresenter(func(ctx context.Context, err error) *gqlerror.Error {
		return tagged(ctx, c.Present(ctx, err))
	})
	exec.SetRecoverFunc(func(ctx context.Context, v any) error {
		s.logPanic(ctx, v)
		return tagged(ctx, errInternal().graphql())
	})
	exec.SetDefaultRulesFn(validation)
	exec.Use(budget.Extension{Bytes: c.Sizes.Answer}) // the outermost: whatever made an answer, it is counted
	exec.Use(persisted)                               // before whoever measures the text
	exec.Use(docs)
	exec.Use(extension.Introspection{})
	exec.AroundOperations(s.observe)
	exec.AroundOperations(tagResponses)
	e := graphExecutor{exec, persisted, c, s.quota, &turns{each: c.Counts.Payer, all: c.Counts.Server, wait: c.Times.Turn}, s.observed}
	exec.AroundOperations(e.inTurn)
	exec.AroundOperations(s.inTime)
	if c.Extend != nil {
		c.Extend(exec)
	}
	return e, nil
}

// validation are the rules that documents are held to.
func validation() *rules.Rules {
	r := rules.NewDefaultRules()
	r.RemoveRule(guard.ReplacedRule)
	r.AddRule(guard.ReplacedRule, guard.Literals)
	return r
}

// CreateOperationContext makes an operation ready to run, on every transport, or
// refuses it: what gqlgen checks comes first, then admit, then whether its sender can
// pay for it. It notes the operation for the log.
func (e graphExecutor) CreateOperationContext(ctx context.Context, params *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	payer := e.config.payerOf(ctx)
	kept, oversized := keepExtensions(params.Extensions)
	params.Extensions = kept
	if op, errs := e.broke(ctx, payer); errs != nil {
		return op, errs
	}
	op, errs := e.Executor.CreateOperationContext(ctx, params)
	if oversized {
		errs = gqlerror.List{refused("The parameter \"extensions\" is larger than %d bytes. Only persistedQuery in it is read.", maxExtensions)}
	}
	cost, errs := e.admit(op, params.Variables, errs)
	if refusal := e.charge(ctx, payer, op, cost, errs != nil); refusal != nil {
		errs = gqlerror.List{refusal}
	}
	if errs == nil {
		req := requestOf(ctx)
		req.operation, req.name = string(op.Operation.Operation), bounded(op.Operation.Name)
	}
	return op, e.readable(errs)
}

// readable tells the first of many errors only, and in production none of the names
// that there are instead.
func (e graphExecutor) readable(errs gqlerror.List) gqlerror.List {
	if !e.config.Development {
		withoutSuggestions(errs)
	}
	if more := len(errs) - maxErrors; more > 0 {
		errs = append(errs[:maxErrors:maxErrors], &gqlerror.Error{
			Message:    fmt.Sprintf("There are %d errors more.", more),
			Extensions: errs[0].Extensions,
		})
	}
	return errs
}

var suggestion = regexp.MustCompile(` Did you mean [^?]*\?`)

// withoutSuggestions takes out what the parser's rules suggest: gqlgen's switch knows
// the rule about fields only.
func withoutSuggestions(errs gqlerror.List) {
	for _, err := range errs {
		err.Message = suggestion.ReplaceAllString(err.Message, "")
	}
}

// tagResponses puts the request id into errors that extensions made, which gqlgen
// does not present, and the bill into the answer.
func tagResponses(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	respond := next(ctx)
	return func(ctx context.Context) *graphql.Response {
		response := respond(ctx)
		if response != nil {
			for _, err := range response.Errors {
				tagged(ctx, err)
			}
			show(graphql.GetOperationContext(ctx), response)
		}
		return response
	}
}

// inTime ends queries and mutations that take too long, on every transport. What
// they found until then is dropped: half of a result would pass for a whole one.
func (s *Server) inTime(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	if graphql.GetOperationContext(ctx).Operation.Operation == ast.Subscription {
		return next(ctx)
	}
	limit := s.config.Times.Operation
	timed, cancel := context.WithTimeout(ctx, limit)
	respond, done := next(timed), false
	return func(ctx context.Context) *graphql.Response { // ctx is timed, or made from it
		if done {
			return nil
		}
		defer cancel()
		done = true
		response := respond(ctx)
		if errors.Is(timed.Err(), context.DeadlineExceeded) {
			late := &fault{code: codeTimeout, message: fmt.Sprintf("The operation took longer than %v and was stopped.", limit)}
			return &graphql.Response{Errors: gqlerror.List{late.graphql()}}
		}
		return response
	}
}

// presentClosed shows only errors that GraphQL itself made, about the document.
func presentClosed(ctx context.Context, err error) *gqlerror.Error {
	var shown *gqlerror.Error
	if errors.As(err, &shown) && shown.Unwrap() == nil {
		return shown
	}
	hidden := errInternal().graphql()
	hidden.Path = graphql.GetPath(ctx)
	return hidden
}
