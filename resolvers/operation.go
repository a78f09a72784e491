package resolvers

import (
	"context"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnergraph/auth"
	"partnergraph/graph/scalar"
	"partnergraph/loaders"
	"partnergraph/market"
)

// Operation is the gqlgen extension that gives each operation its context: the
// locale and organisation of @inContext, fresh loaders, and the rules that an @oneOf
// input has exactly one field and that a root field without @access is served to
// nobody.
type Operation struct{ *Resolver }

var _ interface {
	graphql.HandlerExtension
	graphql.OperationInterceptor
	graphql.ResponseInterceptor
	graphql.RootFieldInterceptor
} = Operation{}

// Extend adds to gqlgen's executor what these resolvers need around operations.
func (r *Resolver) Extend(e *executor.Executor) { e.Use(Operation{r}) }

// ExtensionName is the name for gqlgen.
func (Operation) ExtensionName() string { return "Operation" }

// Validate fails when a root field lacks @access: then there is no server, and the
// field is served to nobody.
func (Operation) Validate(served graphql.ExecutableSchema) error {
	schema := served.Schema()
	for _, root := range []*ast.Definition{schema.Query, schema.Mutation, schema.Subscription} {
		if root == nil {
			continue
		}
		for _, field := range root.Fields {
			if !strings.HasPrefix(field.Name, "__") && field.Directives.ForName("access") == nil {
				return fmt.Errorf("%s.%s has no @access, so nobody may use it", root.Name, field.Name)
			}
		}
	}
	return nil
}

// InterceptOperation checks @oneOf and applies @inContext.
func (o Operation) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	if eventOf(ctx) != nil { // it was looked at when it began, and the viewer is put in already
		return next(ctx)
	}
	operation := graphql.GetOperationContext(ctx)
	if err := checkOneOf(operation); err != nil {
		return refuse(ctx, err)
	}
	directive := operation.Operation.Directives.ForName("inContext")
	if directive == nil {
		return next(ctx)
	}
	viewer, err := o.inContext(ctx, directive.ArgumentMap(operation.Variables))
	if err != nil {
		return refuse(ctx, err)
	}
	return next(auth.WithViewer(ctx, viewer))
}

// refuse answers the whole operation with an error.
func refuse(ctx context.Context, err error) graphql.ResponseHandler {
	return graphql.OneShot(&graphql.Response{Errors: gqlerror.List{PresentError(ctx, err)}})
}

// inContext is the viewer as the directive wants it.
func (o Operation) inContext(ctx context.Context, args map[string]any) (market.Viewer, error) {
	viewer := auth.Viewer(ctx)
	if args["locale"] != nil {
		locale, err := scalar.UnmarshalLocale(args["locale"])
		if err != nil {
			return viewer, gqlerror.Errorf("@inContext(locale:) %s", err)
		}
		viewer.Locales = append(auth.Locales(locale), viewer.Locales...)
	}
	if args["organization"] == nil {
		return viewer, nil
	}
	organization, err := scalar.UnmarshalOrganizationID(args["organization"])
	if err != nil {
		return viewer, gqlerror.Errorf("@inContext(organization:) %s", err)
	}
	return o.Store.ActFor(ctx, viewer, organization)
}

// InterceptResponse gives each response fresh loaders: one for a query, one for
// each event of a subscription.
func (o Operation) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	return next(o.withPlace(o.withPage(loaders.Fresh(ctx, o.Store, o.Now))))
}

// InterceptRootField gives each mutation fresh loaders, so that none reads what was
// loaded before another's write.
func (o Operation) InterceptRootField(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	if graphql.GetOperationContext(ctx).Operation.Operation == ast.Mutation {
		ctx = loaders.Fresh(ctx, o.Store, o.Now)
	}
	return next(ctx)
}
