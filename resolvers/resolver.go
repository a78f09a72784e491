// Package resolvers turns GraphQL into calls of the store. A resolver finds the
// viewer, makes one store call, and is done; children come through loaders.
package resolvers

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"partnergraph/auth"
	"partnergraph/events"
	"partnergraph/gateway"
	"partnergraph/graph"
	"partnergraph/market"
	"partnergraph/store"
)

// Resolver is the root of all resolvers.
type Resolver struct {
	Store  *store.Store
	Events *events.Hub // is run by whoever serves the resolvers
	Now    func() time.Time
	Codes  auth.Codes // of sign-ins
	Forms  auth.EmbedForms
	SMS    gateway.SMS // brings them
	// Ceilings bound the codes of all together; zero means market.DefaultCeilings().
	Ceilings market.Ceilings
	// Counted is told what became of each code; nil for nobody.
	Counted func(market.CodeOutcome)
	lastSMS atomic.Pointer[sending]

	Payments gateway.Payments

	Widget Script // for pages of partners

	Mail          gateway.Mail       // brings the codes that prove e-mail addresses; nil for no mail
	Unsubscribing auth.Unsubscribing // knows the tokens of mails

	// PageLimit bounds pages that are asked for without a size; 0 means market.PageSize.
	PageLimit int

	// Present is what presents errors in events; nil means PresentError.
	Present graphql.ErrorPresenterFunc

	sharingOnce sync.Once
	sharing     *sharing
}

type (
	query        struct{ *Resolver }
	mutation     struct{ *Resolver }
	subscription struct{ *Resolver }
)

var (
	_ graph.ResolverRoot         = (*Resolver)(nil)
	_ graph.QueryResolver        = query{}
	_ graph.MutationResolver     = mutation{}
	_ graph.SubscriptionResolver = subscription{}
)

// Schema is the contract, served by these resolvers. Serve it with the extension
// Operation, which gives each operation its context.
func (r *Resolver) Schema() graphql.ExecutableSchema {
	return graph.NewExecutableSchema(graph.Config{
		Resolvers:  r,
		Directives: graph.DirectiveRoot{Access: Access},
	})
}

// Query resolves the root fields that read.
func (r *Resolver) Query() graph.QueryResolver { return query{r} }

// Mutation resolves the root fields that change something.
func (r *Resolver) Mutation() graph.MutationResolver { return mutation{r} }

// Subscription resolves the root fields that deliver events.
func (r *Resolver) Subscription() graph.SubscriptionResolver { return subscription{r} }
