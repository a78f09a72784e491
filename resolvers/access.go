package resolvers

import (
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"partnergraph/auth"
	"partnergraph/market"
)

// Access is the @access directive: it refuses who belongs to none of the audiences.
// On a field of an object it answers null instead of an error, because what a
// viewer may not see is as if it were not there; a root field says what is missing.
// An API token that lacks the scope is told so everywhere: that is about the token
// alone, and its user would look for the data in vain.
func Access(ctx context.Context, _ any, next graphql.Resolver, to []market.Audience, scope *market.Scope) (any, error) {
	viewer := auth.Viewer(ctx)
	switch {
	case viewer.Is(to...):
		if err := withinScope(ctx, viewer, to, scope); err != nil {
			return nil, err
		}
		return next(ctx)
	case !isRoot(ctx):
		return nil, nil
	case isShared(ctx):
		return next(ctx)
	}
	return nil, refusal(viewer, to)
}

// withinScope refuses an API token without the scope; where there is none, it may read
// what is for anyone, and nothing else.
func withinScope(ctx context.Context, viewer market.Viewer, to []market.Audience, scope *market.Scope) error {
	switch {
	case viewer.APIToken == "":
		return nil
	case scope != nil && viewer.May(*scope):
		return nil
	case scope != nil:
		return market.Errorf(market.Forbidden, "This API token lacks the scope %s. An owner of the organisation can make one that has it, with apiTokenCreate.", *scope)
	case slices.Contains(to, market.Anyone) && graphql.GetFieldContext(ctx).Object != "Mutation":
		return nil
	}
	return market.Errorf(market.Forbidden, "This is not for API tokens. Send the access token of somebody signed in, or none.")
}

// isShared reports whether an event is executed as nobody, for many who see the same of
// it: they were let in when they began, and each is asked about apart at each event.
func isShared(ctx context.Context) bool {
	return eventOf(ctx) != nil && auth.Viewer(ctx).Person == ""
}

func isRoot(ctx context.Context) bool {
	switch graphql.GetFieldContext(ctx).Object {
	case "Query", "Mutation", "Subscription":
		return true
	}
	return false
}

// refusal says what the viewer lacks for a root field.
func refusal(viewer market.Viewer, to []market.Audience) error {
	switch {
	case viewer.Person == "":
		return market.Errorf(market.Unauthenticated, "Sign in first: signInStart, then signInVerify, then send the access token in the Authorization header.")
	case viewer.Organization == "" && !slices.Contains(to, market.SignedIn):
		return market.Errorf(market.Forbidden, "This needs an organisation to act for: name one of yours in the X-Organization header or in @inContext(organization:), or found one with organizationCreate.")
	}
	return market.Errorf(market.Forbidden, "This is for %s only.", audiences(to))
}

func audiences(to []market.Audience) string {
	text := ""
	for i, a := range to {
		if i > 0 {
			text += " or "
		}
		text += string(a)
	}
	return text
}
