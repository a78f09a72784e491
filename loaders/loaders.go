package loaders

import (
	"context"
	"time"

	"partnergraph/auth"
	"partnergraph/store"
)

// Wait is how long a loader waits for more keys. gqlgen resolves the items of a
// list at once, so they come within microseconds of each other. Tests that count
// statements make it longer, because a busy machine may split what comes together.
var Wait = 500 * time.Microsecond

// Set is all loaders of one response. It belongs to one viewer, whose row rules
// and languages it applies, and is never shared or kept.
type Set struct {
	personLoaders
	apiTokenLoaders
	embedKeyLoaders
	partnerLoaders
	solutionLoaders
	reviewLoaders
	forumLoaders
	leadLoaders
	dealLoaders
	billingLoaders
	notificationLoaders
}

type setKey struct{}

// Fresh puts a new set for the context's viewer into the context. What depends on
// the time is loaded as it is at now.
func Fresh(ctx context.Context, s *store.Store, now func() time.Time) context.Context {
	v := auth.Viewer(ctx)
	return context.WithValue(ctx, setKey{}, &Set{
		newPersonLoaders(ctx, s, v),
		newAPITokenLoaders(ctx, s, v),
		newEmbedKeyLoaders(ctx, s, v, now),
		newPartnerLoaders(ctx, s, v),
		newSolutionLoaders(ctx, s, v),
		newReviewLoaders(ctx, s, v),
		newForumLoaders(ctx, s, v),
		newLeadLoaders(ctx, s, v, now),
		newDealLoaders(ctx, s, v, now),
		newBillingLoaders(ctx, s, v),
		newNotificationLoaders(ctx, s, v),
	})
}

// For is the set of the context.
func For(ctx context.Context) *Set { return ctx.Value(setKey{}).(*Set) }
