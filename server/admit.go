package server

import (
	"errors"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnergraph/server/guard"
)

// admit refuses an operation that is valid and small, and yet asks for what nobody
// gets, and says what it costs; 0 where nobody can know. variables are those that were
// sent, and errs is why the operation was refused already.
func (e graphExecutor) admit(op *graphql.OperationContext, variables map[string]any, errs gqlerror.List) (cost int, _ gqlerror.List) {
	switch {
	case op.Doc != nil && op.Operation == nil: // gqlgen says: operation  not found
		return 0, gqlerror.List{coded("Name one of the document's operations in operationName.", errcode.ValidationFailed)}
	case op.Operation != nil && op.Variables == nil: // those sent are wrong
		return 0, gqlerror.List{e.misfit(op, variables)}
	case errs != nil:
		return 0, errs
	}
	if refusal := e.refusal(op, variables); refusal != nil {
		return 0, gqlerror.List{refusal}
	}
	cost = e.config.Limits.CostOf(e.config.Schema.Schema(), op.Operation, op.Variables)
	if limit := e.config.Limits.Cost; cost > limit {
		return cost, gqlerror.List{refused("This operation costs %d points; the limit is %d. Ask for smaller pages (first, last), or for less below them.", cost, limit)}
	}
	if op.Operation.Operation == ast.Subscription {
		if event, limit := e.eventCost(op), e.config.Limits.EventCost; event > limit {
			return cost, gqlerror.List{refused("What this subscription selects of each event costs %d points; the limit is %d. Select less of it, and ask for the rest by a query.", event, limit)}
		}
	}
	return cost, nil
}

// eventCost is what each event of a subscription costs.
func (e graphExecutor) eventCost(op *graphql.OperationContext) int {
	return guard.EventCost(e.config.Schema.Schema(), op.Operation, op.Variables)
}

// refusal is why nobody gets what a valid operation asks for, or nil.
func (e graphExecutor) refusal(op *graphql.OperationContext, variables map[string]any) *gqlerror.Error {
	limits := e.config.Limits
	if err := limits.CheckVariables(e.config.Schema.Schema(), op.Operation, variables); err != nil {
		return located(err)
	}
	if err := limits.CheckArguments(op.Operation, op.Variables); err != nil {
		return located(err)
	}
	return e.config.crowded(op.Operation)
}

// crowded is why the root fields of an operation may not stand together, or nil.
func (c *Config) crowded(op *ast.OperationDefinition) *gqlerror.Error {
	switch roots := guard.Roots(op); {
	case op.Operation == ast.Subscription && len(roots) > 1:
		return refused("A subscription has one field; open another for the next.")
	case op.Operation == ast.Mutation && len(roots) > c.Limits.RootAlone:
		if i := slices.IndexFunc(roots, func(r string) bool { return slices.Contains(c.Alone, r) }); i >= 0 {
			return refused("%s stands in a mutation with at most %d field; this one has %d. Send the others on their own.", roots[i], c.Limits.RootAlone, len(roots))
		}
	}
	return nil
}

// misfit says which variable the parser has refused, in our words instead of Go's.
func (e graphExecutor) misfit(op *graphql.OperationContext, variables map[string]any) *gqlerror.Error {
	if err := e.config.Limits.CheckVariables(e.config.Schema.Schema(), op.Operation, variables); err != nil {
		return located(err)
	}
	return refused("The variables do not fit their types.")
}

// located says where in the document, or in its answer, an error of the guard belongs.
func located(err error) *gqlerror.Error {
	refusal := refused("%s", err)
	if misuse := (*guard.Misuse)(nil); errors.As(err, &misuse) {
		refusal.Path = misuse.Path
	}
	if misfit := (*guard.Misfit)(nil); errors.As(err, &misfit) && misfit.Position != nil {
		refusal.Locations = []gqlerror.Location{{Line: misfit.Position.Line, Column: misfit.Position.Column}}
	}
	return refusal
}

// refused is an error about what was asked for.
func refused(format string, args ...any) *gqlerror.Error {
	err := gqlerror.Errorf(format, args...)
	errcode.Set(err, codeInput)
	return err
}
